// preflight status: the report and what the rules say of it, as text or JSON.
#include <fmt/format.h>
#include <algorithm>

#include "app/open_host.h"
#include "app/session/collector_runner.h"
#include "app/view/earlier.h"
#include "app/view/rows.h"
#include "base/text.h"
#include "cli/commands.h"
#include "diagnose/diagnose.h"
#include "model/json.h"

namespace preflight {
namespace {

// Text for a terminal of any kind: ASCII signs beside the words, since OOBE's console font lacks others.
std::string_view sign(State state) {
  switch (state) {
    case State::pass:
      return "+";
    case State::warn:
      return "!";
    case State::fail:
      return "x";
    case State::info:
      return "-";
    case State::unknown:
      return "?";
  }
  return "?";
}

std::string rowLine(const Row& row) {
  const std::string word = row.word.empty() ? std::string() : fmt::format("[{}] ", row.word);
  return fmt::format("  {:<24} {}{}\n", row.label, word, row.value);
}

std::string findingText(const Finding& finding) {
  std::string text = fmt::format("  {} {}: {}\n", sign(finding.state), stateWord(finding.state), finding.title());
  for (const Evidence& piece : finding.evidence) {
    text += fmt::format("      {}: {}{}\n", piece.label.str(), piece.value.str(),
                        piece.source.empty() ? "" : fmt::format("  ({})", piece.source));
  }
  if (const std::string meaning = finding.meaning(); !meaning.empty()) {
    text += fmt::format("      {}\n", meaning);
  }
  if (const std::string action = finding.action(); !action.empty() && finding.state != State::pass) {
    text += fmt::format("      To do ({}): {}\n", name(finding.who()), action);
  }
  return text;
}

std::string statusText(const Report& report, const Diagnosis& diagnosis, const Earlier& earlier) {
  const Verdict& verdict = diagnosis.verdict;
  std::string text = fmt::format("{} {}\n  {}\n", sign(verdict.state), verdict.headline.str(),
                                 Text::sequence({verdict.sentence, verdict.next}).str());
  if (!verdict.action.empty()) {
    text += fmt::format("  {}\n", verdict.action.str());
  }
  if (!report.origin.where.empty()) {
    text += fmt::format(
        "\nFrom the recording {}, made {}\n", report.origin.where,
        report.origin.capturedAt == UtcTime{} ? "at a time that is not known" : isoText(report.origin.capturedAt));
  }
  std::vector<Section> all = sections(report, diagnosis);
  if (Section section = earlierSection(earlier, report); !section.rows.empty()) {
    all.push_back(std::move(section));
  }
  for (const Section& section : all) {
    text += fmt::format("\n{}\n", section.title);
    for (const Row& row : section.rows) {
      text += rowLine(row);
    }
  }
  text += "\nFindings\n";
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
    sayError(console, host.error());
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
