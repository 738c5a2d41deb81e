// Autopilot registration, join and enrollment out of a device in memory.
#include <doctest/doctest.h>

#include <algorithm>

#include "collect/parts.h"
#include "collect/support/number_text.h"
#include "collect/support/registry_facts.h"
#include "model/report.h"
#include "support/sample_device.h"

using namespace preflight;
using namespace preflight::test;

namespace {

constexpr const char* diagnosticsKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\AutoPilot)";
constexpr const char* cacheKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotPolicyCache)";
constexpr const char* settingsKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)";
constexpr const char* answerFile = R"(%WINDIR%\ServiceState\wmansvc\AutopilotDDSZTDFile.json)";
constexpr const char* offlineFile = R"(%WINDIR%\Provisioning\Autopilot\AutopilotConfigurationFile.json)";
constexpr const char* linkVendor = "{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}";
constexpr const char* joinKey = R"(HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo)";
constexpr const char* enrollmentsKey = R"(HKLM\SOFTWARE\Microsoft\Enrollments)";
constexpr const char* dmProvider = "Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider";
constexpr const char* guid = "1F2E3D4C-0000-4111-8222-93A4B5C6D7E8";

std::string below(const char* key, std::string_view rest) {
  return fmt::format("{}\\{}", key, rest);
}

void setDomain(FakeHost& host, bool joined, const std::string& domain) {
  host.setWmi(R"(root\cimv2)", "Win32_ComputerSystem", {wmiRow({{"PartOfDomain", joined}, {"Domain", domain}})});
}

JoinInformation entra() {
  return {true, 1, "device-id", "tenant-id", "Contoso", "fooUser@contoso.example", "", "https://mdm.contoso.example"};
}

}  // namespace

TEST_CASE("a bare device has no registration, and says absent, not unknown") {
  FakeHost host;
  const AutopilotPart part = collectAutopilot(host, {});
  CHECK_FALSE(part.diagnostics.present.value);
  CHECK(part.diagnostics.tenantId.state == FactState::absent);
  CHECK(part.cache.profileAvailable.state == FactState::absent);
  CHECK(part.answer.kind.state == FactState::absent);
  CHECK(part.offline.kind.state == FactState::absent);
  CHECK(part.events.state == FactState::absent);
  CHECK_FALSE(part.association.present.value);
}

TEST_CASE("every fact of the three parts has a state when its collector has ended, whatever the device") {
  FakeHost bare;
  FakeHost refusing;
  for (const char* root : {"HKLM", "HKU", "HKCU"}) {
    refusing.setRegistryError(root, denied());
  }
  refusing.joinAnswer = tl::unexpected(denied());
  for (const FakeHost* host : {&bare, &refusing}) {
    int facts = 0;
    const auto check = [&](auto& fact) {
      ++facts;
      CHECK(fact.state != FactState::collecting);
      CHECK_FALSE(fact.source.empty());
    };
    AutopilotPart autopilot = collectAutopilot(*host, {});
    JoinPart join = collectJoin(*host, {});
    EnrollmentPart enrollment = collectEnrollment(*host, {});
    visitFacts(autopilot, check);
    visitFacts(join, check);
    visitFacts(enrollment, check);
    CHECK(facts > 140);
  }
  CHECK(collectAutopilot(refusing, {}).diagnostics.tenantId.state == FactState::denied);
  CHECK(collectAutopilot(refusing, {}).diagnostics.present.state == FactState::denied);
  CHECK(collectJoin(refusing, {}).kind.state == FactState::denied);
  CHECK(collectEnrollment(refusing, {}).enrollments.state == FactState::denied);
  CHECK(collectEnrollment(refusing, {}).refusals.state == FactState::denied);
}

TEST_CASE("values of a registered device are read with their sources") {
  FakeHost host;
  host.setText(diagnosticsKey, "CloudAssignedTenantId", "11111111-2222-3333-4444-555555555555");
  host.setText(diagnosticsKey, "CloudAssignedTenantDomain", "contoso.example");
  host.setText(diagnosticsKey, "DeploymentProfileName", "");
  host.setNumber(diagnosticsKey, "CloudAssignedForcedEnrollment", 0xB2D285F0);
  host.setNumber(diagnosticsKey, "IsAutoPilotDisabled", 0);
  host.setNumber(diagnosticsKey, "TenantMatched", 0);
  host.setText(below(diagnosticsKey, "EstablishedCorrelations"), "ZTDRegistrationID", "z-1");
  host.setText(below(diagnosticsKey, "EstablishedCorrelations"), "EntDMID", "m-1");
  host.setNumber(cacheKey, "ProfileAvailable", 1);
  const AutopilotPart part = collectAutopilot(host, {});
  CHECK(part.diagnostics.tenantDomain.value == "contoso.example");
  CHECK(part.diagnostics.tenantDomain.source == below(diagnosticsKey, "CloudAssignedTenantDomain"));
  CHECK(part.diagnostics.profileName.state == FactState::absent);
  CHECK(part.diagnostics.forcedEnrollment.value == 0xB2D285F0);
  CHECK_FALSE(part.diagnostics.disabled.value);
  CHECK(part.diagnostics.tenantMatched.known());
  CHECK_FALSE(part.diagnostics.tenantMatched.value);
  CHECK(part.diagnostics.ztdRegistrationId.value == "z-1");
  CHECK(part.diagnostics.managementId.value == "m-1");
  CHECK(part.diagnostics.correlations.value.size() == 2);
  CHECK(part.cache.profileAvailable.value);
}

TEST_CASE("registry values of the wrong type are errors, never a no") {
  FakeHost host;
  host.setNumber(diagnosticsKey, "CloudAssignedTenantId", 5);
  host.setText(diagnosticsKey, "TenantMatched", "maybe");
  host.setNumber(diagnosticsKey, "IsAutoPilotDisabled", 0xB2D285F0);
  host.setValue(diagnosticsKey, "CloudAssignedOobeConfig", RegistryValue{RegistryType::dword, {1, 2}});
  host.setText(cacheKey, "ProfileAvailable", "1");
  const AutopilotPart part = collectAutopilot(host, {});
  CHECK(part.diagnostics.tenantId.state == FactState::failed);
  CHECK(part.diagnostics.tenantMatched.state == FactState::failed);
  CHECK(part.diagnostics.disabled.state == FactState::failed);
  CHECK(part.diagnostics.disabled.error.words.str() == "is 0xb2d285f0, not 0 or 1");
  CHECK(part.diagnostics.oobeConfig.state == FactState::failed);
  CHECK(part.cache.profileAvailable.value);
}

TEST_CASE("a value that the key could not give is unknown, one that it has not is absent") {
  FakeHost host;
  host.setText(diagnosticsKey, "CloudAssignedTenantId", "t");
  host.key(diagnosticsKey).problems.push_back(errorOf(ErrorKind::failed, "read the values", "a value is too large"));
  CHECK(KeyFacts(host, diagnosticsKey).text("CloudAssignedTenantId").known());
  CHECK(KeyFacts(host, diagnosticsKey).text("TenantId").state == FactState::failed);
  host.key(diagnosticsKey).problems.clear();
  host.key(diagnosticsKey).leftOut = {"Token"};
  CHECK(KeyFacts(host, diagnosticsKey).text("TenantId").state == FactState::absent);
  CHECK(KeyFacts(host, diagnosticsKey).text("Token").state == FactState::notCollected);
}

TEST_CASE("numbers in texts are read in the forms that Windows uses") {
  CHECK(numberFromText("908").value() == 908);
  CHECK(numberFromText(" 0x80180014 ").value() == 0x80180014);
  CHECK(numberFromText("-2145910764").value() == 0x80180014);
  for (const char* bad : {"", "-", "0x", "12x", "--1", "99999999999999999999999", "-4294967297"}) {
    CHECK_FALSE(numberFromText(bad).has_value());
  }
}

TEST_CASE("the service's file and the offline profile are read each for itself") {
  FakeHost host;
  host.setFile(answerFile, R"({"ErrorCode":807,"ErrorReason":"ZtdDeviceIsNotRegistered"})", UtcTime{1'774'000'000'000});
  host.setFile(offlineFile,
               R"({"CloudAssignedTenantId":"t","Comment_File":"Profile Contoso"}{"CloudAssignedTenantId":"u"})");
  const AutopilotPart part = collectAutopilot(host, {});
  CHECK(part.answer.kind.value == PolicyKind::refusal);
  CHECK(part.answer.modified.value == UtcTime{1'774'000'000'000});
  CHECK(part.offline.kind.state == FactState::failed);
  CHECK(part.offline.objects.value == 2);
  CHECK(part.offline.kind.source == offlineFile);
}

TEST_CASE("device preparation is told by its agent, not by settings that every Windows has") {
  FakeHost host;
  host.setText(settingsKey, "DdsZtdUri", "https://ztd.contoso.example");
  AutopilotSettingsFacts settings = collectAutopilot(host, {}).settings;
  CHECK(settings.serviceUri.known());
  CHECK(settings.executionContext.state == FactState::absent);
  CHECK(settings.preparationHint.state == FactState::absent);
  host.setNumber(settingsKey, "AutopilotDevicePrepHint", 1);
  host.setText(below(settingsKey, R"(DevicePreparation\BootstrapperAgent)"), "ExecutionContext", "OOBE");
  host.setText(below(settingsKey, "DevicePreparation"), "PageSettings",
               R"({"AgentDownloadTimeoutSeconds":1800,"PageTimeoutSeconds":"3600","AllowSkipOnFailure":true})");
  settings = collectAutopilot(host, {}).settings;
  CHECK(settings.executionContext.value == "OOBE");
  CHECK(settings.preparationHint.value == "1");
  CHECK(settings.pageTimeoutSeconds.value == 3600);
  CHECK(settings.pageAllowsSkip.value);
  CHECK(settings.pageErrorMessage.state == FactState::absent);
  host.setText(below(settingsKey, "DevicePreparation"), "PageSettings", R"({"AgentDownload)");
  CHECK(collectAutopilot(host, {}).settings.pageTimeoutSeconds.state == FactState::failed);
}

TEST_CASE("device association stands in UEFI; the token is never asked for") {
  FakeHost host;
  host.variables.insert_or_assign({linkVendor, "DeviceLinkId"}, Bytes{'c', 0, 'b', 0, '1', 0, '4', 0, 0, 0});
  const AssociationFacts facts = collectAutopilot(host, {}).association;
  CHECK(facts.present.value);
  CHECK(facts.id.value == "cb14");
  CHECK_FALSE(facts.linked.value);
  for (const std::string& question : host.questions()) {
    CHECK(question.find("JwtCompressed") == std::string::npos);
  }
  host.setText(settingsKey, "cb14_TenantIdHint", "c0ffee00-1111-4222-8333-444455556666");
  host.setText(settingsKey, "0ther_TenantIdHint", "of an earlier identity");
  host.variables.insert_or_assign({linkVendor, "DeviceLinkJwtLastWrite"}, Bytes{'2', '0'});
  const AssociationFacts linked = collectAutopilot(host, {}).association;
  CHECK(linked.linked.value);
  CHECK(linked.tenantHint.value == "c0ffee00-1111-4222-8333-444455556666");
  CHECK(linked.expires.state == FactState::absent);
  const std::string claims = R"({"tenantId":"c0ffee00-1111-4222-8333-444455556666","exp":1800000000})";
  host.variables.insert_or_assign({linkVendor, "DeviceLinkJwtClaims"}, Bytes(claims.begin(), claims.end()));
  const AssociationFacts claimed = collectAutopilot(host, {}).association;
  CHECK(claimed.tenantId.value == "c0ffee00-1111-4222-8333-444455556666");
  CHECK(isoText(claimed.expires.value) == "2027-01-15T08:00:00Z");
  host.variables.insert_or_assign({linkVendor, "DeviceLinkId"}, Bytes{1, 2, 0xFF});
  CHECK(collectAutopilot(host, {}).association.id.value == "0102ff");
  host.variables.insert_or_assign({linkVendor, "DeviceLinkId"}, tl::unexpected(denied()));
  CHECK(collectAutopilot(host, {}).association.present.state == FactState::denied);
}

TEST_CASE("profiles under another name are found by what they hold, copies of the right one by their name") {
  FakeHost host;
  const std::string folder = R"(%WINDIR%\Provisioning\Autopilot\)";
  const char* profile = R"({"Version":2049,"CloudAssignedTenantId":"c0ffee00-1111-4222-8333-444455556666"})";
  CHECK_FALSE(collectAutopilot(host, {}).misnamed.known());
  host.setFile(folder + "AutopilotConfigurationFile.json", profile);
  host.setFile(folder + "other.json", R"({"Version":1})");
  CHECK(collectAutopilot(host, {}).misnamed.value.empty());
  host.setFile(folder + "Contoso.json", profile);
  host.setFile(folder + "AutopilotConfigurationFile.json.txt", profile);
  host.setFile(folder + "readme.txt", profile);
  const Fact<std::vector<std::string>> found = collectAutopilot(host, {}).misnamed;
  CHECK(found.value.size() == 2);
  for (const char* name : {"Contoso.json", "AutopilotConfigurationFile.json.txt"}) {
    CHECK(std::ranges::find(found.value, name) != found.value.end());
  }
}

TEST_CASE("the kind of join follows from the Entra join and the domain, and from nothing less") {
  FakeHost host;
  setDomain(host, false, "WORKGROUP");
  CHECK(collectJoin(host, {}).kind.value == JoinKind::none);
  CHECK(collectJoin(host, {}).domain.state == FactState::absent);
  host.joinAnswer = entra();
  JoinPart part = collectJoin(host, {});
  CHECK(part.kind.value == JoinKind::entra);
  CHECK(part.tenantId.value == "tenant-id");
  CHECK(part.placeholderUser.value);
  setDomain(host, true, "contoso.example");
  CHECK(collectJoin(host, {}).kind.value == JoinKind::hybrid);
  host.joinAnswer = JoinInformation{};
  part = collectJoin(host, {});
  CHECK(part.kind.value == JoinKind::domain);
  CHECK(part.domain.value == "contoso.example");
  CHECK(part.tenantId.state == FactState::absent);

  // A work account of the user is no join of the device.
  host.joinAnswer = JoinInformation{true, 2, "d", "t", "", "ada@contoso.example", "", ""};
  setDomain(host, false, "WORKGROUP");
  CHECK(collectJoin(host, {}).kind.value == JoinKind::none);

  host.setWmiError(R"(root\cimv2)", "Win32_ComputerSystem", timedOut());
  CHECK(collectJoin(host, {}).kind.state == FactState::timedOut);
}

TEST_CASE("without the function the registry's join records decide") {
  FakeHost host;
  setDomain(host, false, "WORKGROUP");
  host.joinAnswer = fail(ErrorKind::notCollected, "ask for the Entra join", "it was not collected");
  CHECK(collectJoin(host, {}).kind.value == JoinKind::none);
  host.setText(below(joinKey, "AB12"), "TenantId", "tenant-id");
  host.setText(below(joinKey, "AB12"), "UserEmail", "AUTOPILOT@contoso.example");
  const JoinPart part = collectJoin(host, {});
  CHECK(part.kind.value == JoinKind::entra);
  REQUIRE(part.records.value.size() == 1);
  CHECK(part.records.value[0].thumbprint == "AB12");
  CHECK(part.records.value[0].placeholderUser);
  host.setRegistryError(joinKey, denied());
  CHECK(collectJoin(host, {}).kind.state == FactState::denied);
}

TEST_CASE("work accounts are looked for in every loaded user hive") {
  FakeHost host;
  constexpr const char* workplace = R"(SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin\JoinInfo\CD34)";
  host.key("HKU\\S-1-5-18");
  host.setText(fmt::format("HKU\\S-1-5-21-7\\{}", workplace), "TenantId", "tenant-id");
  host.setText(fmt::format("HKU\\S-1-5-21-7\\{}", workplace), "UserEmail", "ada@contoso.example");
  Fact<std::vector<WorkplaceJoin>> found = collectJoin(host, {}).workplaceJoins;
  REQUIRE(found.value.size() == 1);
  CHECK(found.value[0].hive == "S-1-5-21-7");
  CHECK(found.value[0].user.text == "ada@contoso.example");
  host.setRegistryError("HKU\\S-1-5-18", denied());
  CHECK(collectJoin(host, {}).workplaceJoins.known());
  host.setRegistryError("HKU\\S-1-5-21-7", denied());
  CHECK(collectJoin(host, {}).workplaceJoins.state == FactState::denied);
}

TEST_CASE("the keys that every Windows has are no enrolment") {
  FakeHost host;
  for (int i = 0; i < 30; ++i) {
    const std::string key = below(enrollmentsKey, fmt::format("{:08X}-0000-0000-0000-000000000000", i));
    host.setNumber(key, "EnrollmentType", i % 2 == 0 ? 1 : 11);
    host.setNumber(key, "EnrollmentState", 1);
    host.setText(key, "ProviderID", i == 0 ? "Local_Authority" : "");
  }
  host.key(below(enrollmentsKey, "Context"));
  host.key(below(enrollmentsKey, "Status"));
  const EnrollmentPart part = collectEnrollment(host, {});
  CHECK(part.enrollments.known());
  CHECK(part.enrollments.value.empty());
  CHECK(part.otherKeys.value == 30);
}

TEST_CASE("an enrolment is read with braces or without, and dated by the log") {
  FakeHost host;
  for (const char* braces : {"{1F2E3D4C-0000-4111-8222-93A4B5C6D7E8}", guid}) {
    host.roots["HKLM"] = {"HKLM", {}, {}, true, {}};
    host.eventChannels.clear();
    const std::string key = below(enrollmentsKey, braces);
    host.setText(key, "ProviderID", "MS DM Server");
    host.setText(key, "DiscoveryServiceFullURL", "https://enrol.contoso.example");
    host.setNumber(key, "EnrollmentType", 6);
    host.setNumber(key, "EnrollmentState", 1);
    host.setText(key, "UPN", "fooUser@contoso.example");
    host.setText(key, "AADTenantID", "tenant-id");
    host.addEvent(std::string(dmProvider) + "/Enrollment", dmProvider, 16,
                  fmt::format("<Event><EventData><Data Name='Id'>{{{}}}</Data></EventData></Event>", guid), UtcTime{5});
    host.addEvent(std::string(dmProvider) + "/Enrollment", dmProvider, 72, "<Event/>", UtcTime{7});
    const EnrollmentPart part = collectEnrollment(host, {});
    REQUIRE(part.enrollments.value.size() == 1);
    const EnrollmentRecord& record = part.enrollments.value[0];
    CHECK(record.type.value == 6);
    CHECK(record.state.value == 1);
    CHECK(record.placeholderUser);
    CHECK(record.tenantId == "tenant-id");
    CHECK(record.firstSeen.value == UtcTime{5});
    CHECK(part.enrolledAt.value == UtcTime{7});
  }
}

TEST_CASE("an enrolment key that cannot be read leaves the question open") {
  FakeHost host;
  host.key(below(enrollmentsKey, guid));
  host.setRegistryError(below(enrollmentsKey, guid), denied());
  const EnrollmentPart part = collectEnrollment(host, {});
  CHECK(part.enrollments.state == FactState::denied);
  CHECK(part.refusals.known());
}

TEST_CASE("the last refusals stand in two places of the registry and in any channel of the provider") {
  FakeHost host;
  const std::string status = below(enrollmentsKey, below("Status", guid));
  host.setNumber(status, "LifecycleNotificationHResult", 0x80180014);
  host.setText(status, "LifecycleNotificationLastFailure", "DeviceNotSupported");
  host.setText(status, "LastSoapErrorTraceId", "trace-1");
  host.setText(status, "Time", "2026-03-20T09:46:40Z");
  constexpr const char* provisioning = R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\Enrollment)";
  host.setNumber(below(provisioning, guid), "Error", 0x80180018);
  host.setValue(below(provisioning, guid), "Time",
                RegistryValue{RegistryType::qword, {0x00, 0x10, 0x26, 0xE7, 0x9F, 0xB8, 0xDC, 0x01}});
  host.setNumber(below(provisioning, "good"), "Error", 0);
  host.addEvent(std::string(dmProvider) + "/Enrollment", dmProvider, 52,
                "<Event><EventData><Data Name='Message1'>DeviceNotSupported</Data><Data Name='Message2'>"
                "Device identifier not preregistered</Data></EventData></Event>",
                UtcTime{9}, 2);
  const EnrollmentPart part = collectEnrollment(host, {});
  REQUIRE(part.refusals.value.size() == 2);
  CHECK(part.refusals.value[0].code == 0x80180014);
  CHECK(part.refusals.value[0].lastFailure == "DeviceNotSupported");
  CHECK(part.refusals.value[0].traceId == "trace-1");
  CHECK(part.refusals.value[0].at == UtcTime{1'774'000'000'000});
  CHECK(part.refusals.value[1].code == 0x80180018);
  CHECK(part.refusals.value[1].at.milliseconds > 1'700'000'000'000);
  REQUIRE(part.events.value.size() == 1);
  CHECK(*dataOf(part.events.value[0], "Message2") == "Device identifier not preregistered");
}
