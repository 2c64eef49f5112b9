#include "state/state.hpp"

#include <iostream>
#include <random>

#include "state_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(StateTest, IsEmptyAtFirst) {
  const auto archive = open();

  EXPECT_FALSE(archive->server_authority().value());
  EXPECT_THAT(archive->sandboxes().value(), IsEmpty());
}

TEST_F(StateTest, KeepsTheServersAuthority) {
  const auto made = CertificateAuthority::create("server", {"orca.clinic.test", "*.clinic.test"}).value();
  ASSERT_THAT(open()->keep_server_authority(made), IsOk());

  EXPECT_EQ(authority_text(open()->server_authority().value().value()), authority_text(made));
}

TEST_F(StateTest, KeepsAllOfASandbox) {
  const auto image = make_full()->image();
  ASSERT_THAT(open()->keep(image, real.now() + days(3)), IsOk());

  const auto kept = open()->sandboxes().value();

  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(image_text(kept[0].image), image_text(image));
  EXPECT_EQ(kept[0].ends_at, real.now() + days(3));
}

TEST_F(StateTest, KeepsAnEmptySandbox) {
  const auto image = sandbox.image();
  ASSERT_THAT(open()->keep(image, std::nullopt), IsOk());

  const auto kept = open()->sandboxes().value();

  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(image_text(kept[0].image), image_text(image));
  EXPECT_EQ(kept[0].ends_at, std::nullopt);
}

TEST_F(StateTest, KeepsRsaKeys) {
  IssueRequest order;
  order.key = pki::KeyType::kRsa2048;
  const auto rsa = issue(std::move(order));
  ASSERT_THAT(open()->keep(sandbox.image(), std::nullopt), IsOk());

  const auto kept = open()->sandboxes().value();

  EXPECT_EQ(kept.at(0).image.rows.issued.at(0)->credential.key.type(), pki::KeyType::kRsa2048);
  EXPECT_EQ(image_text(kept[0].image), image_text(sandbox.image()));
}

TEST_F(StateTest, KeepsWhatHappensChangeByChange) {
  {
    auto full = Sandbox::create({.id = "full", .policy = unusual_policy()}, real).value();
    full->keep_in(open()->keep(full->image(), std::nullopt).value());
    fill(*full);

    EXPECT_THAT(full->close_ledger(), IsOk());
  }
  EXPECT_THAT(open()->sandboxes().value(), IsEmpty());

  std::string text;
  {
    auto full = Sandbox::create({.id = "full", .policy = unusual_policy()}, real).value();
    full->keep_in(open()->keep(full->image(), std::nullopt).value());
    fill(*full);
    text = image_text(full->image());
  }
  EXPECT_EQ(image_text(open()->sandboxes().value().at(0).image), text);
}

TEST_F(StateTest, GoesOnWhereItWasOpenedAgain) {
  const auto old = issue_with(days(1));
  ASSERT_THAT(open()->keep(sandbox.image(), std::nullopt), IsOk());
  std::string text;
  {
    const auto archive = open();
    auto kept = archive->sandboxes().value();
    const auto again = Sandbox::create(kept.at(0).image, real).value();
    again->keep_in(std::move(kept[0].ledger));
    again->request_renewal(certificate(old)).value();
    text = image_text(again->image());
  }

  EXPECT_EQ(image_text(open()->sandboxes().value().at(0).image), text);
}

TEST_F(StateTest, KeepsOneSandboxApartFromAnother) {
  const auto first = make_full();
  const auto second = make_full();
  auto renamed = second->image();
  renamed.id = "second";
  const auto archive = open();
  const auto ledger = archive->keep(first->image(), std::nullopt).value();
  ASSERT_THAT(archive->keep(renamed, std::nullopt), IsOk());

  ASSERT_THAT(first->reset(), IsOk());
  ASSERT_THAT(ledger->rewrite(first->image()), IsOk());

  const auto kept = archive->sandboxes().value();
  ASSERT_THAT(kept, SizeIs(2));
  EXPECT_EQ(image_text(kept[0].image), image_text(first->image()));
  EXPECT_EQ(image_text(kept[1].image), image_text(renamed));
}

TEST_F(StateTest, ClosedLedgerKeepsNothingForTheNextSandboxOfTheSameId) {
  const auto archive = open();
  const auto old = archive->keep(sandbox.image(), std::nullopt).value();
  ASSERT_THAT(old->close(), IsOk());
  const auto next = Sandbox::create({.id = "default"}, real).value();
  ASSERT_THAT(archive->keep(next->image(), std::nullopt), IsOk());

  EXPECT_THAT(old->rewrite(make_full()->image()), IsOk());
  EXPECT_THAT(old->write({.ended_sessions = {"one"}}), IsOk());
  EXPECT_THAT(old->close(), IsOk());

  const auto kept = archive->sandboxes().value();
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(image_text(kept[0].image), image_text(next->image()));
}

TEST_F(StateTest, KeepsASandboxInThePlaceOfOneThatWasLeftOver) {
  const auto archive = open();
  const auto left_over = archive->keep(make_full()->image(), std::nullopt).value();
  const auto next = Sandbox::create({.id = "full"}, real).value();

  ASSERT_THAT(archive->keep(next->image(), std::nullopt), IsOk());

  EXPECT_THAT(left_over->write({.put = {.notices = {{"a fingerprint", real.now()}}}}), FailsWith(Errc::kInternal));
  const auto kept = archive->sandboxes().value();
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(image_text(kept[0].image), image_text(next->image()));
}

TEST_F(StateTest, LedgerOutlivesItsArchive) {
  const auto ledger = open()->keep(sandbox.image(), std::nullopt).value();

  EXPECT_THAT(ledger->write({.ended_sessions = {"one"}}), IsOk());
}

TEST_F(StateTest, KeepsNothingOfAChangeThatCannotBeWritten) {
  const auto full = make_full();
  const auto archive = open();
  const auto ledger = archive->keep(full->image(), std::nullopt).value();
  const auto before = image_text(full->image());
  SandboxChange twice;
  twice.put.notices = {{"a fingerprint", real.now()}};
  twice.put.issued = {full->certificates().front()};  // is there already

  EXPECT_THAT(ledger->write(twice), FailsWith(Errc::kInternal));

  EXPECT_EQ(image_text(archive->sandboxes().value().at(0).image), before);
}

}  // namespace
}  // namespace orcamo::mock
