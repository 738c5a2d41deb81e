#include "base/names.h"
#include "base/text.h"
#include "model/autopilot.h"
#include "model/enrollment.h"
#include "model/join.h"

namespace preflight {
namespace {

constexpr NameTable<JoinKind, 4> joinWords{{{{JoinKind::none, "not joined"},
                                             {JoinKind::entra, "Entra joined"},
                                             {JoinKind::hybrid, "hybrid joined"},
                                             {JoinKind::domain, "domain joined"}}}};

}  // namespace

std::string_view words(JoinKind kind) {
  return joinWords.name(kind);
}

const std::string* dataOf(const EventFacts& event, std::string_view name) {
  for (const NamedText& each : event.data) {
    if (equalIgnoringCase(each.name, name)) {
      return &each.value;
    }
  }
  return nullptr;
}

const EventFacts* newestOf(const std::vector<EventFacts>& events, std::uint64_t id) {
  const EventFacts* newest = nullptr;
  for (const EventFacts& each : events) {
    if (each.id == id && (newest == nullptr || (each.channel == newest->channel && each.recordId > newest->recordId))) {
      newest = &each;
    }
  }
  return newest;
}

const EnrollmentRecord* managingEnrollment(const EnrollmentPart& part) {
  constexpr std::uint64_t appsOnly = 5;
  for (const EnrollmentRecord& enrollment : part.enrollments.value) {
    const bool ofApps = enrollment.type.known() && enrollment.type.value == appsOnly;
    if (part.enrollments.known() && !ofApps && enrollment.state.known() && enrollment.state.value == 1) {
      return &enrollment;
    }
  }
  return nullptr;
}

}  // namespace preflight
