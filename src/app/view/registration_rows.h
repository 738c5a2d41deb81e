// The sections "Registration" and "Profile" of rows.h.
#pragma once

#include <vector>

#include "app/view/rows.h"

namespace preflight {

// None on systems that know no Autopilot, and while it is being read.
std::vector<Section> registrationSections(const Report& report, const Diagnosis& diagnosis);

}  // namespace preflight
