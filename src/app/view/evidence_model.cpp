#include "app/view/evidence_model.h"

#include <algorithm>

#include "base/text.h"
#include "text/label_id.h"
#include "text/view_id.h"

namespace preflight {
namespace {

constexpr std::size_t longestValue = 64U << 10;

void addOnce(std::vector<std::string>& all, std::string text) {
  if (!text.empty() && std::ranges::find(all, text) == all.end()) {
    all.push_back(std::move(text));
  }
}

}  // namespace

EvidenceModel evidenceModel(const Row& row) {
  EvidenceModel model;
  model.name = row.label;
  for (const RowFinding& finding : row.findings) {
    addOnce(model.cause, finding.title);
    addOnce(model.cause, finding.meaning);
    const EvidenceAction action{std::string(whoWord(finding.who)), finding.action};
    if (!finding.action.empty() && std::ranges::find(model.actions, action) == model.actions.end()) {
      model.actions.push_back(action);
    }
  }
  if (model.cause.empty()) {
    addOnce(model.cause, row.value);
  }
  for (const Evidence& piece : row.evidence) {
    EvidenceLine line{piece.label.str(), printable(piece.value.str(), longestValue), printable(piece.source, 2000),
                      piece.logEntry};
    if (line.value.empty()) {
      continue;
    }
    if (!line.logEntry.empty() && !model.logLine) {
      model.logLine = line;
      continue;
    }
    const bool said = row.findings.empty() && line.label == row.label && line.value == row.value && line.source.empty();
    if (!said) {
      model.facts.push_back(std::move(line));
    }
  }
  model.details = row.details;
  return model;
}

std::vector<std::string_view> pathPieces(std::string_view text) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const std::size_t at = text.find_first_of("\\/");
    const std::size_t end = at == std::string_view::npos ? text.size() : text.find_first_not_of("\\/", at);
    pieces.push_back(text.substr(0, end));
    text.remove_prefix(pieces.back().size());
  }
  return pieces;
}

}  // namespace preflight
