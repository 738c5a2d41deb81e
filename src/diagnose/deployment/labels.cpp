#include "diagnose/deployment/labels.h"

#include <algorithm>
#include <array>

#include "base/guid.h"
#include "base/text.h"
#include "text/label_id.h"

namespace preflight::deployment {

Text phaseName(PhaseId id) {
  switch (id) {
    case PhaseId::devicePreparation:
      return DeploymentId::phaseDevicePreparation;
    case PhaseId::deviceSetup:
      return DeploymentId::phaseDeviceSetup;
    case PhaseId::accountSetup:
      return DeploymentId::phaseAccountSetup;
  }
  return {};
}

Text phaseName(const DeploymentPhase* phase) {
  return phase == nullptr ? Text(DeploymentId::phaseNone) : phaseName(phase->id);
}

Text stepName(const DeploymentStep& step) {
  if (const StepEntry* entry = findStep(step.id)) {
    return entry->name;
  }
  return printable(step.rawName.empty() ? step.id : step.rawName, 80);
}

namespace {

// The first digits: the whole id is in the evidence.
std::string shortId(std::string_view guid) {
  const std::string_view digits = guid.substr(guid.find_first_not_of('{'));
  return std::string(digits.substr(0, digits.find('-')));
}

Text kindAndId(ItemKind kind, std::string_view guid) {
  return {DeploymentId::shortId, {{"kind", kindName(kind)}, {"id", shortId(guid)}}};
}

}  // namespace

Text itemName(const DeploymentItem& item) {
  for (const std::string* text : {&item.name, &item.id, &item.rawName}) {
    if (isGuid(trimmed(*text))) {
      return item.kind == ItemKind::script ? Text(shortId(trimmed(*text))) : kindAndId(item.kind, trimmed(*text));
    }
    if (!trimmed(*text).empty()) {
      return printable(trimmed(*text), 120);
    }
  }
  return DeploymentId::itemUnnamed;
}

Text headlineName(const DeploymentItem& item) {
  Text named = itemName(item);
  return item.kind == ItemKind::script && isGuid(trimmed(item.name.empty() ? item.id : item.name))
             ? kindAndId(item.kind, trimmed(item.name.empty() ? item.id : item.name))
             : named;
}

Text agentName(const PolicyProvider& provider) {
  if (equalIgnoringCase(provider.name, "Sidecar")) {
    return DeploymentId::agentIntune;
  }
  return equalIgnoringCase(provider.name, "ConfigMgr")
             ? Text(DeploymentId::agentConfigMgr)
             : Text(DeploymentId::agentOther, {{"name", printable(provider.name, 80)}});
}

Text kindName(ItemKind kind) {
  using enum DeploymentId;
  constexpr std::array names{
      kindApp,    kindMsi,          kindOffice,   kindStoreApp, kindPolicy, kindCertificate, kindNetworkProfile,
      kindScript, kindTaskSequence, kindWorkload, kindItem};
  return names[std::min(static_cast<std::size_t>(kind), names.size() - 1)];
}

Text stateName(WorkState state) {
  using enum DeploymentId;
  constexpr std::array names{stateUnknown,         stateNotStarted,   stateInProgress,  stateDownloading,
                             stateDownloaded,      stateInstalling,   stateRetrying,    stateWaitsForUser,
                             stateRestartRequired, stateSucceeded,    stateNotRequired, stateSkipped,
                             stateFailed,          stateFailedBefore, stateCancelled,   stateUninstalled};
  const auto at = static_cast<std::size_t>(state);
  return at < names.size() ? names[at] : stateUnknown;
}

Text spanText(std::int64_t seconds) {
  return durationText(seconds * 1000);
}

Text bytesText(std::int64_t bytes) {
  return sizeText(static_cast<std::uint64_t>(std::max<std::int64_t>(bytes, 0)));
}

Text namedText(Text name, Text value) {
  return {DeploymentId::named, {{"name", std::move(name)}, {"value", std::move(value)}}};
}

Text listText(std::vector<Text> entries) {
  std::erase_if(entries, [](const Text& entry) { return entry.empty(); });
  Text list;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    list = list.empty() ? std::move(*entry)
                        : Text(DeploymentId::list, {{"first", std::move(*entry)}, {"rest", std::move(list)}});
  }
  return list;
}

Text forWhom(Who who, Text action) {
  using enum DeploymentId;
  constexpr std::array rows{forYou, forUser, forAdmin, forNetwork, forVendor, forPartner, forSupport};
  return {rows[static_cast<std::size_t>(who)], {{"action", std::move(action)}}};
}

}  // namespace preflight::deployment
