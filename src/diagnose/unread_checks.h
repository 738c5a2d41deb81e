// What could not be read, and could hide a problem: without it a verdict is never "in order".
#pragma once

#include "model/diagnosis.h"
#include "model/report.h"

namespace preflight {

// Adds `check-unread` where a rule that could have found something had nothing to look at.
void addUnreadChecks(const Report& report, Diagnosis& diagnosis);

}  // namespace preflight
