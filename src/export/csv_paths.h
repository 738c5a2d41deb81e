// Inside src/export: which files a combination reads, and which it writes.
#pragma once

#include <string>
#include <vector>

#include "export/csv_combine.h"

namespace preflight {

// Files as they are named; folders give their *.csv by name, and a folder that is a stick what Preflight put there.
tl::expected<std::vector<std::string>, CombineError> inputFiles(const std::vector<std::string>& named);

// The outputs' names for so many files.
std::vector<std::string> outputNames(const CombineRequest& request, const std::vector<std::string>& inputs,
                                     std::size_t count);

// No output is an input, and none is there already unless forced.
std::optional<CombineError> checkOutputs(const CombineRequest& request, const std::vector<std::string>& inputs,
                                         const std::vector<std::string>& outputs);

}  // namespace preflight
