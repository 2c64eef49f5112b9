#include "world/journal.hpp"

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

HandshakeEntry about(std::string serial) {
  HandshakeEntry entry;
  entry.serial = std::move(serial);
  return entry;
}

RequestEntry request(Event event, std::string serial = "1", std::uint64_t handshake = 1) {
  RequestEntry entry;
  entry.handshake = handshake;
  entry.deed.event = event;
  entry.serial = std::move(serial);
  return entry;
}

auto entry(std::uint64_t id, const char* serial) {
  return AllOf(Field(&HandshakeEntry::id, id), Field(&HandshakeEntry::serial, serial));
}

TEST(JournalTest, NumbersEntriesInOrder) {
  Journal journal;
  journal.record(about("1"));
  journal.record(about("2"));

  EXPECT_THAT(journal.entries(), ElementsAre(entry(1, "1"), entry(2, "2")));
  EXPECT_EQ(journal.dropped(), 0U);
}

TEST(JournalTest, NumbersHandshakesAndRequestsTogether) {
  Journal journal;

  EXPECT_EQ(journal.record(about("1")), 1U);
  EXPECT_EQ(journal.record(request(Event::kPage)), 2U);
  EXPECT_EQ(journal.record(about("1")), 3U);
  EXPECT_THAT(journal.requests(), ElementsAre(Field(&RequestEntry::id, 2U)));
  EXPECT_THAT(journal.entries(), ElementsAre(entry(1, "1"), entry(3, "1")));
}

TEST(JournalTest, KeepsTheNewestOfEachKindAndCountsTheDropped) {
  Journal journal(2);
  for (const char* serial : {"1", "2", "3", "4"}) journal.record(about(serial));
  for (int i = 0; i < 3; ++i) journal.record(request(Event::kPage));

  EXPECT_THAT(journal.entries(), ElementsAre(entry(3, "3"), entry(4, "4")));
  EXPECT_EQ(journal.dropped(), 2U);
  EXPECT_THAT(journal.requests(), ElementsAre(Field(&RequestEntry::id, 6U), Field(&RequestEntry::id, 7U)));
  EXPECT_EQ(journal.dropped_requests(), 1U);
  EXPECT_EQ(journal.size(), 2U);
  EXPECT_EQ(journal.requests_size(), 2U);
}

TEST(JournalTest, BeginsAnewWhenClearedAndUsesNoIdAgain) {
  Journal journal(1);
  journal.record(about("1"));
  journal.record(about("2"));
  journal.record(request(Event::kPage));
  journal.record(request(Event::kPage));
  journal.clear();
  EXPECT_THAT(journal.entries(), IsEmpty());
  EXPECT_THAT(journal.requests(), IsEmpty());
  EXPECT_EQ(journal.dropped(), 0U);
  EXPECT_EQ(journal.dropped_requests(), 0U);

  journal.record(about("3"));

  EXPECT_THAT(journal.entries(), ElementsAre(entry(5, "3")));
}

TEST(JournalTest, CutsTextsThatAPeerMadeLong) {
  Journal journal;
  HandshakeEntry handshake = about(std::string(513, '1'));
  handshake.subject = std::string(512, 's');
  journal.record(handshake);
  journal.record(request(Event::kPage, std::string(100'000, '2')));

  EXPECT_EQ(journal.entries()[0].serial, std::string(512, '1') + "...");
  EXPECT_EQ(journal.entries()[0].subject, std::string(512, 's'));
  EXPECT_EQ(journal.requests()[0].serial, std::string(512, '2') + "...");
}

TEST(JournalTest, KeepsNoMemoryOfWhatItCut) {
  HandshakeEntry handshake = about(std::string(100'000, '1'));
  shorten(handshake);

  EXPECT_LT(handshake.serial.capacity(), 10'000U);
}

TEST(JournalTest, CountsOnlyWhatIsStillThereForThoseWhoWait) {
  Journal journal(1);
  bool woken = false;
  const Watch watch = journal.watch(HandshakeFilter{}, 2, [&woken] { woken = true; });
  for (const char* const serial : {"1", "2", "3"}) journal.record(about(serial));

  EXPECT_FALSE(woken) << "there are never two entries to be had";
}

TEST(JournalTest, LetsThoseGoWhoWaitWhenItIsClosed) {
  Journal journal;
  int woken = 0;
  const Watch before = journal.watch(HandshakeFilter{}, 2, [&woken] { ++woken; });
  const Watch of_requests = journal.watch(RequestFilter{}, 2, [&woken] { ++woken; });
  journal.close();
  const Watch after = journal.watch(HandshakeFilter{}, 2, [&woken] { ++woken; });

  EXPECT_EQ(woken, 3);
}

TEST(JournalTest, FindsHandshakesByEachProperty) {
  Journal journal;
  HandshakeEntry accepted = about("1");
  accepted.verdict = Verdict::kAccepted;
  accepted.reason = Reason::kOk;
  accepted.tls_version = "TLSv1.2";
  journal.record(accepted);
  HandshakeEntry refused = about("2");
  refused.reason = Reason::kExpired;
  refused.tls_version = "TLSv1.3";
  journal.record(refused);
  const auto first = ElementsAre(entry(1, "1"));
  const auto second = ElementsAre(entry(2, "2"));

  EXPECT_THAT(journal.entries({.since_id = 1}), second);
  EXPECT_THAT(journal.entries({.since_id = 2}), IsEmpty());
  EXPECT_THAT(journal.entries({.verdict = Verdict::kAccepted}), first);
  EXPECT_THAT(journal.entries({.reason = Reason::kExpired}), second);
  EXPECT_THAT(journal.entries({.serial = "1"}), first);
  EXPECT_THAT(journal.entries({.tls_version = "TLSv1.3"}), second);
  EXPECT_THAT(journal.entries({.reason = Reason::kExpired, .serial = "1"}), IsEmpty());
}

TEST(JournalTest, FindsRequestsByEachProperty) {
  Journal journal;
  journal.record(request(Event::kLoginAccepted, "1", 7));
  journal.record(request(Event::kPage, "2", 8));
  const auto first = ElementsAre(Field(&RequestEntry::id, 1U));
  const auto second = ElementsAre(Field(&RequestEntry::id, 2U));

  EXPECT_THAT(journal.requests({.since_id = 1}), second);
  EXPECT_THAT(journal.requests({.event = Event::kLoginAccepted}), first);
  EXPECT_THAT(journal.requests({.handshake = 8}), second);
  EXPECT_THAT(journal.requests({.serial = "2"}), second);
  EXPECT_THAT(journal.requests({.event = Event::kPage, .serial = "1"}), IsEmpty());
}

// A watch that counts how often it was told.
struct Told {
  std::function<void()> teller() {
    return [this] { ++times; };
  }
  int times = 0;
};

TEST(JournalTest, TellsWatchersOnceWhenThereIsEnough) {
  Journal journal;
  Told told;
  journal.record(request(Event::kLoginAccepted));
  const Watch watch = journal.watch(RequestFilter{.event = Event::kLoginAccepted}, 2, told.teller());
  journal.record(request(Event::kPage));
  journal.record(about("1"));
  EXPECT_EQ(told.times, 0);

  journal.record(request(Event::kLoginAccepted));
  EXPECT_EQ(told.times, 1);
  journal.record(request(Event::kLoginAccepted));
  EXPECT_EQ(told.times, 1);
}

TEST(JournalTest, TellsAWatcherAtOnceWhatIsThereAlready) {
  Journal journal;
  Told told;
  journal.record(about("1"));

  const Watch watch = journal.watch(HandshakeFilter{}, 1, told.teller());

  EXPECT_EQ(told.times, 1);
}

TEST(JournalTest, TellsNobodyWhoHasLetGo) {
  Journal journal;
  Told told;
  Watch watch = journal.watch(HandshakeFilter{}, 1, told.teller());
  watch.reset();

  journal.record(about("1"));

  EXPECT_EQ(told.times, 0);
}

TEST(JournalTest, CountsAnewForWatchersWhenCleared) {
  Journal journal;
  Told told;
  const Watch watch = journal.watch(HandshakeFilter{}, 2, told.teller());
  journal.record(about("1"));
  journal.clear();

  journal.record(about("2"));
  EXPECT_EQ(told.times, 0);
  journal.record(about("3"));
  EXPECT_EQ(told.times, 1);
}

}  // namespace
}  // namespace orcamo::mock
