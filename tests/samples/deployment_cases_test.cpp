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
