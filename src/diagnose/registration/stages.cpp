#include "diagnose/registration/stages.h"

#include <fmt/format.h>

#include <algorithm>

#include "diagnose/diagnose.h"
#include "knowledge/knowledge.h"
#include "text/registration_id.h"

namespace preflight::registration {
namespace {

StageId stageOf(const ServiceAnswer& answer) {
  switch (answer.state) {
    case RegistrationAnswer::profile:
      return StageId::profile;
    case RegistrationAnswer::refused:
      return answer.code == 807   ? StageId::notRegistered
             : answer.code == 809 ? StageId::profileDeleted
             : answer.code == 815 ? StageId::noProfileAssigned
             : answer.code == 908 ? StageId::mismatch
                                  : StageId::refused;
    case RegistrationAnswer::noProfile:
      return StageId::noProfile;
    case RegistrationAnswer::blank:
      return StageId::blank;
    case RegistrationAnswer::asked:
      return StageId::asked;
    case RegistrationAnswer::answered:
      return StageId::answered;
    case RegistrationAnswer::unreachable:
      return StageId::unreachable;
    case RegistrationAnswer::notAsked:
      return StageId::notAsked;
    case RegistrationAnswer::reading:
    case RegistrationAnswer::unreadable:
      break;
  }
  return StageId::unread;
}

// What holds whatever the service answers; else its answer.
StageId stageOf(const Report& report, const ServiceAnswer& answer) {
  const StageId stage = stageOf(answer);
  const bool explained = answer.state == RegistrationAnswer::refused && answer.code != 807;
  if (answer.state == RegistrationAnswer::profile || explained) {
    return stage;
  }
  if (isAssociated(report)) {
    return StageId::association;
  }
  if (preparationOf(report) != Preparation::no) {
    return StageId::preparation;
  }
  if (hasOfflineProfile(report)) {
    return StageId::offline;
  }
  const bool silent = stage == StageId::unread && (report.autopilot.events.known() || isSilent(report, answer));
  return silent ? StageId::silent : stage;
}

RegistrationStage stage(std::string id, RegistrationId label, const StageWords& words) {
  return {std::move(id), label, words.state, words.word, Text::filled(words.sentence, {}), {}, {}, {}};
}

void addRefusals(const Report& report, RegistrationStage& stage) {
  constexpr std::size_t shown = 5;
  for (const RefusalRecord& refusal : report.enrollment.refusals.value) {
    if (stage.evidence.size() < shown) {
      stage.evidence.push_back({RegistrationId::refusedBefore,
                                knowledge::oneLine(static_cast<std::uint32_t>(refusal.code)), refusal.source});
    }
  }
}

RegistrationStage enrolledStage(const Report& report) {
  const Fact<std::vector<EnrollmentRecord>>& enrollments = report.enrollment.enrollments;
  const EnrollmentRecord* record = managingEnrollment(report.enrollment);
  RegistrationStage enrolled{
      "enrolled", RegistrationId::enrolledLabel, State::unknown, "UNKNOWN", RegistrationId::enrolledUnread, {}, {}, {}};
  if (record != nullptr) {
    enrolled.state = State::pass;
    enrolled.word = "OK";
    enrolled.sentence = RegistrationId::enrolledYes;
    enrolled.at = report.enrollment.enrolledAt.known() ? report.enrollment.enrolledAt.value : UtcTime{};
    enrolled.evidence.push_back({RegistrationId::server, record->providerId, enrollments.source});
  } else if (enrollments.known()) {
    enrolled.state = State::info;
    enrolled.word = "NONE";
    enrolled.sentence = RegistrationId::enrolledNo;
    enrolled.evidence.push_back({RegistrationId::enrollments, RegistrationId::none, enrollments.source});
  } else {
    enrolled.evidence.push_back({RegistrationId::enrollments, describe(enrollments.error), enrollments.source});
  }
  addRefusals(report, enrolled);
  return enrolled;
}

// Which stage a finding speaks about, by the catalogue.
void addFindings(const std::vector<Finding>& findings, std::vector<RegistrationStage>& stages) {
  for (RegistrationStage& stage : stages) {
    for (const Finding& finding : findings) {
      if (entryOf(finding.id).stage == stage.id) {
        stage.findings.push_back(finding.id);
      }
    }
  }
}

}  // namespace

std::vector<RegistrationStage> stagesOf(const Report& report, const ServiceAnswer& answer,
                                        const std::vector<Finding>& findings) {
  if (report.origin.system != SystemKind::windows || answer.state == RegistrationAnswer::reading ||
      report.enrollment.enrollments.state == FactState::collecting) {
    return {};
  }
  const StageEntry& entry = entryOf(stageOf(report, answer));
  std::vector<RegistrationStage> stages{stage("registered", RegistrationId::registeredLabel, entry.registered),
                                        stage("profile", RegistrationId::profileLabel, entry.profile),
                                        enrolledStage(report)};
  for (RegistrationStage* stage : {&stages[0], &stages[1]}) {
    stage->at = answer.at;
    stage->evidence = answer.evidence;
  }
  addFindings(findings, stages);
  return stages;
}

}  // namespace preflight::registration
