// A decoded hash in words with units, in groups: one list for the command line and for the page.
#pragma once

#include <string>
#include <vector>

#include "hash/decode.h"

namespace preflight::hash {

struct DescribedLine {
  std::string label;
  std::string value;  // printable, on one line
  friend bool operator==(const DescribedLine&, const DescribedLine&) = default;
};

struct DescribedGroup {
  std::string title;
  std::string note;  // what must be known about the group; mostly empty
  std::vector<DescribedLine> lines;
  friend bool operator==(const DescribedGroup&, const DescribedGroup&) = default;
};

// Everything that is known, in this order: capture, system, board, processor, memory, disks, network, displays,
// graphics, TPM, other. Groups without a line are left out.
std::vector<DescribedGroup> describe(const Decoded& decoded);

// "2026-03-20 10:46:40 +01:00 on the device's clock"; empty when it is not known.
std::string captureWords(const Decoded& decoded);

// Every text in it that distinguishes this device from others.
std::vector<std::string> identifyingTexts(const Decoded& decoded);

}  // namespace preflight::hash
