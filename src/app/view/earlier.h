// What a stick still holds of this device from earlier, as rows that page and command line show.
#pragma once

#include "app/view/rows.h"
#include "export/device/earlier_hash.h"

namespace preflight {

struct Earlier {
  enum class Answer : std::uint8_t { nothingToLookFor, noStick, looking, known } answer = Answer::nothingToLookFor;
  std::string root;  // the stick that was looked at
  EarlierScan scan;
};

// "Exported earlier": whether this device was exported before, and what has changed since. No row when there is no hash
// of now to compare with. Which of the hashes counts, and what to do about it, is in the Diagnosis.
Section earlierSection(const Earlier& earlier, const Report& report, const Diagnosis& diagnosis);

}  // namespace preflight
