#include <fmt/format.h>
#include <algorithm>

#include "base/text.h"
#include "cli/hash_words.h"
#include "hash/describe.h"
#include "text/hash_id.h"

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

std::string conclusionText(const hash::Comparison& comparison) {
  if (comparison.conclusion == hash::Conclusion::same) {
    return say(comparison.registerAgain == hash::RegisterAgain::notNeeded ? HashId::same : HashId::sameRecommended);
  }
  return say(HashId::conclusion,
             {{"conclusion", name(comparison.conclusion)}, {"again", name(comparison.registerAgain)}});
}

}  // namespace

std::string problemsText(const hash::Checked& checked) {
  std::string text;
  for (const hash::Problem& problem : checked.problems) {
    const hash::Severity severity = hash::severityOf(problem.code);
    text += fmt::format("  {} {}: {} ({})\n", sign(severity), name(severity), problem.message, name(problem.code));
  }
  return text;
}

std::string summaryText(const hash::Checked& checked) {
  if (!checked.valid) {
    return say(HashId::invalid, {{"why", checked.problems.front().message}});
  }
  const hash::Decoded decoded = hash::decode(checked.records);
  return say(HashId::valid, {{"count", std::to_string(checked.characters)},
                             {"time", decoded.capturedAt ? isoText(*decoded.capturedAt) : say(HashId::unknownTime)},
                             {"serial", printable(decoded.system.serialNumber.value_or(say(HashId::unknown)), 80)}});
}

std::string decodedText(const hash::Checked& checked) {
  std::string text = summaryText(checked) + "\n" + problemsText(checked);
  for (const hash::Repair repair : checked.repairs) {
    text += "  - " + say(HashId::repaired, {{"repair", name(repair)}}) + "\n";
  }
  if (checked.records.records.empty()) {
    return text;
  }
  for (const hash::DescribedGroup& group : hash::describe(hash::decode(checked.records))) {
    text += fmt::format("\n{}{}\n", group.title, group.note.empty() ? "" : " (" + group.note + ")");
    for (const hash::DescribedLine& line : group.lines) {
      text += fmt::format("  {:<24} {}\n", line.label, line.value);
    }
  }
  return text + "\n" + say(HashId::unofficial) + "\n";
}

std::string comparisonText(const hash::Comparison& comparison) {
  std::string text = fmt::format("{}\n  {}\n", conclusionText(comparison), comparison.sentence);
  for (const hash::Change& change : comparison.changes) {
    text += fmt::format("  {:<8} {:<8} {:<24} {} -> {}\n", name(change.weight), name(change.group), change.field,
                        change.before.empty() ? say(HashId::none) : printable(change.before, 200),
                        change.after.empty() ? say(HashId::none) : printable(change.after, 200));
  }
  for (const std::string& note : comparison.notes) {
    text += fmt::format("  {}\n", printable(note, 400));
  }
  return text;
}

}  // namespace preflight
