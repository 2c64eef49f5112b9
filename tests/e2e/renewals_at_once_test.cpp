#include <gmock/gmock.h>

#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "store_on_disk.hpp"

// Many programs renew the certificate of one store at once: one does, and the others say so.
namespace orcamo::e2e {
namespace {

using ::testing::AnyOf;
using ::testing::Eq;
using ::testing::SizeIs;

constexpr int kPrograms = 100;

struct Subject {
  std::string name;
  bool is_a_file;  // beside the store
};

void PrintTo(const Subject& subject, std::ostream* out) { *out << subject.name; }

class RenewalsAtOnce : public ::testing::TestWithParam<Subject> {
 protected:
  std::vector<std::string> command() const {
    auto words = store_.renew();
    if (!GetParam().is_a_file) return words;
    words.insert(words.end(), {"--p12", store_.old().p12, "--password-file", store_.old().password_file});
    return words;
  }

  // What a program says of itself: the result, or the code of the failure.
  static std::string said_by(const Finished& finished) {
    const Json report = Json::parse(finished.out, nullptr, false);
    EXPECT_TRUE(report.is_object()) << finished.out << finished.err;
    if (!report.is_object()) return "nothing";
    return report.contains("error") ? report.at("error").at("code") : report.at("result");
  }

  testing::TemporaryDirectory home_;
  ServeProcess server_;
  StoreOnDisk store_{server_, home_, 0};
};

INSTANTIATE_TEST_SUITE_P(Of100, RenewalsAtOnce,
                         ::testing::Values(Subject{"OfTheStore", false}, Subject{"OfAFile", true}),
                         [](const auto& row) { return row.param.name; });

TEST_P(RenewalsAtOnce, RenewOnce) {
  std::vector<std::unique_ptr<Process>> programs;
  for (int i = 0; i < kPrograms; ++i) programs.push_back(std::make_unique<Process>(command()));
  std::map<std::string, int> said;
  for (const auto& program : programs) ++said[said_by(program->wait())];

  for (const auto& [words, count] : said) {
    EXPECT_THAT(words, AnyOf(Eq("renewed"), Eq("not_due"), Eq("store.locked")));
    std::cout << count << " " << words << "\n";
  }
  EXPECT_EQ(said["renewed"], 1);
  EXPECT_EQ(store_.issued(), 2u);
  const auto stored = store_.list();
  ASSERT_THAT(stored, SizeIs(2));
  EXPECT_EQ(stored.front().credential.certificate.serial(), store_.old().answer.at("serial"));
  for (const auto& one : stored) EXPECT_TRUE(store_.logs_in(one.credential));
  EXPECT_EQ(said_by(run(command())), "not_due");
}

}  // namespace
}  // namespace orcamo::e2e
