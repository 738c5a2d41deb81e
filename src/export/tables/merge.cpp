#include "export/tables/merge.h"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "base/path.h"
#include "base/text.h"
#include "csv/intune.h"
#include "export/tables/inputs.h"
#include "export/tables/merged_rows.h"
#include "hash/records.h"

namespace preflight {
namespace {

using csv::Column;
using csv::Format;
using csv::Rule;
using csv::Severity;

constexpr std::size_t mostRows = 200'000;   // kept in memory, 4 KB each
constexpr std::size_t keptOfEach = 10'000;  // problems of one rule in one input

// Whether these matter depends on the form that is written: a column that it lacks may hold anything.
bool isOfForm(const csv::Problem& problem) {
  return problem.rule == Rule::character || problem.rule == Rule::userForm || problem.rule == Rule::productId;
}

bool keepsRowOut(const csv::Problem& problem) {
  const csv::RuleInfo& info = csv::infoOf(problem.rule);
  return info.severity == Severity::error && !info.mendable && !isOfForm(problem);
}

// Everything of one combination; the rows of all inputs.
class Combining {
 public:
  Combining(const CombineRequest& request, Combined& done) : request_(request), done_(done), judge_(request.now) {}

  std::optional<CombineError> run() {
    if (auto wrong = usage()) {
      return wrong;
    }
    auto files = inputFiles(request_.inputs);
    if (!files) {
      return files.error();
    }
    files_ = std::move(files->names);
    sticks_ = std::move(files->sticks);
    std::vector<std::string> outputs = outputNames(request_, files_, 1);
    if (!request_.report.empty()) {
      outputs.push_back(request_.report);
    }
    if (auto wrong = checkOutputs(request_, files_, outputs)) {
      return wrong;
    }
    for (const std::string& each : files_) {
      if (auto wrong = read(each)) {
        return wrong;
      }
    }
    if (auto wrong = chooseFormat()) {
      return wrong;
    }
    chosen_ = chooseNewest(rows_, groups_, sticks_, done_);
    formRows(chosen_, done_);
    if (otherTags_ > 0) {
      done_.notes.push_back(fmt::format("The group tag of {} {} was another one and is now '{}'.", otherTags_,
                                        otherTags_ == 1 ? "row" : "rows", *request_.groupTag));
    }
    missed();
    return write();
  }

  // Of a file, not of a row.
  void note(csv::Problem problem) {
    CombineInput& input = done_.inputs.back();
    if (problem.rule == Rule::columnUnknown) {
      done_.notes.push_back(fmt::format("{}: {}.", printable(input.file, 300), problem.message));
    }
    input.problems.add(std::move(problem));
  }

  // A row as its file has it.
  void take(CsvRow& row) {
    CombineInput& input = done_.inputs.back();
    ++input.rows;
    if (request_.groupTag) {
      forgetTag(row);
    }
    judge_.judge(row);
    if (!isWanted(row.value(Column::serialNumber))) {
      return;
    }
    const auto wrong = std::find_if(row.problems.begin(), row.problems.end(), keepsRowOut);
    for (const csv::Problem& each : row.problems) {
      // What is to be looked at in a row that stays out is told with the row.
      if (wrong == row.problems.end() || csv::infoOf(each.rule).severity == Severity::error) {
        input.problems.add(each);
      }
    }
    if (wrong != row.problems.end()) {
      leaveOut(done_, {done_.inputs.size() - 1, row.line, printable(row.value(Column::serialNumber), 80), wrong->rule,
                       wrong->message});
      return;
    }
    if (rows_.size() == mostRows) {
      tooMany_ = true;
      return;
    }
    groups_.add(devices_.add(row, judge_.checked(), static_cast<std::uint32_t>(rows_.size())));
    keep(row);
  }

 private:
  std::optional<CombineError> usage() const {
    if (request_.to.empty()) {
      return CombineError{CombineStage::usage,
                          Error{ErrorKind::invalid, "write the new file", "its name is empty", CodeSpace::none, 0},
                          "Name it with --to."};
    }
    if (request_.groupTag) {
      if (const Result<void> fits = csv::checkField(csv::Field::groupTag, *request_.groupTag); !fits) {
        return CombineError{CombineStage::input, fits.error(), ""};
      }
    }
    return std::nullopt;
  }

  std::optional<CombineError> chooseFormat() {
    const Format seen = done_.inputs.front().format;
    done_.format = request_.format.value_or(seen == Format::unknown ? Format::intune : seen);
    if (request_.rowsPerFile > csv::rowLimit(done_.format)) {
      return CombineError{
          CombineStage::usage,
          Error{ErrorKind::invalid, fmt::format("--rows {}", request_.rowsPerFile),
                fmt::format("one file may hold {} devices at most", csv::rowLimit(done_.format)), CodeSpace::none, 0},
          "Give a smaller number."};
    }
    return std::nullopt;
  }

  std::optional<CombineError> read(const std::string& file);

  // The tag is replaced: what was wrong with the old one does not matter.
  void forgetTag(CsvRow& row) {
    const std::size_t place = row.place(Column::groupTag);
    const auto isOfTag = [&](const csv::Problem& each) {
      return each.rule == Rule::character && place > 0 && each.column == place;
    };
    row.problems.erase(std::remove_if(row.problems.begin(), row.problems.end(), isOfTag), row.problems.end());
    if (row.readable) {
      const std::string_view old = row.value(Column::groupTag);
      otherTags_ += !old.empty() && old != *request_.groupTag ? 1 : 0;
      row.value(Column::groupTag) = *request_.groupTag;
    }
  }

  bool isWanted(std::string_view serial) {
    if (request_.only.empty()) {
      return true;
    }
    const auto at = std::find_if(request_.only.begin(), request_.only.end(),
                                 [&](const std::string& each) { return equalIgnoringCase(trimmed(each), serial); });
    if (at == request_.only.end()) {
      return false;
    }
    seen_.resize(request_.only.size());
    seen_[static_cast<std::size_t>(at - request_.only.begin())] = true;
    return true;
  }

  void keep(const CsvRow& row) {
    KeptRow kept;
    kept.input = static_cast<std::uint32_t>(done_.inputs.size() - 1);
    kept.line = static_cast<std::uint32_t>(row.line);
    for (std::size_t i = 0; i < kept.values.size(); ++i) {
      kept.values[i] = row.values[i];
    }
    kept.isIdentifier = row.format == Format::corporate;
    kept.doubtfulTime = std::any_of(row.problems.begin(), row.problems.end(),
                                    [](const csv::Problem& each) { return each.rule == Rule::hashClockImplausible; });
    if (judge_.mendedHash()) {
      kept.value(Column::hardwareHash) = *judge_.mendedHash();
    }
    if (const hash::Checked* checked = judge_.checked()) {
      kept.captured = hash::captureTime(checked->records);
      kept.wholeHash = true;  // else the row would be left out
      if (row.value(Column::manufacturer).empty() && row.value(Column::model).empty()) {
        kept.value(Column::manufacturer) = trimmed(hash::rawText(checked->records, hash::RecordType::manufacturer));
        kept.value(Column::model) = trimmed(hash::rawText(checked->records, hash::RecordType::productName));
        kept.fromHash = true;
      }
    }
    rows_.push_back(std::move(kept));
  }

  void missed() {
    seen_.resize(request_.only.size());
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      if (!seen_[i]) {
        done_.notFound.push_back(request_.only[i]);
      }
    }
  }

  std::optional<CombineError> write();
  std::optional<CombineError> writeOne(const std::string& name, const std::vector<KeptRow*>& rows);
  void noteLeftovers(std::size_t count);

  const CombineRequest& request_;
  Combined& done_;
  CsvJudge judge_;
  std::vector<std::string> files_;
  std::vector<std::uint32_t> sticks_;  // of each file
  std::vector<KeptRow> rows_;
  std::vector<KeptRow*> chosen_;
  DeviceIndex devices_;
  DeviceGroups groups_;
  std::vector<bool> seen_;  // of `only`
  std::size_t otherTags_ = 0;
  bool tooMany_ = false;
};

class InputSink final : public CsvSink {
 public:
  explicit InputSink(Combining& combining) : combining_(combining) {}
  void problem(csv::Problem problem) override { combining_.note(std::move(problem)); }
  void row(CsvRow& row) override { combining_.take(row); }

 private:
  Combining& combining_;
};

std::optional<CombineError> Combining::read(const std::string& file) {
  done_.inputs.push_back({file == "-" ? "standard input" : file, Format::unknown, 0, CsvProblems(keptOfEach)});
  Result<std::unique_ptr<ByteSource>> source =
      file == "-" ? Result<std::unique_ptr<ByteSource>>(standardInputSource()) : openFileSource(file);
  if (!source) {
    return CombineError{CombineStage::input, source.error(), "Nothing was written."};
  }
  InputSink sink(*this);
  const Result<Format> format = readCsv(**source, request_.from, sink);
  if (!format) {
    return CombineError{CombineStage::input, format.error(), "Nothing was written."};
  }
  if (tooMany_) {
    return CombineError{CombineStage::input,
                        Error{ErrorKind::invalid, "read the files",
                              fmt::format("they hold more than {} devices", mostRows), CodeSpace::none, 0},
                        "Take them in several parts. Nothing was written."};
  }
  done_.inputs.back().format = *format;
  return std::nullopt;
}

// The parent must be there; only the folder of a split is made.
std::optional<CombineError> Combining::writeOne(const std::string& name, const std::vector<KeptRow*>& rows) {
  const Result<std::string> bytes = writeRows(done_.format, rows);
  if (!bytes) {
    return CombineError{CombineStage::input, bytes.error(), "Nothing was written to that file."};
  }
  media::WriteOptions options;
  if (request_.intoFolder) {
    std::error_code code;
    const auto folder = std::filesystem::absolute(pathFromUtf8(request_.to), code).lexically_normal();
    const auto whole = folder.has_filename() ? folder : folder.parent_path();
    options.base = utf8FromPath(whole.parent_path());
    options.makeFolders = true;
  }
  if (!request_.force) {
    options.expectedOld = "";
  }
  const auto path = std::filesystem::absolute(pathFromUtf8(name)).lexically_normal();
  Result<media::Proof> proof = media::writeDurably(utf8FromPath(path), viewOf(*bytes), options);
  if (!proof) {
    return CombineError{CombineStage::write, proof.error(),
                        done_.written.empty() ? "Nothing was written." : "The files before it are whole."};
  }
  proof->path = name;
  done_.written.push_back({std::move(*proof), rows.size()});
  done_.devices += rows.size();
  return std::nullopt;
}

std::optional<CombineError> Combining::write() {
  if (chosen_.empty()) {
    return CombineError{CombineStage::input,
                        Error{ErrorKind::invalid, fmt::format("write {}", request_.to),
                              "no device is left that can stand in it", CodeSpace::none, 0},
                        "Nothing was written."};
  }
  const std::size_t each = request_.rowsPerFile == 0 ? csv::rowLimit(done_.format) : request_.rowsPerFile;
  const std::size_t count = (chosen_.size() + each - 1) / each;
  const std::vector<std::string> names = outputNames(request_, files_, count);
  if (auto wrong = checkOutputs(request_, files_, names)) {
    return wrong;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto from = chosen_.begin() + static_cast<std::ptrdiff_t>(i * each);
    const auto to = chosen_.begin() + static_cast<std::ptrdiff_t>(std::min(chosen_.size(), (i + 1) * each));
    if (auto wrong = writeOne(names[i], {from, to})) {
      return wrong;
    }
  }
  noteLeftovers(count);
  return std::nullopt;
}

// An earlier run may have made more files than this one.
void Combining::noteLeftovers(std::size_t count) {
  const std::string next = outputNames(request_, files_, count + 1).back();
  std::error_code code;
  if (request_.force && std::filesystem::exists(pathFromUtf8(next), code)) {
    done_.notes.push_back(
        fmt::format("{} is left from an earlier run and was not touched: do not import it with these.", next));
  }
}

}  // namespace

bool Combined::complete() const {
  return leftOutCount == 0 && notFound.empty() &&
         std::all_of(inputs.begin(), inputs.end(), [](const CombineInput& each) {
           return each.format != Format::unknown && each.rows > 0 && each.problems.count(Rule::encodingCut) == 0;
         });
}

std::optional<CombineError> combineCsv(const CombineRequest& request, Combined& done) {
  try {
    return Combining(request, done).run();
  } catch (const std::exception& problem) {
    return CombineError{CombineStage::input,
                        Error{ErrorKind::failed, "combine the files", problem.what(), CodeSpace::none, 0}, ""};
  }
}

}  // namespace preflight
