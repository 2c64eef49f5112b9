#include <gmock/gmock.h>

#include <string>

#include "interrupted_renewal.hpp"

namespace orcamo::testing {
namespace {

using client::HttpRequest;
using client::Outcome;
using client::RenewalReport;
using client::Step;
using pki::Credential;
using pki::Errc;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Return;
using ::testing::SizeIs;

class RenewalResume : public InterruptedRenewal {};

TEST_F(RenewalResume, SaysNothingOfAWholeRun) {
  EXPECT_CALL(observer_, on_resume(_)).Times(0);

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_EQ(report.resumed_at, std::nullopt);
  EXPECT_FALSE(report.journal_error.has_value());
  EXPECT_THAT(journal_.records, IsEmpty());
}

TEST_F(RenewalResume, AsksAgainWhereTheAnswerMayHaveBeenLost) {
  remember(begun());

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_EQ(report.resumed_at, Step::kRequest);
  EXPECT_EQ(asked("request 123456"), 1);
}

TEST_F(RenewalResume, UsesTheLinkThatIsThere) {
  remember(with_link());
  EXPECT_CALL(observer_, on_resume(Step::kDownload));

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_EQ(report.resumed_at, Step::kDownload);
  EXPECT_EQ(asked("request 123456"), 0);
  EXPECT_TRUE(stored(new_));
  EXPECT_THAT(journal_.records, IsEmpty());
}

TEST_F(RenewalResume, FinishesWhatAnotherRunWasToldToDoBeforeItsTime) {
  clock_.set(old_.certificate.validity().not_before + pki::days(1));
  offered_ = sealed(issue({.validity = {clock_.now(), kNow + pki::days(1095)}, .serial = "234567"}));
  remember(with_link());

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
}

// A link of an earlier run may be gone in whatever way a server has for that.
class GoneLink : public InterruptedRenewal, public ::testing::WithParamInterface<unsigned> {};

TEST_P(GoneLink, IsAskedForAnew) {
  remember(with_link());
  int fetched = 0;
  const auto usual = server_.answers["download"];
  server_.answers["download"] = [&](const HttpRequest& request, const Credential& credential) {
    return ++fetched == 1 ? answer(GetParam(), "no") : usual(request, credential);
  };

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
  EXPECT_EQ(asked("request 123456"), 1);
}

INSTANTIATE_TEST_SUITE_P(Statuses, GoneLink, ::testing::Values(302u, 400u, 403u, 404u, 410u),
                         ::testing::PrintToStringParamName());

TEST_F(RenewalResume, DoesNotUseALinkOfAnotherServer) {
  auto record = with_link();
  record.server = "https://elsewhere.example:8443";
  remember(std::move(record));

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_EQ(report.resumed_at, Step::kRequest);
  EXPECT_EQ(server_.log.front(), "request 123456");
}

TEST_F(RenewalResume, DoesNotUseALinkOfAnotherChannel) {
  auto record = with_link();
  record.channel = "console";
  remember(std::move(record));

  EXPECT_EQ(run().resumed_at, Step::kRequest);
}

TEST_F(RenewalResume, DownloadsNothingThatIsThere) {
  remember(with_file());

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_EQ(report.resumed_at, Step::kValidate);
  EXPECT_EQ(asked("request 123456") + asked("download 123456"), 0);
  EXPECT_EQ(asked("start_session 234567"), 1);
  EXPECT_TRUE(stored(old_));
  EXPECT_TRUE(stored(new_));
}

TEST_F(RenewalResume, GoesOnWithWhatIsThereEvenWhereTheOldOneHasExpiredSince) {
  remember(with_file());
  clock_.set(old_.certificate.validity().not_after + pki::Seconds(1));
  server_.answers["start_session"] = [usual = server_.answers["start_session"], this](const HttpRequest& request,
                                                                                      const Credential& credential) {
    return credential.certificate == old_.certificate ? failure(Errc::kCertificateExpired) : usual(request, credential);
  };

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_THAT(*report.before->login, FailsWith(Errc::kCertificateExpired));
  EXPECT_TRUE(stored(new_));
}

TEST_F(RenewalResume, AsksForAnotherFileWhereTheKeptOneWillNotDo) {
  remember(with_file({file_name_of(new_), {1, 2, 3}, pki::Secret::copy_of(kPassword)}));

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_THAT(server_.log, ::testing::Contains("request 123456"));
  EXPECT_TRUE(stored(new_));
}

TEST_F(RenewalResume, AsksForAnotherFileWhereTheServerRefusesTheKeptOne) {
  const Credential refused = issue({.validity = {kNow - pki::Seconds(60), kNow + pki::days(1000)}, .serial = "777777"});
  remember(with_file(sealed(refused)));
  server_.answers["get_server_info"] = [usual = server_.answers["get_server_info"]](const HttpRequest& request,
                                                                                    const Credential& credential) {
    return credential.certificate.serial() == "777777" ? failure(Errc::kCertificateRevoked)
                                                       : usual(request, credential);
  };

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
  EXPECT_TRUE(stored(new_));
  EXPECT_FALSE(stored(refused));
}

TEST_F(RenewalResume, KeepsTheFileWhereNoOtherCanBeHad) {
  remember(with_file(sealed(new_, "other")));
  journal_.records.begin()->second.arrival->password = pki::Secret::copy_of(kPassword);
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kServerRefused); };

  EXPECT_THAT(*run().error, IsError(Errc::kServerRefused));
  ASSERT_THAT(journal_.records, SizeIs(1));
  EXPECT_TRUE(journal_.records.begin()->second.arrival.has_value());
}

TEST_F(RenewalResume, OnlyConfirmsWhatIsCommitted) {
  ASSERT_THAT(store_.add(sealed(old_)), IsOk());
  ASSERT_THAT(store_.add(sealed(new_)), IsOk());
  remember(committed());

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_EQ(report.resumed_at, Step::kConfirmOld);
  EXPECT_THAT(server_.log, ElementsAre("get_server_info 123456", "start_session 123456", "end_session 123456"));
  ASSERT_TRUE(report.after.has_value());
  EXPECT_EQ(report.after->certificate, new_.certificate);
  EXPECT_THAT(journal_.records, IsEmpty());
}

TEST_F(RenewalResume, BeginsAnewWhereWhatIsCommittedIsNoLongerThere) {
  remember(committed());

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_EQ(report.resumed_at, std::nullopt);
  EXPECT_EQ(asked("request 123456"), 1);
  ASSERT_TRUE(report.after.has_value());
  EXPECT_TRUE(stored(new_));
}

// A server may call every file the same.
TEST_F(RenewalResume, KeepsTheNewOneUnderItsSerialWhereItsNameIsTaken) {
  const Credential other = issue({.facility = "u00000009", .serial = "345678"});
  client::Arrival file = sealed(other);
  file.file_name = file_name_of(new_);
  ASSERT_THAT(store_.add(file), IsOk());

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_TRUE(stored(new_));
  EXPECT_TRUE(stored(other));
  ASSERT_TRUE(report.after.has_value());
  EXPECT_EQ(report.after->file_name, "234567.p12");
}

TEST_F(RenewalResume, GoesOnFromTheNewCertificateToo) {
  ASSERT_THAT(store_.add(sealed(old_)), IsOk());
  ASSERT_THAT(store_.add(sealed(new_)), IsOk());
  remember(with_judged_file());

  const RenewalReport report = run_with(new_, sealed(new_), transport_, store_, journal_);

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_EQ(report.before->certificate, old_.certificate);
  EXPECT_EQ(report.after->certificate, new_.certificate);
  EXPECT_THAT(*report.before->login, IsOk());
  EXPECT_THAT(journal_.records, IsEmpty());
}

TEST_F(RenewalResume, HasNothingToDoWhereTheOldOneIsGone) {
  ASSERT_THAT(store_.add(sealed(new_)), IsOk());
  remember(with_judged_file());

  EXPECT_EQ(run_with(new_, sealed(new_), transport_, store_, journal_).outcome, Outcome::kNotDue);
  EXPECT_THAT(journal_.records, IsEmpty());
  EXPECT_THAT(server_.log, IsEmpty());
}

TEST_F(RenewalResume, ForgetsALinkOnceTheStoreHasASuccessor) {
  ASSERT_THAT(store_.add(sealed(new_)), IsOk());
  remember(with_link());

  EXPECT_EQ(run().outcome, Outcome::kNotDue);
  EXPECT_THAT(journal_.records, IsEmpty());
  EXPECT_THAT(server_.log, IsEmpty());
}

TEST_F(RenewalResume, PutsADamagedRecordAsideAndBeginsAnew) {
  journal_.damaged[old_.certificate.fingerprint_sha256()] = "?";

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_EQ(report.resumed_at, std::nullopt);
  ASSERT_TRUE(report.journal_error.has_value());
  EXPECT_THAT(*report.journal_error, IsError(Errc::kRenewalJournalUnusable));
  EXPECT_THAT(journal_.aside, SizeIs(1));
}

TEST_F(RenewalResume, LeavesARecordWhereItIsThatCannotBeReadNow) {
  ::testing::NiceMock<MockRenewalJournal> journal;
  ON_CALL(journal, hold).WillByDefault([this] { return journal_.hold(); });
  EXPECT_CALL(journal, load).WillRepeatedly([](const pki::Certificate&) {
    return pki::Result<std::optional<client::RenewalRecord>>(pki::Error(Errc::kFileUnreadable, "the disk is silent"));
  });
  EXPECT_CALL(journal, set_aside).Times(0);

  const RenewalReport report = run_with(old_, sealed(old_), transport_, store_, journal);

  EXPECT_THAT(*report.error, IsError(Errc::kFileUnreadable));
  EXPECT_THAT(server_.log, IsEmpty());
}

// The run that wrote the record may have ended before it was durable, and a login may end the old certificate.
TEST_F(RenewalResume, MakesTheRecordDurableBeforeTheFirstLogin) {
  remember(with_judged_file());
  ::testing::NiceMock<MockRenewalJournal> journal;
  ON_CALL(journal, hold).WillByDefault([this] { return journal_.hold(); });
  ON_CALL(journal, load).WillByDefault([this](const pki::Certificate& one) { return journal_.load(one); });
  int saved = 0;
  ON_CALL(journal, save).WillByDefault([&](const client::RenewalRecord&) -> pki::Result<void> {
    if (server_.log.empty()) ++saved;
    return {};
  });

  EXPECT_EQ(run_with(old_, sealed(old_), transport_, store_, journal).outcome, Outcome::kRenewed);
  EXPECT_EQ(saved, 1);
}

TEST_F(RenewalResume, AsksForANewLinkWhereThereIsNoTimeToWaitForTheOldOne) {
  remember(with_link());
  int fetched = 0;
  server_.answers["download"] = [&, usual = server_.answers["download"]](const HttpRequest& request,
                                                                         const Credential& credential) {
    return ++fetched == 1 ? answer(503, "", {{"Retry-After", "3600"}}) : usual(request, credential);
  };

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
  EXPECT_EQ(asked("request 123456"), 1);
  EXPECT_THAT(pacer_.waits, IsEmpty());
}

TEST_F(RenewalResume, LeavesAnotherCertificatesRecordAlone) {
  auto record = with_link();
  record.old_fingerprint = std::string(64, 'a');
  remember(std::move(record));

  const RenewalReport report = run();

  EXPECT_EQ(report.resumed_at, std::nullopt);
  EXPECT_THAT(journal_.records, SizeIs(1));
}

TEST_F(RenewalResume, LeavesNoRecordOfARefusal) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kServerRefused); };

  run();

  EXPECT_THAT(journal_.records, IsEmpty());
}

TEST_F(RenewalResume, LeavesARecordOfAQuestionWithoutAnAnswer) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kConnectionLost); };

  run();

  EXPECT_THAT(journal_.records, SizeIs(1));
}

TEST_F(RenewalResume, DoesNothingBesideAnotherRun) {
  const auto other = journal_.hold();

  const RenewalReport report = run();

  EXPECT_THAT(*report.error, IsError(Errc::kStoreLocked));
  EXPECT_THAT(server_.log, IsEmpty());
  EXPECT_FALSE(stored(old_));
}

TEST_F(RenewalResume, LooksAgainOnceItIsAlone) {
  ::testing::NiceMock<MockRenewalJournal> journal;
  EXPECT_CALL(journal, load).WillRepeatedly([](const pki::Certificate&) {
    return pki::Result<std::optional<client::RenewalRecord>>(std::nullopt);
  });
  EXPECT_CALL(journal, hold).WillOnce([this] {
    EXPECT_THAT(store_.add(sealed(new_)), IsOk());  // the other run has come to its end meanwhile
    return journal_.hold();
  });

  const RenewalReport report = run_with(old_, sealed(old_), transport_, store_, journal);

  EXPECT_EQ(report.outcome, Outcome::kNotDue);
  EXPECT_EQ(report.after->certificate, new_.certificate);
  EXPECT_THAT(server_.log, IsEmpty());
}

TEST_F(RenewalResume, AsksForNothingThatTheJournalCannotKeep) {
  ::testing::NiceMock<MockRenewalJournal> journal;
  ON_CALL(journal, hold).WillByDefault([this] { return journal_.hold(); });
  ON_CALL(journal, save).WillByDefault(Return(pki::Error(Errc::kStoreFull, "no space left")));

  const RenewalReport report = run_with(old_, sealed(old_), transport_, store_, journal);

  EXPECT_THAT(*report.error, IsError(Errc::kStoreFull));
  EXPECT_THAT(server_.log, IsEmpty());
}

TEST_F(RenewalResume, LogsInWithNothingThatTheJournalCannotKeep) {
  ::testing::NiceMock<MockRenewalJournal> journal;
  ON_CALL(journal, hold).WillByDefault([this] { return journal_.hold(); });
  ON_CALL(journal, save).WillByDefault([](const client::RenewalRecord& record) -> pki::Result<void> {
    if (record.arrival) return pki::Error(Errc::kStoreFull, "no space left");
    return {};
  });

  const RenewalReport report = run_with(old_, sealed(old_), transport_, store_, journal);

  EXPECT_THAT(*report.error, IsError(Errc::kStoreFull));
  EXPECT_EQ(report.failed_at, Step::kDownload);
  EXPECT_EQ(asked("get_server_info 234567"), 0);
}

TEST_F(RenewalResume, IsDoneEvenWhereTheJournalCannotBeCleared) {
  ::testing::NiceMock<MockRenewalJournal> journal;
  ON_CALL(journal, hold).WillByDefault([this] { return journal_.hold(); });
  ON_CALL(journal, clear).WillByDefault(Return(pki::Error(Errc::kStoreUnwritable, "read-only")));

  const RenewalReport report = run_with(old_, sealed(old_), transport_, store_, journal);

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_THAT(*report.journal_error, IsError(Errc::kStoreUnwritable));
}

}  // namespace
}  // namespace orcamo::testing
