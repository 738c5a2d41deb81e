#include "app/view/deployment_rows.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "text/view_id.h"

namespace preflight {
namespace {

// "4 min", "2 h 5 min".
std::string lengthText(UtcTime from, UtcTime to) {
  return durationText(to.milliseconds - from.milliseconds);
}

Row findingRow(std::string id, ViewId label, const Finding& finding) {
  Row row;
  row.id = std::move(id);
  row.label = say(label);
  row.value = finding.title();
  row.state = finding.state;
  row.word = stateWord(finding.state);
  row.known = finding.state != State::unknown;
  row.evidence = finding.evidence;
  row.findings.push_back(rowFindingOf(finding));
  return row;
}

Row lineRow(std::string id, const DeploymentLine& line) {
  Row row;
  row.id = std::move(id);
  row.label = line.label.str();
  row.value = line.value.str();
  row.state = line.state;
  row.word = line.word;
  row.known = line.known;
  row.evidence = line.evidence;
  return row;
}

Section mainSection(const Diagnosis& diagnosis, int zone) {
  const DeploymentStatus& deployment = diagnosis.deployment;
  Section section{"deployment", say(ViewId::sectionDeployment), {}};
  const auto add = [&](const char* id, std::optional<FindingId> wanted) {
    const Finding* finding = wanted ? findFinding(diagnosis, *wanted) : nullptr;
    if (finding != nullptr) {
      section.rows.push_back(findingRow(id, wanted == deployment.wait ? ViewId::waitsFor : ViewId::state, *finding));
    }
  };
  add("deploymentState", deployment.finding);
  if (deployment.wait != deployment.finding) {
    add("deploymentWait", deployment.wait);
  }
  for (const DeploymentLine& phase : deployment.phases) {
    section.rows.push_back(lineRow("phase " + phase.id, phase));
    if (const std::string span = spanText(phase, diagnosis.judgedAt, zone); !span.empty()) {
      section.rows.back().value = span;
    }
  }
  return section;
}

Section linesSection(std::string id, const Text& title, const std::vector<DeploymentLine>& lines,
                     std::string_view prefix, const Diagnosis& diagnosis, int zone) {
  Section section{std::move(id), title.str(), {}};
  for (const DeploymentLine& line : lines) {
    section.rows.push_back(lineRow(fmt::format("{}{}", prefix, line.id), line));
    section.rows.back().source = spanText(line, diagnosis.judgedAt, zone);
  }
  return section;
}

}  // namespace

std::string spanText(const DeploymentLine& line, UtcTime now, int zoneMinutes) {
  const auto clock = [&](UtcTime time) { return dateText(time, zoneMinutes).substr(11); };
  const UtcTime unknown{};
  if (line.started == unknown) {
    return line.ended == unknown ? "" : say(ViewId::spanUntil, {{"end", clock(line.ended)}});
  }
  if (line.ended != unknown && line.ended >= line.started) {
    return say(
        ViewId::span,
        {{"start", clock(line.started)}, {"end", clock(line.ended)}, {"length", lengthText(line.started, line.ended)}});
  }
  return now < line.started
             ? say(ViewId::since, {{"start", clock(line.started)}})
             : say(ViewId::sinceFor, {{"start", clock(line.started)}, {"length", lengthText(line.started, now)}});
}

std::vector<Section> deploymentSections(const Report& report, const Diagnosis& diagnosis) {
  const DeploymentStatus& deployment = diagnosis.deployment;
  if (deployment.state == DeploymentState::none) {
    return {};
  }
  const int zone = zoneOf(report);
  std::vector<Section> sections{mainSection(diagnosis, zone)};
  if (!deployment.steps.empty()) {
    sections.push_back(
        linesSection("deploymentSteps", deployment.stepsTitle, deployment.steps, "step ", diagnosis, zone));
  }
  if (!deployment.items.empty()) {
    sections.push_back(linesSection("deploymentItems", deployment.itemsTitle, deployment.items, "", diagnosis, zone));
  }
  return sections;
}

}  // namespace preflight
