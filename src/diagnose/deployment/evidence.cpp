#include "diagnose/deployment/evidence.h"

#include <fmt/format.h>

#include "base/text.h"
#include "knowledge/knowledge.h"

namespace preflight::deployment {
namespace {

std::string nameOf(const knowledge::ErrorWords& words) {
  return words.name.empty() ? words.code : fmt::format("{} ({})", words.code, words.name);
}

void addWords(const knowledge::ErrorWords& words, const char* label, std::string_view source, Finding& finding) {
  const std::string name = nameOf(words);
  finding.evidence.push_back(
      {label, words.meaning.empty() ? name : fmt::format("{}: {}", name, words.meaning), std::string(source)});
  if (!words.cause.empty()) {
    finding.evidence.push_back({"Likely cause", words.cause, ""});
  }
  if (words.known) {
    finding.meaning = words.meaning;
    finding.action = words.action.empty() ? finding.action : words.action;
    finding.who = words.who.empty() ? finding.who : words.who;
  }
}

}  // namespace

std::string codeText(std::string_view code) {
  const auto number = knowledge::codeFrom(trimmed(code));
  if (!number) {
    return printable(trimmed(code), 40);
  }
  return nameOf(knowledge::explain(*number));
}

void explainCode(std::string_view code, std::string_view source, Finding& finding) {
  if (const auto number = knowledge::codeFrom(trimmed(code))) {
    addWords(knowledge::explain(*number), "Error code", source, finding);
  }
}

void explainExit(std::int64_t code, std::string_view source, Finding& finding) {
  if (code >= INT32_MIN && code <= UINT32_MAX) {
    addWords(knowledge::explainExit(static_cast<std::uint32_t>(code)), "Exit code", source, finding);
  }
}

}  // namespace preflight::deployment
