#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "orcamo/pki/openssl/draw_scope.hpp"
#include "world/world.hpp"
#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

const Identity kFirst{"u00000001", "client001"};
const Identity kSecond{"u00000002", "client001"};

// Answers are what one identity was given, as octets.
struct Answers {
  std::string words;  // serials, file names, passwords, keys and tokens
  std::string files;  // certificates and .p12 files

  friend bool operator==(const Answers&, const Answers&) = default;
};

Answers& operator+=(Answers& answers, const Answers& more) {
  answers.words += more.words;
  answers.files += more.files;
  return answers;
}

Answers answers_of(const GenerationRef& generation) {
  const auto& [certificate, key, chain] = generation->credential;
  return {.words = certificate.serial() + "\n" + generation->file_name + "\n" +
                   std::string(generation->password.reveal()) + "\n" + std::string(key.pem().value().reveal()),
          .files = certificate.pem() + std::string(pki::as_text(generation->p12))};
}

IssueRequest order_for(Identity identity) {
  IssueRequest request;
  request.identity = std::move(identity);
  return request;
}

// order_all has an identity issued a certificate, sealed as it says, renewed, logged in with, and renewed again.
Answers order_all(Sandbox& sandbox, const Identity& identity, P12Profile profile = P12Profile::kModern2023) {
  IssueRequest request = order_for(identity);
  request.profile = profile;
  request.not_after = sandbox.clock().now() + days(89);
  const auto issued = sandbox.issue(std::move(request)).value();
  Answers answers = answers_of(issued);

  auto newest = issued;
  for (int i = 0; i < 2; ++i) {
    const auto link = sandbox.request_renewal(newest->credential.certificate).value();
    newest = sandbox.fetch(link.token, newest->credential.certificate).value();
    answers.words += link.token + "\n";
    answers += answers_of(newest);
    answers.words += sandbox.log_in("ormaster", "ormaster", newest->credential.certificate).value() + "\n";
    sandbox.clock().set(newest->credential.certificate.validity().not_after - days(89), ClockMode::kFrozen);
  }
  return answers;
}

std::string sha256(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string hexadecimal;
  for (const unsigned char octet : digest) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hexadecimal += kDigits[octet >> 4];
    hexadecimal += kDigits[octet & 15];
  }
  return hexadecimal;
}

class SeedTest : public SandboxTest {
 protected:
  SandboxRef make(std::optional<std::uint64_t> seed, std::string id = "a1") const {
    return Sandbox::create({.id = std::move(id),
                            .seed = seed,
                            .clock = ClockSetting{.now = real.now(), .mode = ClockMode::kFrozen}},
                           real)
        .value();
  }
};

TEST_F(SeedTest, FixesEveryOctetOfWhatIsIssued) {
  const auto one = make(7);
  const auto two = make(7);

  EXPECT_EQ(one->authority().ca_pem(), two->authority().ca_pem());
  EXPECT_EQ(order_all(*one, kFirst), order_all(*two, kFirst));
  EXPECT_EQ(order_all(*one, kSecond, P12Profile::kLegacyDes), order_all(*two, kSecond, P12Profile::kLegacyDes));
}

TEST_F(SeedTest, FixesRsaKeysToo) {
  const auto issue_rsa = [&] {
    IssueRequest request;
    request.key = pki::KeyType::kRsa2048;
    return answers_of(make(7)->issue(std::move(request)).value());
  };

  EXPECT_EQ(issue_rsa(), issue_rsa());
}

// What is signed, and so what is sealed, takes a number that OpenSSL derives from what it draws: by another recipe
// since 3.2. Nothing else depends on how OpenSSL works.
TEST_F(SeedTest, MeansTheSameInEveryProcess) {
  const auto seeded = make(7);
  Answers answers = order_all(*seeded, kFirst);
  answers += order_all(*seeded, kSecond, P12Profile::kLegacyDes);

  EXPECT_EQ(sha256(answers.words), "f0e756f64c31795578d5624b8d7d76c0a2fc4dd085670ba989c8b786b56b80f1");
  if (OpenSSL_version_num() >= 0x30200000UL) GTEST_SKIP() << "the golden signatures are those of OpenSSL 3.0 and 3.1";
  EXPECT_EQ(sha256(seeded->authority().ca_pem() + answers.files),
            "4b7b89843a53f221e86f965b9153f823edd384ffb4c4e31b0d2d2f4a8fea8c30");
}

TEST_F(SeedTest, DiffersBySandboxAndBySeed) {
  std::set<std::string> roots;
  std::set<std::string> words;

  for (const auto& each : {make(7), make(8), make(7, "a2"), make(std::nullopt), make(std::nullopt)}) {
    roots.insert(each->authority().root().fingerprint_sha256());
    words.insert(order_all(*each, kFirst).words);
  }

  EXPECT_EQ(roots.size(), 5U);
  EXPECT_EQ(words.size(), 5U);
}

TEST_F(SeedTest, DealsEachIdentityASeriesOfItsOwn) {
  const auto one_after_the_other = make(7);
  const auto first = order_all(*one_after_the_other, kFirst);

  const auto the_other_first = make(7);
  for (int i = 0; i < 3; ++i) ASSERT_THAT(the_other_first->issue(order_for(kSecond)), IsOk());

  EXPECT_EQ(order_all(*the_other_first, kFirst), first);
}

TEST_F(SeedTest, IsObeyedByManyThreads) {
  constexpr std::size_t kIdentities = 8;
  const auto issue_to = [](Sandbox& to, std::size_t number) {
    Answers answers;
    for (int i = 0; i < 5; ++i) {
      answers += answers_of(to.issue(order_for({"u0000000" + std::to_string(number), "client001"})).value());
    }
    return answers;
  };
  const auto in_order = make(7);
  const auto at_once = make(7);
  std::array<Answers, kIdentities> found;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kIdentities; ++i) {
      threads.emplace_back([&, i] { found[i] = issue_to(*at_once, i); });
    }
  }

  for (std::size_t i = 0; i < kIdentities; ++i) EXPECT_EQ(found[i], issue_to(*in_order, i)) << "identity " << i;
}

TEST_F(SeedTest, NeverDealsTheSameTwice) {
  const auto seeded = make(7);
  std::set<std::string> serials;
  std::set<std::string> passwords;
  std::set<pki::Bytes> files;

  for (int i = 0; i < 20; ++i) {
    const auto issued = seeded->issue({}).value();
    serials.insert(certificate(issued).serial());
    passwords.insert(std::string(issued->password.reveal()));
    files.insert(issued->p12);
  }

  EXPECT_EQ(serials.size(), 20U);
  EXPECT_EQ(passwords.size(), 20U);
  EXPECT_EQ(files.size(), 20U);
}

TEST_F(SeedTest, BeginsAnewWithAReset) {
  const auto seeded = make(7);
  const auto start = seeded->clock().now();
  const auto before = order_all(*seeded, kFirst);

  seeded->reset();
  seeded->clock().set(start, ClockMode::kFrozen);

  EXPECT_EQ(order_all(*seeded, kFirst), before);
}

TEST_F(SeedTest, IsLeftAloneByASandboxWithoutOne) {
  const auto before = pki::seeded_draws();
  order_all(*make(std::nullopt), kFirst);
  EXPECT_EQ(pki::seeded_draws(), before);

  order_all(*make(7), kFirst);
  EXPECT_GT(pki::seeded_draws(), before);
}

TEST_F(SeedTest, OfTheWorldIsThatOfItsSandboxes) {
  const auto world = World::create(real, {.seed = 7}).value();
  const auto inherited = world->add({.id = "a1"}).value();
  const auto own = world->add({.id = "a2", .seed = 8}).value();

  EXPECT_EQ(world->default_sandbox().seed(), 7U);
  EXPECT_EQ(inherited->seed(), 7U);
  EXPECT_EQ(own->seed(), 8U);
  EXPECT_EQ(inherited->authority().ca_pem(), make(7)->authority().ca_pem());
  EXPECT_EQ(own->authority().ca_pem(), make(8, "a2")->authority().ca_pem());
}

// Clients are told to trust the server's authority: who knows a seed must not know its key.
TEST_F(SeedTest, DoesNotReachTheAuthorityOfTheServer) {
  const auto one = World::create(real, {.seed = 7}).value();
  const auto two = World::create(real, {.seed = 7}).value();

  EXPECT_NE(one->server_authority().ca_pem(), two->server_authority().ca_pem());
  EXPECT_FALSE(one->server_credential("default")->certificate == two->server_credential("default")->certificate);
}

}  // namespace
}  // namespace orcamo::mock
