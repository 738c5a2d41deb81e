// Rules next to the service's answer: what forbids a registration, whose tenant the device is of, enrollment.
#pragma once

#include "diagnose/registration/status.h"

namespace preflight::registration {

void addChecks(const Report& report, const ServiceAnswer& answer, std::vector<Finding>& findings);

}  // namespace preflight::registration
