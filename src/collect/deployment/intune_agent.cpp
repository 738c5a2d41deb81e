// The Intune Management Extension as the registry tells: is it there, and what it says of each app. Names out of its
// logs are read in deployment_agent_logs.cpp. Keys of an enrollment that is gone stay: `changed` tells the age.
#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"
#include "collect/deployment/intune_agent.h"
#include "collect/support/registry_values.h"

namespace preflight {
namespace {

constexpr std::string_view agentKey = R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension)";
constexpr std::string_view serviceKey = R"(HKLM\SYSTEM\CurrentControlSet\Services\IntuneManagementExtension)";

// By user and app, since three places speak of the same app.
using Apps = std::map<std::pair<std::string, std::string>, DeploymentItem>;

bool isApp(std::string_view keyName) {
  return appIdOf(keyName) != keyName || (keyName.size() == 36 && keyName[8] == '-' && keyName[13] == '-');
}

DeploymentItem* appAt(Apps& apps, const std::string& user, const RegistryKey& key, std::string_view place) {
  if (!isApp(key.name) || (apps.size() >= DeploymentLimits::items)) {
    return nullptr;
  }
  const std::string id = appIdOf(key.name);
  const auto [found, isNew] = apps.try_emplace({lower(user), id});
  DeploymentItem& item = found->second;
  const std::int64_t had = isNew ? -1 : revisionIn(item.rawName, id);
  const std::int64_t has = revisionIn(key.name, id);
  if (has >= 0 && has < had) {
    return nullptr;  // of an older revision
  }
  const bool newer = had >= 0 && has > had;
  if (isNew || newer) {
    item = {};
    item.kind = ItemKind::app;
    item.id = id;
    item.rawName = printable(key.name, 200);
    item.provider = "Sidecar";
    const bool device = startsWithIgnoringCase(user, "00000000-");
    item.scope = device ? DeploymentScope::device : DeploymentScope::user;
    item.account = device ? "" : printable(user, 200);
    item.source = fmt::format("{}\\{}\\{}\\{}", agentKey, place, printable(user, 200), item.rawName);
  }
  return &item;
}

// Calls `read` for each app below `place` (Win32Apps, ...), by user.
template <class Read>
void eachApp(const RegistryKey& root, std::string_view place, Apps& apps, Read read) {
  const RegistryKey* users = below(root, place);
  for (const RegistryKey& user : users != nullptr ? users->subkeys : std::vector<RegistryKey>{}) {
    if (user.name.size() != 36) {
      continue;  // GRS, OperationalState, Reporting, ProvisioningProgress are no users
    }
    for (const RegistryKey& each : user.subkeys) {
      if (DeploymentItem* item = appAt(apps, user.name, each, place)) {
        read(each, *item);
      }
    }
  }
}

void readEnforcement(const RegistryKey& key, DeploymentItem& item) {
  if (const std::string code = textIn(key, "ExitCode"); !code.empty()) {
    std::int64_t number = 0;
    if (const auto end = std::from_chars(code.data(), code.data() + code.size(), number);
        end.ptr == code.data() + code.size()) {
      item.exitCode = number > INT32_MAX && number <= UINT32_MAX ? static_cast<std::int32_t>(number) : number;
    }
  }
  const RegistryKey* inner = key.subkey("EnforcementStateMessage");
  const RegistryValue* message = (inner != nullptr ? *inner : key).value("EnforcementStateMessage");
  const Result<Enforcement> read =
      message == nullptr ? fail(ErrorKind::absent, "", "") : asText(*message).and_then(enforcementFromJson);
  if (read && read->state) {
    item.rawState = std::to_string(*read->state);
    item.state = enforcementState(*read->state);
  }
  if (read && read->errorCode && *read->errorCode != 0) {
    item.errorCode = errorCodeOf(*read->errorCode);
  }
}

void readReport(const RegistryKey& key, DeploymentItem& item) {
  const std::optional<std::uint64_t> status = numberIn(key, "Status");
  if (status && item.state == WorkState::unknown) {
    item.rawState = std::to_string(*status);
    item.state = statusReportState(*status);
  }
}

void readApps(const RegistryKey& root, IntuneAgentPart& part) {
  Apps apps;
  std::string phase;
  eachApp(root, "Win32Apps", apps, readEnforcement);
  eachApp(root, R"(SideCarPolicies\StatusServiceReports)", apps, readReport);
  eachApp(root, "EspTrackingWin32Apps", apps, [&](const RegistryKey& key, DeploymentItem&) {
    const std::string each = textIn(key, "EspTrackingWin32AppPhase");
    phase = each.empty() ? phase : each;
  });
  std::vector<DeploymentItem> list;
  for (auto& [key, item] : apps) {
    list.push_back(std::move(item));
  }
  const std::string source(agentKey);
  part.apps = list.empty() ? absentFact<std::vector<DeploymentItem>>(source, "the agent knows no app")
                           : knownFact(std::move(list), source);
  part.trackingPhase = phase.empty() ? absentFact<std::string>(source, "the agent tracks no app for the page")
                                     : knownFact(phase, source + R"(\EspTrackingWin32Apps)");
}

}  // namespace

IntuneAgentPart collectIntuneAgent(const Host& host, const CollectOptions& options) {
  IntuneAgentPart part;
  const std::string service(serviceKey);
  part.installed = factOf(registryKeyExists(host, serviceKey), service);
  part.serviceStart = factOf(registryNumberAt(host, serviceKey, "Start").map([](std::uint64_t start) {
    return static_cast<std::int64_t>(start & INT32_MAX);
  }),
                             service + R"(\Start)");
  const Result<RegistryKey> root = host.registry(agentKey, RegistryDepth::tree);
  if (root) {
    readApps(*root, part);
  } else {
    part.apps = unknownFact<std::vector<DeploymentItem>>(root.error(), std::string(agentKey));
    part.trackingPhase = unknownFact<std::string>(root.error(), std::string(agentKey));
  }
  if (options.agentLogs) {
    AgentLogs logs;
    logs.read(host);
    logs.fill(part);
  }
  return part;
}

}  // namespace preflight
