#include "collect/deployment/parse.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace preflight {
namespace {

struct StateName {
  std::string_view name;
  WorkState state;
};
constexpr std::array<StateName, 12> stateNames{{{"notStarted", WorkState::notStarted},
                                                {"inProgress", WorkState::inProgress},
                                                {"succeeded", WorkState::succeeded},
                                                {"failed", WorkState::failed},
                                                {"cancelled", WorkState::cancelled},
                                                {"canceled", WorkState::cancelled},
                                                {"failedFromPreviousSubcategory", WorkState::failedBefore},
                                                {"failedFromPreviousCategory", WorkState::failedBefore},
                                                {"rebootRequiredAndTryAgain", WorkState::restartRequired},
                                                {"notRequired", WorkState::notRequired},
                                                {"skipped", WorkState::skipped},
                                                {"ignored", WorkState::skipped}}};

struct StateNumber {
  std::int64_t number;
  WorkState state;
};
template <std::size_t Count>
WorkState stateFor(std::int64_t raw, const std::array<StateNumber, Count>& table) {
  const auto found = std::ranges::find(table, raw, &StateNumber::number);
  return found == table.end() ? WorkState::unknown : found->state;
}

constexpr std::array<StateNumber, 4> trackingStates{
    {{1, WorkState::notStarted}, {2, WorkState::inProgress}, {3, WorkState::succeeded}, {4, WorkState::failed}}};
constexpr std::array<StateNumber, 4> providerStates{
    {{1, WorkState::notStarted}, {2, WorkState::notRequired}, {3, WorkState::succeeded}, {4, WorkState::failed}}};
constexpr std::array<StateNumber, 11> packageStates{{{0, WorkState::notStarted},
                                                     {10, WorkState::notStarted},
                                                     {20, WorkState::downloading},
                                                     {25, WorkState::retrying},
                                                     {30, WorkState::failed},
                                                     {40, WorkState::downloaded},
                                                     {48, WorkState::waitsForUser},
                                                     {50, WorkState::installing},
                                                     {55, WorkState::retrying},
                                                     {60, WorkState::failed},
                                                     {70, WorkState::succeeded}}};
constexpr std::array<StateNumber, 8> workloadStates{{{0, WorkState::notStarted},
                                                     {1, WorkState::succeeded},
                                                     {2, WorkState::skipped},
                                                     {3, WorkState::uninstalled},
                                                     {4, WorkState::failed},
                                                     {5, WorkState::inProgress},
                                                     {6, WorkState::restartRequired},
                                                     {7, WorkState::cancelled}}};

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isHex(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Both numbers of "1 of 4 installed", and none when there are more or less than two.
std::optional<StepCount> twoNumbers(std::string_view text) {
  std::array<std::int64_t, 2> found{};
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!isDigit(text[at])) {
      ++at;
      continue;
    }
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (problem != std::errc{} || count == found.size()) {
      return std::nullopt;
    }
    found[count++] = number;
    at = static_cast<std::size_t>(end - text.data());
  }
  return count == 2 && found[0] <= found[1] ? std::optional(StepCount{found[0], found[1]}) : std::nullopt;
}

}  // namespace

WorkState workStateOf(std::string_view raw) {
  const auto found =
      std::ranges::find_if(stateNames, [&](const StateName& known) { return equalIgnoringCase(known.name, raw); });
  return found == stateNames.end() ? WorkState::unknown : found->state;
}

std::optional<StepCount> countIn(std::string_view text) {
  const std::size_t open = text.rfind('(');
  if (open == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t close = text.find(')', open);
  return close == std::string_view::npos ? std::nullopt : twoNumbers(text.substr(open + 1, close - open - 1));
}

std::string errorCodeIn(std::string_view text) {
  for (std::size_t at = text.find('0'); at != std::string_view::npos; at = text.find('0', at + 1)) {
    if (text.size() < at + 10 || (text[at + 1] != 'x' && text[at + 1] != 'X') || (at > 0 && isHex(text[at - 1]))) {
      continue;
    }
    std::size_t end = at + 2;
    while (end < text.size() && isHex(text[end])) {
      ++end;
    }
    if (end - at == 10) {
      std::string code = "0x" + std::string(text.substr(at + 2, 8));
      for (std::size_t i = 2; i < code.size(); ++i) {
        code[i] = code[i] >= 'a' ? static_cast<char>(code[i] - 'a' + 'A') : code[i];
      }
      return code;
    }
  }
  return {};
}

std::string errorCodeOf(std::uint64_t number) {
  return fmt::format("0x{:08X}", static_cast<std::uint32_t>(number));
}

std::string percentDecoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned value = 0;
    if (text[at] == '%' && at + 2 < text.size() && isHex(text[at + 1]) && isHex(text[at + 2])) {
      std::from_chars(text.data() + at + 1, text.data() + at + 3, value, 16);
      out.push_back(static_cast<char>(value));
      at += 2;
    } else {
      out.push_back(text[at]);
    }
  }
  return isUtf8(out) ? out : std::string(text);
}

WorkState trackingState(std::uint64_t raw) {
  return stateFor(static_cast<std::int64_t>(raw), trackingStates);
}
WorkState providerState(std::uint64_t raw) {
  return stateFor(static_cast<std::int64_t>(raw), providerStates);
}
WorkState packageState(std::uint64_t raw) {
  return stateFor(static_cast<std::int64_t>(raw), packageStates);
}
WorkState workloadState(std::int64_t raw) {
  return stateFor(raw, workloadStates);
}

WorkState enforcementState(std::int64_t raw) {
  constexpr std::array<StateNumber, 4> thousands{{{1, WorkState::succeeded},
                                                  {2, WorkState::inProgress},
                                                  {3, WorkState::notRequired},  // requirements not met
                                                  {5, WorkState::failed}}};
  return raw < 0 ? WorkState::unknown : stateFor(raw / 1000, thousands);
}

WorkState statusReportState(std::uint64_t raw) {
  constexpr std::array<StateNumber, 3> exact{
      {{1000, WorkState::succeeded}, {1001, WorkState::installing}, {3000, WorkState::failed}}};
  return raw / 1000 == 2 ? WorkState::notRequired : stateFor(static_cast<std::int64_t>(raw), exact);
}

std::string withoutQuery(std::string_view url) {
  return std::string(url.substr(0, url.find_first_of("?#")));
}

}  // namespace preflight
