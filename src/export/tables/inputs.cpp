#include "export/tables/inputs.h"

#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <optional>
#include <ranges>

#include "base/files.h"
#include "base/path.h"
#include "base/text.h"
#include "export/device/device_export.h"
#include "export/device/stick_layout.h"
#include "export/tables/open_source.h"
#include "text/csv_id.h"

namespace preflight::tables {
namespace {

constexpr std::size_t mostFiles = 10'000;
constexpr std::size_t mostEntries = 1'000'000;  // of one folder that are looked at

tl::unexpected<MergeError> refuse(MergeStage stage, ErrorKind kind, std::string step, std::string words,
                                  std::string advice) {
  return tl::unexpected(
      MergeError{stage, Error{kind, std::move(step), std::move(words), CodeSpace::none, 0}, std::move(advice)});
}

// The *.csv of one folder, by name.
std::error_code addFolder(const std::string& folder, std::vector<std::string>& files) {
  std::vector<std::string> found;
  const FolderNames inside = namesIn(folder, mostEntries);
  for (const std::string& name : inside.names) {
    std::string path = joinPath(folder, name);
    if (found.size() <= mostFiles && equalIgnoringCase(extensionOf(name), ".csv") &&
        factsOf(path).kind == FileKind::file) {
      found.push_back(std::move(path));
    }
  }
  std::ranges::sort(found);
  files.insert(files.end(), found.begin(), found.end());
  return inside.problem;
}

// A stick has the program's folder in it. `own`: how many of the files, the last ones, are the program's.
std::error_code addStickOrFolder(const std::string& folder, std::vector<std::string>& files, std::size_t& own) {
  std::error_code code = addFolder(folder, files);
  const std::size_t before = files.size();
  for (const std::string& part : {joinPath(folder, deviceFolder(csv::Format::intune)), joinPath(folder, stickFolder)}) {
    if (!code && isFolder(part)) {
      code = addFolder(part, files);
    }
  }
  own = files.size() - before;
  return code;
}

// The files whose name fits; empty when there are none.
std::vector<std::string> filesLike(const std::string& path) {
  const std::string_view pattern = fileNameOf(path);
  const std::string folder = parentOf(path);
  std::vector<std::string> found;
  for (const std::string& name : namesIn(folder.empty() ? "." : folder, mostEntries).names) {
    std::string file = joinPath(folder, name);
    if (found.size() <= mostFiles && fitsPattern(name, pattern) && factsOf(file).kind == FileKind::file) {
      found.push_back(std::move(file));
    }
  }
  std::ranges::sort(found);
  return found;
}

// Each file once.
void addOnce(std::vector<std::string> found, std::size_t own, std::uint32_t stick, InputFiles& files) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (std::ranges::find(files.names, found[i]) == files.names.end()) {
      files.names.push_back(std::move(found[i]));
      files.sticks.push_back(i + own >= found.size() ? stick : 0);
    }
  }
}

// Whether a file is one of many, under any name. The same file has the same size and time, so that only few pairs
// need a closer look.
class IsOneOf {
 public:
  explicit IsOneOf(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      if (const auto key = keyOf(file)) {
        files_.emplace(*key, file);
      }
    }
  }
  bool operator()(const std::string& other) const {
    const auto key = keyOf(other);
    const auto [first, last] = key ? files_.equal_range(*key) : std::pair(files_.end(), files_.end());
    return std::any_of(first, last, [&](const auto& entry) { return isSameFile(entry.second, other); });
  }

 private:
  using Key = std::pair<std::uint64_t, std::int64_t>;  // bytes, last change
  static std::optional<Key> keyOf(const std::string& file) {
    const FileFacts facts = factsOf(file);
    return facts.kind == FileKind::file ? std::optional(Key{facts.bytes, facts.changed}) : std::nullopt;
  }

  std::multimap<Key, std::string> files_;
};

}  // namespace

std::vector<std::string> expandWildcards(const std::vector<std::string>& named) {
  std::vector<std::string> names;
  for (const std::string& name : named) {
    const bool isPattern = hasWildcard(name) && !factsOf(name).exists();
    std::vector<std::string> found = isPattern ? filesLike(name) : std::vector<std::string>();
    if (found.empty()) {
      found.push_back(name);
    }
    names.insert(names.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  }
  return names;
}

tl::expected<InputFiles, MergeError> inputFiles(const std::vector<std::string>& named) {
  InputFiles files;
  std::uint32_t stick = 0;
  for (const std::string& name : expandWildcards(named)) {
    if (name == "-") {
      addOnce({name}, 0, 0, files);
      continue;
    }
    const std::string step = say(CsvId::fileRead, {{"file", name}});
    const FileFacts facts = factsOf(name);
    if (!facts.exists()) {
      return refuse(MergeStage::input, ErrorKind::absent, step,
                    say(hasWildcard(name) ? CsvId::fileNoMatch : CsvId::pathMissing), say(CsvId::nothingWritten));
    }
    if (facts.kind != FileKind::folder) {
      addOnce({name}, 0, 0, files);
      continue;
    }
    std::vector<std::string> found;
    std::size_t own = 0;
    if (const std::error_code code = addStickOrFolder(name, found, own)) {
      return tl::unexpected(MergeError{MergeStage::input, systemError(code, step), say(CsvId::nothingWritten)});
    }
    if (found.empty()) {
      return refuse(MergeStage::input, ErrorKind::absent, step, say(CsvId::folderNoCsv), say(CsvId::folderNoCsvAdvice));
    }
    addOnce(std::move(found), own, ++stick, files);
  }
  if (files.names.size() > mostFiles) {
    return refuse(MergeStage::input, ErrorKind::invalid, say(CsvId::filesRead),
                  say(CsvId::tooManyFiles, {{"most", std::to_string(mostFiles)}}), say(CsvId::inParts));
  }
  return files;
}

std::string numberedName(const std::string& path, std::size_t number) {
  if (number == 1) {
    return path;
  }
  return joinPath(parentOf(path), fmt::format("{}-{}{}", stemOf(path), number, extensionOf(path)));
}

std::vector<std::string> outputNames(const MergeRequest& request, const std::vector<std::string>& inputs,
                                     std::size_t count) {
  std::vector<std::string> names;
  const std::string_view stem = inputs.empty() || inputs.front() == "-" ? "devices" : stemOf(inputs.front());
  for (std::size_t i = 1; i <= count; ++i) {
    names.push_back(request.intoFolder ? joinPath(request.to, fmt::format("{}-{}.csv", stem, i))
                                       : numberedName(request.to, i));
  }
  return names;
}

namespace {

// The folder that must be there already: that of the file, of a split the one above its own folder.
std::string folderOf(const MergeRequest& request, const std::string& output) {
  const bool inOwn = request.intoFolder && output != request.report;
  return folderAbove(inOwn ? request.to : output);
}

}  // namespace

std::optional<MergeError> checkOutputs(const MergeRequest& request, const std::vector<std::string>& inputs,
                                       const std::vector<std::string>& outputs) {
  const IsOneOf isInput(inputs);
  for (const std::string& output : outputs) {
    const std::string step = say(CsvId::fileWrite, {{"file", output}});
    if (isInput(output)) {
      return refuse(MergeStage::usage, ErrorKind::invalid, step, say(CsvId::outputIsInput),
                    say(CsvId::outputIsInputAdvice))
          .value();
    }
    const std::string folder = folderOf(request, output);
    // One that cannot be looked at may exist; writing will show it.
    if (const FileKind kind = factsOf(folder).kind; kind == FileKind::none || kind == FileKind::file) {
      return refuse(MergeStage::write, ErrorKind::absent, step, say(CsvId::folderMissing, {{"folder", folder}}),
                    say(CsvId::folderMissingAdvice))
          .value();
    }
    if (isFolder(output)) {
      return refuse(MergeStage::usage, ErrorKind::invalid, step, say(CsvId::outputIsFolder),
                    say(CsvId::outputIsFolderAdvice))
          .value();
    }
    if (!request.force && factsOf(output, Links::keep).exists()) {
      return refuse(MergeStage::write, ErrorKind::invalid, step, say(CsvId::outputExists),
                    say(CsvId::outputExistsAdvice))
          .value();
    }
  }
  return std::nullopt;
}

std::optional<Error> writeReport(const std::string& path, const std::string& text, const Merged& merged, bool force) {
  const auto isThis = [&](const std::string& other) { return isSameFile(other, path); };
  const bool clashes =
      std::ranges::any_of(merged.inputs, isThis, &MergeInput::file) ||
      std::ranges::any_of(merged.written, [&](const WrittenFile& file) { return isThis(file.proof.path); });
  if (clashes) {
    return Error{ErrorKind::invalid, say(CsvId::fileWrite, {{"file", path}}), say(CsvId::reportClash), CodeSpace::none,
                 0};
  }
  media::WriteOptions options;
  if (!force) {
    options.expectedOld = "";
  }
  const Result<media::Proof> proof = media::writeDurably(absolutePath(path), viewOf(text), options);
  return proof ? std::nullopt : std::optional(proof.error());
}

}  // namespace preflight::tables
