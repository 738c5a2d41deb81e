#include "diagnose/deployment/agent_log_status.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "diagnose/deployment/evidence.h"

namespace preflight::deployment {
namespace {

constexpr std::size_t shownApps = 12;

// How the agent sees an app. What it says of its tracking counts before single lines about the app's work.
struct LoggedApp {
  const AgentLine* tracked = nullptr;  // the newest line about its tracking
  const AgentLine* work = nullptr;     // the newest line about what was done with it
  const AgentLine* exit = nullptr;     // the newest exit code that is not 0
};

bool isNewer(const AgentLine& line, const AgentLine* other) {
  if (other == nullptr) {
    return true;
  }
  return line.time != other->time ? line.time > other->time : line.file == other->file && line.offset > other->offset;
}

WorkState stateOfLine(const AgentLine& line) {
  struct Kind {
    std::string_view name;
    WorkState state;
  };
  constexpr std::array kinds{Kind{"trackedFailed", WorkState::failed},
                             Kind{"failed", WorkState::failed},
                             Kind{"trackedCompleted", WorkState::succeeded},
                             Kind{"detected", WorkState::succeeded},
                             Kind{"skipped", WorkState::skipped},
                             Kind{"downloading", WorkState::downloading},
                             Kind{"downloaded", WorkState::downloaded},
                             Kind{"installing", WorkState::installing},
                             Kind{"trackedInProgress", WorkState::inProgress}};
  const auto* kind = std::ranges::find(kinds, std::string_view(line.kind), &Kind::name);
  return kind == kinds.end() ? WorkState::unknown : kind->state;
}

WorkState stateOf(const LoggedApp& app) {
  return stateOfLine(app.tracked != nullptr ? *app.tracked : *app.work);
}

std::map<std::string, LoggedApp> appsOf(const IntuneAgentPart& agent) {
  std::map<std::string, LoggedApp> apps;
  for (const AgentLine& line : agent.lines.value) {
    if (line.app.empty()) {
      continue;
    }
    if (line.kind == "exitCode" && line.exitCode.value_or(0) != 0 && isNewer(line, apps[line.app].exit)) {
      apps[line.app].exit = &line;
    }
    if (stateOfLine(line) == WorkState::unknown) {
      continue;
    }
    const AgentLine*& place = line.kind.starts_with("tracked") ? apps[line.app].tracked : apps[line.app].work;
    place = isNewer(line, place) ? &line : place;
  }
  std::erase_if(apps, [](const auto& app) { return app.second.tracked == nullptr && app.second.work == nullptr; });
  return apps;
}

bool isNamed(const IntuneAgentPart& agent, const std::string& id) {
  return agent.names.known() && std::ranges::find(agent.names.value, id, &ItemName::id) != agent.names.value.end();
}

Text nameOf(const IntuneAgentPart& agent, const std::string& id) {
  const auto named = std::ranges::find(agent.names.value, id, &ItemName::id);
  return agent.names.known() && named != agent.names.value.end() ? Text(printable(named->name, 120))
                                                                 : Text(DeploymentId::appOfId, {{"id", id}});
}

// In a sentence the first digits do; the evidence has the whole id.
Text briefNameOf(const IntuneAgentPart& agent, const std::string& id) {
  return isNamed(agent, id) ? nameOf(agent, id) : Text(DeploymentId::appOfId, {{"id", id.substr(0, id.find('-'))}});
}

// "Contoso VPN", "App 1a2b3c4d".
Text headlineOf(const IntuneAgentPart& agent, const std::string& id) {
  return isNamed(agent, id)
             ? nameOf(agent, id)
             : Text(DeploymentId::shortId, {{"kind", DeploymentId::kindApp}, {"id", id.substr(0, id.find('-'))}});
}

Text phaseOfLog(const IntuneAgentPart& agent) {
  if (agent.logPhase.known()) {
    for (const PhaseId phase : {PhaseId::devicePreparation, PhaseId::deviceSetup, PhaseId::accountSetup}) {
      if (equalIgnoringCase(name(phase), agent.logPhase.value)) {
        return phaseName(phase);
      }
    }
  }
  return {};
}

// "11:20", as the log has it: its zone is not known.
std::string clockIn(const AgentLine& line) {
  constexpr std::size_t date = std::string_view("2026-05-12 ").size();
  return line.written.size() >= date + 5 ? line.written.substr(date, 5) : std::string();
}

const AgentLine& decidingLine(const LoggedApp& app) {
  return app.tracked != nullptr ? *app.tracked : *app.work;
}

Evidence evidenceOf(const IntuneAgentPart& agent, const std::string& id, const LoggedApp& app) {
  const AgentLine& line = decidingLine(app);
  return {nameOf(agent, id), stateName(stateOf(app)), line.file + (line.written.empty() ? "" : ", " + line.written),
          logEntryOf(line)};
}

Finding failedApp(const IntuneAgentPart& agent, const std::string& id, const LoggedApp& app, std::size_t more) {
  Finding finding = makeFinding(FindingId::agentLogFailed, {{"item", briefNameOf(agent, id)},
                                                            {"app", headlineOf(agent, id)},
                                                            {"phase", phaseOfLog(agent)},
                                                            {"at", clockIn(decidingLine(app))},
                                                            {"more", more > 0 ? std::to_string(more) : std::string()}});
  if (app.exit != nullptr) {
    explainExit(*app.exit->exitCode, app.exit->file, finding);
  }
  return finding;
}

}  // namespace

std::optional<Finding> agentLogFinding(const DeploymentContext& context) {
  const IntuneAgentPart& agent = context.part().agent;
  const std::map<std::string, LoggedApp> apps =
      agent.lines.known() ? appsOf(agent) : std::map<std::string, LoggedApp>();
  if (apps.empty()) {
    return {};
  }
  std::size_t done = 0;
  std::size_t failed = 0;
  const std::pair<const std::string, LoggedApp>* worst = nullptr;  // the newest failure, else the newest at work
  for (const auto& app : apps) {
    const WorkState state = stateOf(app.second);
    done += isOver(state) && state != WorkState::failed ? 1 : 0;
    failed += state == WorkState::failed ? 1 : 0;
    const bool first = worst == nullptr || (state == WorkState::failed && stateOf(worst->second) != state);
    const bool alike =
        worst != nullptr && (state == WorkState::failed) == (stateOf(worst->second) == WorkState::failed);
    if (!isOver(state) || state == WorkState::failed) {
      worst = first || (alike && isNewer(decidingLine(app.second), &decidingLine(worst->second))) ? &app : worst;
    }
  }
  const std::string total = std::to_string(apps.size());
  Finding finding = failed > 0
                        ? failedApp(agent, worst->first, worst->second, failed - 1)
                        : makeFinding(FindingId::agentLogStatus,
                                      {{"item", worst == nullptr ? Text() : briefNameOf(agent, worst->first)},
                                       {"app", worst == nullptr ? Text() : headlineOf(agent, worst->first)},
                                       {"phase", phaseOfLog(agent)},
                                       {"at", worst == nullptr ? std::string() : clockIn(decidingLine(worst->second))},
                                       {"done", std::to_string(done)},
                                       {"total", total}});
  if (agent.logPhase.known()) {
    finding.evidence.push_back({DeploymentId::labelPhase, printable(agent.logPhase.value, 60), agent.logPhase.source});
  }
  for (const auto& app : apps) {
    if (finding.evidence.size() < shownApps) {
      finding.evidence.push_back(evidenceOf(agent, app.first, app.second));
    }
  }
  addLastLine(context.part(), finding.evidence);
  return finding;
}

}  // namespace preflight::deployment
