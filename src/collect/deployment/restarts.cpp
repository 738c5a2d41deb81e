// Who asked for a restart, and whether Windows waits for one.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "collect/deployment/parse.h"
#include "collect/parts.h"
#include "collect/support/event_channels.h"
#include "collect/support/events.h"
#include "collect/support/registry_facts.h"

namespace preflight {
namespace {

constexpr std::string_view listKey = R"(HKLM\SOFTWARE\Microsoft\Provisioning\SyncML\RebootRequiredURIs)";
constexpr std::string_view sessionKey = R"(HKLM\SYSTEM\CurrentControlSet\Control\Session Manager)";
constexpr std::array<std::string_view, 2> pendingKeys{
    R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending)",
    R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired)"};
constexpr std::size_t mostUris = 500;
constexpr std::size_t longestUri = 500;
constexpr std::uint64_t mostSetupRestarts = 10'000;  // more is no count: a time, flags

std::string uriIn(const EventFacts& event) {
  for (const NamedText& data : event.data) {
    if (const std::size_t at = data.value.find("./"); at != std::string::npos) {
      const std::string_view rest = std::string_view(data.value).substr(at);
      return shortened(rest.substr(0, rest.find_first_of(") \r\n")), longestUri);
    }
  }
  return event.data.empty() ? std::string() : shortened(event.data.front().value, longestUri);
}

std::vector<RestartRequest> requestsOf(const std::vector<EventFacts>& oldestFirst) {
  std::vector<RestartRequest> requests;
  for (const EventFacts& event : oldestFirst) {
    const std::string uri = uriIn(event);
    const auto known = std::ranges::find(requests, uri, &RestartRequest::uri);
    if (known != requests.end()) {
      ++known->count;
      known->last = event.time;
    } else if (requests.size() < mostUris) {
      requests.push_back({uri, 1, event.time, event.time});
    }
  }
  return requests;
}

Fact<std::vector<std::string>> readPending(const Host& host) {
  std::vector<std::string> signs;
  std::optional<Error> problem;
  const auto note = [&](const Fact<bool>& sign) {
    if (sign.known() && sign.value) {
      signs.push_back(sign.source);
    } else if (isUnknown(sign.state)) {
      problem = sign.error;
    }
  };
  for (const std::string_view key : pendingKeys) {
    note(KeyFacts(host, key).present());
  }
  const KeyFacts session(host, sessionKey);
  const Fact<RegistryValue> renames = session.stored("PendingFileRenameOperations");
  note(mapped(renames, [](const RegistryValue& value) { return !value.data.empty(); }));
  // One sign is enough to know; that there is none is known only when all could be read.
  return signs.empty() && problem ? unknownFact<std::vector<std::string>>(*problem, session.path())
                                  : knownFact(std::move(signs), session.path());
}

Fact<std::vector<std::string>> readList(const Host& host) {
  const KeyFacts list(host, listKey);
  if (!list.wasRead()) {
    return unknownFact<std::vector<std::string>>(list.error(), list.path());
  }
  std::vector<std::string> uris;
  for (const auto& [name, value] : list.values()) {
    if (!name.empty() && uris.size() < mostUris) {
      uris.push_back(shortened(percentDecoded(name), longestUri));
    }
  }
  return knownFact(std::move(uris), list.path());
}

// Documented is "CurrentVersion\\UserOOBE", without a name of a value: the numbers below that key, and the value of
// that name. Setup's own account is among the users, at the Shift+F10 prompt.
class SetupRestarts {
 public:
  explicit SetupRestarts(const Host& host) : host_(host) {}

  Fact<std::vector<SetupCount>> read() {
    const KeyFacts hives(host_, "HKU");
    if (!hives.wasRead()) {
      return unknownFact<std::vector<SetupCount>>(hives.error(), hives.path());
    }
    for (const KeyFacts& hive : hives.keys()) {
      if (!lower(hive.name()).ends_with("_classes")) {
        const std::string current = hive.path() + R"(\SOFTWARE\Microsoft\Windows\CurrentVersion)";
        take(KeyFacts(host_, current), "UserOOBE");
        take(KeyFacts(host_, current + R"(\UserOOBE)"), {});
      }
    }
    return counts_.empty() && problem_ ? unknownFact<std::vector<SetupCount>>(*problem_, hives.path())
                                       : knownFact(std::move(counts_), hives.path());
  }

 private:
  // The numbers of a key; with a name that one alone.
  void take(const KeyFacts& key, std::string_view only) {
    if (!key.wasRead() && isUnknown(stateOf(key.error().kind))) {
      problem_ = key.error();
    }
    for (const auto& [name, value] : key.values()) {
      const Result<std::uint64_t> number = numberOf(value);
      const bool fits = only.empty() || equalIgnoringCase(name, only);
      if (fits && number && *number <= mostSetupRestarts && counts_.size() < mostUris) {
        counts_.push_back({shortened(name, 100), static_cast<std::int64_t>(*number), key.path() + "\\" + name});
      }
    }
  }

  const Host& host_;
  std::vector<SetupCount> counts_;
  std::optional<Error> problem_;
};

}  // namespace

RestartsPart collectRestarts(const Host& host, const CollectOptions&) {
  Fact<std::vector<EventFacts>> events =
      readEventRecords(host,
                       {.provider = managementProvider, .channels = managementChannels(), .ids = {2800}, .limit = 1000})
          .events;
  events.source += " 2800";
  return {mapped(events, requestsOf), readPending(host), readList(host), SetupRestarts(host).read()};
}

}  // namespace preflight
