#include "export/tables/merge.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/files.h"
#include "base/path.h"
#include "base/text.h"
#include "csv/cells.h"
#include "csv/intune.h"
#include "export/tables/device_index.h"
#include "export/tables/inputs.h"
#include "export/tables/open_source.h"
#include "export/tables/pick_newest.h"
#include "export/tables/row_checks.h"
#include "export/tables/swapped_columns.h"
#include "export/tables/target_format.h"
#include "hash/records.h"
#include "text/csv_id.h"

namespace preflight::tables {
namespace {

using csv::Column;
using csv::Format;
using csv::Rule;
using csv::Severity;

constexpr std::size_t mostBytes = 1'000'000'000;  // of rows kept in memory: 4.4 KB of one with a hash
constexpr std::size_t keptOfEach = 10'000;        // problems of one rule in one input

// Whether these matter depends on the format that is written: a value that it does not need may be anything.
constexpr std::array rulesOfTarget{Rule::character,   Rule::userForm,    Rule::productId,      Rule::productIdOdd,
                                   Rule::valueExcel,  Rule::hashEmpty,   Rule::fieldEmpty,     Rule::deviceNotTold,
                                   Rule::serialEmpty, Rule::serialExcel, Rule::serialLostZeros};

bool keepsRowOut(const csv::Problem& problem) {
  const csv::RuleInfo& info = csv::infoOf(problem.rule);
  return info.severity == Severity::error && !info.repairable &&
         std::ranges::find(rulesOfTarget, problem.rule) == rulesOfTarget.end();
}

bool isOfSerial(const csv::Problem& problem) {
  return problem.rule == Rule::serialEmpty || problem.rule == Rule::serialExcel ||
         problem.rule == Rule::serialLostZeros;
}

MergeError wrongInput(std::string step, std::string words, std::string advice) {
  return {MergeStage::input, Error{ErrorKind::invalid, std::move(step), std::move(words), CodeSpace::none, 0},
          std::move(advice)};
}

MergeError wrongUsage(std::string step, std::string words, std::string advice) {
  MergeError error = wrongInput(std::move(step), std::move(words), std::move(advice));
  error.stage = MergeStage::usage;
  return error;
}

// The serial numbers that a person asked for.
class WantedSerials {
 public:
  explicit WantedSerials(const std::vector<std::string>& only) : only_(only), found_(only.size()) {}

  bool has(std::string_view serial) {
    const auto wanted =
        std::ranges::find_if(only_, [&](const std::string& name) { return equalIgnoringCase(trimmed(name), serial); });
    if (wanted != only_.end()) {
      found_[static_cast<std::size_t>(wanted - only_.begin())] = true;
    }
    return only_.empty() || wanted != only_.end();
  }

  std::vector<std::string> notFound() const {
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < only_.size(); ++i) {
      if (!found_[i]) {
        missing.push_back(only_[i]);
      }
    }
    return missing;
  }

 private:
  const std::vector<std::string>& only_;
  std::vector<bool> found_;
};

// The rows of all inputs, and what was found in these.
class RowCollector final : public csv::TableSink {
 public:
  RowCollector(const MergeRequest& request, Merged& merged)
      : request_(request), merged_(merged), wanted_(request.only), rowChecker_(request.now) {}

  std::optional<MergeError> read(const std::string& file) {
    merged_.inputs.push_back(
        {file == "-" ? say(CsvId::standardInput) : file, Format::unknown, 0, Problems(keptOfEach)});
    columns_ = SwappedColumns();
    const std::size_t first = rows_.size();
    const Result<std::unique_ptr<csv::ByteSource>> source = openSource(file);
    if (!source) {
      return MergeError{MergeStage::input, source.error(), say(CsvId::nothingWritten)};
    }
    const Result<Format> format = csv::readTable(**source, request_.from, *this);
    if (!format) {
      return MergeError{MergeStage::input, format.error(), say(CsvId::nothingWritten)};
    }
    if (tooMany_) {
      return wrongInput(say(CsvId::filesRead), say(CsvId::tooLarge), say(CsvId::inPartsNone));
    }
    merged_.inputs.back().format = *format;
    dropSwapped(first);
    return std::nullopt;
  }

  std::vector<MergedRow>& rows() { return rows_; }
  DeviceGroups& groups() { return groups_; }
  std::vector<std::string> notFound() const { return wanted_.notFound(); }
  std::size_t otherTags() const { return otherTags_; }

  // Of a file, not of a row.
  void problem(csv::Problem problem) override {
    MergeInput& input = merged_.inputs.back();
    if (problem.rule == Rule::columnUnknown) {
      merged_.notes.push_back(
          say(CsvId::noteOfFile, {{"file", printable(input.file, 300)}, {"note", problem.message}}));
    }
    input.problems.add(std::move(problem));
  }

  void row(csv::TableRow& row) override {
    MergeInput& input = merged_.inputs.back();
    ++input.rows;
    if (request_.groupTag) {
      replaceTag(row);
    }
    rowChecker_.check(row);
    if (!wanted_.has(row.value(Column::serialNumber))) {
      return;
    }
    const auto wrong = std::ranges::find_if(row.problems, keepsRowOut);
    for (const csv::Problem& problem : row.problems) {
      // Warnings of a row that is left out do not matter any more.
      const bool isOfNewTag = request_.groupTag && problem.field == Column::groupTag;
      if (!isOfNewTag && (wrong == row.problems.end() || csv::infoOf(problem.rule).severity == Severity::error)) {
        input.problems.add(problem);
      }
    }
    if (wrong != row.problems.end()) {
      leaveOut(merged_, {merged_.inputs.size() - 1, row.line, printable(row.value(Column::serialNumber), 80),
                         wrong->rule, wrong->message});
    } else {
      keep(row);
    }
  }

  bool wantsMore() const override { return !tooMany_; }

 private:
  // What was wrong with the old tag does not matter.
  void replaceTag(csv::TableRow& row) {
    std::erase_if(row.problems, [](const csv::Problem& problem) { return problem.field == Column::groupTag; });
    if (row.readable) {
      const std::string_view old = row.value(Column::groupTag);
      otherTags_ += !old.empty() && old != *request_.groupTag ? 1 : 0;
      row.value(Column::groupTag) = *request_.groupTag;
    }
  }

  void keep(const csv::TableRow& row) {
    const hash::Checked* checked = rowChecker_.checked();
    groups_.add(devices_.add(row, rowChecker_.serialIdentifies(), checked, static_cast<std::uint32_t>(rows_.size())));
    MergedRow kept;
    kept.input = static_cast<std::uint32_t>(merged_.inputs.size() - 1);
    kept.line = static_cast<std::uint32_t>(row.line);
    std::ranges::copy(row.values, kept.values.begin());
    kept.isIdentifier = row.format == Format::corporate;
    for (const csv::Problem& problem : row.problems) {
      kept.doubtfulTime = kept.doubtfulTime || problem.rule == Rule::hashClockImplausible;
      if (isOfSerial(problem)) {
        kept.serialProblem = Unfit{problem.rule, problem.message};
      }
    }
    if (rowChecker_.repairedHash()) {
      kept.value(Column::hardwareHash) = *rowChecker_.repairedHash();
    }
    if (checked != nullptr) {
      kept.captured = hash::captureTime(checked->records);
      kept.wholeHash = true;  // else the row would be left out
      takeFromHash(checked->records, kept);
    } else {
      columns_.add(row);
    }
    for (const std::string& value : kept.values) {
      bytes_ += value.size();
    }
    bytes_ += sizeof(MergedRow);
    tooMany_ = bytes_ > mostBytes;
    rows_.push_back(std::move(kept));
  }

  static void takeFromHash(const hash::Records& records, MergedRow& kept) {
    if (kept.value(Column::manufacturer).empty() && kept.value(Column::model).empty()) {
      kept.value(Column::manufacturer) = trimmed(hash::rawText(records, hash::RecordType::manufacturer));
      kept.value(Column::model) = trimmed(hash::rawText(records, hash::RecordType::productName));
      kept.fromHash = true;
    }
  }

  // Rows of a file whose columns are swapped would register devices that are not there.
  void dropSwapped(std::size_t first) {
    const auto words = columns_.words();
    if (!words) {
      return;
    }
    for (MergedRow& row : std::span(rows_).subspan(first)) {
      if (row.value(Column::hardwareHash).empty()) {
        row.isDropped = true;
        leaveOut(merged_,
                 {row.input, row.line, printable(row.value(Column::serialNumber), 80), Rule::columnsSwapped, *words});
      }
    }
    merged_.inputs.back().problems.add({Rule::columnsSwapped, 0, 0, *words});
  }

  const MergeRequest& request_;
  Merged& merged_;
  WantedSerials wanted_;
  RowChecker rowChecker_;
  SwappedColumns columns_;
  std::vector<MergedRow> rows_;
  DeviceIndex devices_;
  DeviceGroups groups_;
  std::size_t otherTags_ = 0;
  std::size_t bytes_ = 0;
  bool tooMany_ = false;
};

// Writes the rows into as many files as the format needs.
class RowWriter {
 public:
  RowWriter(const MergeRequest& request, const std::vector<std::string>& inputs, Merged& merged)
      : request_(request), inputs_(inputs), merged_(merged) {}

  std::optional<MergeError> write(const std::vector<MergedRow*>& rows) {
    if (rows.empty()) {
      return wrongInput(say(CsvId::fileWrite, {{"file", request_.to}}), say(CsvId::noneLeft),
                        say(CsvId::nothingWritten));
    }
    const std::size_t most = request_.rowsPerFile == 0 ? csv::rowLimit(merged_.format) : request_.rowsPerFile;
    const std::size_t count = (rows.size() + most - 1) / most;
    const std::vector<std::string> names = outputNames(request_, inputs_, count);
    if (auto wrong = checkOutputs(request_, inputs_, names)) {
      return wrong;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const auto part = std::span(rows).subspan(i * most, std::min(most, rows.size() - i * most));
      if (auto wrong = writeOne(names[i], {part.begin(), part.end()})) {
        return wrong;
      }
    }
    noteLeftovers(count);
    return std::nullopt;
  }

 private:
  // The parent must be there; only the folder of a split is made.
  std::optional<MergeError> writeOne(const std::string& name, const std::vector<MergedRow*>& rows) {
    const Result<std::string> bytes = writeRows(merged_.format, rows);
    if (!bytes) {
      return MergeError{MergeStage::input, bytes.error(), say(CsvId::fileNotWritten)};
    }
    Result<media::Proof> proof = media::writeDurably(absolutePath(name), viewOf(*bytes), options());
    if (!proof) {
      return MergeError{MergeStage::write, proof.error(),
                        say(merged_.written.empty() ? CsvId::nothingWritten : CsvId::filesBefore)};
    }
    proof->path = name;
    merged_.written.push_back({std::move(*proof), rows.size()});
    merged_.devices += rows.size();
    return std::nullopt;
  }

  media::WriteOptions options() const {
    media::WriteOptions options;
    if (request_.intoFolder) {
      options.base = folderAbove(request_.to);
      options.makeFolders = true;
    }
    if (!request_.force) {
      options.expectedOld = "";
    }
    return options;
  }

  // An earlier run may have made more files than this one.
  void noteLeftovers(std::size_t count) {
    const std::string next = outputNames(request_, inputs_, count + 1).back();
    if (request_.force && factsOf(next).exists()) {
      merged_.notes.push_back(say(CsvId::leftover, {{"file", next}}));
    }
  }

  const MergeRequest& request_;
  const std::vector<std::string>& inputs_;
  Merged& merged_;
};

std::optional<MergeError> checkUsage(const MergeRequest& request, Merged& merged) {
  if (request.to.empty()) {
    return wrongUsage(say(CsvId::newFile), say(CsvId::nameEmpty), say(CsvId::nameEmptyAdvice));
  }
  if (!request.groupTag) {
    return std::nullopt;
  }
  if (const Result<void> fits = csv::checkField(csv::Field::groupTag, *request.groupTag); !fits) {
    return MergeError{MergeStage::input, fits.error(), ""};
  }
  if (csv::beginsFormula(*request.groupTag)) {
    merged.notes.push_back(
        say(CsvId::noteSentence, {{"note", csv::formulaWords(Column::groupTag, *request.groupTag)}}));
  }
  return std::nullopt;
}

std::optional<MergeError> chooseFormat(const MergeRequest& request, Merged& merged) {
  const Format seen = merged.inputs.front().format;
  merged.format = request.format.value_or(seen == Format::unknown ? Format::intune : seen);
  if (merged.format != Format::intune) {
    for (MergeInput& input : merged.inputs) {
      input.problems.forget(Rule::hashColumnMissing);
      input.problems.forget(Rule::deviceAssociation);
    }
  }
  if (request.rowsPerFile > csv::rowLimit(merged.format)) {
    return wrongUsage(say(CsvId::rowsOption, {{"rows", std::to_string(request.rowsPerFile)}}),
                      say(CsvId::rowsTooMany, {{"most", std::to_string(csv::rowLimit(merged.format))}}),
                      say(CsvId::rowsAdvice));
  }
  return std::nullopt;
}

std::optional<MergeError> mergeFiles(const MergeRequest& request, Merged& merged) {
  if (auto wrong = checkUsage(request, merged)) {
    return wrong;
  }
  const auto files = inputFiles(request.inputs);
  if (!files) {
    return files.error();
  }
  std::vector<std::string> outputs = outputNames(request, files->names, 1);
  if (!request.report.empty()) {
    outputs.push_back(request.report);
  }
  if (auto wrong = checkOutputs(request, files->names, outputs)) {
    return wrong;
  }
  RowCollector collector(request, merged);
  for (const std::string& file : files->names) {
    if (auto wrong = collector.read(file)) {
      return wrong;
    }
  }
  if (auto wrong = chooseFormat(request, merged)) {
    return wrong;
  }
  std::vector<MergedRow*> rows = pickNewest(collector.rows(), collector.groups(), files->sticks, merged);
  toTargetFormat(rows, merged);
  if (const std::size_t count = collector.otherTags(); count > 0) {
    merged.notes.push_back(say(count == 1 ? CsvId::tagReplaced : CsvId::tagsReplaced,
                               {{"count", std::to_string(count)}, {"tag", *request.groupTag}}));
  }
  merged.notFound = collector.notFound();
  return RowWriter(request, files->names, merged).write(rows);
}

}  // namespace

bool Merged::complete() const {
  return leftOutCount == 0 && notFound.empty() && !lostWishes &&
         std::ranges::all_of(inputs, [](const MergeInput& input) {
           return input.format != Format::unknown && input.rows > 0 && input.problems.count(Rule::encodingCut) == 0;
         });
}

std::optional<MergeError> merge(const MergeRequest& request, Merged& merged) {
  try {
    return mergeFiles(request, merged);
  } catch (const std::exception& problem) {
    MergeError error = wrongInput(say(CsvId::filesMerge), problem.what(), "");
    error.error.kind = ErrorKind::failed;
    return error;
  }
}

}  // namespace preflight::tables
