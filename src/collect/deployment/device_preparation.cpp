// Device preparation ("v2"): whether it runs here, its page, its workloads, and the scripts of the Intune agent.
#include <fmt/format.h>
#include <array>

#include "base/text.h"
#include "collect/deployment/item_list.h"
#include "collect/deployment/parse.h"
#include "collect/parts.h"
#include "collect/support/registry_facts.h"

namespace preflight {
namespace {

constexpr std::string_view settingsKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)";
constexpr std::string_view agentKey = R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension)";

std::string phaseName(const std::string& raw) {
  constexpr std::array<std::string_view, 7> names{
      "unknown", "start", "agentDownload", "agentInitialization", "agentProvisioning", "restart", "cleanup"};
  const bool digit = raw.size() == 1 && raw[0] >= '0' && raw[0] <= '6';
  return digit ? std::string(names[static_cast<std::size_t>(raw[0] - '0')]) : raw;
}

// JSON in a registry value, read by `parse`.
template <class T>
Fact<T> parsed(const Fact<std::string>& text, Result<T> (*parse)(std::string_view)) {
  return text.known() ? factOf(parse(text.value), text.source) : unknownFact<T>(text.error, text.source);
}

// Its agent has a context, or workloads are reported: it runs. A hint alone is no proof.
Fact<bool> isRunning(const KeyFacts& page, const Fact<std::vector<DeploymentItem>>& workloads) {
  const Fact<std::string> context = page.below("BootstrapperAgent").written("ExecutionContext");
  if (!context.known() && workloads.known() && !workloads.value.empty()) {
    return knownFact(true, workloads.source);
  }
  return presenceOf(context);
}

// The value counts: classic deployments have a 0 there.
Fact<bool> isHinted(const KeyFacts& settings) {
  const Fact<std::string> hint = settings.written("AutopilotDevicePrepHint");
  return hint.state == FactState::absent ? knownFact(false, hint.source)
                                         : mapped(hint, [](const std::string& value) { return value != "0"; });
}

Fact<std::string> errorCode(const KeyFacts& page) {
  const Fact<std::uint64_t> number = page.number("PageErrorCode");
  return number.known() ? mapped(number, errorCodeOf) : page.written("PageErrorCode");
}

DeploymentItem scriptItem(const KeyFacts& key, const std::string& user) {
  DeploymentItem item;
  item.kind = ItemKind::script;
  item.provider = "Sidecar";
  item.id = lower(key.name());
  item.rawName = key.name();
  const bool device = startsWithIgnoringCase(user, "00000000-");
  item.scope = device ? DeploymentScope::device : DeploymentScope::user;
  item.account = device ? "" : user;
  item.rawState = key.written("Result").value;
  item.state = equalIgnoringCase(item.rawState, "Success") ? WorkState::succeeded : workStateOf(item.rawState);
  item.errorCode = errorCodeIn(key.written("ErrorCode").value);
  if (const Fact<std::uint64_t> code = key.number("ErrorCode"); code.known() && code.value != 0) {
    item.exitCode = static_cast<std::int32_t>(code.value);
  }
  item.ended = timeFromText(key.written("LastUpdatedTimeUtc").value);
  if (const Fact<std::uint64_t> count = key.number("DownloadCount"); count.known() && count.value <= INT32_MAX) {
    item.attempts = static_cast<std::int64_t>(count.value);
  }
  item.source = key.path();
  return item;
}

Fact<std::vector<DeploymentItem>> readScripts(const Host& host) {
  const KeyFacts policies(host, fmt::format(R"({}\Policies)", agentKey), RegistryDepth::tree);
  if (!policies.wasRead()) {
    return unknownFact<std::vector<DeploymentItem>>(policies.error(), policies.path());
  }
  ItemList list;
  for (const KeyFacts& user : policies.keys()) {
    for (const KeyFacts& script : user.keys()) {
      list.add(scriptItem(script, user.name()));
    }
  }
  return knownFact(std::move(list.items), policies.path());
}

}  // namespace

DevicePreparationPart collectDevicePreparation(const Host& host, const CollectOptions&) {
  const KeyFacts progress(host, fmt::format(R"({}\Win32Apps\ProvisioningProgress)", agentKey));
  const KeyFacts settings(host, settingsKey, RegistryDepth::tree);
  const KeyFacts page = settings.below("DevicePreparation");
  DevicePreparationPart part;
  part.workloads = parsed(progress.text("ProvisioningProgress"), workloadsFromJson);
  for (DeploymentItem& workload : part.workloads.value) {
    workload.source = part.workloads.source;
  }
  part.scripts = readScripts(host);
  part.running = isRunning(page, part.workloads);
  part.hint = isHinted(settings);
  part.page = parsed(page.text("PageSettings"), preparationPageFromJson);
  part.errorPhase = mapped(page.written("PageErrorPhase"), phaseName);
  part.errorDetails = page.written("PageErrorDetails");
  part.errorCode = errorCode(page);
  return part;
}

}  // namespace preflight
