#include "diagnose/deployment/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "knowledge/knowledge.h"

namespace preflight::deployment {
namespace {

std::string nameOf(const knowledge::ErrorWords& words) {
  return words.name.empty() ? words.code : words.code + " (" + words.name + ")";
}

std::optional<Who> whoCalled(std::string_view text) {
  for (const Who who : {Who::you, Who::user, Who::admin, Who::network, Who::vendor, Who::partner, Who::support}) {
    if (name(who) == text) {
      return who;
    }
  }
  return {};
}

std::optional<knowledge::ErrorWords> wordsOf(std::string_view code) {
  const auto number = knowledge::codeFrom(trimmed(code));
  return number ? std::optional(knowledge::explain(*number)) : std::nullopt;
}

std::optional<knowledge::ErrorWords> wordsOfExit(std::int64_t code) {
  const bool fits = code >= INT32_MIN && code <= UINT32_MAX;
  return fits ? std::optional(knowledge::explainExit(static_cast<std::uint32_t>(code))) : std::nullopt;
}

void addWords(const knowledge::ErrorWords& words, DeploymentId label, std::string_view source,
              std::vector<Evidence>& evidence) {
  const Text means = words.meaning.empty() ? Text(nameOf(words))
                                           : Text(words.confirmed ? DeploymentId::codeMeans : DeploymentId::codeMayMean,
                                                  {{"code", nameOf(words)}, {"meaning", words.meaning}});
  evidence.push_back({label, means, std::string(source)});
  if (!words.cause.empty()) {
    evidence.push_back({DeploymentId::labelCause, words.cause, ""});
  }
}

void addAction(const knowledge::ErrorWords& words, std::vector<Evidence>& evidence) {
  if (!words.action.empty()) {
    evidence.push_back(
        {DeploymentId::labelWhatToDo, forWhom(whoCalled(words.who).value_or(Who::you), words.action), ""});
  }
}

// A code with words of its own is more exact than the finding's row.
void takeAdvice(const knowledge::ErrorWords& words, Finding& finding) {
  if (!words.known) {
    return;
  }
  if (!finding.advice) {
    const FindingRow& row = rowFor(finding.id, finding.args);
    finding.advice = Advice{{}, Text::filled(row.action, finding.args), row.who, row.key};
  }
  finding.advice->meaning = words.meaning;
  if (!words.action.empty()) {
    finding.advice->action = words.action;
    finding.advice->key = {};
  }
  finding.advice->who = whoCalled(words.who).value_or(finding.advice->who);
}

struct LineLabel {
  std::string_view kind;
  DeploymentId label;
  bool ofFailure;  // of what failed; else of what is being done
};
constexpr std::array lineLabels{LineLabel{"exitCode", DeploymentId::logExitCode, true},
                                LineLabel{"notDetected", DeploymentId::logDetection, true},
                                LineLabel{"scriptEnded", DeploymentId::logEnd, true},
                                LineLabel{"processing", DeploymentId::logBegin, false},
                                LineLabel{"downloading", DeploymentId::logDownload, false},
                                LineLabel{"downloaded", DeploymentId::logDownload, false},
                                LineLabel{"installing", DeploymentId::logInstall, false},
                                LineLabel{"scriptBegun", DeploymentId::logBegin, false}};

Evidence evidenceOf(DeploymentId label, const AgentLine& line) {
  const std::string when = line.written.empty() ? "" : ", " + line.written;
  return {label, line.text, line.file + when, logEntryOf(line)};
}

// Another code than the registry's is that of another attempt.
bool fits(const AgentLine& line, const DeploymentItem& item) {
  if (line.kind != "exitCode" || !item.exitCode || !line.exitCode) {
    return true;
  }
  return static_cast<std::int32_t>(*line.exitCode) == static_cast<std::int32_t>(*item.exitCode);
}

}  // namespace

std::string codeText(std::string_view code) {
  const auto words = wordsOf(code);
  return words ? nameOf(*words) : printable(trimmed(code), 40);
}

std::string codeAlone(std::string_view code) {
  const auto words = wordsOf(code);
  return words ? words->code : printable(trimmed(code), 40);
}

namespace {

constexpr std::size_t longestMeaning = 60;  // characters of a row

Text meaningFirst(const knowledge::ErrorWords& words, Text otherwise, std::string code) {
  std::string meaning = words.meaning;
  meaning.erase(meaning.find_last_not_of(". ") + 1);
  return !words.known || !words.confirmed || meaning.empty() || meaning.size() > longestMeaning
             ? std::move(otherwise)
             : Text(DeploymentId::meaningCode, {{"meaning", std::move(meaning)}, {"code", std::move(code)}});
}

}  // namespace

Text meaningOfCode(std::string_view code) {
  const auto words = wordsOf(code);
  return words ? meaningFirst(*words, codeText(code), words->code) : Text(codeText(code));
}

Text meaningOfExit(std::int64_t code) {
  const std::string number = say(DeploymentId::exitCodeIs, {{"code", std::to_string(code)}});
  const auto words = wordsOfExit(code);
  return words ? meaningFirst(*words, number, number) : Text(number);
}

void explainCode(std::string_view code, std::string_view source, Finding& finding) {
  if (const auto words = wordsOf(code)) {
    addWords(*words, DeploymentId::labelErrorCode, source, finding.evidence);
    takeAdvice(*words, finding);
  }
}

void explainExit(std::int64_t code, std::string_view source, Finding& finding) {
  if (const auto words = wordsOfExit(code)) {
    addWords(*words, DeploymentId::labelExitCode, source, finding.evidence);
    takeAdvice(*words, finding);
  }
}

void addCode(std::string_view code, std::string_view source, WithAction action, std::vector<Evidence>& evidence) {
  if (const auto words = wordsOf(code)) {
    addWords(*words, DeploymentId::labelErrorCode, source, evidence);
    if (action == WithAction::yes) {
      addAction(*words, evidence);
    }
  }
}

void addExit(std::int64_t code, std::string_view source, WithAction action, std::vector<Evidence>& evidence) {
  if (const auto words = wordsOfExit(code)) {
    addWords(*words, DeploymentId::labelExitCode, source, evidence);
    if (action == WithAction::yes) {
      addAction(*words, evidence);
    }
  }
}

std::string failureCodeIn(const EventFacts& event) {
  constexpr std::uint32_t failure = 0x8000'0000U;
  for (const NamedText& field : event.data) {
    std::optional<std::uint32_t> code = knowledge::codeFrom(field.value);
    if (!code) {  // a code with words after it
      const std::vector<knowledge::CodeInText> inText = knowledge::codesIn(field.value);
      code = !inText.empty() && inText.front().at == 0 ? std::optional(inText.front().code) : std::nullopt;
    }
    if (code && (*code & failure) != 0) {
      return fmt::format("0x{:08X}", *code);
    }
  }
  return {};
}

bool addLines(const DeploymentPart& part, const DeploymentItem& item, std::vector<Evidence>& evidence) {
  const bool failed = isFailure(item.state);
  if (isOver(item.state) && !failed) {
    return false;
  }
  bool any = false;
  for (const AgentLine* line : linesOf(part, item)) {
    const auto* label = std::ranges::find_if(
        lineLabels, [&](const LineLabel& entry) { return entry.kind == line->kind && entry.ofFailure == failed; });
    if (label == lineLabels.end() || !fits(*line, item)) {
      continue;
    }
    evidence.push_back(evidenceOf(label->label, *line));
    any = true;
    if (!failed) {
      break;  // only what is done now
    }
  }
  return any;
}

void addLastLine(const DeploymentPart& part, std::vector<Evidence>& evidence) {
  const std::vector<AgentLine>& lines = part.agent.lines.value;
  const auto last = std::ranges::find(lines, "last", &AgentLine::kind);
  if (part.agent.lines.known() && last != lines.end()) {
    evidence.push_back(evidenceOf(DeploymentId::logLast, *last));
  }
}

}  // namespace preflight::deployment
