// One invented device for each thing the registration's rules can say. Recordings are made from them at
// build time, and tests hold the rules to `findings`: these and no others.
#pragma once

#include <array>

#include "samples/invented_identity.h"

namespace preflight::test {

namespace registration {

inline constexpr const char* provider = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
inline constexpr const char* channel = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider/Autopilot";
inline constexpr const char* diagnosticsKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\AutoPilot)";
inline constexpr const char* cacheKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotPolicyCache)";
inline constexpr const char* settingsKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)";
inline constexpr const char* answerFile = R"(%WINDIR%\ServiceState\wmansvc\AutopilotDDSZTDFile.json)";
inline constexpr const char* offlineFile = R"(%WINDIR%\Provisioning\Autopilot\AutopilotConfigurationFile.json)";
inline constexpr const char* tenantId = "c0ffee00-1111-4222-8333-444455556666";
inline constexpr const char* otherTenantId = "fab00000-1111-4222-8333-444455556666";
inline constexpr UtcTime start{1'773'999'000'000};

using Data = std::vector<std::pair<std::string, std::string>>;

inline std::string eventXml(const std::string& from, const std::string& log, std::uint32_t id, int level,
                            std::uint64_t record, UtcTime time, const Data& data) {
  std::string fields;
  for (const auto& [name, value] : data) {
    fields += fmt::format("<Data Name='{}'>{}</Data>", name, value);
  }
  return fmt::format(
      "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{}'/>"
      "<EventID>{}</EventID><Level>{}</Level><TimeCreated SystemTime='{}'/><EventRecordID>{}</EventRecordID>"
      "<Channel>{}</Channel></System><EventData>{}</EventData></Event>",
      from, id, level, isoText(time), record, log, fields);
}

inline void log(FakeHost& host, std::uint32_t id, std::uint8_t level = 4, const Data& data = {},
                const std::string& from = provider, const std::string& to = channel) {
  const std::uint64_t record = host.eventChannels[to].records.size() + 1;
  const UtcTime time{start.milliseconds + static_cast<std::int64_t>(record) * 20'000};
  host.addEvent(to, from, id, eventXml(from, to, id, level, record, time, data), time, level);
}

// Set-up starts, finds a network and asks the service.
inline void asks(FakeHost& host) {
  log(host, 100, 3, {{"PolicyName", "CloudAssignedLanguage"}});
  log(host, 160);
  log(host, 164);
}

// The answer without a profile, as devices log it.
inline void answersWithoutProfile(FakeHost& host) {
  asks(host);
  for (const std::uint32_t id : {704U, 702U, 161U}) {
    log(host, id);
  }
  log(host, 153, 4, {{"UpdateState", "1"}});
}

inline void refuses(FakeHost& host, std::uint32_t code) {
  asks(host);
  log(host, code, 2);
  log(host, 153, 4, {{"UpdateState", "1"}});
}

inline std::string utf16File(std::string_view json) {
  std::string bytes = "\xFF\xFE";
  for (const char each : json) {
    bytes += each;
    bytes += '\0';
  }
  return bytes;
}

inline std::string profileJson(bool assigned) {
  return fmt::format(
      R"({{"PolicyDownloadDate":"2026-03-20T09:33:40Z","DeploymentProfileName":"Field laptops",)"
      R"("CloudAssignedTenantId":"{}","CloudAssignedTenantDomain":"contoso.example","CloudAssignedOobeConfig":1310,)"
      R"("CloudAssignedDomainJoinMethod":0,"CloudAssignedForcedEnrollment":1,"CloudAssignedDeviceName":"CON-%SERIAL%",)"
      R"("CloudAssignedLanguage":"os-default","IsExplicitProfileAssignment":{},)"
      R"("ZtdRegistrationId":"7ea00000-1111-4222-8333-444455556666",)"
      R"("AutopilotServiceCorrelationId":"5eed0000-1111-4222-8333-444455556666"}})",
      tenantId, assigned);
}

inline void setTraces(FakeHost& host) {
  host.setText(diagnosticsKey, "CloudAssignedTenantId", tenantId);
  host.setText(diagnosticsKey, "CloudAssignedTenantDomain", "contoso.example");
  host.setText(diagnosticsKey, "DeploymentProfileName", "Field laptops");
  host.setNumber(diagnosticsKey, "CloudAssignedOobeConfig", 1310);
  host.setText(std::string(diagnosticsKey) + R"(\EstablishedCorrelations)", "ZtdRegistrationId",
               "7ea00000-1111-4222-8333-444455556666");
}

inline void hasProfile(FakeHost& host, bool assigned = true) {
  asks(host);
  for (const std::uint32_t id : {703U, 702U, 161U}) {
    log(host, id);
  }
  log(host, 153, 4, {{"UpdateState", "1"}});
  log(host, 153, 4, {{"UpdateState", "3"}});
  host.setFile(answerFile, utf16File(profileJson(assigned)), UtcTime{start.milliseconds + 200'000});
  host.setNumber(cacheKey, "ProfileAvailable", 1);
  host.setText(cacheKey, "PolicyJsonCache", profileJson(assigned));
  host.setNumber(diagnosticsKey, "TenantMatched", 1);
  setTraces(host);
}

inline void hasNoProfileKept(FakeHost& host) {
  host.setNumber(cacheKey, "ProfileAvailable", 0);
  host.setFile(answerFile, utf16File(R"({"PolicyDownloadDate":"2026-03-20T09:33:40Z"})"), start);
}

inline void enroll(FakeHost& host, std::uint32_t type) {
  const char* key = R"(HKLM\SOFTWARE\Microsoft\Enrollments\1F2E3D4C-0000-4111-8222-93A4B5C6D7E8)";
  host.setText(key, "ProviderID", "MS DM Server");
  host.setNumber(key, "EnrollmentType", type);
  host.setNumber(key, "EnrollmentState", 1);
  host.setText(key, "UPN", "ada@contoso.example");
  host.setText(key, "AADTenantID", tenantId);
  host.setText(key, "DiscoveryServiceFullURL", "https://enrollment.contoso.example/enrollmentserver/discovery.svc");
}

inline void joinEntra(FakeHost& host, const char* tenant = tenantId) {
  host.joinAnswer = JoinInformation{true,
                                    1,
                                    "de000000-1111-4222-8333-444455556666",
                                    tenant,
                                    "Contoso",
                                    "ada@contoso.example",
                                    "",
                                    "https://enrollment.contoso.example"};
  const char* key = R"(HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo\0A1B2C3D4E5F)";
  host.setText(key, "TenantId", tenant);
  host.setText(key, "UserEmail", "ada@contoso.example");
}

inline void onTheDesktop(FakeHost& host) {
  host.processFacts->userName = "ada";
  host.setText(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State)", "ImageState", "IMAGE_STATE_COMPLETE");
  host.setNumber(R"(HKLM\SYSTEM\Setup)", "OOBEInProgress", 0);
}

inline void deletedProfile(FakeHost& host) {
  refuses(host, 809);
  hasNoProfileKept(host);
}
inline void lostProfile(FakeHost& host) {
  hasProfile(host);
  answersWithoutProfile(host);
  hasNoProfileKept(host);
  host.setText(cacheKey, "PolicyJsonCache", "");
}
inline void mismatch(FakeHost& host) {
  asks(host);
  host.setFile(
      answerFile,
      utf16File(R"({"ErrorCode":908,"ErrorReason":"HardwareMarkerMismatch, SerialNumberMismatch",)"
                R"("PolicyDownloadCorrelationVector":"aBcDeFgH.0","PolicyDownloadDate":"2026-03-20T09:40:00Z"})"),
      UtcTime{start.milliseconds + 400'000});
}
inline void stale(FakeHost& host) {
  hasProfile(host);
  HashFields other;
  other.serialNumber = "7F3K9Q2";
  other.manufacturer = "Contoso";
  other.productName = "Laptop 5";
  other.uuid[0] = 0x7E;
  setBridgeHash(host, unpadded(hashText(other)));
}
inline void asksWithoutNetwork(FakeHost& host) {
  log(host, 160);
  log(host, 165, 3);
  log(host, 167);
}
inline void otherTenant(FakeHost& host) {
  hasProfile(host);
  host.setNumber(diagnosticsKey, "TenantMatched", 0);
  host.setText(diagnosticsKey, "AadTenantId", otherTenantId);
}
inline void offline(FakeHost& host) {
  log(host, 100, 3);
  host.setFile(offlineFile,
               fmt::format(R"({{"Version":2049,"Comment_File":"Profile Field laptops","CloudAssignedTenantId":"{}",)"
                           R"("CloudAssignedTenantDomain":"contoso.example","CloudAssignedOobeConfig":1310,)"
                           R"("CloudAssignedDomainJoinMethod":0,"CloudAssignedForcedEnrollment":1}})",
                           tenantId));
}
inline void preparation(FakeHost& host) {
  refuses(host, 807);
  hasNoProfileKept(host);
  host.setText(std::string(settingsKey) + R"(\DevicePreparation\BootstrapperAgent)", "ExecutionContext", "Device");
}
inline void linkIdentity(FakeHost& host) {
  log(host, 100, 3);
  const std::string id = "11nk0000";
  host.variables.insert_or_assign({"{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}", "DeviceLinkId"},
                                  Bytes(id.begin(), id.end()));
}
inline void associated(FakeHost& host) {
  linkIdentity(host);
  const std::string written = "2026-03-20T09:40:00Z";
  host.variables.insert_or_assign({"{B3DE75DA-819C-4FD5-9F01-C3D49E8CBBD7}", "DeviceLinkJwtLastWrite"},
                                  Bytes(written.begin(), written.end()));
}
inline void ignoredFile(FakeHost& host) {
  offline(host);
  host.setFile(offlineFile, utf16File(profileJson(true)));
}
inline void unsupportedFile(FakeHost& host) {
  offline(host);
  host.setFile(offlineFile,
               fmt::format(R"({{"Version":2049,"CloudAssignedTenantId":"{}",)"
                           R"("CloudAssignedTenantDomain":"contoso.example","CloudAssignedOobeConfig":382}})",
                           tenantId));
}
// A profile of the service with other settings than the usual ones.
inline void hasProfileWith(FakeHost& host, std::string_view from, std::string_view to) {
  hasProfile(host);
  std::string json = profileJson(true);
  json.replace(json.find(from), from.size(), to);
  host.setFile(answerFile, utf16File(json), UtcTime{start.milliseconds + 200'000});
  host.setText(cacheKey, "PolicyJsonCache", json);
}
inline void enrolled(FakeHost& host) {
  onTheDesktop(host);
  hasProfile(host);
  joinEntra(host);
  enroll(host, 6);
}
inline void objectMissing(FakeHost& host) {
  hasProfile(host);
  log(host, 204, 2, {{"ServerMessage", "device not found"}, {"HRESULT", "0x801c03f3"}},
      "Microsoft-Windows-User Device Registration", "Microsoft-Windows-User Device Registration/Admin");
}
inline void automatic(FakeHost& host) {
  onTheDesktop(host);
  answersWithoutProfile(host);
  hasNoProfileKept(host);
  joinEntra(host);
  enroll(host, 6);
}
inline void workplaceJoined(FakeHost& host) {
  onTheDesktop(host);
  asksWithoutNetwork(host);
  const char* key =
      R"(HKU\S-1-5-21-1-2-3-1001\SOFTWARE\Microsoft\Windows NT\CurrentVersion\WorkplaceJoin\JoinInfo\0A1B2C3D)";
  host.setText(key, "TenantId", tenantId);
  host.setText(key, "UserEmail", "ada@contoso.example");
}
inline void managedOnly(FakeHost& host) {
  onTheDesktop(host);
  asksWithoutNetwork(host);
  enroll(host, 0);
}
inline void unreadable(FakeHost& host) {
  host.processFacts->elevated = true;
  host.eventChannels[channel].error = denied("read event log");
  host.setFileError(answerFile, denied("open the service's answer"));
}
inline void blank(FakeHost& host) {
  log(host, 100, 3);
  log(host, 162);
  host.setNumber(cacheKey, "ProfileAvailable", 0);
}

struct Sample {
  const char* id;        // of the finding, and of the folder
  const char* findings;  // all of the registration's, in order
  void (*make)(FakeHost&);
};

inline constexpr std::array<Sample, 27> samples{{
    {"registered-profile-assigned", "registered-profile-assigned", [](FakeHost& host) { hasProfile(host, true); }},
    {"registered-default-profile", "registered-default-profile", [](FakeHost& host) { hasProfile(host, false); }},
    {"registered-no-profile", "registered-no-profile", [](FakeHost& host) { refuses(host, 815); }},
    {"profile-deleted", "profile-deleted", deletedProfile},
    {"not-registered", "not-registered", [](FakeHost& host) { refuses(host, 807); }},
    {"answered-no-profile", "answered-no-profile",
     [](FakeHost& host) {
       answersWithoutProfile(host);
       hasNoProfileKept(host);
     }},
    {"profile-lost", "profile-lost", lostProfile},
    {"hardware-mismatch", "hardware-mismatch", mismatch},
    {"stale-registration", "registered-profile-assigned stale-registration", stale},
    {"blank-profile-cached", "blank-profile-cached", blank},
    {"asked-no-answer", "asked-no-answer", asks},
    {"not-asked-yet", "not-asked-yet", asksWithoutNetwork},
    {"other-tenant", "registered-profile-assigned other-tenant", otherTenant},
    {"offline-profile", "offline-profile", offline},
    {"device-preparation", "device-preparation", preparation},
    {"device-association", "device-association", associated},
    {"device-link-identity", "not-asked-yet device-link-identity", linkIdentity},
    {"profile-file-ignored", "not-asked-yet profile-file-ignored", ignoredFile},
    {"profile-file-unsupported", "offline-profile profile-file-unsupported", unsupportedFile},
    {"device-name", "registered-profile-assigned device-name",
     [](FakeHost& host) { hasProfileWith(host, "CON-%SERIAL%", "CONTOSO-PC-%SERIAL%"); }},
    {"preprovisioning-start", "registered-profile-assigned preprovisioning-start",
     [](FakeHost& host) { hasProfileWith(host, "os-default", "en-GB"); }},
    {"enrolled", "registered-profile-assigned enrolled-working", enrolled},
    {"entra-object-missing", "registered-profile-assigned entra-object-missing", objectMissing},
    {"automatic-registration-possible", "answered-no-profile enrolled-working automatic-registration-possible",
     automatic},
    {"must-not-register-workplace-joined", "not-asked-yet must-not-register-workplace-joined", workplaceJoined},
    {"must-not-register-mdm-only", "not-asked-yet must-not-register-mdm-only enrolled", managedOnly},
    {"cannot-know", "cannot-know", unreadable},
}};

// The device of a sample, before it is recorded.
inline void makeDevice(const Sample& sample, FakeHost& host) {
  makeLaptopInOobe(host);
  host.processFacts->computerName = "LAPTOP-7F3K9Q2";
  setIdentity(host, {"Contoso", "Laptop 5", "7F3K9Q2", "0A4B", 10, 0x21});
  host.volumeList = std::vector<Volume>{};
  sample.make(host);
}

}  // namespace registration
}  // namespace preflight::test
