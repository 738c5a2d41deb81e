#include "collect/support/events.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <span>

#include "base/text.h"
#include "collect/support/number_text.h"
#include "text/error_id.h"
#include "winlog/event_data.h"

namespace preflight {
namespace {

constexpr std::size_t mostData = 64;  // in one event; the largest of Windows' own have some thirty
constexpr std::size_t mostName = 128;
constexpr std::size_t mostValue = 4096;

bool isAmong(std::string_view name, const auto& names) {
  return std::ranges::any_of(names, [&](std::string_view known) { return equalIgnoringCase(known, name); });
}

// What two events must share to be one. Lengths stand before texts, so that no content can look like another.
std::string sameness(const EventFacts& event, std::span<const std::string_view> ignored) {
  std::string key = fmt::format("{}\n{}\n{}\n{}", event.provider, event.channel, event.id, event.level);
  for (const NamedText& data : event.data) {
    const std::string_view value = isAmong(data.name, ignored) ? std::string_view() : std::string_view(data.value);
    key += fmt::format("\n{}:{}={}:{}", data.name.size(), data.name, value.size(), value);
  }
  return key;
}

std::vector<std::string> channelsOf(const Host& host, const EventAsk& ask) {
  std::vector<std::string> names(ask.channels.begin(), ask.channels.end());
  const Result<std::vector<std::string>> listed =
      ask.provider.empty() || ask.onlyThese ? std::vector<std::string>() : host.channels(ask.provider);
  for (const std::string& channel : listed ? *listed : std::vector<std::string>()) {
    if (!isAmong(channel, names)) {
      names.push_back(channel);
    }
  }
  return names;
}

EventQuery queryOf(const EventAsk& ask, const std::string& channel) {
  EventQuery query;
  query.channel = channel;
  query.provider = ask.provider;
  query.ids = ask.ids;
  query.levels = ask.levels;
  query.limit = ask.limit;
  query.timeout = ask.timeout;
  return query;
}

// What the channels gave, newest first within each; the first error of a channel stays.
struct Reading {
  std::vector<EventFacts> events;
  std::optional<Error> absent;
  std::optional<Error> failed;
  bool any = false;
  bool whole = true;

  void note(const Error& error) {
    std::optional<Error>& kept = error.kind == ErrorKind::absent ? absent : failed;
    kept = kept ? kept : error;
  }
};

std::vector<EventFacts> readChannel(const Host& host, const EventAsk& ask, const std::string& channel,
                                    Reading& reading) {
  const Result<EventAnswer> answer = host.events(queryOf(ask, channel));
  if (!answer) {
    reading.note(answer.error());
    return {};
  }
  reading.any = true;
  reading.whole = reading.whole && answer->complete;
  std::ranges::for_each(answer->problems, [&](const Error& problem) { reading.note(problem); });
  std::vector<EventFacts> events;
  events.reserve(answer->records.size());
  std::ranges::transform(answer->records, std::back_inserter(events), eventFacts);
  // Hosts promise this order; a recording may come from anywhere.
  std::ranges::stable_sort(events, std::greater(), &EventFacts::recordId);
  return events;
}

void countStorms(const Host& host, const EventAsk& ask, const std::string& channel, Reading& reading) {
  for (const std::uint32_t id : ask.counted) {
    EventQuery query = queryOf(ask, channel);
    query.ids = {id};
    query.limit = 1;
    query.count = true;
    query.timeout = std::min(ask.timeout, std::chrono::milliseconds(2000));
    const Result<EventAnswer> answer = host.events(query);
    if (!answer || answer->records.empty()) {
      continue;  // an error says no more than the channel's own question did
    }
    EventFacts event = eventFacts(answer->records.front());
    event.count = std::max<std::uint64_t>(answer->matching, 1);
    event.countIsWhole = answer->matchingWhole;
    event.firstRecordId = 0;  // the oldest was counted, not read
    event.firstTime = {};
    reading.events.push_back(std::move(event));
  }
}

EventsRead resultOf(Reading reading, const std::string& source) {
  EventsRead read;
  if (reading.any) {
    read.events = knownFact(std::move(reading.events), source);
    read.whole = reading.failed ? unknownFact<bool>(*reading.failed, source) : knownFact(reading.whole, source);
    return read;
  }
  const Error nothing = readError(ErrorKind::notCollected, source, ErrorId::whyNoChannelNamed);
  const Error& why = reading.failed ? *reading.failed : reading.absent ? *reading.absent : nothing;
  read.events = unknownFact<std::vector<EventFacts>>(why, source);
  read.whole = unknownFact<bool>(why, source);
  return read;
}

}  // namespace

std::vector<NamedText> eventData(std::string_view xml) {
  std::vector<NamedText> data;
  for (const auto& [name, value] : winlog::eventData(xml, mostData)) {
    data.push_back({shortened(name, mostName), shortened(trimmed(value), mostValue)});
  }
  return data;
}

EventFacts eventFacts(const EventRecord& record) {
  EventFacts facts;
  facts.provider = shortened(record.provider, 512);
  facts.channel = shortened(record.channel, 512);
  facts.id = record.id;
  facts.level = record.level;
  facts.recordId = facts.firstRecordId = record.recordId;
  facts.time = facts.firstTime = record.time;
  facts.data = eventData(record.xml);
  return facts;
}

std::optional<std::uint64_t> resultIn(const EventFacts& event) {
  for (const std::string_view name : {"HRESULT", "Result", "ErrorCode", "Status", "hr", "ExitCode"}) {
    if (const std::string* value = dataOf(event, name)) {
      if (const Result<std::uint64_t> number = numberFromText(*value)) {
        return *number;
      }
    }
  }
  for (auto data = event.data.rbegin(); data != event.data.rend(); ++data) {
    if (const Result<std::uint64_t> number = numberFromText(data->value)) {
      return *number;
    }
  }
  return std::nullopt;
}

std::vector<EventFacts> foldEvents(std::vector<EventFacts> newestFirst, std::span<const std::string_view> ignored,
                                   std::span<const std::uint32_t> single) {
  std::vector<EventFacts> folded;
  std::map<std::string, std::size_t> places;
  for (EventFacts& event : newestFirst) {
    if (std::ranges::find(single, event.id) != single.end()) {
      folded.push_back(std::move(event));
      continue;
    }
    const auto [place, isNew] = places.try_emplace(sameness(event, ignored), folded.size());
    if (isNew) {
      folded.push_back(std::move(event));
      continue;
    }
    EventFacts& newest = folded[place->second];
    newest.count += event.count;
    newest.countIsWhole = newest.countIsWhole && event.countIsWhole;
    newest.firstRecordId = event.firstRecordId;
    newest.firstTime = event.firstTime;
  }
  return folded;
}

EventsRead readEventFacts(const Host& host, const EventAsk& ask) {
  Reading reading;
  for (const std::string& channel : channelsOf(host, ask)) {
    if (!ask.ids.empty()) {
      std::ranges::move(foldEvents(readChannel(host, ask, channel, reading), ask.ignored, ask.single),
                        std::back_inserter(reading.events));
    }
    countStorms(host, ask, channel, reading);
  }
  return resultOf(std::move(reading), fmt::format("event log {}", ask.provider));
}

EventsRead readEventRecords(const Host& host, const EventAsk& ask) {
  Reading reading;
  for (const std::string& channel : channelsOf(host, ask)) {
    std::vector<EventFacts> events = readChannel(host, ask, channel, reading);
    std::move(events.rbegin(), events.rend(), std::back_inserter(reading.events));
  }
  return resultOf(std::move(reading), std::string(ask.channels.empty() ? ask.provider : ask.channels.front()));
}

EventsRead joined(EventsRead a, EventsRead b) {
  if (b.events.state == FactState::absent) {
    return a;
  }
  if (!a.events.known() && (b.events.known() || a.events.state == FactState::absent)) {
    std::swap(a, b);
  }
  if (a.events.known() && b.events.known()) {
    a.events.value.insert(a.events.value.end(), std::make_move_iterator(b.events.value.begin()),
                          std::make_move_iterator(b.events.value.end()));
    a.events.source += ", " + b.events.source;
  }
  // What could not be read of either leaves the whole open, but a log that is not there leaves nothing open.
  if (a.whole.known() && b.whole.state != FactState::absent && (!b.whole.known() || !b.whole.value)) {
    a.whole = std::move(b.whole);
  }
  return a;
}

}  // namespace preflight
