// Rules beside the standing: what forbids a registration, whose tenant the device is of, enrolment.
#pragma once

#include "diagnose/registration/status.h"

namespace preflight {

// Who can take a step, as findings name them.
constexpr std::string_view technicianOf = "technician";
constexpr std::string_view tenantAdministrator = "administrator of the tenant";

void addRegistrationRules(const Report& report, const registration::Course& course, std::vector<Finding>& findings);

}  // namespace preflight
