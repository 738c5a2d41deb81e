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

// What a person has to look at, or may have to wait for.
bool isOpen(State state, std::string_view word) {
  return (state != State::pass && state != State::info) || word == "RUNNING" || word == "WAITING" || word == "SKIPPED";
}

std::string evidenceText(const Finding& finding) {
  std::string text;
  for (const Evidence& piece : finding.evidence) {
    text += belowState(2, fmt::format("- {}: {}{}", piece.label.str(), piece.value.str(),
                                      piece.source.empty() ? "" : fmt::format("  ({})", piece.source)));
  }
  return text;
}

std::string findingText(const Finding& finding, bool withEvidence) {
  std::string text = stateLine(2, stateName(finding.state), finding.title());
  if (const std::string meaning = finding.meaning(); !meaning.empty()) {
    text += belowState(2, meaning);
  }
  if (const std::string action = finding.action(); !action.empty() && finding.state != State::pass) {
    text += belowState(2, say(actionOf(finding.who()), {{"action", action}}));
  }
  return withEvidence ? text + evidenceText(finding) : text;
}

// What to type here instead of pressing the verdict's key in the window; empty: nothing does the same.
std::string commandOf(const Verdict& verdict, const StatusOptions& options) {
  const bool needsForce = verdict.finding && entryOf(*verdict.finding).needsForce;
  const bool recorded = !options.replay.empty();
  if (verdict.key == "F8") {
    return fmt::format("preflight export{}{}", recorded ? " --replay R --to DIR" : "", needsForce ? " --force" : "");
  }
  if (verdict.key == "F9") {
    return recorded ? "" : "preflight record --to FILE.zip";
  }
  const bool isScreen = verdict.key.size() == 1 && verdict.key[0] >= '1' && verdict.key[0] <= '9';
  return isScreen && !options.all ? "preflight status --all" : "";
}

std::string nextText(const Verdict& verdict) {
  return verdict.action.empty() ? say(CommandId::statusNothing)
                                : say(actionOf(verdict.who), {{"action", verdict.action}});
}

// State, fact, the next action and how it is done here.
std::string verdictText(const Verdict& verdict, const StatusOptions& options) {
  std::string text = stateLine(0, stateName(verdict.state), verdict.headline.str()) +
                     belowState(0, Text::sequence({verdict.sentence, verdict.next}).str()) +
                     belowState(0, nextText(verdict));
  const std::string command = options.brief ? "" : commandOf(verdict, options);
  return command.empty() ? text : text + belowState(0, say(CommandId::statusCommand, {{"command", command}}));
}

std::string deviceText(const Report& report) {
  const std::string model = makerAndModel(report);
  const std::string serial = shownSerial(report);
  const Args args{{"model", model}, {"serial", serial.empty() ? say(CommandId::statusSerialUnknown) : serial}};
  return say(model.empty() ? CommandId::statusSerial : CommandId::statusDevice, args) + "\n";
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
    return at == UtcTime{} ? std::string() : say(CommandId::statusRead, args) + "\n";
  }
  return say(at == UtcTime{} ? CommandId::statusRecordingUndated : CommandId::statusRecording, args) + "\n";
}

// The rows and findings. Ordinary ones are only counted, unless all were asked for.
class Details {
 public:
  explicit Details(const StatusOptions& options) : options_(options) {}

  // `asked`: the person asked for this section by an option of its own.
  void add(const Section& section, bool asked = false) {
    std::string rows;
    for (const Row& row : section.rows) {
      if (options_.all || asked || isOpen(row.state, row.word)) {
        rows += rowLine(row);
      } else {
        ++more_;
      }
    }
    text_ += rows.empty() ? "" : fmt::format("\n{}\n{}", section.title, rows);
  }

  // The finding that the verdict repeats is not there twice, unless its evidence is wanted.
  void add(const Diagnosis& diagnosis) {
    std::string findings;
    for (const Finding& finding : diagnosis.findings) {
      const bool isVerdict = diagnosis.verdict.finding == finding.id;
      const bool shown = options_.all || (isVerdict ? options_.evidence : isOpen(finding.state, {}));
      findings += shown ? findingText(finding, options_.evidence) : "";
      more_ += shown || isVerdict ? 0 : 1;
    }
    text_ += findings.empty() ? "" : "\n" + say(CommandId::statusFindings) + "\n" + findings;
  }

  std::string text() const {
    return more_ == 0 ? text_ : text_ + "\n" + say(CommandId::statusMore, {{"count", std::to_string(more_)}}) + "\n";
  }

 private:
  const StatusOptions& options_;
  std::string text_;
  std::size_t more_ = 0;
};

// The verdict is last: a long list scrolls away, the end of it stays on the screen.
std::string statusText(const Report& report, const Diagnosis& diagnosis, const Earlier& earlier,
                       const StatusOptions& options) {
  if (options.brief) {
    return deviceText(report) + verdictText(diagnosis.verdict, options);
  }
  Details details(options);
  for (const Section& section : sections(report, diagnosis)) {
    details.add(section);
  }
  details.add(earlierSection(earlier, report, diagnosis), true);
  details.add(diagnosis);
  return deviceText(report) + originText(report) + details.text() + "\n" + verdictText(diagnosis.verdict, options);
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
  if (const std::optional<Error> missing = missingFolder(options.stick); missing) {
    sayError(console, *missing, say(CommandId::statusStickAdvice));
    return Exit::inputUnusable;
  }
  const Result<std::shared_ptr<const Host>> host = openHost(options.replay, {options.step, {}});
  if (!host) {
    sayError(console, host.error(), say(CommandId::replayAdvice));
    return Exit::inputUnusable;
  }
  if (options.step > 0 && !isSeries(options.replay)) {
    const Text wrong(CommandId::stepNoSeries);
    sayError(console, wrong.str(), wrong.hint());
    return Exit::usage;
  }
  bool leftBehind = false;
  CollectOptions collect;
  if (!options.json && (*host)->info().kind == HostKind::live) {
    collect.toolStarts = [&console] { console.err(say(CommandId::toolStarts) + "\n"); };
  }
  const Report report = collectAndWait(*host, collect, collectors(), leftBehind);
  const Earlier earlier = lookAt(options.stick, report);
  const Diagnosis diagnosis = diagnose(report, report.origin.capturedAt, earlier.scan.found);
  console.out(options.json ? statusJson(report, diagnosis, PREFLIGHT_VERSION)
                           : forTerminal(statusText(report, diagnosis, earlier, options)));
  const Exit code = exitOf(diagnosis.verdict.state);
  if (leftBehind) {
    exitNow(static_cast<int>(code));
  }
  return code;
}

}  // namespace preflight
