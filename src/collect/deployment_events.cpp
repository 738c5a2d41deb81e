#include "collect/deployment_events.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <pugixml.hpp>

#include "base/text.h"
#include "collect/deployment_read.h"

namespace preflight {
namespace {

constexpr std::size_t mostXml = 1U << 20;
constexpr std::size_t mostData = 64;
constexpr std::size_t mostValue = 4096;

void takeData(const pugi::xml_node& parent, std::vector<NamedText>& data) {
  for (const pugi::xml_node& each : parent.children()) {
    if (each.type() != pugi::node_element || data.size() >= mostData) {
      continue;
    }
    // EventData names its values by attribute, UserData by element; an element around others is gone into once.
    if (each.first_element_by_path("*") && !each.attribute("Name")) {
      takeData(each, data);
      continue;
    }
    const std::string_view named =
        each.attribute("Name") ? each.attribute("Name").value() : std::string_view(each.name());
    const bool nameless = named.empty() || named == "Data";
    data.push_back({nameless ? fmt::format("{}", data.size() + 1) : printable(named, 128),
                    printable(trimmed(each.child_value()), mostValue)});
  }
}

EventFacts factsOf(const EventRecord& record) {
  EventFacts event;
  event.provider = record.provider;
  event.channel = record.channel;
  event.id = record.id;
  event.level = record.level;
  event.recordId = event.firstRecordId = record.recordId;
  event.time = event.firstTime = record.time;
  pugi::xml_document xml;
  if (record.xml.size() <= mostXml && xml.load_buffer(record.xml.data(), record.xml.size())) {
    for (const char* part : {"EventData", "UserData"}) {
      takeData(xml.document_element().child(part), event.data);
    }
  }
  return event;
}

std::optional<std::int64_t> numberFrom(std::string_view text) {
  text = trimmed(text);
  const bool hex = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  if (hex) {
    text.remove_prefix(2);
  }
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number, hex ? 16 : 10);
  return problem == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional(number)
                                                                                     : std::nullopt;
}

}  // namespace

Fact<std::vector<EventFacts>> recordsOf(const Host& host, std::span<const std::string_view> channels,
                                        const EventQuery& like) {
  std::vector<EventFacts> all;
  std::optional<Error> problem;
  bool any = false;
  for (const std::string_view channel : channels) {
    EventQuery query = like;
    query.channel = channel;
    Result<EventAnswer> answer = host.events(query);
    if (!answer) {
      problem = !problem || problem->kind == ErrorKind::absent ? answer.error() : *problem;
      continue;
    }
    any = true;
    std::reverse(answer->records.begin(), answer->records.end());
    for (const EventRecord& each : answer->records) {
      all.push_back(factsOf(each));
    }
  }
  const std::string source(channels.empty() ? std::string_view() : channels.front());
  if (!any) {
    return unknownFact<std::vector<EventFacts>>(
        problem.value_or(Error{ErrorKind::absent, "read events", "no channel was asked", CodeSpace::none, 0}), source);
  }
  return knownFact(std::move(all), source);
}

std::optional<std::int64_t> resultIn(const EventFacts& event) {
  for (const std::string_view wanted : {"HRESULT", "Result", "ErrorCode", "Status", "hr", "ExitCode"}) {
    if (const std::string* value = dataOf(event, wanted)) {
      if (const std::optional<std::int64_t> number = numberFrom(*value)) {
        return number;
      }
    }
  }
  for (auto each = event.data.rbegin(); each != event.data.rend(); ++each) {
    if (const std::optional<std::int64_t> number = numberFrom(each->value)) {
      return number;
    }
  }
  return std::nullopt;
}

}  // namespace preflight
