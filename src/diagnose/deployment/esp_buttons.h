// The buttons that the Enrollment Status Page offers after a failure.
#pragma once

#include "model/deployment.h"
#include "model/finding.h"

namespace preflight::deployment {

// "Try again, Reset", "none"; empty where not every button is known.
Text buttonNames(const StatusPagePart& page);
// "Buttons on the ESP: Try again." Says so where they could not be read; empty before enrollment, when none are set.
Text buttonsText(const StatusPagePart& page);
// The same after the finding's action; nothing where it is empty.
void addButtonsNote(const StatusPagePart& page, Finding& finding);

}  // namespace preflight::deployment
