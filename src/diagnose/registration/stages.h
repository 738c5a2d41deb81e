// The three stages of a registration (registered, profile, enrolled), each by itself: none follows from another. And
// the profile, field by field.
#pragma once

#include <vector>

#include "diagnose/registration/status.h"

namespace preflight::registration {

// In this order; empty on systems that know no Autopilot and while it is being read.
std::vector<RegistrationStage> stagesOf(const Report& report, const ServiceAnswer& answer,
                                        const std::vector<Finding>& findings);

ProfileView profileOf(const Report& report, const ServiceAnswer& answer);

}  // namespace preflight::registration
