#include "collect/support/agent_log_reader.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace preflight {
namespace {

constexpr std::uint64_t longestEntry = 8U << 20;  // one line of policies alone may take several megabytes
constexpr std::size_t mostEntries = 200'000;      // of a file; a tail of ordinary lines has a quarter of them
constexpr std::size_t mostLines = 2000;
constexpr std::size_t longestText = 300;

std::optional<std::int64_t> number(std::optional<std::uint64_t> value) {
  return value && *value <= INT64_MAX ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
}

UtcTime utcOf(const std::optional<winlog::WallTime>& time, const std::optional<int>& bias) {
  return time ? UtcTime{time->milliseconds + std::int64_t{bias.value_or(0)} * 60'000} : UtcTime{};
}

}  // namespace

std::size_t AgentLogReader::add(const AgentLogFile& file, bool goesOn) {
  if (!goesOn || files_.empty()) {
    files_.push_back(file.name);
    reader_.beginFile(files_.size() - 1);
  }
  const winlog::MemorySource bytes(file.text);
  winlog::IndexBuilder builder(bytes);
  if (!builder.finish() || builder.index().size() == 0) {
    return 0;
  }
  const winlog::LogIndex& index = builder.index();
  const std::vector<winlog::ClockSegment> segments = segmentsOf(index, bytes, file);
  std::size_t segment = 0;
  for (std::size_t place = index.size() - std::min(index.size(), mostEntries); place < index.size(); ++place) {
    while (segment + 1 < segments.size() && segments[segment + 1].first <= place) {
      ++segment;
    }
    Result<winlog::LogEntry> entry = winlog::entryAt(bytes, index, place, longestEntry);
    if (!entry) {
      continue;
    }
    entry->offset += file.offset;
    entry->biasMinutes = entry->biasMinutes ? entry->biasMinutes : -segments[segment].offsetMinutes;
    reader_.add(*entry);
    if (entry->time) {
      last_ = *std::move(entry);
      lastFile_ = files_.size() - 1;
    }
  }
  return static_cast<std::size_t>(index.offset(index.size() - 1));
}

void AgentLogReader::renameLast(std::string name) {
  if (!files_.empty()) {
    files_.back() = std::move(name);
  }
}

AgentLog AgentLogReader::take() const {
  AgentLog log;
  for (const winlog::AgentApp& app : reader_.facts().apps) {
    log.names.push_back({app.id, app.name, files_[app.file]});
  }
  log.phase = reader_.facts().phase;
  log.lines = newestLines();
  if (last_) {
    log.lines.push_back({"",
                         "last",
                         shortened(trimmed(last_->message), longestText),
                         {},
                         {},
                         {},
                         utcOf(last_->time, last_->biasMinutes),
                         {},
                         winlog::wallText(*last_->time),
                         files_[lastFile_],
                         last_->offset});
  }
  return log;
}

std::vector<winlog::ClockSegment> AgentLogReader::segmentsOf(const winlog::LogIndex& index,
                                                             const winlog::LogSource& bytes, const AgentLogFile& file) {
  const auto startsAt = [&](std::size_t entry) {
    constexpr std::size_t entriesOfStart = 5;
    for (std::size_t place = entry; place < std::min(index.size(), entry + entriesOfStart); ++place) {
      const Result<winlog::LogEntry> read = winlog::entryAt(bytes, index, place, longestText);
      if (read && (read->message.starts_with("EMS Agent Started") || read->message.starts_with("Agent version is"))) {
        return true;
      }
    }
    return false;
  };
  const std::optional<UtcTime> modified = file.modified == UtcTime{} ? std::nullopt : std::optional(file.modified);
  return winlog::clockSegments(index, {modified, file.offsetMinutes, startsAt});
}

AgentLine AgentLogReader::lineOf(const winlog::AgentEvent& event) const {
  return {event.app,
          std::string(winlog::name(event.kind)),
          event.text,
          event.exitCode,
          number(event.bytes),
          number(event.ofBytes),
          utcOf(event.time, event.biasMinutes),
          {},
          event.time ? winlog::wallText(*event.time) : std::string(),
          files_[event.file],
          event.offset};
}

std::vector<AgentLine> AgentLogReader::newestLines() const {
  std::map<std::pair<std::string, winlog::AgentEventKind>, const winlog::AgentEvent*> newest;
  std::map<std::string, const winlog::AgentEvent*> sameBytes;  // the first line with the newest count
  for (const winlog::AgentEvent& event : reader_.facts().events) {
    newest[{event.app, event.kind}] = &event;
    if (event.kind == winlog::AgentEventKind::downloading) {
      const winlog::AgentEvent*& first = sameBytes[event.app];
      first = first == nullptr || first->bytes != event.bytes || first->ofBytes != event.ofBytes ? &event : first;
    } else if (event.kind != winlog::AgentEventKind::processing && !winlog::isTracked(event.kind)) {
      sameBytes.erase(event.app);
    }
  }
  std::vector<AgentLine> lines;
  for (const auto& [key, event] : newest) {
    if (!key.first.empty() && lines.size() < mostLines) {
      lines.push_back(lineOf(*event));
      const auto first = sameBytes.find(key.first);
      if (event->kind == winlog::AgentEventKind::downloading && first != sameBytes.end()) {
        lines.back().since = utcOf(first->second->time, first->second->biasMinutes);
      }
    }
  }
  return lines;
}

}  // namespace preflight
