#include <fmt/format.h>
#include <algorithm>
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

// Lines of one kind, and how many more there are.
class Lines {
 public:
  explicit Lines(std::size_t most) : most_(most) {}
  // `rows`: that the line is about.
  void add(const std::string& line, std::size_t rows = 1) {
    if (lines_++ < most_) {
      text_ += line;
      shown_ += rows;
    }
    count_ += rows;
  }
  // `count`: how many there were, also those that nobody kept.
  std::string take(std::size_t count) const {
    const std::size_t more = count - std::min(count, shown_);
    if (more == 0) {
      return text_;
    }
    const std::string_view where = lines_ <= most_   ? "which no list holds: mend these first"
                                   : count_ == count ? "--report FILE has them"
                                                     : "--report FILE has the first of them";
    return text_ + fmt::format("  ... and {} more; {}\n", more, where);
  }
  std::string take() const { return take(count_); }
  std::size_t count() const { return count_; }

 private:
  std::size_t most_;
  std::size_t lines_ = 0;
  std::size_t shown_ = 0;
  std::size_t count_ = 0;
  std::string text_;
};

std::string rowName(const tables::Merged& merged, std::size_t input, std::size_t line, const std::string& serial) {
  return fmt::format("{} line {} ({})", printable(merged.inputs[input].file, 300), line,
                     serial.empty() ? "serial number not known" : serial);
}

std::string writtenText(const tables::Merged& merged) {
  std::string text;
  for (const tables::WrittenFile& each : merged.written) {
    text += fmt::format("  written: {}: {}, {} bytes, SHA-256 {}\n", each.proof.path,
                        countText(each.rows, "device", "devices"), each.proof.bytes, each.proof.sha256Hex);
  }
  return text;
}

// The rule by which a file as a whole keeps the row out, else the row's own.
csv::Rule causeOf(const tables::Merged& merged, const tables::LeftOut& row) {
  for (const csv::Rule rule : {csv::Rule::hashColumnMissing, csv::Rule::deviceAssociation}) {
    if (row.rule == csv::Rule::hashEmpty && merged.inputs[row.input].problems.count(rule) > 0) {
      return rule;
    }
  }
  return row.rule;
}

bool isOfFile(const tables::Merged& merged, const tables::LeftOut& row) {
  return row.rule == csv::Rule::columnsSwapped || causeOf(merged, row) != row.rule ||
         (row.rule == csv::Rule::hashEmpty && merged.inputs[row.input].format == csv::Format::corporate);
}

// Rows that a file as a whole keeps out are one line on the screen.
std::string leftOutText(const tables::Merged& merged, std::size_t most) {
  Lines lines(most);
  std::bitset<tables::ruleCount> fixed;
  for (auto row = merged.leftOut.begin(); row != merged.leftOut.end();) {
    const bool together = most != everything && isOfFile(merged, *row);
    const csv::Rule cause = together ? causeOf(merged, *row) : row->rule;
    const auto next = std::find_if(std::next(row), merged.leftOut.end(), [&](const tables::LeftOut& other) {
      return !together || other.input != row->input || !isOfFile(merged, other) || causeOf(merged, other) != cause;
    });
    const csv::RuleInfo& info = csv::infoOf(cause);
    const std::string name = together
                                 ? fmt::format("{}: {}", printable(merged.inputs[row->input].file, 300),
                                               countText(static_cast<std::size_t>(next - row), "device", "devices"))
                                 : rowName(merged, row->input, row->line, row->serialNumber);
    const auto rule = static_cast<std::size_t>(cause);
    lines.add(fmt::format("  x left out: {}: {} ({}, {})\n{}", name, row->message, info.id, info.number,
                          fixed[rule] ? "" : fmt::format("      {}\n", info.fix)),
              static_cast<std::size_t>(next - row));
    fixed[rule] = true;
    row = next;
  }
  return lines.take(merged.leftOutCount);
}

std::string emptiedText(const tables::Merged& merged, std::size_t most) {
  Lines lines(most);
  for (const tables::Emptied& value : merged.emptied) {
    const bool isWish = value.column == csv::Column::groupTag || value.column == csv::Column::assignedUser;
    lines.add(fmt::format("  {} left empty: {}: {} ({})\n", isWish ? "!" : "-",
                          rowName(merged, value.input, value.line, value.serialNumber), value.message,
                          csv::infoOf(value.rule).id));
  }
  return lines.take(merged.emptiedCount);
}

// Of each file: what keeps it out as a whole, what was put right, and what to look at.
std::string inputText(const tables::MergeInput& input, std::size_t most) {
  std::string text;
  Lines lines(most);
  std::string mended;
  std::size_t notKept = 0;  // of the warnings
  for (std::size_t i = 0; i < tables::ruleCount; ++i) {
    const auto rule = static_cast<csv::Rule>(i);
    const csv::RuleInfo& info = csv::infoOf(rule);
    const std::size_t count = input.problems.count(rule);
    notKept += info.severity == csv::Severity::warning && !info.repairable ? input.problems.notKept(rule) : 0;
    if (count > 0 && info.repairable && info.severity != csv::Severity::info) {
      mended +=
          fmt::format("{}{}{}", mended.empty() ? "" : ", ", info.id, count == 1 ? "" : fmt::format(" x {}", count));
    }
  }
  for (const csv::Problem& each : input.problems.kept()) {
    const csv::RuleInfo& info = csv::infoOf(each.rule);
    const bool ofFile = info.severity == csv::Severity::error && !info.repairable && each.line == 0 &&
                        each.rule != csv::Rule::columnsSwapped;  // named with its rows
    if (each.rule == csv::Rule::columnUnknown) {
      continue;  // a note tells it
    }
    if (ofFile || each.rule == csv::Rule::encodingCut || info.severity == csv::Severity::warning) {
      lines.add(fmt::format("  {} {}: {}{} ({}, {})\n{}", sign(info.severity), printable(input.file, 300),
                            placeText(each), each.message, info.id, info.number,
                            ofFile ? fmt::format("      {}\n", info.fix) : std::string()));
    }
  }
  if (!mended.empty()) {
    text = fmt::format("  - put right in {}: {}\n", printable(input.file, 300), mended);
  }
  if (input.rows == 0 && input.format != csv::Format::unknown) {
    text += fmt::format("  x {}: there is no device in it\n", printable(input.file, 300));
  }
  return text + lines.take(lines.count() + notKept);
}

std::string supersededText(const tables::Merged& merged, std::size_t most) {
  Lines lines(most);
  for (const tables::Superseded& each : merged.superseded) {
    std::string line =
        fmt::format("  - twice: {}: {} line {} was taken\n", rowName(merged, each.input, each.line, each.serialNumber),
                    printable(merged.inputs[each.byInput].file, 300), each.byLine);
    for (const std::string& note : each.notes) {
      line += fmt::format("      {}\n", note);
    }
    lines.add(line);
  }
  return lines.take();
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

std::string checkText(const tables::FileCheck& check) {
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
  std::bitset<tables::ruleCount> fixed;
  std::array<std::size_t, tables::ruleCount> told{};
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

std::string mergedText(const tables::Merged& merged, std::size_t most) {
  std::string text = fmt::format(
      "{}: {} read, {} written into {}\n", formatWords(merged.format), countText(merged.inputs.size(), "file", "files"),
      countText(merged.devices, "device", "devices"), countText(merged.written.size(), "file", "files"));
  text += writtenText(merged) + leftOutText(merged, most) + emptiedText(merged, most);
  Lines files(most);
  for (const tables::MergeInput& each : merged.inputs) {
    if (const std::string line = inputText(each, most); !line.empty()) {
      files.add(line);
    }
  }
  text += files.take() + supersededText(merged, most);
  for (const std::string& each : merged.notFound) {
    text += fmt::format("  x not found: no file holds a device with the serial number '{}'\n", printable(each, 80));
  }
  Lines notes(most);
  for (const std::string& each : merged.notes) {
    notes.add(fmt::format("  - {}\n", each));
  }
  return text + notes.take();
}

}  // namespace preflight
