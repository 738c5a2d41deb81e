// What phases, steps and items of a deployment have in common as rows.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/view/rows.h"
#include "diagnose/deployment/status.h"

namespace preflight::deployment {

struct Looks {
  State state;
  std::string_view word;
};
Looks looksOf(WorkState state);

// "11:03 - 11:07, 4 min", "since 11:03, 4 min", "until 11:07", in the device's zone; empty: neither is known.
std::string spanBetween(const Scene& scene, UtcTime start, UtcTime end);

// The code in words, as evidence of the row.
void addCode(const std::string& code, const std::string& source, Row& row);

// What is tracked where the deployment stands, failed first; nothing when nothing is.
std::optional<Section> deploymentItems(const Scene& scene);

}  // namespace preflight::deployment
