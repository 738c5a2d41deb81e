// The program behind the system's entry point.
#pragma once

#include <string>
#include <vector>

// Arguments in UTF-8, without the program's name. Gives the exit code.
int preflightMain(const std::vector<std::string>& arguments);
