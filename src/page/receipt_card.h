// What was saved, in the place of the form; for the export screen alone.
#pragma once

#include "app/view/export_model.h"
#include "page/widgets.h"

namespace preflight::page {

// Proof on top, below it what to do with the next device. Returns where it ends.
float drawReceipt(Frame& frame, const Rect& rect, const Receipt& receipt);

}  // namespace preflight::page
