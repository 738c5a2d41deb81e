// Policies that Windows could not set, and whether those of device management win over group policy.
#include <map>

#include "base/text.h"
#include "collect/deployment/parse.h"
#include "collect/parts.h"
#include "collect/support/event_channels.h"
#include "collect/support/events.h"
#include "collect/support/registry_facts.h"

namespace preflight {
namespace {

constexpr std::string_view conflictKey =
    R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\ControlPolicyConflict)";
constexpr std::string_view systemPolicies = R"(HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\System)";
constexpr std::string_view setupPolicies = R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\OOBE)";
constexpr std::string_view updatesValue = "AllowOOBEUpdates";
constexpr std::size_t mostProblems = 300;
constexpr std::size_t longestPolicy = 500;

// What an event is about: the URI, or area and policy.
std::string policyIn(const EventFacts& event) {
  for (const NamedText& data : event.data) {
    if (data.value.starts_with("./")) {
      return shortened(data.value, longestPolicy);
    }
  }
  const std::string* area = dataOf(event, "Area");
  const std::string* policy = dataOf(event, "Policy");
  if (area != nullptr && policy != nullptr) {
    return shortened(*area + "/" + *policy, longestPolicy);
  }
  return event.data.empty() ? std::string() : shortened(event.data.front().value, longestPolicy);
}

// Records about the same policy with the same number are one problem with a count.
std::vector<PolicyConflict> problemsOf(const std::vector<EventFacts>& oldestFirst) {
  std::map<std::pair<std::string, std::uint64_t>, PolicyConflict> found;
  for (const EventFacts& event : oldestFirst) {
    const std::string policy = policyIn(event);
    const auto [at, isNew] = found.try_emplace({policy, event.id});
    if (isNew && found.size() > mostProblems) {
      found.erase(at);
      continue;
    }
    const std::optional<std::uint64_t> result = resultIn(event);
    at->second = {policy,
                  result && *result != 0 ? errorCodeOf(*result) : "",
                  static_cast<std::int64_t>(event.id),
                  at->second.count + 1,
                  event.time,
                  event.channel};
  }
  std::vector<PolicyConflict> problems;
  problems.reserve(found.size());
  for (auto& [key, problem] : found) {
    problems.push_back(std::move(problem));
  }
  return problems;
}

// By device management, else by group policy.
Fact<bool> readUpdatesInSetup(const Host& host) {
  const auto allowed = [](std::uint64_t number) { return number != 0; };
  Fact<bool> managed = mapped(KeyFacts(host, systemPolicies).number(updatesValue), allowed);
  return managed.state == FactState::absent ? mapped(KeyFacts(host, setupPolicies).number(updatesValue), allowed)
                                            : managed;
}

}  // namespace

PolicyPart collectPolicyProblems(const Host& host, const CollectOptions&) {
  PolicyPart part;
  part.updatesInSetup = readUpdatesInSetup(host);
  part.mdmWins =
      mapped(KeyFacts(host, conflictKey).number("MDMWinsOverGP"), [](std::uint64_t number) { return number == 1; });
  part.problems = mapped(readEventRecords(host, {.provider = managementProvider,
                                                 .channels = managementChannels(),
                                                 .ids = {404, 454, 806, 807, 808, 809, 810, 811, 812, 817, 820, 821,
                                                         822, 824, 825, 826, 827, 828},
                                                 .levels = {1, 2, 3},
                                                 .limit = 1000})
                             .events,
                         problemsOf);
  return part;
}

}  // namespace preflight
