// What part of the device a finding speaks about, where a row or a mark of its own shows that part.
#pragma once

#include <cstdint>

#include "model/finding.h"

namespace preflight {

enum class Subject : std::uint8_t { other, serialNumber, hardwareHash };

Subject subjectOf(const Finding& finding);

}  // namespace preflight
