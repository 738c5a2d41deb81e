#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <bitset>

#include "base/text.h"
#include "cli/csv_words.h"
#include "cli/states.h"
#include "text/csv_id.h"

namespace preflight {
namespace {

std::string devicesText(std::size_t count) {
  return countText(count, CsvId::deviceOne, CsvId::deviceMany);
}

std::string lineOf(csv::Severity severity, std::string_view text) {
  return stateLine(2, stateName(stateOf(severity)), text);
}

std::string infoLine(std::string_view text) {
  return lineOf(csv::Severity::info, text);
}

std::string placeText(const csv::Problem& problem) {
  if (problem.line == 0) {
    return {};
  }
  return say(problem.column == 0 ? CsvId::line : CsvId::lineColumn,
             {{"line", std::to_string(problem.line)}, {"column", std::to_string(problem.column)}});
}

// Of the rules that are worth a line to people; information is not.
bool isShown(const csv::Problem& problem) {
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
    const CsvId where = lines_ <= most_   ? CsvId::moreNoList
                        : count_ == count ? CsvId::moreReport
                                          : CsvId::moreReportFirst;
    return text_ + belowState(2, say(where, {{"count", std::to_string(more)}}));
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
  return say(serial.empty() ? CsvId::rowUnknown : CsvId::row,
             {{"file", printable(merged.inputs[input].file, 300)}, {"line", std::to_string(line)}, {"serial", serial}});
}

std::string writtenText(const tables::Merged& merged) {
  std::string text;
  for (const tables::WrittenFile& file : merged.written) {
    text += "  " + writtenLine(file.proof, file.rows);
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
    const std::string name =
        together ? say(CsvId::devicesOf, {{"file", printable(merged.inputs[row->input].file, 300)},
                                          {"devices", devicesText(static_cast<std::size_t>(next - row))}})
                 : rowName(merged, row->input, row->line, row->serialNumber);
    const auto rule = static_cast<std::size_t>(cause);
    const std::string message = say(CsvId::leftOut, {{"row", name}, {"problem", row->message}});
    lines.add(stateLine(2, "SKIPPED", message) +
                  (fixed[rule] ? "" : belowState(2, info.fix(merged.inputs[row->input].file, merged.format))),
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
    const std::string message =
        say(CsvId::leftEmpty,
            {{"row", rowName(merged, value.input, value.line, value.serialNumber)}, {"problem", value.message}});
    lines.add(lineOf(isWish ? csv::Severity::warning : csv::Severity::info, message));
  }
  return lines.take(merged.emptiedCount);
}

// Of each file: what keeps it out as a whole, what was fixed, and what to check.
std::string inputText(const tables::MergeInput& input, std::size_t most) {
  std::string text;
  Lines lines(most);
  std::string repaired;
  std::size_t notKept = 0;  // of the warnings
  for (std::size_t i = 0; i < tables::ruleCount; ++i) {
    const auto rule = static_cast<csv::Rule>(i);
    const csv::RuleInfo& info = csv::infoOf(rule);
    const std::size_t count = input.problems.count(rule);
    notKept += info.severity == csv::Severity::warning && !info.repairable ? input.problems.notKept(rule) : 0;
    if (count > 0 && info.repairable && info.severity != csv::Severity::info) {
      repaired += repaired.empty() ? "" : ", ";
      repaired += count == 1 ? std::string(info.id)
                             : say(CsvId::ruleTimes, {{"rule", info.id}, {"count", std::to_string(count)}});
    }
  }
  for (const csv::Problem& problem : input.problems.kept()) {
    const csv::RuleInfo& info = csv::infoOf(problem.rule);
    const bool ofFile = info.severity == csv::Severity::error && !info.repairable && problem.line == 0 &&
                        problem.rule != csv::Rule::columnsSwapped;  // named with its rows
    if (problem.rule == csv::Rule::columnUnknown) {
      continue;  // it is among the notes
    }
    if (ofFile || problem.rule == csv::Rule::encodingCut || info.severity == csv::Severity::warning) {
      const std::string place = printable(input.file, 300) + ": " + placeText(problem);
      lines.add(lineOf(info.severity, place + problem.message) +
                (ofFile ? belowState(2, info.fix(input.file, input.format)) : ""));
    }
  }
  if (!repaired.empty()) {
    text = infoLine(say(CsvId::fixed, {{"file", printable(input.file, 300)}, {"rules", repaired}}));
  }
  if (input.rows == 0 && input.format != csv::Format::unknown) {
    text += lineOf(csv::Severity::error, say(CsvId::fileNoDevice, {{"file", printable(input.file, 300)}}));
  }
  return text + lines.take(lines.count() + notKept);
}

std::string supersededText(const tables::Merged& merged, std::size_t most) {
  Lines lines(most);
  for (const tables::Superseded& row : merged.superseded) {
    std::string line = infoLine(say(CsvId::usedOther, {{"row", rowName(merged, row.input, row.line, row.serialNumber)},
                                                       {"file", printable(merged.inputs[row.byInput].file, 300)},
                                                       {"line", std::to_string(row.byLine)}}));
    for (const std::string& note : row.notes) {
      line += belowState(2, note);
    }
    lines.add(line);
  }
  return lines.take();
}

}  // namespace

std::string formatWords(csv::Format format) {
  switch (format) {
    case csv::Format::intune:
      return say(CsvId::formatIntune);
    case csv::Format::partner:
      return say(CsvId::formatPartner);
    case csv::Format::corporate:
      return say(CsvId::formatCorporate);
    case csv::Format::unknown:
      break;
  }
  return say(CsvId::formatUnknown);
}

std::string countText(std::size_t count, CsvId one, CsvId many) {
  return say(count == 1 ? one : many, {{"count", std::to_string(count)}});
}

std::string writtenLine(const media::Proof& proof, std::size_t rows) {
  return stateLine(
      0, stateName(State::pass),
      say(proof.volumeLabel.empty() ? CsvId::written : CsvId::writtenTo, {{"file", printable(proof.path, 500)},
                                                                          {"volume", printable(proof.volumeLabel, 100)},
                                                                          {"devices", devicesText(rows)},
                                                                          {"bytes", std::to_string(proof.bytes)},
                                                                          {"sha256", proof.sha256Hex}}));
}

std::string checkText(const tables::FileCheck& check) {
  if (check.unreadable) {
    return {};
  }
  const std::size_t errors = check.problems.count(csv::Severity::error);
  const std::size_t warnings = check.problems.count(csv::Severity::warning);
  std::string text = say(check.format == csv::Format::unknown ? CsvId::checkNoList
                         : errors == 0                        ? CsvId::checkOk
                                                              : CsvId::checkErrors,
                         {{"file", printable(check.file, 300)},
                          {"format", formatWords(check.format)},
                          {"devices", devicesText(check.rows)},
                          {"errors", countText(errors, CsvId::errorOne, CsvId::errorMany)}});
  if (warnings > 0) {
    text = say(CsvId::checkWarnings,
               {{"summary", text}, {"warnings", countText(warnings, CsvId::warningOne, CsvId::warningMany)}});
  }
  text = stateLine(0, stateName(errors > 0 ? State::fail : warnings > 0 ? State::warn : State::pass), text);
  std::bitset<tables::ruleCount> fixed;
  std::array<std::size_t, tables::ruleCount> shown{};
  for (const csv::Problem& problem : check.problems.kept()) {
    if (!isShown(problem)) {
      continue;
    }
    const csv::RuleInfo& info = csv::infoOf(problem.rule);
    const auto rule = static_cast<std::size_t>(problem.rule);
    text += lineOf(info.severity, placeText(problem) + problem.message);
    if (!fixed[rule]) {
      text += belowState(2, info.fix(check.file, check.format));
      fixed[rule] = true;
    }
    ++shown[rule];
  }
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const std::size_t all = check.problems.count(static_cast<csv::Rule>(i));
    if (shown[i] > 0 && all > shown[i]) {
      text += belowState(2, say(CsvId::moreOfRule, {{"count", std::to_string(all - shown[i])},
                                                    {"rule", csv::infoOf(static_cast<csv::Rule>(i)).id}}));
    }
  }
  return text;
}

std::string mergedText(const tables::Merged& merged, std::size_t most) {
  const bool saved = !merged.written.empty();
  std::string text = stateLine(0,
                               stateName(!saved              ? State::fail
                                         : merged.complete() ? State::pass
                                                             : State::warn),
                               say(saved ? CsvId::mergeSummary : CsvId::mergeSummaryNone,
                                   {{"format", formatWords(merged.format)},
                                    {"files", countText(merged.inputs.size(), CsvId::fileOne, CsvId::fileMany)},
                                    {"devices", devicesText(merged.devices)},
                                    {"outputs", countText(merged.written.size(), CsvId::fileOne, CsvId::fileMany)}}));
  text += writtenText(merged) + leftOutText(merged, most) + emptiedText(merged, most);
  Lines files(most);
  for (const tables::MergeInput& input : merged.inputs) {
    if (const std::string line = inputText(input, most); !line.empty()) {
      files.add(line);
    }
  }
  text += files.take() + supersededText(merged, most);
  for (const std::string& serial : merged.notFound) {
    text += lineOf(csv::Severity::error, say(CsvId::notFound, {{"serial", printable(serial, 80)}}));
  }
  Lines notes(most);
  for (const std::string& note : merged.notes) {
    notes.add(infoLine(note));
  }
  return text + notes.take();
}

}  // namespace preflight
