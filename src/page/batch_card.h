// The batch on the stick as a card of the export screen; for that screen alone.
#pragma once

#include "page/widgets.h"

namespace preflight::page {

// This device pinned on top, as it will be saved; below it as many of the newest rows as fit, and files that were
// skipped.
void drawBatch(Frame& frame, const Rect& rect);
// How high the card is with so many rows, or fewer when there are no more.
float batchHeight(Frame& frame, std::size_t rows);
// What Enter opens of it.
CardSpec batchEvidence(Frame& frame);

}  // namespace preflight::page
