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
  void add(const std::string& line) {
    if (count_++ < most_) {
      text_ += line;
    }
  }
  // `count`: how many there were, also those that nobody kept.
  std::string take(std::size_t count) const {
    const std::size_t more = count - std::min(count, std::min(count_, most_));
    if (more == 0) {
      return text_;
    }
    const std::string_view where = count_ <= most_   ? "which no list holds: mend these first"
                                   : count_ == count ? "--report FILE has them"
                                                     : "--report FILE has the first of them";
    return text_ + fmt::format("  ... and {} more; {}\n", more, where);
  }
  std::string take() const { return take(count_); }
  std::size_t count() const { return count_; }

 private:
  std::size_t most_;
  std::size_t count_ = 0;
  std::string text_;
};

std::string rowName(const Combined& done, std::size_t input, std::size_t line, const std::string& serial) {
  return fmt::format("{} line {} ({})", printable(done.inputs[input].file, 300), line,
                     serial.empty() ? "serial number not known" : serial);
}

std::string writtenText(const Combined& done) {
  std::string text;
  for (const WrittenCsv& each : done.written) {
    text += fmt::format("  written: {}: {}, {} bytes, SHA-256 {}\n", each.proof.path,
                        countText(each.rows, "device", "devices"), each.proof.bytes, each.proof.sha256Hex);
  }
  return text;
}

std::string leftOutText(const Combined& done, std::size_t most) {
  Lines lines(most);
  std::bitset<csvRuleCount> fixed;
  for (const LeftOut& each : done.leftOut) {
    const csv::RuleInfo& info = csv::infoOf(each.rule);
    const auto rule = static_cast<std::size_t>(each.rule);
    lines.add(fmt::format("  x left out: {}: {} ({}, {})\n{}", rowName(done, each.input, each.line, each.serialNumber),
                          each.message, info.id, info.number, fixed[rule] ? "" : fmt::format("      {}\n", info.fix)));
    fixed[rule] = true;
  }
  return lines.take(done.leftOutCount);
}

// Of each file: what keeps it out as a whole, what was put right, and what to look at.
std::string inputText(const CombineInput& input, std::size_t most) {
  std::string text;
  Lines lines(most);
  std::string mended;
  std::size_t notKept = 0;  // of the warnings
  for (std::size_t i = 0; i < csvRuleCount; ++i) {
    const auto rule = static_cast<csv::Rule>(i);
    const csv::RuleInfo& info = csv::infoOf(rule);
    const std::size_t count = input.problems.count(rule);
    notKept += info.severity == csv::Severity::warning && !info.mendable ? input.problems.notKept(rule) : 0;
    if (count > 0 && info.mendable && info.severity != csv::Severity::info) {
      mended +=
          fmt::format("{}{}{}", mended.empty() ? "" : ", ", info.id, count == 1 ? "" : fmt::format(" x {}", count));
    }
  }
  for (const csv::Problem& each : input.problems.kept()) {
    const csv::RuleInfo& info = csv::infoOf(each.rule);
    const bool ofFile = info.severity == csv::Severity::error && !info.mendable && each.line == 0;
    if (each.rule == csv::Rule::columnUnknown) {
      continue;  // a note tells it
    }
    if (ofFile || each.rule == csv::Rule::encodingCut || info.severity == csv::Severity::warning) {
      lines.add(fmt::format("  {} {}: {}{} ({}, {})\n", sign(info.severity), printable(input.file, 300),
                            placeText(each), each.message, info.id, info.number));
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

std::string supersededText(const Combined& done, std::size_t most) {
  Lines lines(most);
  for (const Superseded& each : done.superseded) {
    std::string line =
        fmt::format("  - twice: {}: {} line {} was taken\n", rowName(done, each.input, each.line, each.serialNumber),
                    printable(done.inputs[each.byInput].file, 300), each.byLine);
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

std::string combinedText(const Combined& done, std::size_t most) {
  std::string text = fmt::format(
      "{}: {} read, {} written into {}\n", formatWords(done.format), countText(done.inputs.size(), "file", "files"),
      countText(done.devices, "device", "devices"), countText(done.written.size(), "file", "files"));
  text += writtenText(done) + leftOutText(done, most);
  Lines files(most);
  for (const CombineInput& each : done.inputs) {
    if (const std::string line = inputText(each, most); !line.empty()) {
      files.add(line);
    }
  }
  text += files.take() + supersededText(done, most);
  for (const std::string& each : done.notFound) {
    text += fmt::format("  x not found: no file holds a device with the serial number '{}'\n", printable(each, 80));
  }
  Lines notes(most);
  for (const std::string& each : done.notes) {
    notes.add(fmt::format("  - {}\n", each));
  }
  return text + notes.take();
}

}  // namespace preflight
