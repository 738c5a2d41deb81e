#include "host/windows/event_xml.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "text/error_id.h"
#include "winlog/event_data.h"

namespace preflight::windows {
namespace {

constexpr std::size_t termsInSelect = 20;

// Names of channels and providers hold letters, digits, blanks and -/_.()%; anything that means something to XML or
// XPath does not belong there.
bool isName(std::string_view text) {
  return text.size() <= 512 && isUtf8(text) && text.find_first_of("\"'<>&[]") == std::string_view::npos &&
         std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

template <class Number>
std::string anyOf(std::string_view field, std::span<const Number> numbers) {
  std::string text;
  for (const Number number : numbers) {
    text += fmt::format("{}{}={}", text.empty() ? "(" : " or ", field, number);
  }
  return text + ")";
}

std::string select(const EventQuery& query, std::string_view channel, std::span<const std::uint32_t> ids) {
  std::vector<std::string> conditions;
  if (!query.provider.empty()) {
    conditions.push_back(fmt::format("Provider[@Name='{}']", query.provider));
  }
  if (!query.levels.empty()) {
    conditions.push_back(anyOf("Level", std::span<const std::uint8_t>(query.levels)));
  }
  if (!ids.empty()) {
    conditions.push_back(anyOf("EventID", ids));
  }
  const std::string filter = conditions.empty() ? "*" : fmt::format("*[System[{}]]", fmt::join(conditions, " and "));
  return fmt::format(R"(<Select Path="{}">{}</Select>)", channel, filter);
}

}  // namespace

Result<std::string> eventQueryXml(const EventQuery& query, std::string_view channel) {
  if (channel.empty() || !isName(channel) || !isName(query.provider)) {
    return fail(ErrorKind::invalid, {ErrorId::stepEvents, {{"what", printable(channel, 200)}}}, ErrorId::whyQueryName);
  }
  const std::size_t others = query.levels.size() + (query.provider.empty() ? 0 : 1);
  const std::size_t room = others < termsInSelect ? termsInSelect - others : 1;
  std::string selects;
  std::span<const std::uint32_t> rest(query.ids);
  do {
    const auto some = rest.first(std::min(room, rest.size()));
    selects += select(query, channel, some);
    rest = rest.subspan(some.size());
  } while (!rest.empty());
  return fmt::format(R"(<QueryList><Query Id="0" Path="{}">{}</Query></QueryList>)", channel, selects);
}

Result<EventRecord> eventRecordFromXml(std::string xml) {
  return winlog::eventSystem(xml).map([&](winlog::EventSystem event) {
    return EventRecord{std::move(event.channel),
                       std::move(event.provider),
                       event.id,
                       event.level,
                       event.recordId,
                       event.time,
                       std::move(xml)};
  });
}

std::vector<EventRecord> mergeNewestFirst(std::vector<std::vector<EventRecord>> channels, std::size_t limit) {
  std::vector<std::size_t> next(channels.size(), 0);
  std::vector<EventRecord> merged;
  while (merged.size() < limit) {
    std::size_t newest = channels.size();
    for (std::size_t i = 0; i < channels.size(); ++i) {
      if (next[i] < channels[i].size() &&
          (newest == channels.size() || channels[i][next[i]].time > channels[newest][next[newest]].time)) {
        newest = i;
      }
    }
    if (newest == channels.size()) {
      break;
    }
    merged.push_back(std::move(channels[newest][next[newest]++]));
  }
  return merged;
}

}  // namespace preflight::windows
