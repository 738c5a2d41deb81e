// Inside src/export: which files a merge reads, and which it writes.
#pragma once

#include <string>
#include <vector>

#include "export/tables/merge.h"

namespace preflight::tables {

struct InputFiles {
  std::vector<std::string> names;
  std::vector<std::uint32_t> sticks;  // of each: which stick Preflight put it on, from 1; 0: none
};

// Files as they are named; folders give their *.csv by name, and a folder that is a stick its top folder, then
// the devices' own files, then the batch, so that a row that was corrected in the batch comes last.
tl::expected<InputFiles, MergeError> inputFiles(const std::vector<std::string>& named);

// Windows' command prompt leaves "*.csv" to the program: each name with '*' or '?' in its last part becomes the files
// that fit, by name. One that no file fits stays as it is.
std::vector<std::string> expandWildcards(const std::vector<std::string>& named);

// The outputs' names for so many files.
std::vector<std::string> outputNames(const MergeRequest& request, const std::vector<std::string>& inputs,
                                     std::size_t count);

// No output is an input, and none is there already unless forced.
std::optional<MergeError> checkOutputs(const MergeRequest& request, const std::vector<std::string>& inputs,
                                       const std::vector<std::string>& outputs);

}  // namespace preflight::tables
