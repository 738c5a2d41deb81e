// Screen 4: the phases of a deployment, the steps of the one it is at, and what is tracked, failed first.
#include <algorithm>
#include <cmath>

#include "app/view/deployment_rows.h"
#include "app/view/subjects.h"
#include "base/text.h"
#include "page/screens.h"

namespace preflight::page {
namespace {

// The finding that says most about the deployment; null when there is none to speak of.
const Finding* deploymentFinding(const Frame& frame) {
  const Diagnosis& diagnosis = frame.session.diagnosis();
  const std::optional<FindingId>& id = diagnosis.deployment.finding;
  return id ? findFinding(diagnosis, *id) : nullptr;
}

CardSpec noneCard(const Frame& frame) {
  const bool reading = frame.session.reading();
  RowSpec row;
  row.id = "noDeployment";
  row.label = say(PageId::deployment);
  row.known = false;
  const Finding* finding = deploymentFinding(frame);
  if (finding != nullptr) {
    row.value = printable(finding->title());
    row.sign = signOf(finding->state);
    row.findings = {rowFindingOf(*finding)};
    row.evidence = finding->evidence;
  } else {
    row.value = say(reading ? PageId::reading : PageId::deploymentNotStarted);
    row.evidence = {{PageId::deploymentLookedAt, PageId::deploymentLookedAtWhat, say(PageId::deploymentSources)}};
  }
  return {say(PageId::cardDeployment), "", {row}};
}

}  // namespace

std::vector<CardSpec> deploymentCards(Frame& frame) {
  std::vector<CardSpec> cards;
  for (const Section& section : frame.session.sections()) {
    if (!section.id.starts_with("deployment")) {
      continue;
    }
    CardSpec card{upper(section.title), section.id == "deploymentItems" ? say(PageId::failedFirst) : "", {}};
    for (const Row& row : section.rows) {
      card.rows.push_back(rowOf(row));
      card.rows.back().mono = false;
    }
    cards.push_back(std::move(card));
  }
  if (cards.empty()) {
    cards.push_back(noneCard(frame));
  }
  numberRepeated(cards);
  return cards;
}

ActionId drawDeployment(Frame& frame) {
  drawCards(frame, deploymentCards(frame), 1000);  // one column: a row needs its width
  return frame.asked;
}

std::optional<Sign> deploymentMark(const Frame& frame) {
  return subjectsOf(situationOf(frame.session)).of(Topic::deployment);
}

}  // namespace preflight::page
