// Event channels, files, logs and folders into a recording.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "host/recording/codec.h"
#include "host/recording/content.h"
#include "host/recording/names.h"
#include "host/recording/recording.h"
#include "host/recording/sweeper.h"

namespace preflight::recording {
namespace {

// Of one pattern; a folder with more is not what the pattern was made for.
constexpr std::size_t filesOfPattern = 200;

// In the folder's order; of too many those that were written last.
std::vector<FileEntry> filesToSweep(std::vector<FileEntry> entries, std::string_view pattern) {
  std::erase_if(entries, [&](const FileEntry& each) { return each.folder || !fitsPattern(each.name, pattern); });
  if (entries.size() > filesOfPattern) {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const FileEntry& a, const FileEntry& b) { return a.modified > b.modified; });
    entries.resize(filesOfPattern);
  }
  return entries;
}

}  // namespace

Result<Json> Sweeper::eventChannel(const ChannelSweep& sweep, std::size_t number) {
  Json index{{"channel", sweep.channel}};
  if (!sweep.provider.empty()) {
    index["provider"] = sweep.provider;
  }
  EventQuery query;
  query.channel = sweep.channel;
  query.provider = sweep.provider;
  query.limit = options_.eventLimit;
  query.timeout = std::chrono::seconds(60);
  Result<EventAnswer> answer = host_.events(query);
  if (!counted(answer)) {
    index["error"] = toJson(answer.error());
    return index;
  }
  bool complete = answer->complete && answer->problems.empty();
  std::set<std::string> providers;
  std::string lines;
  for (EventRecord& each : answer->records) {
    hideProductKeys(each.xml);
    const std::string line = toJson(each).line() + "\n";
    if (lines.size() + line.size() > options_.logLimitBytes) {
      complete = false;
      break;
    }
    if (line.size() > RecordingFormat::line.bytes) {
      complete = false;
      continue;
    }
    lines += line;
    providers.insert(each.provider);
  }
  const std::string member = fmt::format("events/{}.jsonl", number);
  index["member"] = member;
  index["complete"] = complete;
  index["providers"] = providers;
  Json head{{"channel", sweep.channel}};
  if (!sweep.provider.empty()) {
    head["provider"] = sweep.provider;
  }
  head["complete"] = complete;
  return sink_.begin(member)
      .and_then([&] { return write(head.line() + "\n"); })
      .and_then([&] { return write(lines); })
      .and_then([&] { return write("{\"end\":true}\n"); })
      .and_then([&] { return sink_.end(); })
      .map([&] { return index; });
}

Result<void> Sweeper::sweepEvents() {
  Json channels = Json::list();
  for (const ChannelSweep& each : channels_) {
    step(each.channel);
    TRY(Json index, eventChannel(each, channels.size() + 1));
    channels.push(std::move(index));
  }
  Json providers = Json::list();
  for (const auto& [provider, list] : providers_) {
    Json each{{"provider", provider}};
    if (list) {
      each["channels"] = *list;
    } else {
      each["error"] = toJson(list.error());
    }
    providers.push(std::move(each));
  }
  closeArea("events");
  return addJson(MemberName::events, {{"channels", std::move(channels)}, {"providers", std::move(providers)}});
}

void Sweeper::folderAnswer(const std::string& path, const Result<std::vector<FileEntry>>& list, Json& index) {
  if (!sweptFolders_.insert(fileKeyName(path, system_)).second) {
    return;
  }
  Json each{{"path", path}};
  putAnswer(each, "entries", list);
  index["folders"].push(std::move(each));
}

Result<void> Sweeper::fileAnswer(const std::string& path, FileKind kind, Json& index) {
  if (!sweptFiles_.insert(fileKeyName(path, system_)).second) {
    return {};
  }
  FileRead read;
  if (kind == FileKind::log) {
    read = {options_.logLimitBytes, true};
  } else if (kind == FileKind::presence) {
    read.maxBytes = 0;
  }
  Json each{{"path", path}};
  Result<FileContent> content = host_.file(path, read);
  if (!counted(content)) {
    each["error"] = toJson(content.error());
    index["files"].push(std::move(each));
    return {};
  }
  hideProductKeys(std::span(reinterpret_cast<char*>(content->bytes.data()), content->bytes.size()));
  const StoredContent stored{path, *std::move(content), read.fromEnd};
  const bool log = kind == FileKind::log;
  const std::string member = log ? fmt::format("logs/{}.jsonl", ++logs_) : fmt::format("files/{}.json", ++files_);
  each["member"] = member;
  index["files"].push(std::move(each));
  summary_.bytes += log ? stored.content.bytes.size() : 0;
  return log ? writeLog(sink_, member, stored) : addJson(member, contentToJson(stored));
}

Result<void> Sweeper::fileSweep(const FileSweep& sweep, Json& index) {
  const std::string path(sweep.path);
  if (sweep.kind == FileKind::folder) {
    folderAnswer(path, host_.folder(path), index);
    return {};
  }
  if (path.find('*') == std::string::npos) {
    return fileAnswer(path, sweep.kind, index);
  }
  const std::string folder(parentOf(path));
  const std::string pattern = path.substr(path.find_last_of("\\/") + 1);
  const Result<std::vector<FileEntry>> list = host_.folder(folder);
  folderAnswer(folder, list, index);
  if (!list) {
    return {};
  }
  for (const FileEntry& each : filesToSweep(*list, pattern)) {
    TRY_VOID(fileAnswer(folder + path[folder.size()] + each.name, sweep.kind, index));
  }
  return {};
}

Result<void> Sweeper::sweepFiles() {
  Json index{{"files", Json::list()}, {"folders", Json::list()}};
  for (const FileSweep& each : fileSweeps(system_)) {
    step(each.path);
    TRY_VOID(fileSweep(each, index));
  }
  closeArea("files");
  return addJson(MemberName::files, index);
}

}  // namespace preflight::recording
