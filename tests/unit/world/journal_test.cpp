#include "world/journal.hpp"

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

HandshakeEntry about(std::string serial) {
  HandshakeEntry entry;
  entry.serial = std::move(serial);
  return entry;
}

auto entry(std::uint64_t id, const char* serial) {
  return ::testing::AllOf(Field(&HandshakeEntry::id, id), Field(&HandshakeEntry::serial, serial));
}

TEST(JournalTest, NumbersEntriesInOrder) {
  Journal journal;
  journal.record(about("1"));
  journal.record(about("2"));

  EXPECT_THAT(journal.entries(), ElementsAre(entry(1, "1"), entry(2, "2")));
  EXPECT_EQ(journal.dropped(), 0U);
}

TEST(JournalTest, KeepsTheNewestAndCountsTheDropped) {
  Journal journal(2);
  for (const char* serial : {"1", "2", "3", "4"}) journal.record(about(serial));

  EXPECT_THAT(journal.entries(), ElementsAre(entry(3, "3"), entry(4, "4")));
  EXPECT_EQ(journal.dropped(), 2U);
}

TEST(JournalTest, BeginsAnewWhenCleared) {
  Journal journal(1);
  journal.record(about("1"));
  journal.record(about("2"));
  journal.clear();
  EXPECT_THAT(journal.entries(), IsEmpty());
  EXPECT_EQ(journal.dropped(), 0U);

  journal.record(about("3"));

  EXPECT_THAT(journal.entries(), ElementsAre(entry(1, "3")));
}

TEST(JournalTest, NamesReasonsAsOthersReadThem) {
  EXPECT_EQ(verdict_name(Verdict::kAccepted), "accepted");
  EXPECT_EQ(verdict_name(Verdict::kRefused), "refused");
  EXPECT_EQ(reason_name(Reason::kOk), "ok");
  EXPECT_EQ(reason_name(Reason::kNoCertificate), "no_certificate");
  EXPECT_EQ(reason_name(Reason::kExpired), "expired");
  EXPECT_EQ(reason_name(Reason::kNotYetValid), "not_yet_valid");
  EXPECT_EQ(reason_name(Reason::kRevoked), "revoked");
  EXPECT_EQ(reason_name(Reason::kSuperseded), "superseded");
  EXPECT_EQ(reason_name(Reason::kUnknownCa), "unknown_ca");
  EXPECT_EQ(reason_name(Reason::kNotTls), "not_tls");
  EXPECT_EQ(reason_name(Reason::kAborted), "aborted");
}

}  // namespace
}  // namespace orcamo::mock
