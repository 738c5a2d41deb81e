// What part of the device a finding speaks about, where a row or a tab's mark shows that part: `subject=...` in the
// column `marks` of findings.tsv.
#pragma once

#include <cstdint>

#include "text/finding_id.h"

namespace preflight {

enum class Subject : std::uint8_t { other, serialNumber, hardwareHash };

Subject subjectOfId(FindingId id);

}  // namespace preflight
