#include "export/tables/inputs.h"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <ranges>

#include "base/path.h"
#include "base/text.h"
#include "export/device/device_export.h"
#include "export/device/stick_layout.h"
#include "export/tables/open_source.h"
#include "text/csv_id.h"

namespace preflight::tables {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostFiles = 10'000;

tl::unexpected<MergeError> refuse(MergeStage stage, ErrorKind kind, std::string step, std::string words,
                                  std::string advice) {
  return tl::unexpected(
      MergeError{stage, Error{kind, std::move(step), std::move(words), CodeSpace::none, 0}, std::move(advice)});
}

bool isCsv(const fs::path& path) {
  return equalIgnoringCase(utf8FromPath(path.extension()), ".csv");
}

// The *.csv of one folder, by name.
std::error_code addFolder(const fs::path& folder, std::vector<std::string>& files) {
  std::error_code code;
  std::vector<std::string> found;
  for (fs::directory_iterator at(folder, code), end; !code && at != end && found.size() <= mostFiles;
       at.increment(code)) {
    std::error_code ignored;
    if (isCsv(at->path()) && at->is_regular_file(ignored)) {
      found.push_back(utf8FromPath(at->path()));
    }
  }
  std::ranges::sort(found);
  files.insert(files.end(), found.begin(), found.end());
  return code;
}

// A stick has the program's folder in it. `own`: how many of the files, the last ones, are the program's.
std::error_code addStickOrFolder(const fs::path& folder, std::vector<std::string>& files, std::size_t& own) {
  std::error_code ignored;
  std::error_code code = addFolder(folder, files);
  const std::size_t before = files.size();
  for (const fs::path& part :
       {folder / pathFromUtf8(deviceFolder(csv::Format::intune)), folder / pathFromUtf8(stickFolder)}) {
    if (!code && fs::is_directory(part, ignored)) {
      code = addFolder(part, files);
    }
  }
  own = files.size() - before;
  return code;
}

// '*' is any text, '?' one character; letters' case aside, as Windows compares names.
bool fitsWildcard(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  for (std::size_t i = 0; i < name.size();) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      retry = i;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == name[i])) {
      ++at;
      ++i;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      i = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

// The files whose name fits; empty when there are none.
std::vector<std::string> filesLike(const fs::path& path) {
  const std::string pattern = lower(utf8FromPath(path.filename()));
  const fs::path folder = path.parent_path();
  std::vector<std::string> found;
  std::error_code code;
  for (fs::directory_iterator at(folder.empty() ? fs::path(".") : folder, code), end;
       !code && at != end && found.size() <= mostFiles; at.increment(code)) {
    std::error_code ignored;
    if (fitsWildcard(pattern, lower(utf8FromPath(at->path().filename()))) && at->is_regular_file(ignored)) {
      found.push_back(utf8FromPath(folder / at->path().filename()));
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

bool isSame(const std::string& a, const std::string& b) {
  std::error_code code;
  return fs::equivalent(pathFromUtf8(a), pathFromUtf8(b), code) && !code;
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
    return std::any_of(first, last, [&](const auto& entry) { return isSame(entry.second, other); });
  }

 private:
  using Key = std::pair<std::uintmax_t, fs::file_time_type>;
  static std::optional<Key> keyOf(const std::string& file) {
    std::error_code code;
    const fs::path path = pathFromUtf8(file);
    const std::uintmax_t size = fs::file_size(path, code);
    if (code) {
      return std::nullopt;  // it is not there, or no file
    }
    const fs::file_time_type time = fs::last_write_time(path, code);
    return code ? std::nullopt : std::optional(Key{size, time});
  }

  std::multimap<Key, std::string> files_;
};

}  // namespace

std::vector<std::string> expandWildcards(const std::vector<std::string>& named) {
  std::vector<std::string> names;
  for (const std::string& name : named) {
    std::error_code code;
    const fs::path path = pathFromUtf8(name);
    const bool isPattern = hasWildcard(name) && !fs::exists(path, code);
    std::vector<std::string> found = isPattern ? filesLike(path) : std::vector<std::string>();
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
    std::error_code code;
    const fs::path path = pathFromUtf8(name);
    if (!fs::exists(path, code)) {
      return refuse(MergeStage::input, ErrorKind::absent, step,
                    say(hasWildcard(name) ? CsvId::fileNoMatch : CsvId::pathMissing), say(CsvId::nothingWritten));
    }
    if (!fs::is_directory(path, code)) {
      addOnce({name}, 0, 0, files);
      continue;
    }
    std::vector<std::string> found;
    std::size_t own = 0;
    if (code = addStickOrFolder(path, found, own); code) {
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
  const fs::path whole = pathFromUtf8(path);
  const std::string stem = utf8FromPath(whole.stem());
  const std::string ending = utf8FromPath(whole.extension());
  return utf8FromPath(whole.parent_path() / pathFromUtf8(fmt::format("{}-{}{}", stem, number, ending)));
}

std::vector<std::string> outputNames(const MergeRequest& request, const std::vector<std::string>& inputs,
                                     std::size_t count) {
  std::vector<std::string> names;
  const std::string stem = inputs.empty() || inputs.front() == "-" ? std::string("devices")
                                                                   : utf8FromPath(pathFromUtf8(inputs.front()).stem());
  for (std::size_t i = 1; i <= count; ++i) {
    names.push_back(request.intoFolder ? joinPath(request.to, fmt::format("{}-{}.csv", stem, i))
                                       : numberedName(request.to, i));
  }
  return names;
}

namespace {

// The folder that must be there already: that of the file, of a split the one above its own folder.
fs::path folderOf(const MergeRequest& request, const std::string& output) {
  const auto parentOf = [](const std::string& file) {
    std::error_code code;
    const fs::path whole = fs::absolute(pathFromUtf8(file), code).lexically_normal();
    return whole.has_filename() ? whole.parent_path() : whole.parent_path().parent_path();
  };
  const bool inOwn = request.intoFolder && output != request.report;
  return parentOf(inOwn ? request.to : output);
}

}  // namespace

std::optional<MergeError> checkOutputs(const MergeRequest& request, const std::vector<std::string>& inputs,
                                       const std::vector<std::string>& outputs) {
  const IsOneOf isInput(inputs);
  for (const std::string& output : outputs) {
    const std::string step = say(CsvId::fileWrite, {{"file", output}});
    std::error_code code;
    if (isInput(output)) {
      return refuse(MergeStage::usage, ErrorKind::invalid, step, say(CsvId::outputIsInput),
                    say(CsvId::outputIsInputAdvice))
          .value();
    }
    const fs::path path = pathFromUtf8(output);
    const fs::path folder = folderOf(request, output);
    // One that cannot be looked at may exist; writing will show it.
    if (const fs::file_type kind = fs::status(folder, code).type();
        kind == fs::file_type::not_found || kind == fs::file_type::regular) {
      return refuse(MergeStage::write, ErrorKind::absent, step,
                    say(CsvId::folderMissing, {{"folder", utf8FromPath(folder)}}), say(CsvId::folderMissingAdvice))
          .value();
    }
    if (fs::is_directory(path, code)) {
      return refuse(MergeStage::usage, ErrorKind::invalid, step, say(CsvId::outputIsFolder),
                    say(CsvId::outputIsFolderAdvice))
          .value();
    }
    if (!request.force && fs::exists(fs::symlink_status(path, code))) {
      return refuse(MergeStage::write, ErrorKind::invalid, step, say(CsvId::outputExists),
                    say(CsvId::outputExistsAdvice))
          .value();
    }
  }
  return std::nullopt;
}

std::optional<Error> writeReport(const std::string& path, const std::string& text, const Merged& merged, bool force) {
  const auto isThis = [&](const std::string& other) { return isSame(other, path); };
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
  const auto whole = fs::absolute(pathFromUtf8(path)).lexically_normal();
  const Result<media::Proof> proof = media::writeDurably(utf8FromPath(whole), viewOf(text), options);
  return proof ? std::nullopt : std::optional(proof.error());
}

}  // namespace preflight::tables
