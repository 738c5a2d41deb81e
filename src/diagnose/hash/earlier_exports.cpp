// Has the device changed since its hash was exported?
#include "diagnose/hash/earlier_exports.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/text.h"
#include "text/evidence_id.h"

namespace preflight {
namespace {

struct ChangeRow {
  hash::Conclusion conclusion;
  State state;
  EvidenceId change;
};

constexpr std::array<ChangeRow, 5> changes{{
    {hash::Conclusion::tpmChanged, State::warn, EvidenceId::changeTpm},
    {hash::Conclusion::boardReplaced, State::warn, EvidenceId::changeBoard},
    {hash::Conclusion::relabelled, State::warn, EvidenceId::changeLabel},
    {hash::Conclusion::differentDevice, State::warn, EvidenceId::changeDevice},
    {hash::Conclusion::notComparable, State::unknown, EvidenceId::changeNotComparable},
}};

Text shown(const std::string& text) {
  return text.empty() ? Text(EvidenceId::none) : Text(printable(text, 200));
}

const EarlierExport* newestEarlier(std::span<const EarlierExport> earlier) {
  const auto rank = [](const EarlierExport& candidate) {
    const bool readable = candidate.comparison.conclusion != hash::Conclusion::notComparable;
    return std::tuple(!candidate.sameCapture, readable, candidate.capturedAt.value_or(UtcTime{}));
  };
  const auto best =
      std::max_element(earlier.begin(), earlier.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return best == earlier.end() ? nullptr : &*best;
}

Text adviceOf(hash::RegisterAgain again) {
  switch (again) {
    case hash::RegisterAgain::required:
      return EvidenceId::againRequired;
    case hash::RegisterAgain::recommended:
      return EvidenceId::againRecommended;
    case hash::RegisterAgain::notNeeded:
      return EvidenceId::againNotNeeded;
  }
  return {};
}

void addChange(const EarlierExport& newest, std::vector<Finding>& findings) {
  const hash::Comparison& comparison = newest.comparison;
  const auto row = std::ranges::find(changes, comparison.conclusion, &ChangeRow::conclusion);
  if (row == changes.end()) {
    return;
  }
  Finding finding = makeFinding(
      FindingId::hashChangedSinceExport,
      {{"change", row->change}, {"comparison", comparison.sentence}, {"advice", adviceOf(comparison.registerAgain)}},
      {{EvidenceId::exportedEarlier, Text(EvidenceId::line, {{"n", fmt::format("{}", newest.line)}}), newest.path}});
  finding.state = row->state;
  for (const hash::Change& change : comparison.changes) {
    if (change.weight != hash::Weight::noise) {
      finding.evidence.push_back(
          {change.field, Text(EvidenceId::thenNow, {{"before", shown(change.before)}, {"after", shown(change.after)}}),
           newest.path});
    }
  }
  findings.push_back(std::move(finding));
}

}  // namespace

std::optional<EarlierStatus> judgeEarlier(std::span<const EarlierExport> earlier, std::vector<Finding>& findings) {
  const EarlierExport* newest = newestEarlier(earlier);
  if (newest == nullptr) {
    return {};
  }
  addChange(*newest, findings);
  return EarlierStatus{static_cast<std::size_t>(newest - earlier.data()), adviceOf(newest->comparison.registerAgain)};
}

}  // namespace preflight
