#include "winlog/agent_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/guid.h"
#include "base/names.h"
#include "base/text.h"

namespace preflight::winlog {
namespace {

constexpr std::size_t mostApps = 5000;
constexpr std::size_t mostEvents = 10'000;
constexpr std::size_t longestName = 300;
constexpr std::size_t longestText = 300;

constexpr NameTable<AgentEventKind, 9> kinds{{{{AgentEventKind::processing, "processing"},
                                               {AgentEventKind::downloading, "downloading"},
                                               {AgentEventKind::downloaded, "downloaded"},
                                               {AgentEventKind::installing, "installing"},
                                               {AgentEventKind::exitCode, "exitCode"},
                                               {AgentEventKind::detected, "detected"},
                                               {AgentEventKind::notDetected, "notDetected"},
                                               {AgentEventKind::scriptBegun, "scriptBegun"},
                                               {AgentEventKind::scriptEnded, "scriptEnded"}}}};

// A line that holds `mark` tells this. Several wordings for one thing: versions differ.
struct Wording {
  std::string_view mark;
  AgentEventKind kind;
};
constexpr std::array wordings{
    Wording{"processing targeted app (", AgentEventKind::processing},
    Wording{"Downloading app (", AgentEventKind::downloading},
    Wording{"download and decryption is successfully done", AgentEventKind::downloaded},
    Wording{"Content cached and decrypted", AgentEventKind::downloaded},
    Wording{"===Step=== Execute retry", AgentEventKind::installing},
    Wording{"Create installer process successfully", AgentEventKind::installing},
    Wording{"Start to launch the installer process", AgentEventKind::installing},
    Wording{"lpExitCode ", AgentEventKind::exitCode},
    Wording{"Installer exited with code ", AgentEventKind::exitCode},
    Wording{"applicationDetectedByCurrentRule: True", AgentEventKind::detected},
    Wording{"applicationDetectedByCurrentRule: False", AgentEventKind::notDetected},
    Wording{"[PowerShell] Processing policy with id = ", AgentEventKind::scriptBegun},
    Wording{"policy result = ", AgentEventKind::scriptEnded},
};

bool isScript(AgentEventKind kind) {
  return kind == AgentEventKind::scriptBegun || kind == AgentEventKind::scriptEnded;
}

// What stands between `mark` and `until` behind it.
std::string_view between(std::string_view text, std::string_view mark, std::string_view until) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = text.substr(at + mark.size());
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

template <class Number>
std::optional<Number> numberBehind(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  return at == std::string_view::npos ? std::nullopt : numberAt<Number>(text.substr(at + mark.size()));
}

// "Downloading app (id = ..., name ...) via DO, bytes 1048576/20971520 for user ...": the agent's own count, as several
// published logs of 2023 to 2025 have it. A WinGet app counts to 100 there; 0/0 stands while nothing is known.
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
  const auto tree = nlohmann::json::parse("\"" + std::string(text.substr(0, end)) + "\"", nullptr, false);
  return tree.is_string() ? tree.get<std::string>() : std::string();
}

}  // namespace

void AgentReader::name(std::string_view id, std::string_view text) {
  if (!isGuid(id) || trimmed(text).empty()) {
    return;
  }
  std::string words = printable(trimmed(text), longestName);
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

void AgentReader::lineOfApp(const LogEntry& entry) {
  const std::string_view message = entry.message;
  const auto* wording = std::find_if(wordings.begin(), wordings.end(), [&](const Wording& each) {
    return message.find(each.mark) != std::string_view::npos;
  });
  if (wording == wordings.end()) {
    return;
  }
  AgentEvent event{wording->kind, {}, {}, {}, {}, entry.time, entry.biasMinutes, entry.offset, file_, {}};
  std::string_view id = guidBehind(message, isScript(wording->kind) ? "olicy id = " : "id='");
  id = id.empty() ? guidBehind(message, "id = ") : id;
  id = id.empty() ? guidBehind(message, "app with id: ") : id;
  if (wording->kind == AgentEventKind::processing) {
    name(id, between(message, "name='", "', id"));
    current_ = lower(id);
  }
  if (wording->kind == AgentEventKind::downloading) {
    name(id, between(message, "name ", ") via"));
    takeBytes(message, event);
  }
  if (wording->kind == AgentEventKind::exitCode) {
    event.exitCode = numberBehind<std::int64_t>(message, wording->mark);
    if (!event.exitCode) {
      return;  // "lpExitCode is defined as ...": words about a code that came before
    }
  }
  if (isScript(wording->kind) && id.empty() && (id = guidBehind(message, "policy with id = ")).empty()) {
    return;
  }
  event.app = id.empty() ? current_ : lower(id);
  event.text = printable(trimmed(message), longestText);
  this->event(std::move(event));
}

void AgentReader::add(const LogEntry& entry) {
  const std::string_view message = entry.message;
  if (entry.time) {
    facts_.lastTime = entry.time;
  }
  // "Get policies", "[Win32App] get policies"; a line of megabytes whose beginning was not read has neither.
  const bool restOfPolicies = !entry.whole && message.find(R"(","Name":")") != std::string_view::npos;
  if (restOfPolicies || message.find("et policies = [") != std::string_view::npos) {
    policies(message);
    return;
  }
  if (const std::size_t at = message.find("In EspPhase: "); at != std::string_view::npos) {
    const std::string_view rest = message.substr(at + 13);
    const std::string_view phase = rest.substr(0, rest.find_first_of(" .,;"));
    facts_.phase = printable(phase, 60);
    std::string_view named = rest.find("App name: ") == std::string_view::npos
                                 ? std::string_view{}
                                 : rest.substr(rest.find("App name: ") + 10);
    named = trimmed(named);
    named.remove_suffix(named.ends_with('.') ? 1 : 0);
    name(guidBehind(rest, ". App "), named);
    return;
  }
  lineOfApp(entry);
}

AgentFacts readAgentLog(const std::vector<LogEntry>& entries) {
  AgentReader reader;
  for (const LogEntry& each : entries) {
    reader.add(each);
  }
  AgentFacts facts = reader.facts();
  if (facts.events.size() > mostEvents) {
    facts.events.erase(facts.events.begin(), facts.events.end() - static_cast<std::ptrdiff_t>(mostEvents));
  }
  return facts;
}

std::string_view name(AgentEventKind kind) {
  return kinds.name(kind);
}

}  // namespace preflight::winlog
