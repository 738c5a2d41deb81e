// Which volume is the stick? Pure functions over what Host::volumes() gave.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/host.h"

namespace preflight::media {

struct StickChoice {
  enum class Outcome : std::uint8_t { chosen, none, several } outcome = Outcome::none;
  std::optional<Volume> chosen;
  std::vector<Volume> candidates;  // those that could be written to
  std::string words;               // for people: which one, or why none, or what to choose from
};

// Removable, or a "fixed" disk on USB, SD or MMC (big USB disks say so), and not where the system lives.
bool isStick(const Volume& volume);

// Why nothing can be written there now ("write-protected", "locked by BitLocker"); empty when nothing is known to stop
// it.
std::string whatStops(const Volume& volume);

// The stick that holds this program if it can be written, else the only one that can.
StickChoice chooseStick(std::span<const Volume> volumes);

// One line for `preflight drives`: "E:\  CONTOSO  FAT32  16 GB, 12 GB free  USB  this program's own".
std::string driveLine(const Volume& volume);

}  // namespace preflight::media
