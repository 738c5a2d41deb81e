#include "model/enrollment.h"

#include <algorithm>

namespace preflight {

const EnrollmentRecord* managingEnrollment(const EnrollmentPart& part) {
  constexpr std::uint64_t appsOnly = 5;
  const auto manages = [](const EnrollmentRecord& enrollment) {
    const bool forApps = enrollment.type.known() && enrollment.type.value == appsOnly;
    return !forApps && enrollment.state.known() && enrollment.state.value == 1;
  };
  const auto found = std::ranges::find_if(part.enrollments.value, manages);
  return part.enrollments.known() && found != part.enrollments.value.end() ? &*found : nullptr;
}

}  // namespace preflight
