#include "diagnose/registration/checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnose/diagnose.h"
#include "hash/check.h"
#include "hash/decode.h"
#include "knowledge/knowledge.h"

namespace preflight {
namespace {

using namespace registration;

constexpr std::uint32_t entraObjectMissing = 0x801C03F3;

bool isProfile(const Course& course) {
  return course.standing == Standing::profile;
}

bool isJoined(const Report& report) {
  const Fact<JoinKind>& kind = report.join.kind;
  return kind.known() && (kind.value == JoinKind::entra || kind.value == JoinKind::hybrid);
}

Evidence joinEvidence(const Report& report) {
  const Fact<JoinKind>& kind = report.join.kind;
  return {"Join", kind.known() ? std::string(words(kind.value)) : describe(kind.error), kind.source};
}

std::string numberText(const Fact<std::uint64_t>& fact) {
  return fact.known() ? fmt::format("{}", fact.value) : describe(fact.error);
}

Evidence enrollmentEvidence(const Report& report, const EnrollmentRecord& record) {
  return {"Enrolled with",
          fmt::format("{}, type {}", record.providerId.empty() ? record.discoveryUrl : record.providerId,
                      numberText(record.type)),
          report.enrollment.enrollments.source};
}

// Only what is known for certain forbids: with a join that could not be read the rule stays open.
void workplaceJoined(const Report& report, const Course& course, std::vector<Finding>& findings) {
  const JoinPart& join = report.join;
  const bool byUser = join.workplaceJoins.known() && !join.workplaceJoins.value.empty();
  constexpr std::uint64_t workplaceType = 2;
  const bool byType = join.joinType.known() && join.joinType.value == workplaceType;
  if ((!byUser && !byType) || isJoined(report) || isProfile(course)) {
    return;
  }
  Finding finding{
      "must-not-register-workplace-joined",
      join.kind.known() ? State::fail : State::unknown,
      "Do not register this device yet: a user added a work account to it (Entra registered).",
      {joinEvidence(report)},
      "A device that is registered in this state keeps the wrong kind of join and fails at set-up.",
      "Remove the work account (Settings, Access work or school), delete the device in Intune and Entra ID, "
      "then register.",
      std::string(tenantAdministrator)};
  for (const WorkplaceJoin& each : join.workplaceJoins.value) {
    finding.evidence.push_back({"Work account of tenant", each.tenantId, join.workplaceJoins.source});
  }
  finding.evidence.push_back({"How", knowledge::stepsText("deregister"), "Help (F1)"});
  findings.push_back(std::move(finding));
}

void managedOnly(const Report& report, const Course& course, std::vector<Finding>& findings) {
  const EnrollmentRecord* record = managingEnrollment(report.enrollment);
  const bool mdmOnly = record != nullptr && record->type.known() && record->type.value == 0;
  if (!mdmOnly || isJoined(report) || isProfile(course)) {
    return;
  }
  findings.push_back({"must-not-register-mdm-only",
                      report.join.kind.known() ? State::fail : State::unknown,
                      "Do not register this device yet: it is managed by MDM alone and not joined to Entra ID.",
                      {enrollmentEvidence(report, *record),
                       joinEvidence(report),
                       {"How", knowledge::stepsText("deregister"), "Help (F1)"}},
                      "A device that is registered in this state is not taken over by its profile.",
                      "Delete the device in Intune and Entra ID (and in Autopilot if it is there), reset Windows, then "
                      "register.",
                      std::string(tenantAdministrator)});
}

Finding otherTenantFinding(std::vector<Evidence> evidence) {
  return {"other-tenant",
          State::fail,
          "This device belongs to another organisation than the account that signed in.",
          std::move(evidence),
          "It is registered with one tenant and was used with an account of another.",
          "Sign in with an account of the organisation it is registered with, or have that one deregister it.",
          std::string(tenantAdministrator)};
}

// TenantMatched 0, or a join to another tenant than the profile's.
void otherTenant(const Report& report, const Course& course, std::vector<Finding>& findings) {
  const DiagnosticsValueFacts& values = report.autopilot.diagnostics;
  const std::string assigned = textOr(values.tenantId);
  const std::string signIn = textOr(values.signInTenantId);
  const bool same = !assigned.empty() && equalIgnoringCase(assigned, signIn);
  const bool unmatched = values.tenantMatched.known() && !values.tenantMatched.value && !tenantOf(report).empty();
  const ProfileSource profile = profileSource(report);
  const std::string profileTenant = profile.facts == nullptr ? std::string() : textOr(profile.facts->tenantId);
  const std::string joined = isJoined(report) ? textOr(report.join.tenantId) : std::string();
  const bool joinedElsewhere =
      isProfile(course) && !profileTenant.empty() && !joined.empty() && !equalIgnoringCase(profileTenant, joined);
  if ((!unmatched || same) && !joinedElsewhere) {
    return;
  }
  std::vector<Evidence> evidence{{"Registered with", tenantOf(report), "profile"}};
  if (unmatched) {
    evidence.push_back({"TenantMatched", "0", values.tenantMatched.source});
  }
  if (!signIn.empty()) {
    evidence.push_back({"Tenant of the account", signIn, values.signInTenantId.source});
  }
  if (joinedElsewhere) {
    evidence.push_back({"Joined to", joined, report.join.tenantId.source});
  }
  findings.push_back(otherTenantFinding(std::move(evidence)));
}

// The profile is here, but what the hash says now is not what the firmware says.
void staleRegistration(const Report& report, const Course& course, std::vector<Finding>& findings) {
  if (!isProfile(course) || !report.hardwareHash.text.known()) {
    return;
  }
  const hash::Checked checked = hash::check(report.hardwareHash.text.value, {});
  const hash::Decoded decoded = hash::decode(checked.records);
  std::vector<Evidence> evidence;
  const auto compare = [&](const char* label, const hash::Text& told, const Fact<std::string>& firmware) {
    if (told && !told->empty() && firmware.known() && !trimmed(firmware.value).empty() &&
        !equalIgnoringCase(trimmed(*told), trimmed(firmware.value))) {
      evidence.push_back({std::string(label) + " in the hash", printable(*told, 200), "decoded, unofficial"});
      evidence.push_back(evidenceOf(std::string(label) + " in the firmware", firmware));
    }
  };
  compare("Serial number", decoded.system.serialNumber, report.identity.serialNumber);
  compare("UUID", decoded.system.uuid, report.identity.uuid);
  if (evidence.empty()) {
    return;
  }
  findings.push_back({"stale-registration", State::fail,
                      "The profile is here, but this hardware is not any more what was registered.",
                      std::move(evidence),
                      "Board or serial number changed since Windows made the hash; after a reset the service may not "
                      "know the device.",
                      "Restart and read the hash again; then have the registration deleted and the new hash imported.",
                      std::string(tenantAdministrator)});
}

void enrolled(const Report& report, std::vector<Finding>& findings) {
  const EnrollmentRecord* record = managingEnrollment(report.enrollment);
  if (record == nullptr) {
    return;
  }
  const Fact<UtcTime>& at = report.enrollment.enrolledAt;
  const std::string when = at.known() ? whenText(report, at.value) : std::string();
  const bool intune = equalIgnoringCase(record->providerId, "MS DM Server");
  Finding finding{"enrolled",
                  State::pass,
                  intune ? "This device is enrolled in Intune." : "This device is enrolled with an MDM server.",
                  {enrollmentEvidence(report, *record), joinEvidence(report)},
                  "Enrolled is not registered: Autopilot may know the device or not.",
                  "Nothing to do.",
                  std::string(technicianOf)};
  if (!when.empty()) {
    finding.evidence.push_back({"Since", when, at.source});
  }
  findings.push_back(std::move(finding));
}

// The event or refusal that carries the code, as evidence; nothing when there is none.
std::vector<Evidence> evidenceOfCode(const Report& report, std::uint32_t code) {
  std::vector<Evidence> evidence;
  for (const Fact<std::vector<EventFacts>>* events : {&report.join.events, &report.enrollment.events}) {
    for (const EventFacts& event : events->value) {
      for (const NamedText& each : event.data) {
        const std::vector<knowledge::CodeInText> found = knowledge::codesIn(each.value);
        const bool bare = knowledge::codeFrom(each.value) == code;
        const bool inside = std::any_of(found.begin(), found.end(), [&](const auto& in) { return in.code == code; });
        if (event.level <= 3 && (bare || inside)) {
          evidence.push_back({whenText(report, event.time),
                              fmt::format("event {}: {}", event.id, knowledge::oneLine(code)), event.channel,
                              logEntryOf(event)});
        }
      }
    }
  }
  for (const RefusalRecord& each : report.enrollment.refusals.value) {
    if (static_cast<std::uint32_t>(each.code) == code) {
      evidence.push_back({whenText(report, each.at), knowledge::oneLine(code), each.source});
    }
  }
  return evidence;
}

void objectMissing(const Report& report, std::vector<Finding>& findings) {
  if (managingEnrollment(report.enrollment) != nullptr) {
    return;
  }
  std::vector<Evidence> evidence = evidenceOfCode(report, entraObjectMissing);
  if (evidence.empty()) {
    return;
  }
  constexpr std::size_t shown = 5;
  evidence.resize(std::min(evidence.size(), shown));
  evidence.push_back({"How", knowledge::stepsText("deregister"), "Help (F1)"});
  findings.push_back(
      {"entra-object-missing", State::fail,
       "The device's object in Entra ID was deleted, so it cannot join (0x801C03F3).", std::move(evidence),
       "Registering makes this object; it must not be deleted while the device is registered.",
       "Delete the device in Intune and in Autopilot, then import the hash again: that makes a new object.",
       std::string(tenantAdministrator)});
}

void automaticallyPossible(const Report& report, const Course& course, std::vector<Finding>& findings) {
  constexpr std::uint64_t withEntra = 6;
  const EnrollmentRecord* record = managingEnrollment(report.enrollment);
  if (isProfile(course) || course.standing == Standing::refused || record == nullptr || !isJoined(report) ||
      !equalIgnoringCase(record->providerId, "MS DM Server") || !record->type.known() ||
      record->type.value != withEntra) {
    return;
  }
  findings.push_back({"automatic-registration-possible",
                      State::info,
                      "Intune can register this device by itself: it is joined and enrolled.",
                      {enrollmentEvidence(report, *record), joinEvidence(report)},
                      "No hash has to be carried around for a device that Intune manages and that counts as corporate.",
                      knowledge::stepsText("register-automatic"),
                      std::string(tenantAdministrator)});
}

}  // namespace

void addRegistrationRules(const Report& report, const Course& course, std::vector<Finding>& findings) {
  workplaceJoined(report, course, findings);
  managedOnly(report, course, findings);
  otherTenant(report, course, findings);
  staleRegistration(report, course, findings);
  objectMissing(report, findings);
  enrolled(report, findings);
  automaticallyPossible(report, course, findings);
}

}  // namespace preflight
