// Which files of the agent's logs are read, and how far.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "collect/deployment/intune_agent.h"
#include "text/error_id.h"
#include "winlog/log_files.h"

namespace preflight {
namespace {

constexpr std::string_view logFolder = R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs)";
constexpr std::uint64_t tailBytes = 8U << 20;  // one line of policies alone may take several megabytes
// Of one log, put aside, the newest. The agent begins a new file at 3 MB and keeps a few, unless it is told otherwise.
constexpr std::size_t mostFiles = 7;
constexpr std::uint64_t mostBytes = 16U << 20;
constexpr std::size_t longestMark = 256;  // on either side

std::string_view textOf(const FileContent& file) {
  return {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()};
}

std::uint64_t startOf(const FileContent& file) {
  return file.size - std::min<std::uint64_t>(file.size, file.bytes.size());
}

std::string nameIn(std::string_view path) {
  return std::string(path.substr(path.rfind('\\') + 1));
}

std::string pathOf(std::string_view name) {
  return fmt::format("{}\\{}", logFolder, name);
}

Error notRead(std::string_view name, ErrorId why) {
  return readError(ErrorKind::notCollected, std::string(name), why);
}

// The error that says most: that something is not there says the least.
void note(std::optional<Error>& noted, const Error& error) {
  if (!noted || noted->kind == ErrorKind::absent) {
    noted = error;
  }
}

// The files of this log that were put aside, oldest first.
Result<std::vector<winlog::LogFile>> putAside(const Host& host, std::string_view name) {
  Result<std::vector<FileEntry>> entries = host.folder(logFolder);
  if (!entries) {
    return tl::unexpected(std::move(entries.error()));
  }
  std::vector<winlog::LogFile> files;
  for (const FileEntry& entry : *entries) {
    if (!entry.folder && !equalIgnoringCase(entry.name, name)) {
      files.push_back({entry.name, entry.size, entry.modified});
    }
  }
  for (winlog::LogSeries& series : winlog::logSeries(std::move(files))) {
    if (equalIgnoringCase(series.name, name)) {
      return std::move(series.files);
    }
  }
  return std::vector<winlog::LogFile>{};
}

// What all logs say together. The one that is added later wins.
struct Found {
  std::map<std::string, ItemName> names;
  std::map<std::pair<std::string, std::string>, AgentLine> lines;  // by app and kind
  std::string phase;
  std::optional<Error> missing;  // why the logs were not read to their beginning
  bool any = false;

  void add(AgentLog log) {
    for (ItemName& name : log.names) {
      names.insert_or_assign(name.id, name);
    }
    for (AgentLine& line : log.lines) {
      const auto [place, isNew] = lines.try_emplace({line.app, line.kind}, line);
      if (!isNew && place->second.time <= line.time) {
        place->second = std::move(line);
      }
    }
    phase = log.phase.empty() ? phase : log.phase;
  }

  bool whole() const { return !missing || missing->kind == ErrorKind::absent; }

  // A log that was not read to its beginning may still say it.
  Error no(ErrorId what) const {
    return (any && whole()) || !missing ? readError(ErrorKind::absent, std::string(logFolder), what) : *missing;
  }

  template <class Value, class Map>
  Fact<std::vector<Value>> listOf(const Map& map, ErrorId none) const {
    std::vector<Value> list;
    list.reserve(map.size());
    for (const auto& [key, value] : map) {
      list.push_back(value);
    }
    return list.empty() ? unknownFact<std::vector<Value>>(no(none), std::string(logFolder))
                        : knownFact(std::move(list), std::string(logFolder));
  }

  void put(IntuneAgentPart& part) const {
    const std::string source(logFolder);
    part.names = listOf<ItemName>(names, ErrorId::whyNoAppNamed);
    part.lines = listOf<AgentLine>(lines, ErrorId::whyNoAppLine);
    part.logPhase =
        phase.empty() ? unknownFact<std::string>(no(ErrorId::whyNoPhaseLine), source) : knownFact(phase, source);
    const auto last = lines.find({"", "last"});
    part.lastLogLine = last == lines.end() ? unknownFact<UtcTime>(no(ErrorId::whyNoTimeLine), source)
                                           : knownFact(last->second.time, source);
    part.logsWhole = any ? knownFact(whole(), source) : unknownFact<bool>(no(ErrorId::whyNoLog), source);
  }
};

}  // namespace

bool AgentLogs::isSame(const FileContent& file, const Log& log) {
  return log.seen && startOf(file) <= log.place && log.place + log.mark.size() <= file.size &&
         textOf(file).substr(static_cast<std::size_t>(log.place - startOf(file))).starts_with(log.mark);
}

void AgentLogs::take(std::string name, const FileContent& file, int offsetMinutes, bool goesOn, Log& log) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  const std::uint64_t start = startOf(file);
  std::string_view text = textOf(file);
  std::size_t from = start == 0 && text.starts_with(mark) ? mark.size() : 0;
  from = goesOn ? static_cast<std::size_t>(log.offset - start) : from;
  if (!file.whole && !goesOn) {
    note(log.older, notRead(name, ErrorId::whyOnlyEnd));
  }
  const std::size_t last =
      from + log.reader.add({std::move(name), text.substr(from), start + from, file.modified, offsetMinutes}, goesOn);
  log.any = log.seen = true;
  log.offset = start + last;
  const std::size_t before = std::min(last, longestMark);
  log.place = log.offset - before;
  log.mark = text.substr(last - before, before + longestMark);
}

void AgentLogs::readOlder(const Host& host, std::string_view path, int offsetMinutes, Log& log) {
  const Result<std::vector<winlog::LogFile>> files = putAside(host, nameIn(path));
  if (!files) {
    note(log.older, files.error());
    return;
  }
  std::size_t first = files->size();
  for (std::uint64_t bytes = 0; first > 0 && files->size() - first < mostFiles; --first) {
    bytes += std::min((*files)[first - 1].size, tailBytes);
    if (bytes > mostBytes) {
      break;
    }
  }
  if (first > 0) {
    note(log.older, notRead((*files)[first - 1].name, ErrorId::whyOlderLogs));
  }
  for (; first < files->size(); ++first) {
    const std::string& name = (*files)[first].name;
    if (const Result<FileContent> file = host.file(pathOf(name), {tailBytes, true})) {
      take(name, *file, offsetMinutes, false, log);
    } else {
      note(log.older, file.error());
    }
  }
}

// The log was put aside since it was read: what was added before that is under its new name.
void AgentLogs::readRest(const Host& host, std::string_view path, int offsetMinutes, Log& log) {
  const Result<std::vector<winlog::LogFile>> files = putAside(host, nameIn(path));
  if (!files || files->empty()) {
    return;
  }
  const std::string& name = files->back().name;
  const Result<FileContent> file = host.file(pathOf(name), {tailBytes, true});
  if (file && isSame(*file, log)) {
    log.reader.renameLast(name);
    take(name, *file, offsetMinutes, true, log);
  }
}

void AgentLogs::readNow(const Host& host, std::string_view path, int offsetMinutes, Log& log) {
  std::uint64_t want = tailBytes;
  if (log.seen) {
    // The folder's own entry is not asked: Windows brings it up to date when the writer closes the file.
    const Result<FileContent> now = host.file(path, {0, true});
    const std::uint64_t grown = now && now->size >= log.offset ? now->size - log.place : tailBytes;
    want = std::min(grown, tailBytes);
  }
  Result<FileContent> file = host.file(path, {want, true});
  if (file && want < tailBytes && !isSame(*file, log)) {
    file = host.file(path, {tailBytes, true});
  }
  if (!file) {
    log.problem = file.error();
    return;
  }
  log.problem.reset();
  const bool goesOn = isSame(*file, log);
  if (log.seen && !goesOn) {
    readRest(host, path, offsetMinutes, log);
  }
  take(nameIn(path), *file, offsetMinutes, goesOn, log);
}

void AgentLogs::read(const Host& host) {
  const Result<Clock> clock = host.clock();
  const int offsetMinutes = clock ? clock->offsetMinutes : 0;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!logs_[i].begun) {
      readOlder(host, paths[i], offsetMinutes, logs_[i]);
      logs_[i].begun = true;
      logs_[i].seen = false;  // the one that is written goes on with none of these
    }
    readNow(host, paths[i], offsetMinutes, logs_[i]);
  }
}

void AgentLogs::fill(IntuneAgentPart& part) const {
  Found found;
  for (const Log& log : logs_) {
    found.add(log.reader.take());
    found.any = found.any || log.any;
    for (const std::optional<Error>* error : {&log.older, &log.problem}) {
      if (*error) {
        note(found.missing, **error);
      }
    }
  }
  found.put(part);
}

void takeAgentLogs(const IntuneAgentPart& from, IntuneAgentPart& part) {
  part.names = from.names;
  part.logPhase = from.logPhase;
  part.lastLogLine = from.lastLogLine;
  part.lines = from.lines;
  part.logsWhole = from.logsWhole;
}

}  // namespace preflight
