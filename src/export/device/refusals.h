// What has to be confirmed before a device's row is exported: the page asks, the command line wants --force.
#pragma once

#include <span>
#include <vector>

#include "csv/append.h"
#include "model/finding.h"

namespace preflight {

// In the order of the findings; they stay where they are. A corporate identifier holds no hash, so that only the serial
// number counts there.
std::vector<const Finding*> refusals(std::span<const Finding> findings, csv::Format format);

}  // namespace preflight
