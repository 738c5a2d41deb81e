// The judgement of a deployment over all scripts: each device reaches its verdict; whatever source is taken away, what
// is said stays true; and input that no script has.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "samples/judged_plan.h"

using namespace preflight;
using namespace preflight::test;

namespace {

std::vector<Plan> plans() {
  std::vector<Plan> all;
  for (const std::string& each : planFiles(PREFLIGHT_SCRIPTS)) {
    all.push_back(readPlan(each));
  }
  return all;
}

// What a deployment's findings say together.
enum class Says { nothing, waits, failed, finished, unknown };

bool isOfDeployment(const Finding& finding) {
  return !idOf(finding.id).starts_with("hash") && !idOf(finding.id).starts_with("hardware") &&
         !idOf(finding.id).starts_with("serial");
}

Says saysOf(const Diagnosis& diagnosis) {
  Says says = Says::nothing;
  for (const Finding& each : diagnosis.findings) {
    if (each.state == State::fail && isOfDeployment(each)) {
      return Says::failed;
    }
    says = each.id == FindingId::finished               ? Says::finished
           : each.id == FindingId::deploymentUnreadable ? Says::unknown
                                                        : says;
  }
  return diagnosis.deployment.waiting ? Says::waits : says;
}

std::string idsOf(const Diagnosis& diagnosis) {
  std::string text;
  for (const Finding& each : diagnosis.findings) {
    text += isOfDeployment(each) ? std::string(idOf(each.id)) + " " : "";
  }
  return text;
}

// Each key two below the ones that hold a deployment, each channel, each file.
std::vector<std::string> sourcesOf(const FakeHost& host) {
  std::vector<std::string> all{
      R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)",
      R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotPolicyCache)",
      R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics)",
      R"(HKLM\SOFTWARE\Microsoft\Provisioning\OMADM)",
      R"(HKLM\SOFTWARE\Microsoft\Enrollments)",
      R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot)",
      R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension)",
      R"(HKLM\SOFTWARE\Microsoft\EnterpriseDesktopAppManagement)",
      "HKU",
  };
  for (const auto& [channel, content] : host.eventChannels) {
    all.push_back("channel " + channel);
  }
  for (const auto& [path, content] : host.files) {
    all.push_back("file " + path);
  }
  return all;
}

void takeAway(FakeHost& host, const std::string& source, ErrorKind kind) {
  const Error error = errorOf(kind, "read " + source, "was taken away");
  if (source.starts_with("channel ")) {
    host.eventChannels[source.substr(8)].error = error;
  } else if (source.starts_with("file ")) {
    host.setFileError(source.substr(5), error);
  } else {
    host.setRegistryError(source, error);
  }
}

// Where only the page's record of its failure is left, that is told, and that it is open whether the page stands there.
bool tellsPageFailure(const Diagnosis& diagnosis) {
  return diagnosis.deployment.waiting && diagnosis.deployment.waiting->overdue &&
         (diagnosis.deployment.waiting->id == WaitId::pageTimeoutUnread ||
          diagnosis.deployment.waiting->id == WaitId::pageFailureUnread);
}

// What may be said instead of the whole truth: less of the same, or that it cannot be known. Never another course.
bool isTrue(const Diagnosis& whole, const Diagnosis& part) {
  const Says weaker = saysOf(part);
  return weaker == saysOf(whole) || weaker == Says::unknown || weaker == Says::nothing ||
         (saysOf(whole) == Says::failed && tellsPageFailure(part));
}

}  // namespace

TEST_CASE("each device reaches the finding that its script is named for") {
  const std::map<std::string, std::string> named{{"mdm-refused-personal", "mdm-enrollment-failed"},
                                                 {"mdm-refused-workplace", "mdm-enrollment-failed"},
                                                 {"mdm-refused-used-once", "mdm-enrollment-failed"},
                                                 {"preparation-works", "waiting-on"},
                                                 {"windows-25h2", "waiting-on"},
                                                 {"win32-download-stalled", "app-downloading-stalled"},
                                                 {"waiting-for-network", ""}};
  for (const Plan& plan : plans()) {
    if (plan.minutes.size() > 1) {
      continue;
    }
    FakeHost host;
    buildDevice(plan, plan.minutes.front(), host);
    const Diagnosis diagnosis = judged(host);
    const auto other = named.find(plan.name);
    const std::string id = other == named.end() ? plan.name : other->second;
    CAPTURE(plan.name);
    CAPTURE(idsOf(diagnosis));
    const bool found = std::any_of(diagnosis.findings.begin(), diagnosis.findings.end(),
                                   [&](const Finding& each) { return idOf(each.id).starts_with(id); });
    CHECK(found);
    const auto fails = std::count_if(diagnosis.findings.begin(), diagnosis.findings.end(), [](const Finding& each) {
      return each.state == State::fail && isOfDeployment(each);
    });
    CHECK(fails <= 1);
    CHECK((fails == 1) == (saysOf(diagnosis) == Says::failed));
    for (const Finding& each : diagnosis.findings) {
      if (isOfDeployment(each) && each.id != FindingId::finished) {
        CHECK((each.state == State::pass || each.state == State::info || !each.action().empty()));
        CHECK_FALSE(each.evidence.empty());
      }
    }
  }
}

TEST_CASE("whatever single source cannot be read, what is said of the deployment stays true") {
  std::vector<Plan> devices = plans();
  devices.push_back(planUpTo(9.4, "film-user-driven", "9.5 | num | $DIAGNOSTICS | CloudAssignedOobeConfig | 1406\n"));
  devices.back().name = "self-deploying";
  devices.back().minutes = {10};
  for (const Plan& plan : devices) {
    for (const double minute : plan.minutes) {
      FakeHost whole;
      buildDevice(plan, minute, whole);
      const Diagnosis all = judged(whole);
      for (const std::string& source : sourcesOf(whole)) {
        for (const ErrorKind kind : {ErrorKind::denied, ErrorKind::notCollected, ErrorKind::timedOut}) {
          FakeHost host;
          buildDevice(plan, minute, host);
          takeAway(host, source, kind);
          const Diagnosis part = judged(host);
          CAPTURE(plan.name);
          CAPTURE(minute);
          CAPTURE(source);
          CAPTURE(idsOf(all));
          CAPTURE(idsOf(part));
          CAPTURE(part.verdict.sentence.str());
          CHECK(isTrue(all, part));
          if (all.deployment.waiting && part.deployment.waiting && all.deployment.waiting->elapsedSeconds &&
              part.deployment.waiting->elapsedSeconds) {
            // Less may be known of the start; what is known is not later than it was.
            CHECK(part.deployment.waiting->elapsedSeconds >= all.deployment.waiting->elapsedSeconds);
          }
        }
      }
    }
  }
}

TEST_CASE("a page whose record of a failure is all that is left is said to have failed, and to stand there perhaps") {
  const Plan plan = planNamed("esp-timeout");
  const std::string settings = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)";
  const auto without = [&](Plan changed, std::initializer_list<std::string> sources) {
    FakeHost host;
    buildDevice(changed, 70, host);
    for (const std::string& each : sources) {
      takeAway(host, each, ErrorKind::denied);
    }
    return judged(host);
  };
  const Diagnosis part = without(plan, {settings});
  REQUIRE(part.deployment.waiting);
  CHECK(part.deployment.waiting->sentence.str() == "The ESP timed out 8 min ago. Its present state could not be read.");
  CHECK(part.verdict.sentence.str().starts_with(part.deployment.waiting->sentence.str()));
  CHECK(part.deployment.waiting->before.empty());
  CHECK(part.deployment.waiting->evidence.at(0).logEntry.channel == "Microsoft-Windows-Shell-Core/Operational");
  CHECK(without(plan, {settings, R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot)"}).deployment.waiting->id ==
        WaitId::pageTimeoutUnread);
  Plan failed = plan;
  failed.script += "63 | shell | CommercialOOBE_ESPProgress_Failure | x\n";
  CHECK(without(failed, {settings}).deployment.waiting->id == WaitId::pageFailureUnread);
  Plan again = plan;
  again.script += "63 | shell | CommercialOOBE_ESPProgress_TryAgain_Started | x\n";
  CHECK(without(again, {settings}).deployment.waiting->id == WaitId::appWork);
}

TEST_CASE("an agent log in another zone changes no sentence about the page") {
  const Plan plan = planNamed("app-installing-long");
  FakeHost here;
  buildDevice(plan, 45, here);
  Plan moved = plan;
  moved.script = "0 | zone | -420\n" + plan.script;
  FakeHost there;
  buildDevice(moved, 45, there);
  CHECK(judged(here).deployment.waiting->sentence.str() == judged(there).deployment.waiting->sentence.str());
}

TEST_CASE("a state never seen before is not taken for done or failed") {
  Plan plan = planNamed("app-installing-long");
  plan.script += "44 | app | Device | 7a110002-0000-4000-8000-00000000000b_3 | 17\n";
  plan.script += "44 | step | DeviceSetup.AppsSubcategory | rejuvenating | Apps\n";
  FakeHost host;
  buildDevice(plan, 45, host);
  const Diagnosis diagnosis = judged(host);
  CHECK(saysOf(diagnosis) == Says::waits);
}

TEST_CASE("steps written as texts and as objects lead to the same phase") {
  Plan plan = planNamed("app-installing-long");
  plan.script += "44 | shape | texts\n44 | phase | DevicePreparation | succeeded | Complete\n";
  FakeHost host;
  buildDevice(plan, 45, host);
  CHECK(saysOf(judged(host)) == Says::waits);
}

TEST_CASE("names with braces, slashes and percent signs stand as they are") {
  Plan plan = planNamed("app-installing-long");
  plan.script +=
      "44 | log | AppWorkload | Get policies = "
      "[{\"Id\":\"7a110002-0000-4000-8000-00000000000b\",\"Name\":\"VPN {0}/%d {time}\"}]\n";
  FakeHost host;
  buildDevice(plan, 45, host);
  CHECK(judged(host).deployment.waiting->sentence.str().find("VPN {0}/%d {time}") != std::string::npos);
}

TEST_CASE("ten thousand tracked apps make few findings and short evidence") {
  Plan plan = planNamed("app-installing-long");
  FakeHost host;
  buildDevice(plan, 45, host);
  for (int i = 0; i < 10'000; ++i) {
    host.setNumber(
        fmt::format(R"(HKLM\SOFTWARE\Microsoft\Windows\Autopilot\EnrollmentStatusTracking\Device\Setup\Apps\)"
                    R"(Tracking\Sidecar\Win32App_{:08x}-0000-4000-8000-00000000000a_1)",
                    i),
        "InstallationState", 4);
  }
  const Diagnosis diagnosis = judged(host);
  const Finding* finding = findFinding(diagnosis, FindingId::appFailed);
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.size() < 30);
  CHECK(argOf(*finding, "failure").find(", and 9999 more.") != std::string::npos);
}

TEST_CASE("of two enrollments the current one sets the limit; when that is open, no limit is named") {
  Plan plan = planNamed("app-installing-long");
  FakeHost host;
  buildDevice(plan, 45, host);
  const std::string old = R"(HKLM\SOFTWARE\Microsoft\Enrollments\00000000-1111-4222-8333-444444444444)";
  host.setText(old, "ProviderID", "MS DM Server");
  host.setNumber(old, "EnrollmentState", 1);
  host.setNumber(old + R"(\FirstSync)", "SyncFailureTimeout", 10);
  const Diagnosis diagnosis = judged(host);
  // The page's own record of its limit still holds.
  CHECK(diagnosis.deployment.waiting->limitMinutes == 60);
}

TEST_CASE("keys of an enrollment that is gone do not make an app fail again") {
  Plan plan = planNamed("finished");
  FakeHost host;
  buildDevice(plan, 20, host);
  host.setText(R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension\Win32Apps\00000000-0000-0000-0000-000000000000\)"
               R"(7a110099-0000-4000-8000-00000000000f_1)",
               "ExitCode", "1603");
  CHECK(saysOf(judged(host)) == Says::finished);
}

TEST_CASE("pre-provisioning that ended is not the user's phase") {
  const Plan plan = planNamed("film-preprovisioning");
  FakeHost sealed;
  buildDevice(plan, 10, sealed);
  CHECK(judged(sealed).deployment.waiting->id == WaitId::reseal);
  FakeHost user;
  buildDevice(plan, 12.5, user);
  CHECK(judged(user).deployment.waiting->phase.str() == "Account setup");
  FakeHost end;
  buildDevice(plan, 16, end);
  CHECK(saysOf(judged(end)) == Says::finished);
}

TEST_CASE("durations follow the clock that is given, not the one of the report") {
  const Plan plan = planNamed("app-installing-long");
  FakeHost host;
  buildDevice(plan, 45, host);
  const Report report = collected(host);
  const Diagnosis now = diagnose(report, report.origin.capturedAt);
  const Diagnosis later = diagnose(report, {report.origin.capturedAt.milliseconds + 300'000});
  CHECK(*later.deployment.waiting->elapsedSeconds == *now.deployment.waiting->elapsedSeconds + 300);
  CHECK(*later.deployment.waiting->leftSeconds == *now.deployment.waiting->leftSeconds - 300);
}
