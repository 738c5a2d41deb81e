#include "collect/deployment_agent.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "collect/deployment_text.h"

namespace preflight {
namespace {

constexpr std::string_view logFolder = R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs)";
// Policies stand in the agent's own log, since 1.97 also in that of its workloads. The newer one is read last, and
// wins.
constexpr std::array<std::string_view, 2> logNames{"IntuneManagementExtension.log", "AppWorkload.log"};
constexpr std::uint64_t tailBytes = 8U << 20;  // one line of policies alone may take several megabytes
constexpr std::size_t mostNames = 5000;

// A JSON text that begins at `text`, behind its opening quote; empty when it does not end or is no JSON.
std::string jsonText(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && text[end] != '"' && end < 1000) {
    end += text[end] == '\\' ? 2 : 1;
  }
  if (end >= text.size() || text[end] != '"') {
    return {};
  }
  const auto tree = nlohmann::json::parse("\"" + std::string(text.substr(0, end)) + "\"", nullptr, false);
  return tree.is_string() ? printable(tree.get<std::string>(), 300) : std::string();
}

void addName(AgentLog& log, std::string id, std::string name, std::string_view source) {
  if (!name.empty() && appIdOf(id) == lower(id) && log.names.size() < mostNames) {
    log.names.push_back({lower(id), std::move(name), std::string(source)});
  }
}

// Get policies = [{"Id":"<guid>","Name":"Contoso VPN",...}, ...]
void namesOfPolicies(std::string_view text, std::string_view source, AgentLog& log) {
  constexpr std::string_view mark = R"("Id":")";
  constexpr std::string_view then = R"(","Name":")";
  for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
    const std::string_view id = text.substr(at + mark.size(), 36);
    const std::size_t behind = at + mark.size() + 36;
    if (id.size() == 36 && text.substr(std::min(behind, text.size()), then.size()) == then) {
      addName(log, std::string(id), jsonText(text.substr(behind + then.size())), source);
    }
  }
}

// [EspManager] In EspPhase: DeviceSetup. App <guid> has been registered ... App name: Contoso VPN.
void namesOfTracking(std::string_view text, std::string_view source, AgentLog& log) {
  constexpr std::string_view mark = "In EspPhase: ";
  for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
    const std::string_view line = text.substr(at, std::min<std::size_t>(1000, text.find("]LOG]", at) - at));
    const std::string_view rest = line.substr(mark.size());
    log.phase =
        printable(rest.substr(0, rest.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")), 60);
    const std::size_t app = line.find(". App ");
    const std::size_t named = line.find("App name: ");
    if (app != std::string_view::npos && named != std::string_view::npos) {
      std::string_view appName = trimmed(line.substr(named + 10));
      appName.remove_suffix(appName.ends_with('.') ? 1 : 0);
      const std::string_view id = line.substr(app + 6);
      addName(log, std::string(id.substr(0, id.find_first_of(" _."))), printable(appName, 300), source);
    }
  }
}

// time="14:03:22.1234567" date="3-22-2026", of the last line that has both.
UtcTime lastLineOf(std::string_view text) {
  const std::size_t at = text.rfind("\" date=\"");
  const std::size_t begin = at == std::string_view::npos ? at : text.rfind("time=\"", at);
  if (begin == std::string_view::npos || at - begin > 40) {
    return {};
  }
  const std::string_view clock = text.substr(begin + 6, 8);
  const std::string_view date = text.substr(at + 8, 10);
  std::array<int, 3> parts{};
  const char* next = date.data();
  for (int& each : parts) {
    const auto [end, problem] = std::from_chars(next, date.data() + date.size(), each);
    if (problem != std::errc{}) {
      return {};
    }
    next = std::min(end + 1, date.data() + date.size());
  }
  return timeFromText(fmt::format("{:04}-{:02}-{:02}T{}", parts[2], parts[0], parts[1], clock));
}

}  // namespace

AgentLog agentLogFrom(std::string_view text, std::string_view source) {
  AgentLog log;
  namesOfTracking(text, source, log);
  namesOfPolicies(text, source, log);
  log.lastLine = lastLineOf(text);
  return log;
}

void readAgentLogs(const Host& host, IntuneAgentPart& part) {
  std::map<std::string, ItemName> names;
  std::string phase;
  UtcTime last{};
  std::optional<Error> problem;
  bool any = false;
  for (const std::string_view each : logNames) {
    const Result<FileContent> file = host.file(fmt::format("{}\\{}", logFolder, each), {tailBytes, true});
    if (!file) {
      problem = !problem || file.error().kind != ErrorKind::absent ? file.error() : *problem;
      continue;
    }
    any = true;
    const std::string_view text(reinterpret_cast<const char*>(file->bytes.data()), file->bytes.size());
    AgentLog log = agentLogFrom(text, each);
    for (ItemName& name : log.names) {
      names.insert_or_assign(name.id, std::move(name));
    }
    phase = log.phase.empty() ? phase : log.phase;
    last = std::max(last, log.lastLine);
  }
  const std::string source(logFolder);
  const auto no = [&](std::string_view what) {
    return any ? Error{ErrorKind::absent, fmt::format("read {}", source), std::string(what), CodeSpace::none, 0}
               : *problem;
  };
  std::vector<ItemName> list;
  for (auto& [id, name] : names) {
    list.push_back(std::move(name));
  }
  part.names = list.empty() ? unknownFact<std::vector<ItemName>>(no("no line names an app"), source)
                            : knownFact(std::move(list), source);
  part.logPhase =
      phase.empty() ? unknownFact<std::string>(no("no line names a phase"), source) : knownFact(phase, source);
  const Result<Clock> clock = host.clock();
  part.lastLogLine = last == UtcTime{} ? unknownFact<UtcTime>(no("no line has a time"), source)
                     : clock
                         ? knownFact(UtcTime{last.milliseconds - std::int64_t{clock->offsetMinutes} * 60'000}, source)
                         : unknownFact<UtcTime>(clock.error(), source);
}

}  // namespace preflight
