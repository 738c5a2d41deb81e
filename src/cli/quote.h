// Arguments as one Windows command line, so that CommandLineToArgvW gives the same arguments back.
#pragma once

#include <string>
#include <vector>

namespace preflight {

std::string windowsCommandLine(const std::vector<std::string>& arguments);

}  // namespace preflight
