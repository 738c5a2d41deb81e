// A sign-in that fails in setup, by the codes of the AAD log.
#include <doctest/doctest.h>

#include "diagnose/diagnose.h"
#include "model/report.h"

using namespace preflight;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr UtcTime now{1'774'000'000'000};

// A device in setup that has not joined yet.
Report inSetup() {
  Report report;
  const Error absent{ErrorKind::absent, "read", "not there", CodeSpace::none, 0};
  giveUpOn(report.deployment, absent);
  giveUpOn(report.autopilot, absent);
  giveUpOn(report.join, absent);
  giveUpOn(report.enrollment, absent);
  giveUpOn(report.identity, absent);
  giveUpOn(report.hardwareHash, absent);
  report.setup.phase = knownFact(SetupPhase::oobe, "setup");
  report.setup.utcOffsetMinutes = knownFact<std::int64_t>(0, "clock");
  report.join.kind = knownFact(JoinKind::none, "join");
  report.join.signInErrors = knownFact(std::vector<EventFacts>{}, "log");
  return report;
}

void fails(Report& report, std::int64_t minutesAgo, std::vector<NamedText> data, std::uint64_t id = 1098) {
  EventFacts event;
  event.channel = "Microsoft-Windows-AAD/Operational";
  event.id = id;
  event.level = 2;
  event.recordId = report.join.signInErrors.value.size() + 1;
  event.time = UtcTime{now.milliseconds - minutesAgo * minute};
  event.data = std::move(data);
  report.join.signInErrors.value.push_back(std::move(event));
}

std::string titleOf(const Report& report) {
  const Diagnosis diagnosis = diagnose(report, now);
  const Finding* finding = findFinding(diagnosis, FindingId::signInFailed);
  return finding == nullptr ? std::string() : finding->title();
}

}  // namespace

TEST_CASE("a sign-in service that is not reached is told with how often and since when") {
  Report report = inSetup();
  for (const std::int64_t ago : {8, 5, 2}) {
    fails(report, ago, {{"Error", "0xCAA70007"}, {"ErrorMessage", "Der Server wurde nicht gefunden."}});
  }
  const std::string title = titleOf(report);
  CHECK(title.find("(0xCAA70007)") != std::string::npos);
  CHECK(title.find("3 times") != std::string::npos);
  CHECK(title.find("2 min ago") != std::string::npos);
  const Diagnosis diagnosis = diagnose(report, now);
  CHECK(diagnosis.verdict.finding == FindingId::signInFailed);
  CHECK(diagnosis.verdict.state == State::warn);
  CHECK(diagnosis.verdict.action.str().find("Wi-Fi") != std::string::npos);
}

TEST_CASE("every code of the connection counts, known or not, in whichever spelling") {
  for (const char* code : {"0xcaa70004", "0xCAA7FFFE", "-895025145", "0xCAA82EE2", "0xCAA82EE7"}) {
    Report report = inSetup();
    fails(report, 3, {{"Error", code}});
    CAPTURE(code);
    CHECK(titleOf(report).find("could not be reached") != std::string::npos);
  }
}

TEST_CASE("Conditional Access and accounts are told by the number of the service") {
  Report report = inSetup();
  fails(report, 3, {{"Error", "0xCAA20003"}, {"ErrorMessage", "AADSTS53003: Access has been blocked."}});
  CHECK(titleOf(report).find("Conditional Access") != std::string::npos);
  CHECK(findFinding(diagnose(report, now), FindingId::signInFailed)->who() == Who::admin);
  fails(report, 2, {{"Error", "invalid_grant"}, {"Description", "AADSTS530033: no"}}, 1081);
  CHECK(titleOf(report).find("AADSTS530033") != std::string::npos);
  fails(report, 1, {{"Error", "0xCAA20003"}, {"ErrorMessage", "AADSTS50126: Error validating credentials."}});
  CHECK(titleOf(report).find("Wrong user name or password.") != std::string::npos);
  report.join.kind = knownFact(JoinKind::entra, "join");  // it has joined since: with another account
  CHECK(titleOf(report).empty());
}

TEST_CASE("what a healthy sign-in logs, what is over and what is old is no failure") {
  Report report = inSetup();
  fails(report, 3, {{"Error", "0xCAA2000C"}, {"ErrorMessage", "AADSTS50076: a second factor is needed"}});
  fails(report, 2, {{"Error", "0xCAA90056"}});
  CHECK(titleOf(report).empty());
  fails(report, 90, {{"Error", "0xCAA70007"}});
  CHECK(titleOf(report).empty());
  fails(report, 1, {{"Error", "0xCAA70007"}});
  CHECK_FALSE(titleOf(report).empty());
  Report desktop = report;
  desktop.setup.phase = knownFact(SetupPhase::desktop, "setup");
  CHECK(titleOf(desktop).empty());
  EnrollmentRecord record;
  record.providerId = "MS DM Server";
  record.type = knownFact<std::uint64_t>(6, "Enrollments");
  record.state = knownFact<std::uint64_t>(1, "Enrollments");
  report.enrollment.enrollments = knownFact(std::vector<EnrollmentRecord>{record}, "Enrollments");
  report.enrollment.enrolledAt = knownFact(UtcTime{now.milliseconds - minute / 2}, "log");
  CHECK(titleOf(report).empty());
  report.enrollment.enrolledAt = knownFact(UtcTime{now.milliseconds - 10 * minute}, "log");
  CHECK_FALSE(titleOf(report).empty());
}
