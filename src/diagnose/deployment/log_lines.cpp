#include "diagnose/deployment/log_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace preflight::deployment {
namespace {

struct LineWords {
  std::string_view kind;
  std::string_view label;
  bool ofFailure;  // of what failed; else of what is being done
};
constexpr std::array words{
    LineWords{"exitCode", "Exit code in the log", true},    LineWords{"notDetected", "Detection in the log", true},
    LineWords{"scriptEnded", "End in the log", true},       LineWords{"processing", "Begin in the log", false},
    LineWords{"downloading", "Download in the log", false}, LineWords{"downloaded", "Download in the log", false},
    LineWords{"installing", "Install in the log", false},   LineWords{"scriptBegun", "Begin in the log", false}};

Evidence evidenceOf(std::string_view label, const AgentLine& line) {
  const std::string when = line.written.empty() ? "" : ", " + line.written;
  return {std::string(label), line.text, line.file + when, logEntryOf(line)};
}

// Another code than the registry's is that of another attempt.
bool fits(const AgentLine& line, const DeploymentItem& item) {
  if (line.kind != "exitCode" || !item.exitCode || !line.exitCode) {
    return true;
  }
  return static_cast<std::int32_t>(*line.exitCode) == static_cast<std::int32_t>(*item.exitCode);
}

}  // namespace

void addLines(const DeploymentPart& part, const DeploymentItem& item, std::vector<Evidence>& evidence) {
  const bool failed = isFailure(item.state);
  if (isOver(item.state) && !failed) {
    return;
  }
  for (const AgentLine* line : linesOf(part, item)) {
    const auto* found = std::find_if(words.begin(), words.end(), [&](const LineWords& each) {
      return each.kind == line->kind && each.ofFailure == failed;
    });
    if (found == words.end() || !fits(*line, item)) {
      continue;
    }
    evidence.push_back(evidenceOf(found->label, *line));
    if (!failed) {
      return;  // only what is done now
    }
  }
}

void addLastLine(const DeploymentPart& part, std::vector<Evidence>& evidence) {
  const std::vector<AgentLine>& lines = part.agent.lines.value;
  const auto last = std::find_if(lines.begin(), lines.end(), [](const AgentLine& each) { return each.kind == "last"; });
  if (part.agent.lines.known() && last != lines.end()) {
    evidence.push_back(evidenceOf("Agent's last line", *last));
  }
}

}  // namespace preflight::deployment
