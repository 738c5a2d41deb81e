// What the batch on the stick holds, as a card of the export screen; for that screen alone.
#pragma once

#include "page/widgets.h"

namespace preflight::page {

// The last rows of the files first, and what was skipped above them; of a long batch only the last, and how many stand
// in the files beside them.
CardSpec batchCard(const Frame& frame);

}  // namespace preflight::page
