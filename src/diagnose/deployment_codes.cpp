#include "diagnose/deployment_codes.h"

#include <fmt/format.h>

#include "base/text.h"
#include "knowledge/knowledge.h"

namespace preflight::deployment {

std::string codeText(std::string_view code) {
  const auto number = knowledge::codeFrom(trimmed(code));
  if (!number) {
    return printable(trimmed(code), 40);
  }
  const knowledge::ErrorWords words = knowledge::explain(*number);
  return words.name.empty() ? words.code : fmt::format("{} ({})", words.code, words.name);
}

void explainCode(std::string_view code, std::string_view source, Finding& finding) {
  const auto number = knowledge::codeFrom(trimmed(code));
  if (!number) {
    return;
  }
  const knowledge::ErrorWords words = knowledge::explain(*number);
  const std::string said =
      words.meaning.empty() ? codeText(code) : fmt::format("{}: {}", codeText(code), words.meaning);
  finding.evidence.push_back({"Error code", said, std::string(source)});
  if (!words.cause.empty()) {
    finding.evidence.push_back({"Likely cause", words.cause, ""});
  }
  if (words.known) {
    finding.meaning = words.meaning;
    finding.action = words.action.empty() ? finding.action : words.action;
    finding.who = words.who.empty() ? finding.who : words.who;
  }
}

}  // namespace preflight::deployment
