// preflight status: the report and what the rules say of it, as text or JSON.
#include <fmt/format.h>
#include <algorithm>

#include "app/open_host.h"
#include "app/session/collector_runner.h"
#include "app/view/earlier.h"
#include "app/view/rows.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/states.h"
#include "diagnose/diagnose.h"
#include "model/json.h"
#include "text/command_id.h"

namespace preflight {
namespace {

// The state of a row, when it is one of the closed list; any other word follows the value in small letters.
std::string rowLine(const Row& row) {
  const bool inList = isStateName(row.word);
  const bool ofState = row.word == stateWord(row.state);
  const std::string_view state = inList                                                       ? row.word
                                 : row.word.empty() || (row.state == State::info && !ofState) ? ""
                                                                                              : stateName(row.state);
  const std::string value = inList || ofState || row.word.empty()
                                ? row.value
                                : say(CommandId::statusValue, {{"value", row.value}, {"word", lower(row.word)}});
  return fmt::format("  {:<24} {}", row.label, stateLine(0, state, value));
}

CommandId actionOf(Who who) {
  switch (who) {
    case Who::you:
      return CommandId::nextYou;
    case Who::user:
      return CommandId::nextUser;
    case Who::admin:
      return CommandId::nextAdmin;
    case Who::network:
      return CommandId::nextNetwork;
    case Who::vendor:
      return CommandId::nextVendor;
    case Who::partner:
      return CommandId::nextPartner;
    case Who::support:
      return CommandId::nextSupport;
  }
  return CommandId::nextYou;
}

std::string findingText(const Finding& finding) {
  std::string text = stateLine(2, stateName(finding.state), finding.title());
  if (const std::string meaning = finding.meaning(); !meaning.empty()) {
    text += belowState(2, meaning);
  }
  if (const std::string action = finding.action(); !action.empty() && finding.state != State::pass) {
    text += belowState(2, say(actionOf(finding.who()), {{"action", action}}));
  }
  for (const Evidence& piece : finding.evidence) {
    text += belowState(2, fmt::format("- {}: {}{}", piece.label.str(), piece.value.str(),
                                      piece.source.empty() ? "" : fmt::format("  ({})", piece.source)));
  }
  return text;
}

// The key of the window, and what to type here instead.
std::string keyText(const Verdict& verdict) {
  const bool needsForce = verdict.finding && entryOf(*verdict.finding).needsForce;
  const std::string_view command = verdict.key == "F8" ? (needsForce ? "preflight export --force" : "preflight export")
                                   : verdict.key == "F9" ? "preflight record --to FILE.zip"
                                                         : "";
  return say(command.empty() ? CommandId::statusKey : CommandId::statusKeyCommand,
             {{"key", verdict.key}, {"command", command}});
}

// State, fact, the next action and its key.
std::string verdictText(const Verdict& verdict) {
  std::string text = stateLine(0, stateName(verdict.state), verdict.headline.str()) +
                     belowState(0, Text::sequence({verdict.sentence, verdict.next}).str());
  if (!verdict.action.empty()) {
    text += belowState(0, say(actionOf(verdict.who), {{"action", verdict.action}}));
  }
  return verdict.key.empty() ? text : text + belowState(0, keyText(verdict));
}

// The zone is named here, once: every time below is in it.
std::string originText(const Report& report) {
  const UtcTime at = report.origin.capturedAt;
  const int zone = zoneOf(report);
  const std::string clock = clockText(at, zone);
  const Args args{{"where", report.origin.where},
                  {"date", dateText(at, zone)},
                  {"zone", zone == 0 ? std::string("UTC") : "UTC" + clock.substr(clock.rfind(' ') + 1)}};
  if (report.origin.where.empty()) {
    return at == UtcTime{} ? std::string() : "\n" + say(CommandId::statusRead, args) + "\n";
  }
  return "\n" + say(at == UtcTime{} ? CommandId::statusRecordingUndated : CommandId::statusRecording, args) + "\n";
}

std::string statusText(const Report& report, const Diagnosis& diagnosis, const Earlier& earlier) {
  std::string text = verdictText(diagnosis.verdict) + originText(report);
  std::vector<Section> all = sections(report, diagnosis);
  if (Section section = earlierSection(earlier, report, diagnosis); !section.rows.empty()) {
    all.push_back(std::move(section));
  }
  for (const Section& section : all) {
    text += fmt::format("\n{}\n", section.title);
    for (const Row& row : section.rows) {
      text += rowLine(row);
    }
  }
  text += "\n" + say(CommandId::statusFindings) + "\n";
  for (const Finding& finding : diagnosis.findings) {
    text += findingText(finding);
  }
  return text;
}

// What a device wrote must not move the cursor or change the colours of a terminal.
std::string forTerminal(std::string_view text) {
  std::string safe;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    safe += printable(text.substr(0, end), text.size() * 4) + '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return safe;
}

Earlier lookAt(const std::string& stick, const Report& report) {
  Earlier earlier;
  if (!stick.empty() && report.identity.serialNumber.known() && report.hardwareHash.text.known()) {
    std::timed_mutex alone;
    earlier.answer = Earlier::Answer::known;
    earlier.root = stick;
    earlier.scan = findEarlierHashes(stick, report.identity.serialNumber.value, report.hardwareHash.text.value, alone);
  }
  return earlier;
}

}  // namespace

Exit runStatus(const StatusOptions& options, Console& console) {
  const Result<std::shared_ptr<const Host>> host = openHost(options.replay, {options.step, {}});
  if (!host) {
    sayError(console, host.error(), say(CommandId::replayAdvice));
    return Exit::inputUnusable;
  }
  bool leftBehind = false;
  const Report report = collectAndWait(*host, {}, collectors(), leftBehind);
  const Earlier earlier = lookAt(options.stick, report);
  const Diagnosis diagnosis = diagnose(report, report.origin.capturedAt, earlier.scan.found);
  console.out(options.json ? statusJson(report, diagnosis, PREFLIGHT_VERSION)
                           : forTerminal(statusText(report, diagnosis, earlier)));
  const Exit code = exitOf(diagnosis.verdict.state);
  if (leftBehind) {
    exitNow(static_cast<int>(code));
  }
  return code;
}

}  // namespace preflight
