// Between the device's part and the user's: who has to do what, and when nobody has.
#include <doctest/doctest.h>

#include "samples/judged_plan.h"

using namespace preflight;
using namespace preflight::test;

namespace {

constexpr const char* localAccount = "S-1-5-21-1111111111-2222222222-3333333333-1000";
constexpr const char* diagnosticsKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics)";
const std::string serviceChannel = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/ManagementService";

// 25H2 after its device part: account setup is written, and nothing of it has begun.
Plan deviceDone() {
  Plan plan = planNamed("windows-25h2");
  plan.script +=
      "7.7 | app | Device | 7a110002-0000-4000-8000-00000000000b_3 | 3\n"
      "7.7 | app | Device | 7a110003-0000-4000-8000-00000000000c_1 | 3\n"
      "7.8 | step | DeviceSetup.AppsSubcategory | succeeded | Apps (3 of 3 installed)\n"
      "7.8 | step | DeviceSetup.RebootCoalescing | succeeded |\n"
      "7.8 | step | DeviceSetup.SendResultsToMdmServer | succeeded |\n"
      "7.8 | step | DeviceSetup.SaveWhiteGloveSuccessResult | succeeded |\n"
      "7.9 | num | $TRACKING\\Device\\Setup | HasProvisioningCompleted | 0xFFFFFFFF\n";
  return plan;
}

Diagnosis at(const Plan& plan, double minute, const std::string& folder = "", const char* account = nullptr) {
  FakeHost host;
  buildDevice(plan, minute, host);
  if (account != nullptr) {
    host.key(std::string("HKU\\") + account);
  }
  if (!folder.empty()) {
    host.setText(std::string(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\)") + account,
                 "ProfileImagePath", folder);
  }
  return judged(host);
}

Plan selfDeploying() {
  return planUpTo(9.4, "film-user-driven", "9.5 | num | $DIAGNOSTICS | CloudAssignedOobeConfig | 1406\n");
}

}  // namespace

TEST_CASE("set-up's own account is nobody who has signed in") {
  CHECK(at(deviceDone(), 8).deployment.waiting->id == WaitId::signIn);
  CHECK(at(deviceDone(), 8, R"(C:\Users\defaultuser0)", localAccount).deployment.waiting->id == WaitId::signIn);
  const Diagnosis person = at(deviceDone(), 8, R"(C:\Users\maria)", localAccount);
  CHECK(person.deployment.waiting->id == WaitId::hybridRegistration);
}

TEST_CASE("when it cannot be told whose hive is loaded, neither is said") {
  const Diagnosis open = at(deviceDone(), 8, "", localAccount);
  CHECK(open.deployment.waiting->id == WaitId::accountStart);
  CHECK(open.deployment.waiting->limit.empty());
  FakeHost host;
  buildDevice(deviceDone(), 8, host);
  host.setRegistryError("HKU", errorOf(ErrorKind::denied, "read HKU", "was taken away"));
  CHECK(judged(host).deployment.waiting->id == WaitId::accountStart);
}

TEST_CASE("where the end of pre-provisioning could not be read, no user is asked for") {
  FakeHost host;
  buildDevice(planNamed("film-preprovisioning"), 10, host);
  host.eventChannels["Microsoft-Windows-Shell-Core/Operational"].error = denied();
  const Diagnosis open = judged(host);
  REQUIRE(open.deployment.waiting);
  CHECK(open.deployment.waiting->id == WaitId::accountStart);
}

TEST_CASE("after pre-provisioning the device is to be resealed before its user signs in") {
  const Diagnosis done = at(planNamed("film-preprovisioning"), 10);
  REQUIRE(done.deployment.waiting);
  CHECK(done.deployment.waiting->id == WaitId::reseal);
  CHECK(done.verdict.action.str().find("Reseal") != std::string::npos);
  CHECK(done.verdict.sentence.str().find("Reseal") != std::string::npos);
  FakeHost host;  // only the technician's choice is known
  buildDevice(planNamed("film-preprovisioning"), 10, host);
  host.eventChannels["Microsoft-Windows-Shell-Core/Operational"].records.clear();
  CHECK(judged(host).deployment.waiting->id == WaitId::resealOrSignIn);
}

TEST_CASE("pre-provisioning that the page calls failed is no wait for a user") {
  Plan plan = planUpTo(9.4, "film-preprovisioning", "9.5 | shell | CommercialOOBE_WhiteGlove_Failed | 0x81039001\n");
  const Diagnosis failed = at(plan, 10);
  CAPTURE(failed.verdict.sentence.str());
  CHECK_FALSE(failed.deployment.waiting);
  CHECK(failed.verdict.id == VerdictId::deploymentFailed);
  CHECK(failed.verdict.finding == FindingId::preprovisioningFailed);
  plan.script += "9.6 | shell | CommercialOOBE_ESPProgress_TryAgain_Started | x\n";
  CHECK(at(plan, 10).verdict.id != VerdictId::deploymentFailed);
}

TEST_CASE("a self-deploying device is finished without a user, and where that is not known it stays open") {
  const Diagnosis done = at(selfDeploying(), 10);
  CAPTURE(done.verdict.sentence.str());
  CHECK_FALSE(done.deployment.waiting);
  CHECK(findFinding(done, FindingId::finished) != nullptr);
  for (const bool profile : {true, false}) {
    FakeHost host;
    buildDevice(selfDeploying(), 10, host);
    const Error error = errorOf(ErrorKind::denied, "read", "was taken away");
    profile ? host.setRegistryError(diagnosticsKey, error) : void(host.eventChannels[serviceChannel].error = error);
    const Diagnosis open = judged(host);
    CAPTURE(profile);
    CHECK_FALSE(open.deployment.waiting);
    const Finding* finding = findFinding(open, FindingId::deploymentUnreadable);
    REQUIRE(finding != nullptr);
    CHECK(argOf(*finding, "end") == "yes");
    CHECK_FALSE(finding->evidence.empty());
  }
}
