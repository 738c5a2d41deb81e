// Unpacks the tables once and finds rows in them.
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "knowledge/index.h"
#include "knowledge/packed.h"

namespace preflight::knowledge {
namespace {

constexpr char tableStart = '\x1d';
constexpr std::string_view exitMark = "EXIT ";  // of an installer or a script

template <class Number>
Number numberOf(std::string_view text) {
  Number number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string unpacked() {
  std::string text(unpackedSize, '\0');
  uLongf size = static_cast<uLongf>(text.size());
  if (uncompress(reinterpret_cast<Bytef*>(text.data()), &size, packedTables, static_cast<uLong>(packedSize)) != Z_OK) {
    size = 0;
  }
  text.resize(size);
  return text;
}

std::string_view taken(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

std::map<std::string_view, std::vector<Row>, std::less<>> rowsOf(std::string_view text) {
  std::map<std::string_view, std::vector<Row>, std::less<>> tables;
  std::vector<Row>* rows = nullptr;
  while (!text.empty()) {
    std::string_view line = taken(text, '\n');
    if (line.starts_with(tableStart)) {
      rows = &tables[line.substr(1)];
      continue;
    }
    Row row;
    for (bool more = true; more;) {
      more = line.find('\t') != std::string_view::npos;
      row.push_back(taken(line, '\t'));
    }
    if (rows != nullptr) {
      rows->push_back(std::move(row));
    }
  }
  return tables;
}

EventLevel levelOf(std::string_view name) {
  if (name == "error") {
    return EventLevel::error;
  }
  return name == "warning" ? EventLevel::warning : EventLevel::information;
}

struct Data {
  Data() : text(unpacked()), tables(rowsOf(text)) {
    for (const Row& row : tables["errors"]) {
      errors.push_back({row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7].empty()});
    }
    indexErrors();
    for (const Row& row : tables["events"]) {
      events.emplace(numberOf<std::uint32_t>(row[1]),
                     ConditionalEvent{{row[0], numberOf<std::uint32_t>(row[1]), levelOf(row[3]), row[4], row[5], row[6],
                                       row[7], row[8].empty()},
                                      row[2]});
    }
    for (const Row& row : tables["oobe-config-bits"]) {
      bits.push_back({numberOf<std::uint32_t>(row[0]), row[1], row[2], row[3]});
    }
    for (const Row& row : tables["steps"]) {
      steps.push_back({row[0], row[1], row[2], row[3], row[4]});
    }
  }

  void indexErrors() {
    for (const ErrorEntry& entry : errors) {
      byText.emplace(lower(entry.code), &entry);
      const bool exit = entry.code.starts_with(exitMark);
      const std::string_view code = entry.code.substr(exit ? exitMark.size() : 0);
      if (const std::size_t dots = code.find(".."); dots != std::string_view::npos) {
        std::vector<ErrorRange>& some = exit ? exitRanges : ranges;
        some.push_back({*codeFrom(code.substr(0, dots)), *codeFrom(code.substr(dots + 2)), &entry});
      } else if (const std::optional<std::uint32_t> number = codeFrom(entry.code)) {
        byCode.emplace(*number, &entry);
      }
    }
  }

  std::string text;
  std::map<std::string_view, std::vector<Row>, std::less<>> tables;
  std::vector<ErrorEntry> errors;
  std::unordered_map<std::uint32_t, const ErrorEntry*> byCode;
  std::unordered_map<std::string, const ErrorEntry*> byText;
  std::vector<ErrorRange> ranges;
  std::vector<ErrorRange> exitRanges;
  std::unordered_multimap<std::uint32_t, ConditionalEvent> events;
  std::vector<OobeBit> bits;
  std::vector<Step> steps;
};

const Data& data() {
  static const Data once;
  return once;
}

const ErrorEntry* entryIn(const std::vector<ErrorRange>& ranges, std::uint32_t code) {
  const auto holds = [&](const ErrorRange& range) { return range.first <= code && code <= range.last; };
  const auto found = std::ranges::find_if(ranges, holds);
  return found == ranges.end() ? nullptr : found->entry;
}

}  // namespace

const ErrorEntry* errorRow(std::uint32_t code) {
  const auto found = data().byCode.find(code);
  return found != data().byCode.end() ? found->second : entryIn(data().ranges, code);
}

const ErrorEntry* exitRow(std::uint32_t code) {
  const std::string text =
      code < 0x10000 ? fmt::format("{}{}", exitMark, code) : fmt::format("{}0x{:08X}", exitMark, code);
  const ErrorEntry* exact = errorRow(text);
  return exact != nullptr ? exact : entryIn(data().exitRanges, code);
}

const ErrorEntry* errorRow(std::string_view text) {
  const auto found = data().byText.find(lower(text));
  return found == data().byText.end() ? nullptr : found->second;
}

std::span<const Row> table(std::string_view name) {
  const auto found = data().tables.find(name);
  return found == data().tables.end() ? std::span<const Row>() : std::span<const Row>(found->second);
}

std::span<const OobeBit> oobeBits() {
  return data().bits;
}
std::span<const Step> steps() {
  return data().steps;
}

const EventEntry* findEvent(std::string_view provider, std::uint32_t id, std::uint8_t level) {
  constexpr std::string_view old = "Microsoft-Windows-Provisioning-Diagnostics-Provider";
  constexpr std::string_view now = "Microsoft-Windows-ModernDeployment-Diagnostics-Provider";
  const auto [first, last] = data().events.equal_range(id);
  for (auto each = first; each != last; ++each) {
    const bool grave = level >= 1 && level <= 3;
    const bool fits = each->second.when.empty() || (each->second.when == "level<=3") == grave;
    if (fits && equalIgnoringCase(each->second.entry.provider, provider)) {
      return &each->second.entry;
    }
  }
  return equalIgnoringCase(provider, old) ? findEvent(now, id, level) : nullptr;
}

std::optional<EnumEntry> findEnum(std::string_view name, std::string_view value) {
  for (const Row& row : table("enums")) {
    if (row[0] == name && row[1] == value) {
      return EnumEntry{row[2], row[3]};
    }
  }
  return {};
}

std::optional<EnumEntry> findEnum(std::string_view name, std::int64_t value) {
  return findEnum(name, fmt::format("{}", value));
}

std::string stepsText(std::string_view topic) {
  std::string text;
  for (const Step& step : steps()) {
    if (step.topic == topic) {
      text += fmt::format("{}{}. {}", text.empty() ? "" : " ", step.number, step.text);
    }
  }
  return text;
}

}  // namespace preflight::knowledge
