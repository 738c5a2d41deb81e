// Inside src/export: of several rows of one device the one that is written.
#pragma once

#include "export/tables/merged_rows.h"

namespace preflight::tables {

// Of each device the newest capture among the rows that the format can hold, in any order of the files; of two of
// one time, or without one, the later row. The others are named. A device of two boards is left out where a clock that
// was wrong would decide between them. A group tag is kept when only an older capture has it. `sticks`: of each input,
// which stick Preflight put it on; 0: none.
std::vector<MergedRow*> pickNewest(std::vector<MergedRow>& rows, DeviceGroups& groups,
                                   const std::vector<std::uint32_t>& sticks, Merged& merged);

}  // namespace preflight::tables
