// Reports and diagnoses to JSON text, without loss. Times are UTC.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/diagnosis.h"
#include "model/report.h"

namespace preflight {

// The number of the contract of `status --json`; grows when a field changes its meaning or goes away.
constexpr int statusSchema = 1;

std::string toJson(const Report& report);

// The contract of `preflight status --json`: {schema, program, device{...}, verdict{...}, findings[...],
// registration{rungs[...], profile[...]}, report{...}}.
std::string statusJson(const Report& report, const Diagnosis& diagnosis, std::string_view programVersion);

}  // namespace preflight
