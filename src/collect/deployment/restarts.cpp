// Who asked for a restart, and whether Windows waits for one.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "collect/deployment/mdm_events.h"
#include "collect/support/registry_values.h"
#include "model/fact.h"

namespace preflight {
namespace {

constexpr std::string_view listKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\SyncML\RebootRequiredURIs)";
constexpr std::string_view sessionKey = R"(HKLM\SYSTEM\CurrentControlSet\Control\Session Manager)";
constexpr std::array<std::string_view, 2> pendingKeys{
    R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending)",
    R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired)"};
constexpr std::size_t mostUris = 500;

std::string uriIn(const EventFacts& event) {
  for (const NamedText& each : event.data) {
    if (const std::size_t at = each.value.find("./"); at != std::string::npos) {
      const std::string_view rest = std::string_view(each.value).substr(at);
      return printable(rest.substr(0, rest.find_first_of(") \r\n")), 500);
    }
  }
  return event.data.empty() ? std::string() : printable(event.data.front().value, 500);
}

Fact<std::vector<RestartRequest>> readRequests(const Host& host) {
  EventQuery query;
  query.provider = managementProvider;
  query.ids = {2800};
  const Fact<std::vector<EventFacts>> events = recordsOf(host, managementChannels, query);
  if (!events.known()) {
    return {events.state, {}, events.source, events.error};
  }
  std::vector<RestartRequest> requests;
  for (const EventFacts& each : events.value) {
    const std::string uri = uriIn(each);
    const auto found = std::find_if(requests.begin(), requests.end(),
                                    [&](const RestartRequest& request) { return request.uri == uri; });
    if (found != requests.end()) {
      ++found->count;
      found->last = each.time;
    } else if (requests.size() < mostUris) {
      requests.push_back({uri, 1, each.time, each.time});
    }
  }
  return knownFact(std::move(requests), events.source + " 2800");
}

Fact<std::vector<std::string>> readPending(const Host& host) {
  std::vector<std::string> signs;
  std::optional<Error> problem;
  for (const std::string_view key : pendingKeys) {
    const Result<bool> exists = registryKeyExists(host, key);
    if (!exists) {
      problem = exists.error();
    } else if (*exists) {
      signs.emplace_back(key);
    }
  }
  const Result<RegistryKey> session = host.registry(sessionKey, RegistryDepth::key);
  if (!session && session.error().kind != ErrorKind::absent) {
    problem = session.error();
  }
  if (const RegistryValue* renames = session ? session->value("PendingFileRenameOperations") : nullptr;
      renames != nullptr && !renames->data.empty()) {
    signs.push_back(std::string(sessionKey) + R"(\PendingFileRenameOperations)");
  }
  // One sign is enough to know; none is known only when all could be read.
  const std::string source(sessionKey);
  return signs.empty() && problem ? unknownFact<std::vector<std::string>>(*problem, source)
                                  : knownFact(std::move(signs), source);
}

Fact<std::vector<std::string>> readList(const Host& host) {
  const Result<RegistryKey> key = host.registry(listKey, RegistryDepth::key);
  if (!key) {
    return unknownFact<std::vector<std::string>>(key.error(), std::string(listKey));
  }
  std::vector<std::string> uris;
  for (const auto& [valueName, value] : key->values) {
    if (!valueName.empty() && uris.size() < mostUris) {
      uris.push_back(printable(percentDecoded(valueName), 500));
    }
  }
  return knownFact(std::move(uris), std::string(listKey));
}

}  // namespace

RestartsPart collectRestarts(const Host& host, const CollectOptions&) {
  return {readRequests(host), readPending(host), readList(host)};
}

}  // namespace preflight
