// Device preparation ("v2"): whether it runs here, its page, its workloads, and the scripts of the Intune agent.
#include <fmt/format.h>
#include <array>

#include "base/text.h"
#include "collect/support/registry_values.h"

namespace preflight {
namespace {

constexpr std::string_view settingsKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings)";
constexpr std::string_view pageKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\AutopilotSettings\DevicePreparation)";
constexpr std::string_view progressKey =
    R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension\Win32Apps\ProvisioningProgress)";
constexpr std::string_view policiesKey = R"(HKLM\SOFTWARE\Microsoft\IntuneManagementExtension\Policies)";

std::string phaseName(std::string_view raw) {
  constexpr std::array<std::string_view, 7> names{
      "unknown", "start", "agentDownload", "agentInitialization", "agentProvisioning", "restart", "cleanup"};
  const bool digit = raw.size() == 1 && raw[0] >= '0' && raw[0] <= '6';
  return digit ? std::string(names[static_cast<std::size_t>(raw[0] - '0')]) : std::string(raw);
}

// Its agent has a context, or workloads are reported: it runs. A hint alone is no proof.
void readRunning(const Host& host, DevicePreparationPart& part) {
  const std::string agent = std::string(pageKey) + R"(\BootstrapperAgent)";
  const Result<std::string> context = registryTextAt(host, agent, "ExecutionContext");
  if (context && !trimmed(*context).empty()) {
    part.running = knownFact(true, agent + R"(\ExecutionContext)");
  } else if (part.workloads.known() && !part.workloads.value.empty()) {
    part.running = knownFact(true, std::string(progressKey));
  } else if (!context && context.error().kind != ErrorKind::absent) {
    part.running = unknownFact<bool>(context.error(), agent);
  } else {
    part.running = knownFact(false, agent);
  }
  const Result<RegistryKey> settings = host.registry(settingsKey, RegistryDepth::key);
  part.hint = settings || settings.error().kind == ErrorKind::absent
                  ? knownFact(settings && settings->value("AutopilotDevicePrepHint") != nullptr,
                              std::string(settingsKey) + R"(\AutopilotDevicePrepHint)")
                  : unknownFact<bool>(settings.error(), std::string(settingsKey));
}

void readPage(const Host& host, DevicePreparationPart& part) {
  const std::string source(pageKey);
  part.page = factOf(registryTextAt(host, pageKey, "PageSettings").and_then(preparationPageFromJson),
                     source + R"(\PageSettings)");
  const Result<RegistryKey> key = host.registry(pageKey, RegistryDepth::key);
  const auto text = [&](std::string_view value, auto made) {
    if (!key) {
      return unknownFact<std::string>(key.error(), source);
    }
    const std::string found = textIn(*key, value);
    const std::string from = fmt::format("{}\\{}", source, value);
    return found.empty() ? absentFact<std::string>(from, "the page names none") : knownFact(made(found), from);
  };
  part.errorPhase = text("PageErrorPhase", [](const std::string& raw) { return phaseName(raw); });
  part.errorDetails = text("PageErrorDetails", [](const std::string& raw) { return raw; });
  part.errorCode = text("PageErrorCode", [&](const std::string& raw) {
    const std::optional<std::uint64_t> number = numberIn(*key, "PageErrorCode");
    return number ? errorCodeOf(static_cast<std::int64_t>(*number)) : raw;
  });
}

DeploymentItem scriptItem(const RegistryKey& key, const std::string& user) {
  DeploymentItem item;
  item.kind = ItemKind::script;
  item.provider = "Sidecar";
  item.id = lower(printable(key.name, 200));
  item.rawName = printable(key.name, 200);
  const bool device = startsWithIgnoringCase(user, "00000000-");
  item.scope = device ? DeploymentScope::device : DeploymentScope::user;
  item.account = device ? "" : printable(user, 200);
  item.rawState = textIn(key, "Result");
  item.state = equalIgnoringCase(item.rawState, "Success") ? WorkState::succeeded : workStateOf(item.rawState);
  item.errorCode = errorCodeIn(textIn(key, "ErrorCode"));
  if (const std::optional<std::uint64_t> code = numberIn(key, "ErrorCode"); code && *code != 0) {
    item.exitCode = static_cast<std::int32_t>(*code);
  }
  item.ended = timeFromText(textIn(key, "LastUpdatedTimeUtc"));
  if (const std::optional<std::uint64_t> count = numberIn(key, "DownloadCount"); count && *count <= INT32_MAX) {
    item.attempts = static_cast<std::int64_t>(*count);
  }
  item.source = fmt::format("{}\\{}\\{}", policiesKey, printable(user, 200), item.rawName);
  return item;
}

Fact<std::vector<DeploymentItem>> readScripts(const Host& host) {
  const std::string source(policiesKey);
  const Result<RegistryKey> root = host.registry(policiesKey, RegistryDepth::tree);
  if (!root) {
    return unknownFact<std::vector<DeploymentItem>>(root.error(), source);
  }
  ItemList list;
  for (const RegistryKey& user : root->subkeys) {
    for (const RegistryKey& each : user.subkeys) {
      list.add(scriptItem(each, user.name));
    }
  }
  return knownFact(std::move(list.items), source);
}

}  // namespace

DevicePreparationPart collectDevicePreparation(const Host& host, const CollectOptions&) {
  DevicePreparationPart part;
  part.workloads = factOf(registryTextAt(host, progressKey, "ProvisioningProgress").and_then(workloadsFromJson),
                          std::string(progressKey));
  for (DeploymentItem& each : part.workloads.value) {
    each.source = part.workloads.source;
  }
  part.scripts = readScripts(host);
  readRunning(host, part);
  readPage(host, part);
  return part;
}

}  // namespace preflight
