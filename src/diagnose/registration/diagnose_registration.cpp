// Is the device registered with Windows Autopilot, and does it have a profile? One finding says where it stands.
#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "diagnose/diagnose.h"
#include "diagnose/registration/checks.h"
#include "diagnose/registration/status.h"
#include "knowledge/knowledge.h"

namespace preflight {
namespace {

using namespace registration;

// What is said of a standing where the sentence names nothing of the device.
struct Words {
  std::string_view id;
  State state;
  std::string_view title;
  std::string_view meaning;
  std::string_view action;
  std::string_view who;
  std::string_view steps;  // topic of the steps that help; empty: none
};

constexpr std::array<Words, 20> words{{
    {"registered-profile-assigned", State::pass, "This device is registered, and its profile is here.",
     "Set-up runs with this profile. Registered is not enrolled: that follows at sign-in.",
     "Go on with set-up: sign in with a work account of this organisation.", technicianOf, ""},
    {"registered-default-profile", State::pass, "This device is registered and has the default profile.",
     "No profile is assigned to this device, so that it got the one for all devices.",
     "Go on with set-up. If it should have another profile: assign that one, wait, restart.", tenantAdministrator, ""},
    {"registered-no-profile", State::warn, "This device is registered, but no profile is assigned to it.",
     "The service said so (815). Set-up runs as on any private device until a profile is assigned.",
     "Put the device into the group that the profile is assigned to, wait until it says Assigned, restart the device.",
     tenantAdministrator, ""},
    {"profile-deleted", State::warn, "This device is registered, but its profile was deleted.",
     "The service said so (809): the assigned profile does not exist any more.",
     "Assign another profile, wait until it says Assigned, restart the device.", tenantAdministrator, ""},
    {"not-registered", State::warn, "This device is not registered with Windows Autopilot.",
     "The service said so (807): no tenant has its hardware hash.",
     "Export the hash (F8), have it imported, wait for the profile, restart the device.", technicianOf,
     "register-preflight"},
    {"answered-no-profile", State::warn, "The Autopilot service has no profile for this device.",
     "It is not registered, or no profile is assigned to it: the answer does not tell which, only the tenant can.",
     "Ask whether its serial number is listed in Intune. If it is not: export the hash (F8) and have it imported.",
     tenantAdministrator, "register-preflight"},
    {"profile-lost", State::warn, "This device had a profile and has none any more.",
     "Traces of a profile are left, but the newest answer holds none: it was deregistered, or the assignment ended.",
     "Ask whether the device is still registered and which profile is assigned to it, then restart it.",
     tenantAdministrator, "register-preflight"},
    {"hardware-mismatch", State::fail, "This device does not match its registration.",
     "Board, serial number, product key or TPM are not those of the registration: repaired, or the record is of "
     "another "
     "device.",
     "Have its registration deleted, then import a hash that is read now (F8).", tenantAdministrator, "deregister"},
    {"service-refused", State::warn, "The Autopilot service refused to give a profile.",
     "The reason is one that is not known here.", "Give code and reason to the administrator; keep a recording (F9).",
     tenantAdministrator, ""},
    {"blank-profile-cached", State::warn, "Windows keeps the answer that there is no profile.",
     "It may be old: a restart asks the service again.",
     "If the device is registered and a profile assigned: restart it. If that does not help, reset Windows.",
     technicianOf, "register-preflight"},
    {"asked-no-answer", State::warn, "The device asked for its profile and has no answer yet.",
     "The question was sent while there was a network; no answer is in the log.",
     "Wait a minute and read again (F5). If it stays: the network must let ztd.dds.microsoft.com and login.live.com "
     "through.",
     technicianOf, ""},
    {"not-asked-yet", State::info, "The device has not asked for its profile yet: no network was seen.",
     "It asks at the start of set-up as soon as it is online.",
     "Connect a cable or Wi-Fi; restart set-up if the network page has passed.", technicianOf, ""},
    {"not-asked-yet", State::info, "The device has not asked for its profile yet.",
     "A network was seen, so it may ask within a minute.", "Wait a minute and read again (F5).", technicianOf, ""},
    {"offline-profile", State::pass, "An offline profile is on this device.",
     "The file AutopilotConfigurationFile.json brings the profile; no registration is needed for it.",
     "Go on with set-up: sign in with a work account of this organisation.", technicianOf, ""},
    {"device-preparation", State::info, "This device is set up by device preparation, which needs no registration.",
     "That the Autopilot service knows no profile is normal then.",
     "Go on with set-up: sign in with the user that the device preparation policy is assigned to.", technicianOf, ""},
    {"device-preparation", State::info, "This device looks as if it is set up by device preparation.",
     "Hints speak for it, no proof. Device preparation needs no registration.",
     "Go on with set-up: sign in with the user that the device preparation policy is assigned to.", technicianOf, ""},
    {"device-association", State::info, "This device is associated with a tenant by a device link.",
     "The link stands in the firmware, survives a reset, and goes before a registration.",
     "Go on with set-up. To hand the device on, the link must be removed in Intune first.", tenantAdministrator, ""},
    {"cannot-know", State::unknown, "Whether this device is registered cannot be told from what was read.",
     "What would tell could not be read, or says nothing.",
     "Start Preflight as administrator at the device, with a network, and read again (F5).", technicianOf, ""},
    {"profile-file-ignored", State::warn, "Windows ignores the offline profile file on this device.",
     "AutopilotConfigurationFile.json holds more than one JSON object.",
     "Put a file with one profile there, saved as ANSI, and start set-up anew.", tenantAdministrator, ""},
    {"", State::info, "", "", "", "", ""},
}};

const Words& wordsOf(std::string_view id) {
  for (const Words& each : words) {
    if (each.id == id) {
      return each;
    }
  }
  return words.back();
}

Finding findingOf(const Words& row, std::vector<Evidence> evidence) {
  Finding finding{std::string(row.id),      row.state,
                  std::string(row.title),   std::move(evidence),
                  std::string(row.meaning), std::string(row.action),
                  std::string(row.who)};
  if (!row.steps.empty()) {
    finding.evidence.push_back({"How", knowledge::stepsText(row.steps), "Help (F1)"});
  }
  return finding;
}

// With the names that make the sentence one of this device.
std::string registeredTitle(const Report& report, std::string_view id) {
  const std::string tenant = tenantOf(report);
  const std::string profile = profileNameOf(report);
  if (tenant.empty() || profile.empty()) {
    return std::string(wordsOf(id).title);
  }
  return id == "registered-default-profile"
             ? fmt::format("This device is registered with {} and has the default profile \"{}\".", tenant, profile)
             : fmt::format("This device is registered with {}, and its profile \"{}\" is here.", tenant, profile);
}

std::string lostTitle(const Report& report, const Course& course) {
  const std::string until = whenText(report, course.profileSeen);
  const std::string profile = profileNameOf(report);
  if (!profile.empty() && !until.empty()) {
    return fmt::format("This device had the profile \"{}\" ({}) and has none any more.", profile, until);
  }
  return profile.empty() ? std::string(wordsOf("profile-lost").title)
                         : fmt::format("This device had the profile \"{}\" and has none any more.", profile);
}

std::string_view refusalId(std::uint64_t code) {
  switch (code) {
    case 807:
      return "not-registered";
    case 809:
      return "profile-deleted";
    case 815:
      return "registered-no-profile";
    case 908:
      return "hardware-mismatch";
    default:
      return "service-refused";
  }
}

// Whether the profile came by assignment or as the tenant's default. Absent keys leave it at "assigned".
std::string_view profileId(const Report& report) {
  for (const ProfileFacts* facts : {&report.autopilot.answer.profile, &report.autopilot.cache.policy.profile}) {
    if (facts->explicitAssignment.known()) {
      return facts->explicitAssignment.value ? "registered-profile-assigned" : "registered-default-profile";
    }
  }
  return "registered-profile-assigned";
}

std::string_view standingId(const Report& report, const Course& course) {
  switch (course.standing) {
    case Standing::profile:
      return profileId(report);
    case Standing::refused:
      return refusalId(course.code);
    case Standing::noProfile:
      return course.hadProfile ? "profile-lost" : "answered-no-profile";
    case Standing::blank:
      return course.hadProfile ? "profile-lost" : "blank-profile-cached";
    case Standing::asked:
      return "asked-no-answer";
    case Standing::notAsked:
      return "not-asked-yet";
    default:
      return "cannot-know";
  }
}

// Other ways to be set up, for which it is normal that the service knows no profile.
std::string_view otherWay(const Report& report, const Course& course) {
  const bool explained = course.standing == Standing::refused && course.code != 807;
  if (course.standing == Standing::profile || explained) {
    return "";
  }
  if (isAssociated(report)) {
    return "device-association";
  }
  if (preparationOf(report) != Preparation::no) {
    return "device-preparation";
  }
  return hasOfflineProfile(report) ? "offline-profile" : "";
}

// "Not registered" is no fault under device preparation; when the marks of that could not be read, it stays open.
void leaveOpen(const Report& report, Finding& finding) {
  const Fact<std::string>& mark = report.autopilot.settings.executionContext;
  if (finding.id == "not-registered" && isUnknown(mark.state)) {
    finding.state = State::unknown;
    finding.meaning += " If the device is set up by device preparation, this is normal: its marks could not be read.";
    finding.evidence.push_back(evidenceOf("Marks of device preparation", mark));
  }
}

Finding standingFinding(const Report& report, const Course& course) {
  const std::string_view id = standingId(report, course);
  const std::string_view other = otherWay(report, course);
  const Words* row = &wordsOf(other.empty() ? id : other);
  const bool hintOnly = other == "device-preparation" && preparationOf(report) == Preparation::hint;
  if (hintOnly || (row->id == "not-asked-yet" && course.networkSeen)) {
    ++row;  // the second row of the same id
  }
  Finding finding = findingOf(*row, course.evidence);
  if (finding.id.starts_with("registered-") && course.standing == Standing::profile) {
    finding.title = registeredTitle(report, finding.id);
  } else if (finding.id == "profile-lost") {
    finding.title = lostTitle(report, course);
  } else if (course.standing == Standing::refused && !course.reason.empty()) {
    finding.evidence.insert(finding.evidence.begin(), {"The service's reason", course.reason, ""});
  }
  leaveOpen(report, finding);
  return finding;
}

}  // namespace

void diagnoseRegistration(const Report& report, std::vector<Finding>& findings) {
  if (report.origin.system != SystemKind::windows) {
    return;
  }
  const Course course = courseOf(report);
  if (course.standing == Standing::reading) {
    return;
  }
  findings.push_back(standingFinding(report, course));
  if (course.standing == Standing::profile && isAssociated(report)) {
    findings.push_back(findingOf(wordsOf("device-association"), {}));
  }
  if (hasIgnoredOfflineFile(report)) {
    findings.push_back(findingOf(wordsOf("profile-file-ignored"),
                                 {{"Objects in the file", fmt::format("{}", report.autopilot.offline.objects.value),
                                   report.autopilot.offline.objects.source}}));
  }
  addRegistrationRules(report, course, findings);
}

}  // namespace preflight
