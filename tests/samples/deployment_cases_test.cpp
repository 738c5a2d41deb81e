// Devices from the field that were judged wrongly once: each case is a script with the structure of a real one.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "samples/judged_plan.h"
#include "text/deployment_id.h"

using namespace preflight;
using namespace preflight::test;

namespace {

Diagnosis judgedAt(const Plan& plan, double minute) {
  FakeHost host;
  buildDevice(plan, minute, host);
  return judged(host);
}

Diagnosis judgedWith(std::string_view name, double minute, std::string_view more) {
  Plan plan = planNamed(name);
  plan.script += more;
  return judgedAt(plan, minute);
}

std::vector<std::string> evidenceValues(const Finding& finding, DeploymentId label) {
  std::vector<std::string> values;
  for (const Evidence& evidence : finding.evidence) {
    if (evidence.label == Text(label)) {
      values.push_back(evidence.value.str());
    }
  }
  return values;
}

// Device setup at its apps, with nothing counted, and these providers of apps.
Diagnosis withProviders(std::string_view providers, double minute = 50) {
  Plan plan = planUpTo(3.15, "sidecar-missing", "");
  plan.script += providers;
  return judgedAt(plan, minute);
}

constexpr const char* listOf =
    R"(3.2 | num | $TRACKING\Device\Setup\Apps\PolicyProviders\{} | TrackingPoliciesCreated | {})";

}  // namespace

TEST_CASE("the Intune agent is missing from the app list, whatever other providers say and whatever was installed") {
  const std::string configMgr = fmt::format(fmt::runtime(listOf), "ConfigMgr", 1) + "\n";
  const std::string agentInstalled =
      "3.2 | num | $TRACKING\\Device\\DevicePreparation\\PolicyProviders\\Sidecar | InstallationState | 3\n";
  for (const std::string& providers : {configMgr, configMgr + agentInstalled}) {
    const Diagnosis diagnosis = withProviders(providers);
    const Finding* finding = findFinding(diagnosis, FindingId::sidecarMissing);
    REQUIRE(finding != nullptr);
    CHECK(finding->state == State::warn);
    CHECK(diagnosis.verdict.finding == FindingId::sidecarMissing);
  }
  // It may come a little later, and where it is there it is waited for.
  CHECK(findFinding(withProviders(configMgr, 5), FindingId::sidecarMissing) == nullptr);
  const std::string agent = fmt::format(fmt::runtime(listOf), "Sidecar", 0) + "\n";
  CHECK(findFinding(withProviders(configMgr + agent), FindingId::sidecarMissing) == nullptr);
  CHECK(findFinding(withProviders(configMgr + agent), FindingId::identifyingAppsStuck) != nullptr);
}

TEST_CASE("a restart that a policy asked for names the policy, and who can avoid it") {
  const Diagnosis diagnosis = judgedWith("reboot-pending", 16, "");
  const Finding* finding = findFinding(diagnosis, FindingId::rebootPending);
  REQUIRE(finding != nullptr);
  CHECK(diagnosis.deployment.waiting->sentence.str() ==
        "Device setup waits for a restart that DeviceGuard/EnableVirtualizationBasedSecurity asked for.");
  CHECK(evidenceValues(*finding, DeploymentId::kindPolicy) ==
        std::vector<std::string>{"./Device/Vendor/MSFT/Policy/Config/DeviceGuard/EnableVirtualizationBasedSecurity"});
  CHECK(finding->notes == std::vector<Text>{DeploymentId::restartSignIn, DeploymentId::restartAssignToUsers});
  // The event is logged at every sync: one from before this phase asked for no restart of it.
  Plan old = planNamed("reboot-pending");
  old.script = "0.1 | dm | Admin | 2800 | 3 | URI=./Device/Vendor/MSFT/Policy/Config/Old/Setting\n" + old.script;
  CHECK(judgedAt(old, 16).deployment.waiting->sentence.str().find("Old/Setting") == std::string::npos);
}

TEST_CASE("a device that was pre-provisioned more than six months ago has to be pre-provisioned again") {
  constexpr double months = 60.0 * 24 * 30.4;
  const auto userPart = [&](double later) {
    Plan plan = planUpTo(10, "film-preprovisioning",
                         fmt::format("{0} | key | HKU\\S-1-12-1-111111111-1222222222-1333333333-1444444444\n"
                                     "{1} | step | AccountSetup.AppsSubcategory | inProgress | Apps (Identifying)\n",
                                     later, later + 1));
    return judgedAt(plan, later + 25);
  };
  const Diagnosis expired = userPart(8.1 * months);
  const Finding* finding = findFinding(expired, FindingId::preprovisioningExpired);
  REQUIRE(finding != nullptr);
  CHECK(argOf(*finding, "months") == "8");
  CHECK(expired.verdict.finding == FindingId::preprovisioningExpired);
  // The limit counts from the user part, not from months ago.
  REQUIRE(expired.deployment.waiting);
  CHECK(expired.deployment.waiting->leftSeconds == 36 * 60);
  const Diagnosis fresh = userPart(2 * months);
  CHECK(findFinding(fresh, FindingId::preprovisioningExpired) == nullptr);
  CHECK(fresh.deployment.waiting->leftSeconds == 36 * 60);
}

TEST_CASE("the app list of a device without a user is no question of a license, and without an ESP none can come") {
  const std::string preProvisioned = "0.1 | ap | ManagementService | 509 | 4\n";
  const auto actionOf = [&](std::string_view more) {
    Plan plan = planNamed("identifying-apps-stuck");
    plan.script = std::string(more) + plan.script;
    return findFinding(judgedAt(plan, 40), FindingId::identifyingAppsStuck)->advice.value();
  };
  CHECK(actionOf("").action.str().find("license") != std::string::npos);
  CHECK(actionOf(preProvisioned).action == Text(DeploymentId::listWithoutUserAction));
  Plan plan = planNamed("identifying-apps-stuck");
  plan.script = preProvisioned + plan.script +
                "39 | unset | $FIRSTSYNC | SyncFailureTimeout\n39 | unset | $FIRSTSYNC | SkipDeviceStatusPage\n"
                "39 | unset | $FIRSTSYNC | SkipUserStatusPage\n39 | unset | $FIRSTSYNC | BlockInStatusPage\n";
  const Diagnosis none = judgedAt(plan, 40);
  const Finding* finding = findFinding(none, FindingId::identifyingAppsStuck);
  REQUIRE(finding != nullptr);
  CHECK(finding->advice->action == Text(DeploymentId::noEspAction));
  CHECK(finding->who() == Who::admin);
}

TEST_CASE("device preparation whose agent never came is over its limit, and says who must own the group") {
  Plan plan = planUpTo(2, "preparation-works", "2.5 | shell | DevicePrepPage_ProgressPercentage_CounterStarted | x\n");
  const Diagnosis early = judgedAt(plan, 10);
  REQUIRE(early.deployment.waiting);
  CHECK(early.deployment.waiting->id == WaitId::preparationAgent);
  CHECK(early.deployment.waiting->leftSeconds == 30 * 60 - 450);
  CHECK(early.verdict.state == State::info);
  const Diagnosis late = judgedAt(plan, 34);
  REQUIRE(late.deployment.waiting);
  CHECK(late.deployment.waiting->limitMinutes == 30);
  CHECK(late.deployment.waiting->leftSeconds == -90);
  CHECK(late.verdict.state == State::warn);
  CHECK(late.verdict.action.str().find("f1346770-5b25-470b-88bd-d5744ab7952c") != std::string::npos);
}

TEST_CASE("a refusal that will come again is before the network that is waited for") {
  const Diagnosis diagnosis = judgedAt(planNamed("waiting-for-network"), 21);
  CHECK(findFinding(diagnosis, FindingId::waitingOn) != nullptr);  // not late yet
  CHECK(diagnosis.verdict.id == VerdictId::deploymentRefused);
  CHECK(diagnosis.verdict.state == State::warn);
  CHECK(diagnosis.verdict.finding == FindingId::mdmEnrollmentFailedPersonal);
  CHECK(diagnosis.verdict.next.str().find("No network") != std::string::npos);
}

TEST_CASE("a virtual machine at TPM attestation gets no advice about firmware, failed or not") {
  Plan plan = planNamed("tpm-attestation-failed");
  plan.maker = "Microsoft Corporation";
  plan.model = "Virtual Machine";
  const Diagnosis failed = judgedAt(plan, 9);
  const Finding* finding = findFinding(failed, FindingId::tpmAttestationFailed);
  REQUIRE(finding != nullptr);
  CHECK(argOf(*finding, "virtual") == "yes");
  CHECK(failed.verdict.action.str().find("firmware") == std::string::npos);
  const Diagnosis runs = judgedAt(plan, 2);
  REQUIRE(runs.deployment.waiting);
  CHECK(runs.deployment.waiting->overdue);
  CHECK(runs.verdict.action == Text(DeploymentId::virtualAction));
  CHECK(
      argOf(*findFinding(judgedAt(planNamed("tpm-attestation-failed"), 9), FindingId::tpmAttestationFailed), "virtual")
          .empty());
}

TEST_CASE("a PIN that could not be set up does not undo a finished deployment") {
  const std::string failed = "17 | udr | 301 | 2 | ErrorCode=0x801C0026\n";
  const Diagnosis diagnosis = judgedWith("finished", 20, failed);
  const Finding* finding = findFinding(diagnosis, FindingId::helloFailed);
  REQUIRE(finding != nullptr);
  CHECK(argOf(*finding, "code") == "0x801C0026");
  CHECK(diagnosis.verdict.id == VerdictId::deploymentFinished);
  CHECK(diagnosis.verdict.state == State::warn);
  CHECK(findFinding(judgedWith("finished", 20, failed + "18 | udr | 300 | 4\n"), FindingId::helloFailed) == nullptr);
}

TEST_CASE("a domain join that ran out of time names its code and both times on the device's clock") {
  const Diagnosis diagnosis = judgedWith("odj-timeout", 40, "");
  const Finding* finding = findFinding(diagnosis, FindingId::odjTimeout);
  REQUIRE(finding != nullptr);
  CHECK(argOf(*finding, "code") == "0x80070774");
  CHECK(argOf(*finding, "asked") == "11:01");
  CHECK(argOf(*finding, "ended") == "11:31");
}

TEST_CASE("an event without words and code is no refusal, and NULL is no reason") {
  const std::string nothing = "0.9 | dm | Admin | 52 | 2 | Message1=NULL | Message2=NULL\n";
  const Diagnosis none = judgedWith("clock-wrong", 1, nothing);
  CHECK(std::ranges::none_of(
      none.findings, [](const Finding& finding) { return idOf(finding.id).starts_with("mdm-enrollment-failed"); }));
  const Diagnosis refused = judgedWith("clock-wrong", 1, nothing + "0.9 | dm | Admin | 71 | 2 | HRESULT=0x80180018\n");
  const Finding* finding = findFinding(refused, FindingId::mdmEnrollmentFailed);
  REQUIRE(finding != nullptr);
  CHECK(evidenceValues(*finding, DeploymentId::labelReason).empty());
}

// --- sleep, power, setup in recovery mode ---------------------------------------------------------------------------

namespace {

constexpr const char* kept =
    "0 | num | $PROVISIONING\\AutopilotPolicyCache | ProfileAvailable | 1\n"
    "0 | reg | $DIAGNOSTICS | CloudAssignedTenantDomain | contoso.example\n"
    "0 | ap  | Autopilot | 160 | 4\n"
    "0 | ap  | Autopilot | 703 | 4\n";

// A device that Autopilot knows and that has done nothing yet, with these lines.
Diagnosis newDevice(const std::string& more, double minute = 5) {
  Plan plan = planNamed("finished");
  plan.script = more;
  return judgedAt(plan, minute);
}

constexpr const char* counter = R"(0 | num | HKU\S-1-5-21-7-8-9-1000\SOFTWARE\Microsoft\Windows\CurrentVersion)";

}  // namespace

TEST_CASE("a wait during which the device slept is no longer than usual, and says how long it slept") {
  const std::string slept = "10 | sys | Kernel-Power | 42 | 4 | TargetState=4\n40 | sys | Kernel-Power | 107 | 4\n";
  const Diagnosis asleep = judgedWith("app-installing-long", 45, slept);
  CHECK(findFinding(asleep, FindingId::appInstallingLong) == nullptr);
  CHECK(asleep.verdict.finding == FindingId::waitingOn);
  REQUIRE(asleep.deployment.waiting.has_value());
  CHECK(asleep.deployment.waiting->sentence.str() ==
        "Installing Contoso VPN (2 of 3) for 37 min. The device slept 30 min of that.");
  const Finding* finding = findFinding(asleep, FindingId::deviceSlept);
  REQUIRE(finding != nullptr);
  CHECK(argOf(*finding, "slept") == "30 min");
  CHECK(evidenceValues(*finding, DeploymentId::labelSlept) == std::vector<std::string>{"from 11:10 to 11:40, 30 min"});
  // Awake it takes too long; sleep before it began is none of its own; a sleep that has not ended counts up to now.
  CHECK(findFinding(judgedWith("app-installing-long", 45, ""), FindingId::appInstallingLong) != nullptr);
  const std::string before = "1 | sys | Kernel-Power | 506 | 4\n6 | sys | Kernel-Power | 507 | 4\n";
  CHECK(findFinding(judgedWith("app-installing-long", 45, before), FindingId::appInstallingLong) != nullptr);
  CHECK(findFinding(judgedWith("app-installing-long", 45, "10 | sys | Kernel-Power | 506 | 4\n"),
                    FindingId::appInstallingLong) == nullptr);
}

TEST_CASE("an end without shutting down is named with its time and its kind, and only of this deployment") {
  const auto titleAfter = [](const std::string& data, double minute = 14) {
    const std::string line = fmt::format("{} | sys | Kernel-Power | 41 | 1 | {}\n", minute, data);
    const Diagnosis diagnosis = judgedWith("app-installing-long", 20, line);
    const Finding* finding = findFinding(diagnosis, FindingId::powerLost);
    return finding == nullptr ? std::string() : finding->title();
  };
  CHECK(titleAfter("BugcheckCode=0 | PowerButtonTimestamp=0") ==
        "The device lost its power at 11:14, during this deployment.");
  CHECK(titleAfter("BugcheckCode=307 | PowerButtonTimestamp=0") == "Windows crashed at 11:14, during this deployment.");
  CHECK(titleAfter("BugcheckCode=0 | PowerButtonTimestamp=133900000000000000") ==
        "The device was turned off by its button at 11:14, during this deployment.");
  CHECK(titleAfter("BugcheckCode=0", 0).empty());
}

TEST_CASE("an ESP that timed out while the device slept is asked to stay awake, not to shorten an app") {
  const std::string slept = "10 | sys | Kernel-Power | 506 | 4\n50 | sys | Kernel-Power | 507 | 4\n";
  const Plan plan = planNamed("esp-timeout");
  const Diagnosis awake = judgedAt(plan, plan.minutes.back());
  CHECK(findFinding(awake, FindingId::espTimeout)->title().find("slept") == std::string::npos);
  const Diagnosis asleep = judgedWith("esp-timeout", plan.minutes.back(), slept);
  const Finding* finding = findFinding(asleep, FindingId::espTimeout);
  REQUIRE(finding != nullptr);
  CHECK(finding->state == State::fail);
  CHECK(finding->title() == "Device setup timed out. The device slept 40 min of that time.");
  CHECK_FALSE(evidenceValues(*finding, DeploymentId::labelSlept).empty());
}

TEST_CASE("setup that was restarted too often may skip Autopilot; a value of unknown meaning is no proof") {
  const auto found = [](const char* value) {
    const Diagnosis diagnosis = newDevice(std::string(kept) + counter + value);
    const Finding* finding = findFinding(diagnosis, FindingId::setupRecovery);
    return finding == nullptr ? std::string() : fmt::format("{} {}", name(finding->state), argOf(*finding, "value"));
  };
  CHECK(found("\\UserOOBE | RetryCount | 4\n") == "warn UserOOBE\\RetryCount");
  CHECK(found(" | UserOOBE | 3\n") == "warn UserOOBE");
  CHECK(found("\\UserOOBE | Other | 4\n") == "info UserOOBE\\Other");
  CHECK(found("\\UserOOBE | RetryCount | 1\n").empty());
  CHECK(found("\\UserOOBE | LastWrite | 3876543210\n").empty());
  const Diagnosis diagnosis = newDevice(std::string(kept) + counter + "\\UserOOBE | RetryCount | 4\n");
  CHECK(diagnosis.verdict.finding == FindingId::setupRecovery);
  CHECK(diagnosis.verdict.state == State::warn);
  // An enrolled device went through it.
  CHECK(findFinding(judgedWith("app-installing-long", 20, std::string(counter) + "\\UserOOBE | RetryCount | 4\n"),
                    FindingId::setupRecovery) == nullptr);
}

TEST_CASE("the update scan that hangs on hybrid devices is named by its build, and nowhere else") {
  const auto stateWith = [](const char* build, const char* revision, bool hybrid, const char* page) {
    const std::string windows = R"(0 | {} | HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion | {} | {})";
    std::string more = fmt::format(fmt::runtime(windows), "reg", "CurrentBuild", build) + "\n" +
                       fmt::format(fmt::runtime(windows), "num", "UBR", revision) + "\n";
    more += hybrid ? "0.1 | num | $DIAGNOSTICS | CloudAssignedDomainJoinMethod | 1\n" : "";
    more += page;
    const Plan between = planUpTo(3, "finished", more);
    const Finding* finding = nullptr;
    const Diagnosis diagnosis = judgedAt(between, 30);
    finding = findFinding(diagnosis, FindingId::updateScanFault);
    return finding == nullptr ? std::string() : std::string(name(finding->state));
  };
  const char* scans =
      "3.1 | step | DeviceSetup.AppsSubcategory | succeeded | Done\n"
      "3.1 | phase | DeviceSetup | succeeded | Done\n"
      "20 | page | 62404 | OobeNDUP\n"
      "20.1 | shell | ExpeditedUpdate_isNDUPAllowedByCSPSucceeded | true\n"
      "20.2 | shell | ExpeditedUpdate_startWUScanStarted | x\n";
  CHECK(stateWith("26100", "4652", true, scans) == "warn");
  CHECK(stateWith("26200", "7019", true, scans) == "warn");
  CHECK(stateWith("26100", "8037", true, scans).empty());
  CHECK(stateWith("26100", "1000", true, scans).empty());
  CHECK(stateWith("22631", "4652", true, scans).empty());
  CHECK(stateWith("26100", "4652", false, scans).empty());
  const char* allowed =
      R"(0 | num | HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\System | AllowOOBEUpdates | )";
  CHECK(stateWith("26100", "4652", true, (std::string(allowed) + "1\n").c_str()) == "info");
  CHECK(stateWith("26100", "4652", true, (std::string(allowed) + "0\n").c_str()).empty());
}

// --- words
// ------------------------------------------------------------------------------------------------------------

TEST_CASE("an installer that ended well did not fail with its exit code") {
  for (const char* code : {"3010", "1641", "1707"}) {
    const std::string exit = fmt::format(
        "0 | num | $AGENT\\Win32Apps\\00000000-0000-0000-0000-000000000000\\7a110002-0000-4000-8000-00000000000b_1 | "
        "ExitCode | {}\n",
        code);
    Plan plan = planNamed("app-failed");
    std::string script;
    for (std::size_t at = 0; at < plan.script.size();) {
      const std::size_t end = plan.script.find('\n', at) + 1;
      const std::string line = plan.script.substr(at, end - at);
      at = end;
      const bool other = line.find("ExitCode") != std::string::npos || line.find("lpExitCode") != std::string::npos ||
                         line.find("ErrorCode") != std::string::npos;
      script += other ? "" : line;
    }
    plan.script = exit + script;
    const Diagnosis diagnosis = judgedAt(plan, plan.minutes.back());
    const Finding* finding = findFinding(diagnosis, FindingId::appFailed);
    REQUIRE(finding != nullptr);
    CHECK(finding->title() ==
          fmt::format("Contoso VPN installed (exit code {}), but Intune counts it as failed.", code));
  }
}

TEST_CASE("a device that Autopilot knows is not sent to registration when it was refused as a personal one") {
  const Diagnosis known = judgedAt(planNamed("mdm-refused-personal"), 20);
  const Finding* finding = findFinding(known, FindingId::mdmEnrollmentFailedPersonal);
  REQUIRE(finding != nullptr);
  CHECK(argOf(*finding, "registered") == "yes");
  CHECK(finding->key().empty());
  const Diagnosis unknown = newDevice(
      "1 | dm | Enrollment | 52 | 2 | Reason=The device identifier is not preregistered\n"
      "1 | dm | Enrollment | 71 | 2 | HRESULT=0x80180014\n");
  REQUIRE(findFinding(unknown, FindingId::mdmEnrollmentFailedPersonal) != nullptr);
  CHECK(findFinding(unknown, FindingId::mdmEnrollmentFailedPersonal)->key() == "F8");
}

TEST_CASE("a policy that Windows rejects is the headline, by its name") {
  const Plan plan = planNamed("policy-conflict");
  const Diagnosis diagnosis = judgedAt(plan, plan.minutes.back());
  CHECK(diagnosis.verdict.finding == FindingId::policyConflict);
  CHECK(diagnosis.verdict.sentence.str() == "Windows rejects the policy BitLocker/RequireDeviceEncryption.");
}

TEST_CASE("what decides the verdict is the first finding, then what weighs most") {
  const Plan plan = planNamed("app-failed");
  const Diagnosis diagnosis = judgedAt(plan, plan.minutes.back());
  REQUIRE(diagnosis.findings.size() > 2);
  CHECK(diagnosis.findings.front().id == diagnosis.verdict.finding);
  const auto weight = [](State state) {
    constexpr std::array order{State::fail, State::warn, State::unknown, State::info, State::pass};
    return std::ranges::find(order, state) - order.begin();
  };
  for (std::size_t i = 2; i < diagnosis.findings.size(); ++i) {
    CHECK(weight(diagnosis.findings[i - 1].state) <= weight(diagnosis.findings[i].state));
  }
}

TEST_CASE("device preparation that is over has nothing to continue") {
  const Plan plan = planNamed("workload-failed");
  const Finding* finding = nullptr;
  const Diagnosis failed = judgedAt(plan, plan.minutes.back());
  finding = findFinding(failed, FindingId::devicePreparation);
  REQUIRE(finding != nullptr);
  CHECK(finding->action().empty());
  const Diagnosis works = judgedAt(planNamed("preparation-works"), 21);
  CHECK_FALSE(findFinding(works, FindingId::devicePreparation)->action().empty());
}

// --- profiles that cannot work here
// ------------------------------------------------------------------------------------

TEST_CASE("a self-deploying profile on a virtual machine is named before attestation fails") {
  const std::string itself = std::string(kept) + "0 | num | $DIAGNOSTICS | CloudAssignedOobeConfig | 1406\n";
  Plan plan = planNamed("finished");
  plan.script = itself;
  CHECK(findFinding(judgedAt(plan, 5), FindingId::selfDeployingImpossible) == nullptr);
  plan.maker = "Microsoft Corporation";
  plan.model = "Virtual Machine";
  const Diagnosis diagnosis = judgedAt(plan, 5);
  REQUIRE(findFinding(diagnosis, FindingId::selfDeployingImpossible) != nullptr);
  CHECK(diagnosis.verdict.finding == FindingId::selfDeployingImpossible);
  CHECK(diagnosis.verdict.state == State::warn);
  plan.script = kept;  // a user-driven profile works there
  CHECK(findFinding(judgedAt(plan, 5), FindingId::selfDeployingImpossible) == nullptr);
}

TEST_CASE("a registration keeps device preparation away, and a hint of 0 is no device preparation") {
  const auto hinted = [](const char* value) {
    const std::string hint = fmt::format("0 | num | $SETTINGS | AutopilotDevicePrepHint | {}\n", value);
    return findFinding(newDevice(std::string(kept) + hint), FindingId::registrationBeforePreparation) != nullptr;
  };
  CHECK(hinted("1"));
  CHECK_FALSE(hinted("0"));
}
