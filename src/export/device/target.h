// Where an export goes, out of what the command line or the page names.
#pragma once

#include <string>

#include "export/device/device_export.h"
#include "host/host.h"

namespace preflight {

struct TargetRequest {
  std::string folder;      // --to: this folder itself
  std::string stick;       // --stick: this folder as the stick
  std::string appendFile;  // --append: a file, within the target when one is named and the path is relative
  bool usb = false;        // --usb, also when nothing is named
};

enum class TargetProblem : std::uint8_t { choice, none, unreadable };

struct TargetError {
  TargetProblem problem = TargetProblem::none;
  Error error;
};

// `live` is this machine, also when a recording is looked at: nothing is ever written to a volume that a recording
// describes.
tl::expected<CsvTarget, TargetError> chooseTarget(const TargetRequest& request, const Host& live);

}  // namespace preflight
