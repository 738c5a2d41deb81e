#include <fmt/format.h>
#include <array>
#include <bitset>

#include "base/text.h"
#include "cli/csv_words.h"

namespace preflight {
namespace {

std::string_view sign(csv::Severity severity) {
  return severity == csv::Severity::error ? "x" : severity == csv::Severity::warning ? "!" : "-";
}

std::string placeText(const csv::Problem& problem) {
  if (problem.line == 0) {
    return {};
  }
  return problem.column == 0 ? fmt::format("line {}: ", problem.line)
                             : fmt::format("line {}, column {}: ", problem.line, problem.column);
}

// Of the rules that are worth a line to people; information is not.
bool isTold(const csv::Problem& problem) {
  return csv::infoOf(problem.rule).severity != csv::Severity::info;
}

}  // namespace

std::string_view formatWords(csv::Format format) {
  switch (format) {
    case csv::Format::intune:
      return "Intune import";
    case csv::Format::partner:
      return "Partner Center upload";
    case csv::Format::corporate:
      return "corporate identifiers";
    case csv::Format::unknown:
      break;
  }
  return "not a list of devices";
}

std::string countText(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string checkText(const CsvFileCheck& check) {
  if (check.unreadable) {
    return {};
  }
  const std::size_t errors = check.problems.count(csv::Severity::error);
  const std::size_t warnings = check.problems.count(csv::Severity::warning);
  std::string text = fmt::format(
      "{}: {}{}: ", printable(check.file, 300), formatWords(check.format),
      check.format == csv::Format::unknown ? std::string() : ", " + countText(check.rows, "device", "devices"));
  text += errors == 0 ? "in order" : countText(errors, "error", "errors");
  text += warnings == 0 ? "\n" : fmt::format(", {}\n", countText(warnings, "warning", "warnings"));
  std::bitset<csvRuleCount> fixed;
  std::array<std::size_t, csvRuleCount> told{};
  for (const csv::Problem& each : check.problems.kept()) {
    if (!isTold(each)) {
      continue;
    }
    const csv::RuleInfo& info = csv::infoOf(each.rule);
    const auto rule = static_cast<std::size_t>(each.rule);
    text += fmt::format("  {} {}: {}{} ({}, {})\n", sign(info.severity), name(info.severity), placeText(each),
                        each.message, info.id, info.number);
    if (!fixed[rule]) {
      text += fmt::format("      {}\n", info.fix);
      fixed[rule] = true;
    }
    ++told[rule];
  }
  for (std::size_t i = 0; i < told.size(); ++i) {
    const std::size_t all = check.problems.count(static_cast<csv::Rule>(i));
    if (told[i] > 0 && all > told[i]) {
      text += fmt::format("  ... and {} more of {}\n", all - told[i], csv::infoOf(static_cast<csv::Rule>(i)).id);
    }
  }
  return text;
}

}  // namespace preflight
