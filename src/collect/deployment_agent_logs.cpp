#include "collect/deployment_agent.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <map>

#include "winlog/agent_log.h"
#include "winlog/log_index.h"

namespace preflight {
namespace {

constexpr std::string_view logFolder = R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs)";
// Policies stand in the agent's own log, since 1.97 also in that of its workloads. The newer one is read last, and
// wins.
constexpr std::array<std::string_view, 2> logNames{"IntuneManagementExtension.log", "AppWorkload.log"};
constexpr std::uint64_t tailBytes = 8U << 20;  // one line of policies alone may take several megabytes
constexpr std::size_t mostEntries = 200'000;   // a tail of ordinary lines has a quarter of them

}  // namespace

AgentLog agentLogFrom(std::string_view text, std::string_view source) {
  const winlog::MemorySource bytes(text);
  winlog::IndexBuilder builder(bytes);
  AgentLog log;
  if (!builder.finish()) {
    return log;
  }
  const winlog::LogIndex& index = builder.index();
  winlog::AgentReader reader;
  for (std::size_t each = index.size() - std::min(index.size(), mostEntries); each < index.size(); ++each) {
    if (const Result<winlog::LogEntry> entry = winlog::entryAt(bytes, index, each, tailBytes)) {
      reader.add(*entry);
    }
  }
  const winlog::AgentFacts& facts = reader.facts();
  for (const winlog::AgentApp& each : facts.apps) {
    log.names.push_back({each.id, each.name, std::string(source)});
  }
  log.phase = facts.phase;
  log.lastLine = UtcTime{facts.lastTime ? facts.lastTime->milliseconds : 0};
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
  list.reserve(names.size());
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
