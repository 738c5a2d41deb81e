#include "app/log/log_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <queue>

#include "app/view/culprit.h"
#include "base/text.h"
#include "knowledge/knowledge.h"
#include "text/view_id.h"
#include "winlog/agent_log.h"
#include "winlog/event_data.h"

namespace preflight {
namespace {

constexpr std::size_t longestLine = 2000;    // of a line, to find out what it says
constexpr std::int64_t clockSlack = 60'000;  // records of one channel come in a little out of order

std::int64_t timeOf(const LogPart& part, std::size_t entry) {
  return part.isFile() ? part.times[entry] : part.events[entry].time.milliseconds;
}

// Whether the clock was set between this entry and the one before it.
bool jumpsAt(const LogPart& part, std::size_t entry) {
  if (part.isFile()) {
    return entry > 0 && std::any_of(part.segments.begin(), part.segments.end(),
                                    [&](const winlog::ClockSegment& each) { return each.first == entry; });
  }
  return entry > 0 && timeOf(part, entry) != 0 && timeOf(part, entry) + clockSlack < timeOf(part, entry - 1);
}

const winlog::ClockSegment& segmentOf(const LogPart& part, std::size_t entry) {
  const auto after = std::upper_bound(part.segments.begin(), part.segments.end(), entry,
                                      [](std::size_t n, const winlog::ClockSegment& each) { return n < each.first; });
  return *std::prev(after);
}

std::string jumpText(const LogPart& part, std::size_t entry) {
  if (part.isFile()) {
    const int step = segmentOf(part, entry).offsetMinutes - segmentOf(part, entry - 1).offsetMinutes;
    return say(step < 0 ? ViewId::logClockBack : ViewId::logClockAhead,
               {{"span", durationText(std::abs(step) * 60'000LL)}});
  }
  return say(ViewId::clockBack, {{"span", durationText(timeOf(part, entry - 1) - timeOf(part, entry))}});
}

bool containsIgnoringCase(std::string_view text, std::string_view needle) {
  if (needle.empty()) {
    return true;
  }
  const auto folded = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::search(text.begin(), text.end(), needle.begin(), needle.end(),
                     [&](char a, char b) { return folded(a) == b; }) != text.end();
}

std::string_view rawEntry(const LogPart& part, std::size_t entry) {
  const auto begin = static_cast<std::size_t>(part.index.offset(entry));
  return std::string_view(part.bytes).substr(begin, static_cast<std::size_t>(part.index.end(entry)) - begin);
}

winlog::LogEntry lineOf(const LogPart& part, std::size_t entry, std::size_t most) {
  const winlog::MemorySource source(part.bytes);
  return winlog::entryAt(source, part.index, entry, most).value_or(winlog::LogEntry{});
}

// A message as lines; what is very long stays on the last one.
void addLines(std::vector<Evidence>& details, const Text& label, std::string_view text, const std::string& source) {
  constexpr std::size_t mostLines = 400;
  for (std::size_t line = 0; line == 0 || (!text.empty() && line < mostLines); ++line) {
    const std::size_t end = text.find('\n');
    details.push_back({line == 0 ? label : Text(), printable(trimmed(text.substr(0, end)), 64U << 10), source});
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  if (!text.empty()) {
    details.push_back({"", Text(ViewId::moreBytes, {{"n", std::to_string(text.size())}}), source});
  }
}

void addCodes(std::vector<Evidence>& details, std::string_view text) {
  std::vector<std::uint32_t> told;
  for (const knowledge::CodeInText& each : knowledge::codesIn(text.substr(0, 64U << 10))) {
    if (each.code != 0 && std::find(told.begin(), told.end(), each.code) == told.end() && told.size() < 8) {
      told.push_back(each.code);
      details.push_back({ViewId::code, knowledge::oneLine(each.code), say(ViewId::knowledge)});
    }
  }
}

void addEvent(std::vector<Evidence>& details, const LogPart& part, const LogEvent& event) {
  const std::string source = say(ViewId::recordOf, {{"log", part.name}, {"n", std::to_string(event.recordId)}});
  details.push_back(
      {ViewId::event, Text(ViewId::eventId, {{"id", std::to_string(event.id)}, {"provider", event.provider}}), source});
  if (const knowledge::EventEntry* known = knowledge::findEvent(event.provider, event.id, event.level)) {
    details.push_back({ViewId::meaning, std::string(known->meaning), source});
    details.push_back({ViewId::cause, std::string(known->cause), source});
    details.push_back({ViewId::whatToDo, std::string(known->action), std::string(known->who)});
  }
  for (const auto& [name, value] : winlog::eventData(event.xml)) {
    addLines(details, printable(name, 100), value, source);
  }
  addCodes(details, event.text);
  addLines(details, ViewId::xml, event.xml, source);
}

void addLine(std::vector<Evidence>& details, const LogPart& part, std::size_t entry) {
  const winlog::LogEntry line = lineOf(part, entry, 64U << 10);
  const std::string source =
      say(ViewId::entryOf,
          {{"log", part.name}, {"n", std::to_string(entry + 1)}, {"all", std::to_string(part.index.size())}});
  addLines(details, ViewId::text, line.message, source);
  if (line.leftOut > 0) {
    details.push_back({ViewId::leftOut, Text(ViewId::leftOutBytes, {{"n", std::to_string(line.leftOut)}}), source});
  }
  if (line.time) {
    details.push_back(
        {ViewId::timeAsWritten, Text(ViewId::wallTime, {{"time", winlog::wallText(*line.time)}}), source});
  }
  details.push_back({ViewId::component, printable(line.component, 200), source});
  details.push_back({ViewId::thread, printable(line.thread, 100), source});
  addCodes(details, line.message);
}

std::optional<std::size_t> recordAt(const LogPart& part, const LogEntryRef& wanted) {
  // A part that holds one provider of a channel names it behind the channel.
  const bool ofChannel =
      startsWithIgnoringCase(part.name, wanted.channel) &&
      (part.name.size() == wanted.channel.size() || part.name.compare(wanted.channel.size(), 2, " (") == 0);
  if (wanted.channel.empty() || !ofChannel) {
    return {};
  }
  const auto at = std::lower_bound(part.events.begin(), part.events.end(), wanted.recordId,
                                   [](const LogEvent& each, std::uint64_t id) { return each.recordId < id; });
  const bool found = at != part.events.end() && at->recordId == wanted.recordId;
  return found ? std::optional(static_cast<std::size_t>(at - part.events.begin())) : std::nullopt;
}

// The entry that holds this byte of the piece, when it was written when the wanted one was.
std::optional<std::size_t> lineIn(const LogPart& part, const LogPiece& piece, const LogEntryRef& wanted) {
  if (wanted.offset < piece.offset || part.index.size() == 0) {
    return {};
  }
  const std::uint64_t byte = piece.begin + (wanted.offset - piece.offset);
  std::size_t low = 0;
  for (std::size_t high = part.index.size(); low + 1 < high;) {
    const std::size_t middle = low + (high - low) / 2;
    (part.index.offset(middle) <= byte ? low : high) = middle;
  }
  const std::optional<winlog::WallTime> time = part.index.time(low);
  const bool same = byte < part.index.end(low) && (time ? winlog::wallText(*time) : "") == wanted.written;
  return same ? std::optional(low) : std::nullopt;
}

// The file may have been put aside since the line was read: then it has another name and the same bytes.
std::optional<std::size_t> lineAt(const LogPart& part, const LogEntryRef& wanted) {
  const std::string stem = wanted.file.substr(0, std::min(wanted.file.find_first_of("-_."), wanted.file.size()));
  if (!startsWithIgnoringCase(part.name, stem)) {
    return {};
  }
  for (const bool named : {true, false}) {
    for (const LogPiece& each : part.pieces) {
      if (equalIgnoringCase(each.file, wanted.file) == named) {
        if (const std::optional<std::size_t> at = lineIn(part, each, wanted)) {
          return at;
        }
      }
    }
  }
  return {};
}

// What the agent's line says about an app; nothing when it is about none.
std::optional<winlog::AgentEvent> agentEventOf(const winlog::LogEntry& line) {
  winlog::AgentReader reader;
  reader.add(line);
  const std::vector<winlog::AgentEvent>& events = reader.facts().events;
  return events.empty() ? std::nullopt : std::optional(events.front());
}

LogMeaning meaningOfKind(const winlog::AgentEvent& event) {
  using winlog::AgentEventKind;
  switch (event.kind) {
    case AgentEventKind::exitCode:
      return {event.exitCode.value_or(0) == 0 ? Sign::ok : Sign::failed, true};
    case AgentEventKind::failed:
    case AgentEventKind::trackedFailed:
      return {Sign::failed, true};
    case AgentEventKind::notDetected:
      return {Sign::warning, true};
    case AgentEventKind::downloaded:
    case AgentEventKind::detected:
    case AgentEventKind::trackedCompleted:
      return {Sign::ok, true};
    case AgentEventKind::skipped:
      return {Sign::skipped, true};
    case AgentEventKind::trackedInProgress:  // said at every look
    case AgentEventKind::scriptBegun:
    case AgentEventKind::scriptEnded:
    case AgentEventKind::processing:
    case AgentEventKind::downloading:
    case AgentEventKind::installing:
      break;
  }
  return {Sign::info, event.kind != AgentEventKind::trackedInProgress};
}

// By the words alone: a failure or a time-out, and not the lack of one.
bool saysFailure(std::string_view text) {
  for (const std::string_view word : {" failed", "timed out", "failure:", "_failed", "_failure", "progress_timeout"}) {
    const auto folded = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    const auto at =
        std::search(text.begin(), text.end(), word.begin(), word.end(), [&](char a, char b) { return folded(a) == b; });
    if (at == text.end()) {
      continue;
    }
    const std::string before = lower(text.substr(0, static_cast<std::size_t>(at - text.begin())));
    const std::string_view after = text.substr(static_cast<std::size_t>(at - text.begin()) + word.size(), 4);
    const bool denied = before.ends_with("no") || before.ends_with("not") || before.ends_with("0") ||
                        after.starts_with(": 0") || after.starts_with(" = 0") || after.starts_with("=0");
    if (!denied) {
      return true;
    }
  }
  return false;
}

LogMeaning meaningOfLine(const LogPart& part, std::size_t entry) {
  const int type = static_cast<int>(part.index.type(entry));
  const winlog::LogEntry line = lineOf(part, entry, longestLine);
  if (const std::optional<winlog::AgentEvent> event = agentEventOf(line)) {
    const LogMeaning meaning = meaningOfKind(*event);
    if (meaning.sign != Sign::info || type < 2) {
      return meaning;
    }
  }
  if (type == 3 || saysFailure(line.message)) {
    return {Sign::failed, true};
  }
  return type == 2 ? LogMeaning{Sign::warning, true} : LogMeaning{};
}

LogMeaning meaningOfEvent(const LogEvent& event) {
  const bool known = knowledge::findEvent(event.provider, event.id, event.level) != nullptr;
  if (event.level == 1 || event.level == 2 || saysFailure(event.text)) {
    return {Sign::failed, true};
  }
  return event.level == 3 ? LogMeaning{Sign::warning, true} : LogMeaning{Sign::info, known};
}

// The app that the agent's own reading found for the line at this place; empty: none.
std::string appAt(const LogPart& part, std::size_t entry, const IntuneAgentPart& agent) {
  const std::uint64_t byte = part.index.offset(entry);
  for (const LogPiece& piece : part.pieces) {
    for (const AgentLine& line : agent.lines.value) {
      const bool here = !line.app.empty() && line.offset >= piece.offset &&
                        piece.begin + (line.offset - piece.offset) == byte && equalIgnoringCase(line.file, piece.file);
      if (here) {
        return line.app;
      }
    }
  }
  return {};
}

// The name of the line's app, else its id; empty where the line is about none that is known.
std::string appName(const LogPart& part, std::size_t entry, const winlog::AgentEvent& event,
                    const IntuneAgentPart& agent) {
  const std::string app = event.app.empty() ? appAt(part, entry, agent) : event.app;
  const auto named =
      std::ranges::find_if(agent.names.value, [&](const ItemName& name) { return equalIgnoringCase(name.id, app); });
  return app.empty() || named == agent.names.value.end() ? app : printable(named->name, 120);
}

// What Windows' own page says of itself.
std::optional<ViewId> wordsOf(const LogEvent& event) {
  if (event.provider != "Microsoft-Windows-Shell-Core") {
    return {};
  }
  if (event.text.find("ESPProgress_Timeout") != std::string::npos) {
    return ViewId::logEspTimeout;
  }
  return event.text.find("ESPProgress_Fail") != std::string::npos ? std::optional(ViewId::logEspFailed) : std::nullopt;
}

// A sentence for what the line says, where no detail of it would be lost.
std::optional<ViewId> wordsOf(const winlog::AgentEvent& event) {
  using winlog::AgentEventKind;
  switch (event.kind) {
    case AgentEventKind::downloading:
      return event.bytes && event.ofBytes ? ViewId::logDownloadingBytes : ViewId::logDownloading;
    case AgentEventKind::downloaded:
      return ViewId::logDownloaded;
    case AgentEventKind::installing:
      return ViewId::logInstalling;
    case AgentEventKind::exitCode:
      return event.exitCode.value_or(0) == 0 ? ViewId::logInstalled : ViewId::logExitCode;
    case AgentEventKind::detected:
      return ViewId::logDetected;
    case AgentEventKind::notDetected:
      return ViewId::logNotDetected;
    case AgentEventKind::trackedCompleted:
      return ViewId::logTrackedDone;
    case AgentEventKind::trackedFailed:
      return ViewId::logTrackedFailed;
    case AgentEventKind::processing:
      return ViewId::logProcessing;
    default:
      return {};  // the line says more
  }
}

}  // namespace

std::string LogData::label(const LogRow& row) const {
  return parts_[row.source].label;
}

std::string LogData::number(const LogRow& row) const {
  const LogPart& part = parts_[row.source];
  if (row.jump) {
    return "";
  }
  return part.isFile() ? "" : std::to_string(part.events[row.entry].id);
}

std::string LogData::text(const LogRow& row, std::size_t most) const {
  const LogPart& part = parts_[row.source];
  if (row.jump) {
    return jumpText(part, row.entry);
  }
  return printable(part.isFile() ? lineOf(part, row.entry, most).message : part.events[row.entry].text, most);
}

LogMeaning LogData::meaning(const LogRow& row) const {
  const LogPart& part = parts_[row.source];
  if (row.jump) {
    return {Sign::info, true};
  }
  return part.isFile() ? meaningOfLine(part, row.entry) : meaningOfEvent(part.events[row.entry]);
}

std::string LogData::sentence(const LogRow& row, const IntuneAgentPart& agent, std::size_t most) const {
  const LogPart& part = parts_[row.source];
  if (row.jump) {
    return text(row, most);
  }
  if (!part.isFile()) {
    const std::optional<ViewId> words = wordsOf(part.events[row.entry]);
    return words ? say(*words) : text(row, most);
  }
  const std::optional<winlog::AgentEvent> event = agentEventOf(lineOf(part, row.entry, longestLine));
  const std::optional<ViewId> words = event ? wordsOf(*event) : std::nullopt;
  const std::string app = words ? appName(part, row.entry, *event, agent) : std::string();
  if (app.empty()) {
    return text(row, most);
  }
  const bool counted = event->bytes && event->ofBytes;
  return say(*words, {{"app", app},
                      {"code", std::to_string(event->exitCode.value_or(0))},
                      {"bytes", counted ? amountText(static_cast<std::int64_t>(*event->bytes),
                                                     static_cast<std::int64_t>(*event->ofBytes))
                                        : std::string()}});
}

bool LogData::estimated(const LogRow& row) const {
  return parts_[row.source].isFile();
}

std::vector<Evidence> LogData::details(const LogRow& row, int zoneMinutes) const {
  const LogPart& part = parts_[row.source];
  std::vector<Evidence> details;
  if (row.jump) {
    details.push_back({ViewId::clock, jumpText(part, row.entry), part.name});
    details.push_back({ViewId::meaning, ViewId::clockMeaning, ""});
    return details;
  }
  if (row.time != 0) {
    const UtcTime time{row.time};
    Args when{{"date", dateText(time, zoneMinutes).substr(0, 10)}, {"time", clockText(time, zoneMinutes)}};
    details.push_back(
        {ViewId::time, Text(estimated(row) ? ViewId::timeEstimated : ViewId::timeExact, std::move(when)), part.name});
  }
  part.isFile() ? addLine(details, part, row.entry) : addEvent(details, part, part.events[row.entry]);
  return details;
}

bool LogData::fits(const LogRow& row, const std::vector<std::string>& needles) const {
  return std::ranges::any_of(needles, [&](const std::string& needle) { return fits(row, needle); });
}

bool LogData::fits(const LogRow& row, std::string_view needle) const {
  const LogPart& part = parts_[row.source];
  if (containsIgnoringCase(part.name, needle) || (row.jump && containsIgnoringCase(text(row), needle))) {
    return true;
  }
  if (row.jump) {
    return false;
  }
  return part.isFile() ? containsIgnoringCase(rawEntry(part, row.entry), needle)
                       : number(row) == needle || containsIgnoringCase(part.events[row.entry].text, needle);
}

std::optional<LogRow> LogData::rowOf(const LogEntryRef& entry) const {
  for (std::uint32_t i = 0; i < parts_.size(); ++i) {
    const LogPart& part = parts_[i];
    const std::optional<std::size_t> at = entry.file.empty() ? recordAt(part, entry) : lineAt(part, entry);
    if (at) {
      return LogRow{i, static_cast<std::uint32_t>(*at), false, timeOf(part, *at)};
    }
  }
  return {};
}

std::shared_ptr<const LogData> LogData::of(std::vector<LogPart> parts, bool finished) {
  auto data = std::make_shared<LogData>();
  data->parts_ = std::move(parts);
  data->finished_ = finished;
  struct Head {
    std::int64_t time;
    std::uint32_t source;
    std::uint32_t left;  // entries that have not been taken
    bool operator<(const Head& other) const { return time != other.time ? time < other.time : source > other.source; }
  };
  // An entry without a time goes where the one after it in its source went.
  std::priority_queue<Head> heads;
  std::size_t total = 0;
  for (std::uint32_t i = 0; i < data->parts_.size(); ++i) {
    const LogPart& part = data->parts_[i];
    total += part.size();
    if (part.size() > 0) {
      const std::int64_t time = timeOf(part, part.size() - 1);
      heads.push({time == 0 ? INT64_MAX : time, i, static_cast<std::uint32_t>(part.size())});
    }
  }
  data->rows_.reserve(total + 16);
  while (!heads.empty()) {
    Head head = heads.top();
    heads.pop();
    const LogPart& part = data->parts_[head.source];
    const std::uint32_t entry = head.left - 1;
    const std::int64_t own = timeOf(part, entry);
    data->rows_.push_back({head.source, entry, false, own});
    const bool mayJump = part.isFile() ? part.segments.size() > 1 : true;
    if (mayJump && jumpsAt(part, entry)) {
      data->rows_.push_back({head.source, entry, true, own});
    }
    if (--head.left > 0) {
      const std::int64_t next = timeOf(part, head.left - 1);
      head.time = next == 0 ? head.time : next;
      heads.push(head);
    }
  }
  return data;
}

LogPart filePart(std::string name, std::string bytes, std::optional<UtcTime> modified) {
  LogPart part;
  part.name = std::move(name);
  part.label = part.name.substr(0, part.name.rfind('.'));
  part.bytes = std::move(bytes);
  const winlog::MemorySource source(part.bytes);
  winlog::IndexBuilder builder(source);
  if (const Result<void> built = builder.finish(); !built) {
    part.state = stateOf(built.error().kind);
    part.words = printable(describe(built.error()), 300);
    part.bytes.clear();
    return part;
  }
  part.index = builder.take();
  part.segments = winlog::clockSegments(part.index, {.lastWrite = modified});
  part.times.resize(part.index.size());
  std::size_t segment = 0;
  for (std::size_t i = 0; i < part.times.size(); ++i) {
    segment += segment + 1 < part.segments.size() && part.segments[segment + 1].first == i ? 1U : 0U;
    const std::optional<winlog::WallTime> wall = part.index.time(i);
    if (wall && modified) {
      part.times[i] = wall->milliseconds - part.segments[segment].offsetMinutes * 60'000LL;
    }
  }
  return part;
}

}  // namespace preflight
