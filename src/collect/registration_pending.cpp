// Registration, join and enrollment are not read yet: every fact of theirs says so.
#include "collect/parts.h"
#include "model/report_fields.h"

namespace preflight {
namespace {

template <class Part>
Part notReadYet() {
  Part part;
  giveUpOn(part, Error{ErrorKind::notCollected, "read the registration", "this version does not read it",
                       CodeSpace::none, 0});
  return part;
}

}  // namespace

AutopilotPart collectAutopilot(const Host&, const CollectOptions&) {
  return notReadYet<AutopilotPart>();
}
JoinPart collectJoin(const Host&, const CollectOptions&) {
  return notReadYet<JoinPart>();
}
EnrollmentPart collectEnrollment(const Host&, const CollectOptions&) {
  return notReadYet<EnrollmentPart>();
}

}  // namespace preflight
