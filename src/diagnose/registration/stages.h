// Where the device stands with Windows Autopilot, for people: the ladder of three rungs (registered, profile, enrolled)
// and the profile in words. Page and command line show the same. The findings are made by diagnoseRegistration().
#pragma once

#include <vector>

#include "model/registration_status.h"
#include "model/report.h"

namespace preflight {

// Registered, profile, enrolled, in this order; empty on systems that know no Autopilot and while it is being read.
std::vector<Rung> registrationRungs(const Report& report);

ProfileView profileInWords(const Report& report);

}  // namespace preflight
