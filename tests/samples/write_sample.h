// Sample recordings as they lie in the source tree.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "host/host.h"

namespace preflight::test {

// The files of a recording by name.
using SampleFiles = std::map<std::string, std::string>;

// Sweeps the device, in the least words. Throws what went wrong.
SampleFiles sampleFiles(const Host& host);
// What of `files` differs from the picture before it, and what makes a folder a recording.
SampleFiles changedFiles(const SampleFiles& files, const SampleFiles& before);
// In the place of whatever stands at `to`. Throws.
void writeSample(const SampleFiles& files, const std::filesystem::path& to);

}  // namespace preflight::test
