#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "cli/hash_words.h"
#include "hash/describe.h"

namespace preflight {
namespace {

std::string_view sign(hash::Severity severity) {
  switch (severity) {
    case hash::Severity::error:
      return "x";
    case hash::Severity::warning:
      return "!";
    case hash::Severity::info:
      return "-";
  }
  return "-";
}

}  // namespace

std::string problemsText(const hash::Checked& checked) {
  std::string text;
  for (const hash::Problem& each : checked.problems) {
    const hash::Severity severity = hash::severityOf(each.code);
    text += fmt::format("  {} {}: {} ({})\n", sign(severity), name(severity), each.message, name(each.code));
  }
  return text;
}

std::string summaryText(const hash::Checked& checked) {
  if (!checked.valid) {
    return fmt::format("not good: {}", checked.problems.front().message);
  }
  const hash::Decoded decoded = hash::decode(checked.records);
  return fmt::format("good: {} characters, digest right, captured {}, serial number {}", checked.characters,
                     decoded.capturedAt ? isoText(*decoded.capturedAt) : "at a time that is not known",
                     printable(decoded.system.serialNumber.value_or("not known"), 80));
}

std::string decodedText(const hash::Checked& checked) {
  std::string text = summaryText(checked) + "\n" + problemsText(checked);
  for (const hash::Repair each : checked.repairs) {
    text += fmt::format("  - repaired in the text: {}\n", name(each));
  }
  if (checked.records.records.empty()) {
    return text;
  }
  for (const hash::DescribedGroup& group : hash::describe(hash::decode(checked.records))) {
    text += fmt::format("\n{}{}\n", group.title, group.note.empty() ? "" : " (" + group.note + ")");
    for (const hash::DescribedLine& each : group.lines) {
      text += fmt::format("  {:<24} {}\n", each.label, each.value);
    }
  }
  return text + "\nDecoded from bytes that Microsoft does not document: unofficial.\n";
}

std::string comparisonText(const hash::Comparison& comparison) {
  std::string text = fmt::format("{}; registering again: {}\n  {}\n", name(comparison.conclusion),
                                 name(comparison.registerAgain), comparison.sentence);
  for (const hash::Change& each : comparison.changes) {
    text += fmt::format("  {:<8} {:<8} {:<24} {} -> {}\n", name(each.weight), name(each.group), each.field,
                        each.before.empty() ? "none" : printable(each.before, 200),
                        each.after.empty() ? "none" : printable(each.after, 200));
  }
  for (const std::string& each : comparison.notes) {
    text += fmt::format("  {}\n", printable(each, 400));
  }
  return text;
}

}  // namespace preflight
