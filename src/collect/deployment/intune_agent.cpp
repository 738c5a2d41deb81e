// The Intune Management Extension as the registry has it: whether it is there, and what it says of each app. What its
// logs say is read in intune_agent_logs.cpp. Keys of an enrollment that is gone stay.
#include "collect/deployment/intune_agent.h"

#include <fmt/format.h>
#include <map>

#include "base/guid.h"
#include "base/text.h"
#include "collect/deployment/parse.h"
#include "collect/parts.h"
#include "collect/support/registry_facts.h"
#include "text/error_id.h"

namespace preflight {
namespace {

constexpr std::string_view agentKey = R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension)";
constexpr std::string_view serviceKey = R"(HKLM\SYSTEM\CurrentControlSet\Services\IntuneManagementExtension)";

// By user and app: three places speak of the same app.
using Apps = std::map<std::pair<std::string, std::string>, DeploymentItem>;

bool isApp(const std::string& keyName) {
  return isGuid(appIdOf(keyName));
}

// Null when the key is no app's, or is of an older revision than one that was read.
DeploymentItem* appAt(Apps& apps, const std::string& user, const KeyFacts& key) {
  if (!isApp(key.name()) || apps.size() >= DeploymentLimits::items) {
    return nullptr;
  }
  const std::string id = appIdOf(key.name());
  const auto [found, isNew] = apps.try_emplace({lower(user), id});
  DeploymentItem& item = found->second;
  const std::int64_t knownRevision = isNew ? -1 : revisionIn(item.rawName, id);
  const std::int64_t revision = revisionIn(key.name(), id);
  if (revision >= 0 && revision < knownRevision) {
    return nullptr;
  }
  if (isNew || (knownRevision >= 0 && revision > knownRevision)) {
    item = {};
    item.kind = ItemKind::app;
    item.id = id;
    item.rawName = key.name();
    item.provider = "Sidecar";
    const bool device = startsWithIgnoringCase(user, "00000000-");
    item.scope = device ? DeploymentScope::device : DeploymentScope::user;
    item.account = device ? "" : user;
    item.source = key.path();
  }
  return &item;
}

// Calls `read` for each app below `place` (Win32Apps, ...), by user.
template <class Read>
void eachApp(const KeyFacts& place, Apps& apps, Read read) {
  for (const KeyFacts& user : place.keys()) {
    // GRS, OperationalState, Reporting, ProvisioningProgress are no users
    for (const KeyFacts& app : isGuid(user.name()) ? user.keys() : std::vector<KeyFacts>()) {
      if (DeploymentItem* item = appAt(apps, user.name(), app)) {
        read(app, *item);
      }
    }
  }
}

// EnforcementStateMessage is a value of the app's key, or of a key of that name below it.
Fact<std::string> enforcementMessage(const KeyFacts& app) {
  constexpr std::string_view name = "EnforcementStateMessage";
  const Fact<std::string> inner = app.below(name).text(name);
  return inner.known() ? inner : app.text(name);
}

void readEnforcement(const KeyFacts& app, DeploymentItem& item) {
  if (const Fact<std::uint64_t> code = app.number("ExitCode"); code.known()) {
    // Written with or without a sign, in 32 bits or more.
    const bool word = code.value > INT32_MAX && code.value <= UINT32_MAX;
    item.exitCode = word ? static_cast<std::int32_t>(code.value) : static_cast<std::int64_t>(code.value);
  }
  const Fact<std::string> message = enforcementMessage(app);
  const Result<Enforcement> read =
      message.known() ? enforcementFromJson(message.value) : Result<Enforcement>(tl::unexpected(message.error));
  if (read && read->state) {
    item.rawState = std::to_string(*read->state);
    item.state = enforcementState(*read->state);
  }
  if (read && read->errorCode && *read->errorCode != 0) {
    item.errorCode = errorCodeOf(*read->errorCode);
  }
}

void readReport(const KeyFacts& app, DeploymentItem& item) {
  const Fact<std::uint64_t> status = app.number("Status");
  if (status.known() && item.state == WorkState::unknown) {
    item.rawState = std::to_string(status.value);
    item.state = statusReportState(status.value);
  }
}

void readApps(const KeyFacts& agent, IntuneAgentPart& part) {
  if (!agent.wasRead()) {
    part.apps = unknownFact<std::vector<DeploymentItem>>(agent.error(), agent.path());
    part.trackingPhase = unknownFact<std::string>(agent.error(), agent.path());
    return;
  }
  Apps apps;
  eachApp(agent.below("Win32Apps"), apps, readEnforcement);
  eachApp(agent.below(R"(SideCarPolicies\StatusServiceReports)"), apps, readReport);
  const KeyFacts tracking = agent.below("EspTrackingWin32Apps");
  part.trackingPhase = absentFact<std::string>(tracking.path(), ErrorId::whyAgentTracksNone);
  eachApp(tracking, apps, [&](const KeyFacts& app, DeploymentItem&) {
    const Fact<std::string> phase = app.written("EspTrackingWin32AppPhase");
    part.trackingPhase = phase.known() ? phase : part.trackingPhase;
  });
  std::vector<DeploymentItem> list;
  for (auto& [key, item] : apps) {
    list.push_back(std::move(item));
  }
  part.apps = list.empty() ? absentFact<std::vector<DeploymentItem>>(agent.path(), ErrorId::whyAgentKnowsNone)
                           : knownFact(std::move(list), agent.path());
}

}  // namespace

IntuneAgentPart collectIntuneAgent(const Host& host, const CollectOptions& options) {
  const KeyFacts service(host, serviceKey);
  IntuneAgentPart part;
  part.installed = service.present();
  part.serviceStart =
      mapped(service.number("Start"), [](std::uint64_t start) { return static_cast<std::int64_t>(start & INT32_MAX); });
  readApps(KeyFacts(host, agentKey, RegistryDepth::tree), part);
  if (options.agentLogs) {
    AgentLogs logs;
    logs.read(host);
    logs.fill(part);
  }
  return part;
}

}  // namespace preflight
