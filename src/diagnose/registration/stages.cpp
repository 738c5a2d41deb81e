// The ladder: registered, profile, enrolled. Each rung is told by itself; none follows from another.
#include <fmt/format.h>

#include "diagnose/diagnose.h"
#include "diagnose/registration/stages.h"
#include "diagnose/registration/status.h"
#include "knowledge/knowledge.h"

namespace preflight {
namespace {

using namespace registration;

struct Said {
  State state;
  std::string_view word;
  std::string_view sentence;
};

struct StandingRow {
  Standing standing;
  std::uint64_t code;  // of `refused`; 0: any
  Said registered;
  Said profile;
};

constexpr Said openSaid{State::unknown, "NOT KNOWN", "Not known: what would tell could not be read, or says nothing."};

// The first row that fits is taken.
constexpr StandingRow standings[] = {
    {Standing::profile,
     0,
     {State::pass, "YES", "Registered: the service gave this device a profile."},
     {State::pass, "YES", "The profile is on the device."}},
    {Standing::refused,
     807,
     {State::warn, "NO", "Not registered: the service said so (807)."},
     {State::warn, "NO", "No profile: the device is not registered."}},
    {Standing::refused,
     809,
     {State::pass, "YES", "Registered: the service named its profile."},
     {State::warn, "DELETED", "The profile that was assigned does not exist any more (809)."}},
    {Standing::refused,
     815,
     {State::pass, "YES", "Registered: the service said so (815)."},
     {State::warn, "NONE", "No profile is assigned (815)."}},
    {Standing::refused,
     908,
     {State::fail, "MISMATCH", "A registration is known that does not match this device (908)."},
     {State::fail, "REFUSED", "The service keeps the profile back: the hardware does not match."}},
    {Standing::refused,
     0,
     {State::unknown, "NOT KNOWN", "The service gave a reason that is not known here."},
     {State::warn, "REFUSED", "The service gave no profile."}},
    {Standing::noProfile,
     0,
     {State::unknown, "NOT KNOWN", "Only the tenant can tell: the service answered without saying why."},
     {State::warn, "NONE", "The service answered that it has no profile for this device."}},
    {Standing::blank,
     0,
     {State::unknown, "NOT KNOWN", "Not known: an old answer is kept. A restart asks again."},
     {State::warn, "NONE", "Windows keeps the answer that there is none. A restart asks again."}},
    {Standing::asked,
     0,
     {State::unknown, "NO ANSWER", "Asked, but no answer is known yet."},
     {State::unknown, "NO ANSWER", "Asked, but no answer is known yet."}},
    {Standing::notAsked,
     0,
     {State::info, "NOT ASKED", "The device has not asked yet."},
     {State::info, "NOT ASKED", "The device has not asked yet."}},
};

// What holds whatever the service says.
struct OtherWay {
  Said registered;
  Said profile;
};
constexpr OtherWay association{{State::info, "NOT NEEDED", "Not needed: the device is associated by a device link."},
                               {State::info, "NOT NEEDED", "The device preparation policy takes its place."}};
constexpr OtherWay preparation{{State::info, "NOT NEEDED", "Not needed: device preparation sets the device up."},
                               {State::info, "NOT NEEDED", "The device preparation policy takes its place."}};
constexpr OtherWay offline{{State::info, "NOT NEEDED", "Not needed: a file brings the profile."},
                           {State::pass, "YES", "An offline profile is on the device."}};

const OtherWay* otherWayOf(const Report& report, const Course& course) {
  if (course.standing == Standing::profile || (course.standing == Standing::refused && course.code != 807)) {
    return nullptr;
  }
  if (isAssociated(report)) {
    return &association;
  }
  if (preparationOf(report) != Preparation::no) {
    return &preparation;
  }
  return hasOfflineProfile(report) ? &offline : nullptr;
}

const StandingRow* rowOf(const Course& course) {
  for (const StandingRow& row : standings) {
    if (row.standing == course.standing && (row.code == 0 || row.code == course.code)) {
      return &row;
    }
  }
  return nullptr;
}

Rung rung(std::string id, std::string label, const Said& said) {
  Rung rung;
  rung.id = std::move(id);
  rung.label = std::move(label);
  rung.state = said.state;
  rung.word = said.word;
  rung.sentence = said.sentence;
  return rung;
}

void addRefusals(const Report& report, Rung& rung) {
  constexpr std::size_t shown = 5;
  for (const RefusalRecord& each : report.enrollment.refusals.value) {
    if (rung.evidence.size() < shown) {
      rung.evidence.push_back(
          {"Refused before", knowledge::oneLine(static_cast<std::uint32_t>(each.code)), each.source});
    }
  }
}

Rung enrolledRung(const Report& report) {
  const Fact<std::vector<EnrollmentRecord>>& all = report.enrollment.enrollments;
  const EnrollmentRecord* record = managingEnrollment(report.enrollment);
  Rung line = rung("enrolled", "Enrolled", openSaid);
  if (record != nullptr) {
    line = rung("enrolled", "Enrolled", {State::pass, "YES", "Enrolled: this device is managed."});
    line.at = report.enrollment.enrolledAt.known() ? report.enrollment.enrolledAt.value : UtcTime{};
    line.evidence.push_back({"Server", record->providerId, all.source});
  } else if (all.known()) {
    line = rung("enrolled", "Enrolled", {State::info, "NOT YET", "Not enrolled: no MDM server manages this device."});
    line.evidence.push_back({"Enrolments", "none", all.source});
  } else {
    line.evidence.push_back({"Enrolments", describe(all.error), all.source});
  }
  addRefusals(report, line);
  return line;
}

}  // namespace

std::vector<Rung> registrationRungs(const Report& report) {
  const Course course = courseOf(report);
  if (report.origin.system != SystemKind::windows || course.standing == Standing::reading ||
      report.enrollment.enrollments.state == FactState::collecting) {
    return {};
  }
  const StandingRow* row = rowOf(course);
  const OtherWay* other = otherWayOf(report, course);
  const Said& first = other != nullptr ? other->registered : (row != nullptr ? row->registered : openSaid);
  const Said& second = other != nullptr ? other->profile : (row != nullptr ? row->profile : openSaid);
  std::vector<Rung> rungs{rung("registered", "Registered", first), rung("profile", "Profile", second),
                          enrolledRung(report)};
  for (std::size_t i = 0; i < 2; ++i) {
    rungs[i].at = course.at;
    rungs[i].evidence = course.evidence;
  }
  return rungs;
}

}  // namespace preflight
