#include "collect/support/agent_log_reader.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/text.h"

namespace preflight {
namespace {

constexpr std::uint64_t longestEntry = 8U << 20;  // one line of policies alone may take several megabytes
constexpr std::size_t mostEntries = 200'000;      // of a file; a tail of ordinary lines has a quarter of them
constexpr std::size_t mostLines = 2000;
constexpr std::size_t longestText = 300;
constexpr int mostOffset = 14 * 60;  // no zone is farther from UTC

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
  const std::vector<winlog::ClockSegment> segments = segmentsOf(index, file);
  std::size_t segment = 0;
  for (std::size_t each = index.size() - std::min(index.size(), mostEntries); each < index.size(); ++each) {
    while (segment + 1 < segments.size() && segments[segment + 1].first <= each) {
      ++segment;
    }
    Result<winlog::LogEntry> entry = winlog::entryAt(bytes, index, each, longestEntry);
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
  for (const winlog::AgentApp& each : reader_.facts().apps) {
    log.names.push_back({each.id, each.name, files_[each.file]});
  }
  log.phase = reader_.facts().phase;
  log.lines = newestLines();
  if (last_) {
    log.lines.push_back({"",
                         "last",
                         printable(trimmed(last_->message), longestText),
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

// A file that was copied says when it was copied: no zone fits that.
std::vector<winlog::ClockSegment> AgentLogReader::segmentsOf(const winlog::LogIndex& index, const AgentLogFile& file) {
  std::vector<winlog::ClockSegment> segments =
      winlog::clockSegments(index, file.modified == UtcTime{} ? std::nullopt : std::optional(file.modified));
  const bool fits = segments.back().anchored && std::abs(segments.back().offsetMinutes) <= mostOffset;
  const int shift = fits ? 0 : file.offsetMinutes - segments.back().offsetMinutes;
  for (winlog::ClockSegment& each : segments) {
    each.offsetMinutes += shift;
  }
  return segments;
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
  for (const winlog::AgentEvent& each : reader_.facts().events) {
    newest[{each.app, each.kind}] = &each;
    if (each.kind == winlog::AgentEventKind::downloading) {
      const winlog::AgentEvent*& first = sameBytes[each.app];
      first = first == nullptr || first->bytes != each.bytes || first->ofBytes != each.ofBytes ? &each : first;
    } else if (each.kind != winlog::AgentEventKind::processing) {
      sameBytes.erase(each.app);
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

AgentLog agentLogFrom(const std::vector<AgentLogFile>& oldestFirst) {
  AgentLogReader reader;
  for (const AgentLogFile& each : oldestFirst) {
    reader.add(each);
  }
  return reader.take();
}

}  // namespace preflight
