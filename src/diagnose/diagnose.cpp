#include "diagnose/diagnose.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/deployment/status.h"
#include "diagnose/hash/earlier_exports.h"
#include "diagnose/unread_checks.h"
#include "knowledge/knowledge.h"
#include "text/registration_id.h"

namespace preflight {
namespace {

// The steps that help, from the table of procedures, as the last piece of evidence.
void addSteps(std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    if (const std::string_view topic = entryOf(finding.id).steps; !topic.empty()) {
      finding.evidence.push_back({RegistrationId::how, knowledge::stepsText(topic), say(RegistrationId::helpSource)});
    }
  }
}

// Reading again is no advice for a recording: the device is elsewhere.
void adviseForRecording(const Report& report, std::vector<Finding>& findings) {
  if (report.origin.origin == ReportOrigin::live) {
    return;
  }
  for (Finding& finding : findings) {
    if (finding.key() == "F5" && finding.who() == Who::you) {
      const Text meaning = finding.advice ? finding.advice->meaning
                                          : Text::filled(rowFor(finding.id, finding.args).meaning, finding.args);
      finding.advice = Advice{meaning, RegistrationId::recordAgain, Who::you, {}};
    }
  }
}

// The finding of the verdict first, then what weighs most.
void sortByWeight(Diagnosis& diagnosis) {
  constexpr std::array order{State::fail, State::warn, State::unknown, State::info, State::pass};
  std::ranges::stable_sort(diagnosis.findings, {}, [&](const Finding& finding) {
    const auto place = std::ranges::find(order, finding.state) - order.begin();
    return finding.id == diagnosis.verdict.finding ? -1 : static_cast<int>(place);
  });
}

}  // namespace

Diagnosis diagnose(const Report& report) {
  return diagnose(report, report.origin.capturedAt);
}

Diagnosis diagnose(const Report& report, UtcTime now) {
  return diagnose(report, now, {});
}

Diagnosis diagnose(const Report& report, UtcTime now, std::span<const EarlierExport> earlier) {
  Diagnosis diagnosis;
  diagnosis.judgedAt = now;
  diagnoseIdentity(report, diagnosis.findings);
  diagnosis.hash = diagnoseHash(report, diagnosis.findings);
  diagnosis.earlier = judgeEarlier(earlier, diagnosis.findings);
  diagnosis.deployment = judgeDeployment(report, now, diagnosis.findings);
  diagnosis.registration = judgeRegistration(report, diagnosis.findings);
  addUnreadChecks(report, diagnosis);
  adviseForRecording(report, diagnosis.findings);
  addSteps(diagnosis.findings);
  diagnosis.verdict = verdictOf(report, diagnosis.findings);
  sortByWeight(diagnosis);
  return diagnosis;
}

Evidence evidenceOf(Text label, const Fact<std::string>& fact) {
  std::string value = fact.known() ? printable(fact.value, 200) : describe(fact.error);
  return {std::move(label), std::move(value), fact.source};
}

}  // namespace preflight
