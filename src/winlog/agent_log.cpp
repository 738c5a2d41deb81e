#include "winlog/agent_log.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/guid.h"
#include "base/json.h"
#include "base/names.h"
#include "base/text.h"

namespace preflight::winlog {
namespace {

constexpr std::size_t mostApps = 5000;
constexpr std::size_t mostEvents = 10'000;
constexpr std::size_t longestName = 300;
constexpr std::size_t longestText = 300;

constexpr NameTable<AgentEventKind, 14> kinds{{{{AgentEventKind::processing, "processing"},
                                                {AgentEventKind::downloading, "downloading"},
                                                {AgentEventKind::downloaded, "downloaded"},
                                                {AgentEventKind::installing, "installing"},
                                                {AgentEventKind::exitCode, "exitCode"},
                                                {AgentEventKind::detected, "detected"},
                                                {AgentEventKind::notDetected, "notDetected"},
                                                {AgentEventKind::scriptBegun, "scriptBegun"},
                                                {AgentEventKind::scriptEnded, "scriptEnded"},
                                                {AgentEventKind::skipped, "skipped"},
                                                {AgentEventKind::failed, "failed"},
                                                {AgentEventKind::trackedInProgress, "trackedInProgress"},
                                                {AgentEventKind::trackedCompleted, "trackedCompleted"},
                                                {AgentEventKind::trackedFailed, "trackedFailed"}}}};

// Which app a line is about.
enum class About : std::uint8_t {
  current,  // the app that the agent turned to last; the line names none
  named,    // the GUID behind `id`, else as above
  turns,    // the same; lines that name none are about this app from now on
};

// A line that holds `mark` says this. The first that fits counts. Several wordings for one thing: versions differ.
struct Wording {
  std::string_view mark;
  std::optional<AgentEventKind> kind;  // nothing: it only turns to an app
  About about = About::current;
  std::string_view id = {};         // empty: right behind the mark
  std::string_view nameBegin = {};  // the app's name is between these two
  std::string_view nameEnd = {};    // empty: up to the end of the line, without its full stop
};
using Kind = AgentEventKind;
constexpr std::array wordings{
    // Up to 1.90
    Wording{"processing targeted app (", Kind::processing, About::turns, "id='", "name='", "', id"},
    Wording{"[Win32App] Processing app (id=", Kind::processing, About::turns, "", "name = ", ") with"},
    Wording{"ProcessAppWithDependencies starts for ", Kind::processing, About::turns, "", " with name ", ""},
    Wording{"===Step=== Start to Present app ", Kind::processing, About::turns},
    Wording{"download and decryption is successfully done", Kind::downloaded},
    Wording{"CDN mode, download completes", Kind::downloaded},
    Wording{"Content cached and decrypted", Kind::downloaded},
    Wording{"Create installer process successfully", Kind::installing},
    Wording{"Start to launch the installer process", Kind::installing},
    Wording{"Installer exited with code ", Kind::exitCode},
    Wording{"applicationDetectedByCurrentRule: True", Kind::detected},
    Wording{"applicationDetectedByCurrentRule: False", Kind::notDetected},
    Wording{"installationStateString: 2", Kind::trackedInProgress, About::named, "InstanceID: Win32App_"},
    Wording{"installationStateString: 3", Kind::trackedCompleted, About::named, "InstanceID: Win32App_"},
    Wording{"installationStateString: 4", Kind::trackedFailed, About::named, "InstanceID: Win32App_"},
    // All versions
    Wording{"Downloading app (", Kind::downloading, About::named, "id = ", "name ", ") via"},
    Wording{"===Step=== Execute retry", Kind::installing},
    Wording{"Launch Win32AppInstaller in ", Kind::installing},
    Wording{"set mapping for lpExitCode", Kind::exitCode, About::named, "of app: "},
    Wording{"lpExitCode ", Kind::exitCode},
    Wording{"Download failed for app id: ", Kind::failed, About::named},
    Wording{"Decryption is failed for appId ", Kind::failed, About::named},
    Wording{"[Win32App] Installation is timeout", Kind::failed},
    Wording{"Didn't get content info from service", Kind::failed},
    Wording{"[PowerShell] Processing policy with id = ", Kind::scriptBegun, About::named},
    Wording{"policy result = ", Kind::scriptEnded, About::named, "olicy id = "},
    // 1.91 to 1.104
    Wording{"[DetectionActionHandler] Handler invoked for policy with id: ", std::nullopt, About::turns},
    Wording{"[ApplicabilityActionHandler] Handler invoked for policy with id: ", std::nullopt, About::turns},
    Wording{"[DownloadActionHandler] Handler invoked for policy with id: ", Kind::downloading, About::turns},
    Wording{"Handler invoked with execution type: Install for policy with id: ", Kind::installing, About::turns},
    Wording{"resulted in action status: Success and detection state: Detected", Kind::detected, About::turns,
            "policy with id: "},
    Wording{"resulted in action status: Success and detection state: NotDetected", Kind::notDetected, About::turns,
            "policy with id: "},
    Wording{"resulted in action status: Failed and detection state: ", Kind::failed, About::turns, "policy with id: "},
    Wording{"and applicability state: NotApplicable", Kind::skipped, About::turns, "policy with id: "},
    Wording{"[ActionProcessor] No action required for app with id: ", Kind::skipped, About::named},
    Wording{"[WinGetAppExecutionExecutor] Starting execution of app with id: ", Kind::installing, About::turns},
    Wording{"[WinGetAppExecutionExecutor] Starting execution", Kind::installing},
    Wording{"Operation Phase = Installing", Kind::installing, About::named, "Progress for app = "},
    Wording{"Installation result - ExtendedErrorCode = ", Kind::exitCode},
    Wording{", install: 2,", Kind::trackedInProgress, About::named, "got trackingApp Win32App_"},
    Wording{", install: 3,", Kind::trackedCompleted, About::named, "got trackingApp Win32App_"},
    Wording{", install: 4,", Kind::trackedFailed, About::named, "got trackingApp Win32App_"},
    Wording{"ESP tracked install status from ", Kind::trackedInProgress, About::named, "for application ",
            "with name: ", ""},
};
constexpr std::string_view subgraphMark = "[V3Processor] Processing subgraph with app ids: ";
// Reports of an app's state: {"EnforcementState":{"OldValue":"InProgress","NewValue":"ErrorDownloadingContent", with
// one kind of quotes or another.
constexpr std::string_view reportMark = "state for app with id: ";

bool isScript(AgentEventKind kind) {
  return kind == AgentEventKind::scriptBegun || kind == AgentEventKind::scriptEnded;
}

// The text between `mark` and `until` behind it; with an empty `until` the rest of the line.
std::string_view between(std::string_view text, std::string_view mark, std::string_view until) {
  const std::size_t at = text.find(mark);
  if (mark.empty() || at == std::string_view::npos) {
    return {};
  }
  std::string_view rest = text.substr(at + mark.size());
  if (until.empty()) {
    rest = trimmed(rest.substr(0, rest.find('\n')));
    rest.remove_suffix(rest.ends_with('.') ? 1 : 0);
    return rest;
  }
  const std::size_t end = rest.find(until);
  return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

std::string_view guidBehind(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  const std::string_view id = at == std::string_view::npos ? std::string_view{} : text.substr(at + mark.size(), 36);
  return isGuid(id) ? id : std::string_view{};
}

template <class Number>
std::optional<Number> numberAt(std::string_view text) {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc{} ? std::optional(number) : std::nullopt;
}

// The first number behind `mark`, whatever punctuation is between them; letters are words about a code.
std::optional<std::int64_t> codeBehind(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view rest = text.substr(at + mark.size());
  return numberAt<std::int64_t>(rest.substr(std::min(rest.find_first_not_of(" :='\""), rest.size())));
}

// The store's own code comes first; 0 there means that the installer's counts.
std::optional<std::int64_t> exitCodeIn(std::string_view message, std::string_view mark) {
  const std::optional<std::int64_t> code = codeBehind(message, mark);
  const std::optional<std::int64_t> ofInstaller = codeBehind(message, "InstallerErrorCode");
  return code == 0 && ofInstaller ? ofInstaller : code;
}

// "... from InProgress to Completed for application ...": how it is tracked now.
AgentEventKind trackedKind(std::string_view message) {
  const std::string_view state = between(message, " to ", " for application ");
  return state == "Completed"                    ? AgentEventKind::trackedCompleted
         : state == "Error" || state == "Failed" ? AgentEventKind::trackedFailed
                                                 : AgentEventKind::trackedInProgress;
}

// What a report changed the state to: "ErrorDownloadingContent".
std::string_view newValueIn(std::string_view message) {
  const std::size_t at = message.find("NewValue");
  std::string_view rest = at == std::string_view::npos ? std::string_view{} : message.substr(at + 8);
  const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  while (!rest.empty() && !isLetter(rest.front())) {
    rest.remove_prefix(1);
  }
  return rest.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(rest, isLetter) - rest.begin()));
}

// "Downloading app (id = ..., name ...) via DO, bytes 1048576/20971520 for user ...": the agent's own count, as several
// published logs of 2023 to 2025 have it. A WinGet app counts to 100 there; 0/0 is written while nothing is known.
void takeBytes(std::string_view message, AgentEvent& event) {
  const std::size_t via = message.rfind(") via ");  // behind the app's name, which may say anything
  const std::size_t at = via == std::string_view::npos ? via : message.find(", bytes ", via);
  if (at == std::string_view::npos || message.substr(0, at).ends_with(" via WinGet")) {
    return;
  }
  const std::string_view count = message.substr(at + 8);
  const std::size_t slash = count.find('/');
  const auto bytes = numberAt<std::uint64_t>(count);
  const auto of = slash == std::string_view::npos ? std::nullopt : numberAt<std::uint64_t>(count.substr(slash + 1));
  if (bytes && of && *of > 0 && *bytes <= *of) {
    event.bytes = bytes;
    event.ofBytes = of;
  }
}

// A JSON text that begins behind its opening quote at the front of `text`.
std::string jsonText(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && text[end] != '"' && end < 4 * longestName) {
    end += text[end] == '\\' ? 2 : 1;
  }
  if (end >= text.size() || text[end] != '"') {
    return {};
  }
  const auto json = parseJson("\"" + std::string(text.substr(0, end)) + "\"", {16 * longestName, 1, 1, 1});
  return json && json->isText() ? *json->text() : std::string();
}

}  // namespace

void AgentReader::name(std::string_view id, std::string_view text) {
  if (!isGuid(id) || trimmed(text).empty()) {
    return;
  }
  std::string words = shortened(trimmed(text), longestName);
  std::string key = lower(id);
  if (const auto known = places_.find(key); known != places_.end()) {
    facts_.apps[known->second].name = std::move(words);
    facts_.apps[known->second].file = file_;
  } else if (facts_.apps.size() < mostApps) {
    places_.emplace(key, facts_.apps.size());
    facts_.apps.push_back({std::move(key), std::move(words), file_});
  }
}

// Get policies = [{"Id":"<guid>","Name":"Contoso VPN",...}, ...]: may be megabytes, and may be cut.
void AgentReader::policies(std::string_view message) {
  constexpr std::string_view mark = R"("Id":")";
  constexpr std::string_view then = R"(","Name":")";
  for (std::size_t at = message.find(mark); at != std::string_view::npos; at = message.find(mark, at + 1)) {
    const std::string_view id = message.substr(at + mark.size(), 36);
    const std::string_view behind = message.substr(std::min(message.size(), at + mark.size() + 36));
    if (behind.starts_with(then)) {
      name(id, jsonText(behind.substr(then.size(), 8 * longestName)));
    }
  }
}

void AgentReader::event(AgentEvent event) {
  if (!facts_.events.empty() && facts_.events.back().file == event.file &&
      facts_.events.back().offset == event.offset) {
    facts_.events.back() = std::move(event);  // the entry was half written when it was read first
    return;
  }
  if (facts_.events.size() >= 2 * mostEvents) {
    facts_.events.erase(facts_.events.begin(), facts_.events.begin() + static_cast<std::ptrdiff_t>(mostEvents));
  }
  facts_.events.push_back(std::move(event));
}

// Apps that depend on one another are processed together: one alone is the app that the next lines are about; of
// several each line names its own.
void AgentReader::subgraph(const LogEntry& entry, std::string_view ids) {
  current_.clear();
  std::size_t count = 0;
  for (; isGuid(ids.substr(0, 36)); ids.remove_prefix(std::min(ids.size(), std::size_t{38})), ++count) {
    current_ = lower(ids.substr(0, 36));
  }
  if (count == 1) {
    event({AgentEventKind::processing,
           current_,
           {},
           {},
           {},
           entry.time,
           entry.biasMinutes,
           entry.offset,
           file_,
           shortened(trimmed(entry.message), longestText)});
  } else {
    current_.clear();
  }
}

void AgentReader::lineOfApp(const LogEntry& entry) {
  const std::string_view message = entry.message;
  const auto wording = std::ranges::find_if(
      wordings, [&](const Wording& known) { return message.find(known.mark) != std::string_view::npos; });
  const bool reports = message.find(reportMark) != std::string_view::npos && newValueIn(message).starts_with("Error");
  if (wording == wordings.end() && !reports) {
    return;
  }
  const Wording used = wording != wordings.end() ? *wording : Wording{reportMark, AgentEventKind::failed, About::named};
  const std::string_view idMark = used.id.empty() ? used.mark : used.id;
  std::string_view id = used.about == About::current ? std::string_view{} : guidBehind(message, idMark);
  id = used.about == About::named && id.empty() ? guidBehind(message, "id = ") : id;
  name(id, between(message, used.nameBegin, used.nameEnd));
  current_ = used.about == About::turns ? lower(id) : current_;
  if (!used.kind || ((isScript(*used.kind) || isTracked(*used.kind)) && id.empty())) {
    return;  // of a script or a tracked app that is not named nothing is known
  }
  AgentEvent event{
      *used.kind, id.empty() ? current_ : lower(id),       {}, {}, {}, entry.time, entry.biasMinutes, entry.offset,
      file_,      shortened(trimmed(message), longestText)};
  if (event.kind == AgentEventKind::downloading) {
    takeBytes(message, event);
  }
  if (event.kind == AgentEventKind::exitCode) {
    event.exitCode = exitCodeIn(message, used.mark);
    if (!event.exitCode) {
      return;  // "lpExitCode is defined as ...": words about a code that came before
    }
  }
  if (used.mark == "ESP tracked install status from ") {
    event.kind = trackedKind(message);
  }
  this->event(std::move(event));
}

// "In EspPhase: DeviceSetup. App <id> has been registered. App name: Contoso VPN.", "The EspPhase: DeviceSetup in
// session".
void AgentReader::phase(std::string_view message) {
  constexpr std::string_view mark = "EspPhase: ";
  const std::string_view rest = message.substr(message.find(mark) + mark.size());
  if (const std::string_view phase = rest.substr(0, rest.find_first_of(" .,;")); !phase.empty()) {
    facts_.phase = shortened(phase, 60);
  }
  name(guidBehind(rest, ". App "), between(rest, "App name: ", ""));
}

void AgentReader::add(const LogEntry& entry) {
  if (entry.time) {
    facts_.lastTime = entry.time;
  }
  // Two threads that write at once tear a line: the trailer belongs to what began last.
  if (const std::size_t torn = entry.message.rfind(entryStart); torn != std::string::npos) {
    LogEntry last = entry;
    last.message = entry.message.substr(torn + entryStart.size());
    return add(last);
  }
  const std::string_view message = entry.message;
  // "Get policies", "[Win32App] get policies"; a line of megabytes whose beginning was not read has neither.
  const bool restOfPolicies = !entry.whole && message.find(R"(","Name":")") != std::string_view::npos;
  if (restOfPolicies || message.find("et policies = [") != std::string_view::npos) {
    policies(message);
  } else if (message.find("In EspPhase: ") != std::string_view::npos ||
             message.find("The EspPhase: ") != std::string_view::npos) {
    phase(message);
  } else if (const std::size_t at = message.find(subgraphMark); at != std::string_view::npos) {
    subgraph(entry, message.substr(at + subgraphMark.size()));
  } else {
    lineOfApp(entry);
  }
}

std::string_view name(AgentEventKind kind) {
  return kinds.name(kind);
}

bool isTracked(AgentEventKind kind) {
  return kind == AgentEventKind::trackedInProgress || kind == AgentEventKind::trackedCompleted ||
         kind == AgentEventKind::trackedFailed;
}

}  // namespace preflight::winlog
