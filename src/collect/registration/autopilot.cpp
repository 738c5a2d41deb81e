// Windows Autopilot's registration as the device holds it. Sources: Microsoft's Autopilot troubleshooting articles, the
// public diagnostics scripts, and captures of real devices.
#include <fmt/format.h>

#include "base/text.h"
#include "collect/parts.h"
#include "collect/registration/autopilot_events.h"
#include "collect/registration/profile_document.h"
#include "collect/support/json_text.h"
#include "model/fact.h"

namespace preflight {
namespace {

constexpr std::string_view diagnosticsKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\Diagnostics\AutoPilot)";
constexpr std::string_view cacheKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotPolicyCache)";
constexpr std::string_view settingsKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)";
constexpr std::string_view answerFile = R"(%WINDIR%\ServiceState\wmansvc\AutopilotDDSZTDFile.json)";
constexpr std::string_view offlineFolder = R"(%WINDIR%\Provisioning\Autopilot)";
constexpr std::string_view offlineFile = R"(%WINDIR%\Provisioning\Autopilot\AutopilotConfigurationFile.json)";
constexpr std::size_t mostCorrelations = 64;

Fact<std::vector<NamedText>> allTexts(const KeyFacts& key) {
  if (!key.wasRead()) {
    return unknownFact<std::vector<NamedText>>(key.error(), key.path());
  }
  std::vector<NamedText> texts;
  for (const auto& [name, value] : key.values()) {
    const Result<std::string> text = asText(value);
    if (text && !trimmed(*text).empty() && texts.size() < mostCorrelations) {
      texts.push_back({shortened(name, 128), shortened(trimmed(*text), 1024)});
    }
  }
  return knownFact(std::move(texts), key.path());
}

DiagnosticsValueFacts diagnosticsValues(const Host& host) {
  const KeyFacts key(host, diagnosticsKey, RegistryDepth::tree);
  const KeyFacts established = key.below("EstablishedCorrelations");
  DiagnosticsValueFacts facts;
  facts.present = key.present();
  facts.tenantId = key.text("CloudAssignedTenantId");
  facts.tenantDomain = key.text("CloudAssignedTenantDomain");
  facts.signInTenantId = key.text("AadTenantId");
  facts.otherTenantId = key.text("TenantId");
  facts.tenantUpn = key.personal("CloudAssignedTenantUpn");
  facts.profileName = key.text("DeploymentProfileName");
  facts.deviceName = key.text("CloudAssignedDeviceName");
  facts.oobeConfig = key.number("CloudAssignedOobeConfig");
  facts.domainJoin = key.number("CloudAssignedDomainJoinMethod");
  facts.forcedEnrollment = key.number("CloudAssignedForcedEnrollment");
  facts.forcedEnrollmentEnabled = key.flag("IsForcedEnrollmentEnabled");
  facts.disabled = key.flag("IsAutoPilotDisabled");
  facts.tenantMatched = key.flag("TenantMatched");
  facts.personalized = key.flag("IsDevicePersonalized");
  facts.deviceRegistration = key.number("CloudAssignedDeviceRegistration");
  facts.espEnabled = key.flag("CloudAssignedEspEnabled");
  facts.mdmId = key.text("CloudAssignedMdmId");
  facts.language = key.text("CloudAssignedLanguage");
  facts.region = key.text("CloudAssignedRegion");
  facts.ztdCorrelationId = key.text("ZtdCorrelationId");
  facts.serviceCorrelationId = key.text("AutopilotServiceCorrelationId");
  facts.ztdRegistrationId = established.text("ZtdRegistrationId");
  facts.managementId = established.text("EntDMID");
  facts.correlations = allTexts(established);
  return facts;
}

PolicyCacheFacts policyCache(const Host& host) {
  const KeyFacts key(host, cacheKey);
  PolicyCacheFacts facts;
  facts.present = key.present();
  facts.profileAvailable = key.flag("ProfileAvailable");
  facts.policy = policyFromCache(key, "PolicyJsonCache");
  if (facts.policy.downloaded.state == FactState::absent) {
    const Fact<std::string> date = key.text("PolicyDownloadDate");
    if (date.known()) {
      facts.policy.downloaded = factOf(utcTimeFromIso(date.value), date.source);
    }
  }
  return facts;
}

// What the page of device preparation is set to.
void addPageSettings(const KeyFacts& preparation, AutopilotSettingsFacts& facts) {
  const Fact<std::string> text = preparation.text("PageSettings");
  Error why = text.error;
  if (text.known()) {
    const Result<Json> json = readJsonObject(text.value, text.source);
    if (json) {
      const JsonFacts page(*json, text.source);
      facts.pageTimeoutSeconds = page.number("PageTimeoutSeconds");
      facts.agentTimeoutSeconds = page.number("AgentDownloadTimeoutSeconds");
      facts.pageErrorMessage = page.text("ErrorMessage");
      facts.pageAllowsSkip = page.flag("AllowSkipOnFailure");
      facts.pageAllowsDiagnostics = page.flag("AllowDiagnostics");
      return;
    }
    why = json.error();
  }
  facts.pageTimeoutSeconds = facts.agentTimeoutSeconds = unknownFact<std::uint64_t>(why, text.source);
  facts.pageErrorMessage = unknownFact<std::string>(why, text.source);
  facts.pageAllowsSkip = facts.pageAllowsDiagnostics = unknownFact<bool>(why, text.source);
}

AutopilotSettingsFacts autopilotSettings(const KeyFacts& key) {
  const KeyFacts preparation = key.below("DevicePreparation");
  AutopilotSettingsFacts facts;
  facts.serviceUri = key.text("DdsZtdUri");
  facts.conciergeUri = key.text("ConciergeUri");
  facts.timeDriftMinutes = key.number("AllowedTimeDriftDeltaMinutes");
  facts.preparationHint = key.written("AutopilotDevicePrepHint");
  facts.executionContext = preparation.below("BootstrapperAgent").written("ExecutionContext");
  facts.pageEnabled = preparation.flag("PageEnabled");
  addPageSettings(preparation, facts);
  return facts;
}

PolicyFacts policyFile(const Host& host, std::string_view path) {
  FileRead read;
  read.maxBytes = deviceJson.bytes;
  return policyFromFile(host.file(path, read), std::string(path));
}

// Windows reads one name only. What a copy or an editor called otherwise ("... (1).json", "....json.txt") counts by its
// name, any other by what it holds.
Fact<std::vector<std::string>> misnamedProfiles(const Host& host) {
  constexpr std::string_view name = "AutopilotConfigurationFile.json";
  constexpr std::string_view stem = "autopilotconfigurationfile";
  constexpr std::size_t most = 16;
  const std::string source(offlineFolder);
  const Result<std::vector<FileEntry>> entries = host.folder(offlineFolder);
  if (!entries) {
    return unknownFact<std::vector<std::string>>(entries.error(), source);
  }
  std::vector<std::string> found;
  std::size_t read = 0;
  for (const FileEntry& entry : *entries) {
    if (entry.folder || equalIgnoringCase(entry.name, name)) {
      continue;
    }
    const std::string lowered = lower(entry.name);
    bool holds = lowered.starts_with(stem);
    if (!holds && lowered.ends_with(".json") && read++ < most) {
      const PolicyFacts policy = policyFile(host, fmt::format("{}\\{}", offlineFolder, entry.name));
      holds = policy.kind.known() && policy.kind.value == PolicyKind::profile;
    }
    if (holds && found.size() < most) {
      found.push_back(shortened(entry.name, 128));
    }
  }
  return knownFact(std::move(found), source);
}

}  // namespace

AutopilotPart collectAutopilot(const Host& host, const CollectOptions&) {
  AutopilotPart part;
  part.diagnostics = diagnosticsValues(host);
  part.cache = policyCache(host);
  part.answer = policyFile(host, answerFile);
  part.offline = policyFile(host, offlineFile);
  part.misnamed = misnamedProfiles(host);
  const KeyFacts settings(host, settingsKey, RegistryDepth::tree);
  part.settings = autopilotSettings(settings);
  part.association = associationFacts(host, settings);
  addAutopilotEvents(host, part);
  return part;
}

}  // namespace preflight
