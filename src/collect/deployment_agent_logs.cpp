#include "collect/deployment_agent.h"

#include <fmt/format.h>
#include <algorithm>
#include <map>

#include "winlog/agent_log.h"
#include "winlog/log_index.h"

namespace preflight {
namespace {

constexpr std::string_view logFolder = R"(%ProgramData%\Microsoft\IntuneManagementExtension\Logs)";
constexpr std::uint64_t tailBytes = 8U << 20;  // one line of policies alone may take several megabytes
constexpr std::size_t mostEntries = 200'000;   // a tail of ordinary lines has a quarter of them
constexpr std::size_t mostNames = 20'000;      // kept while a log grows
constexpr std::size_t mostBefore = 256;

std::string_view textOf(const FileContent& file) {
  return {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()};
}

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
  log.lastEntry = index.size() == 0 ? 0 : static_cast<std::size_t>(index.offset(index.size() - 1));
  const winlog::AgentFacts& facts = reader.facts();
  for (const winlog::AgentApp& each : facts.apps) {
    log.names.push_back({each.id, each.name, std::string(source)});
  }
  log.phase = facts.phase;
  log.lastLine = UtcTime{facts.lastTime ? facts.lastTime->milliseconds : 0};
  return log;
}

void AgentLogs::readLog(const Host& host, std::string_view path, Log& log) {
  std::uint64_t want = tailBytes;
  if (log.seen) {
    // The folder's own entry is not asked: Windows brings it up to date when the writer closes the file.
    const Result<FileContent> now = host.file(path, {0, true});
    const std::uint64_t grown = now && now->size >= log.offset ? now->size - log.offset + log.before.size() : tailBytes;
    want = std::min(grown, tailBytes);
  }
  Result<FileContent> file = host.file(path, {want, true});
  const auto start = [&] { return file->size - std::min<std::uint64_t>(file->size, file->bytes.size()); };
  const auto goesOn = [&] {
    const std::uint64_t place = log.offset - log.before.size();
    return log.seen && start() <= place && log.offset <= file->size &&
           textOf(*file).substr(static_cast<std::size_t>(place - start())).starts_with(log.before);
  };
  bool same = file && goesOn();
  if (file && !same && want < tailBytes) {
    file = host.file(path, {tailBytes, true});
    same = file && goesOn();
  }
  if (!file) {
    log.problem = file.error();
    return;
  }
  const std::string_view text = textOf(*file);
  const auto from = static_cast<std::size_t>(same ? log.offset - start() : 0);
  AgentLog added = agentLogFrom(text.substr(from), path.substr(path.rfind('\\') + 1));
  for (ItemName& name : added.names) {
    if (log.names.size() < mostNames || log.names.contains(name.id)) {
      log.names.insert_or_assign(name.id, std::move(name));
    }
  }
  log.phase = added.phase.empty() ? log.phase : added.phase;
  log.lastLine = added.lastLine == UtcTime{} ? log.lastLine : added.lastLine;
  log.seen = true;
  const std::size_t last = from + added.lastEntry;
  log.offset = start() + last;
  log.before = text.substr(last - std::min(last, mostBefore), std::min(last, mostBefore));
}

void AgentLogs::read(const Host& host) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    readLog(host, paths[i], logs_[i]);
  }
  clock_ = host.clock();
}

void AgentLogs::fill(IntuneAgentPart& part) const {
  std::map<std::string, ItemName> names;
  std::string phase;
  UtcTime last{};
  std::optional<Error> problem;
  bool any = false;
  for (const Log& log : logs_) {
    if (!log.seen) {
      problem = !problem || (log.problem && log.problem->kind != ErrorKind::absent) ? log.problem : problem;
      continue;
    }
    any = true;
    for (const auto& [id, name] : log.names) {
      names.insert_or_assign(id, name);
    }
    phase = log.phase.empty() ? phase : log.phase;
    last = std::max(last, log.lastLine);
  }
  const std::string source(logFolder);
  const auto no = [&](std::string_view what) {
    const Error none{ErrorKind::absent, fmt::format("read {}", source), std::string(what), CodeSpace::none, 0};
    return any ? none : problem.value_or(none);
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
  part.lastLogLine = last == UtcTime{} ? unknownFact<UtcTime>(no("no line has a time"), source)
                     : clock_
                         ? knownFact(UtcTime{last.milliseconds - std::int64_t{clock_->offsetMinutes} * 60'000}, source)
                         : unknownFact<UtcTime>(clock_.error(), source);
}

}  // namespace preflight
