#include "collect/deployment/mdm_events.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/text.h"
#include "collect/support/events.h"

namespace preflight {
namespace {

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
    std::transform(answer->records.begin(), answer->records.end(), std::back_inserter(all), eventFacts);
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
