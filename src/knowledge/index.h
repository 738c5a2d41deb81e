// What tables.cpp keeps for codes.cpp.
#pragma once

#include "knowledge/knowledge.h"

namespace preflight::knowledge {

struct ErrorRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  const ErrorEntry* entry = nullptr;
};

// An event whose meaning depends on its level.
struct ConditionalEvent {
  EventEntry entry;
  std::string_view when;  // "", "level<=3", "level>=4"
};

// Exactly this row, or the range that holds it; null when there is none.
const ErrorEntry* errorRow(std::uint32_t code);
const ErrorEntry* errorRow(std::string_view text);
// The row for the code with which an installer or a script ended ("EXIT 60001"), or for a range that holds it.
const ErrorEntry* exitRow(std::uint32_t code);

}  // namespace preflight::knowledge
