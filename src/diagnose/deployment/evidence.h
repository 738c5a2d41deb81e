// Codes in findings: name, meaning, likely cause, next step and who can take it, wherever a code stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/finding.h"

namespace preflight::deployment {

// Adds what is known of the code ("0x87D1041C", "1603") to the evidence, and takes meaning, next step and who from it
// where it tells them. Nothing happens when `code` is empty or no code.
void explainCode(std::string_view code, std::string_view source, Finding& finding);

// "0x80070652 (ERROR_INSTALL_ALREADY_RUNNING)"; the code alone when it has no name, empty when there is none.
std::string codeText(std::string_view code);

// The same for the code with which an installer or a script ended. Nothing happens when it has more than 32 bits.
void explainExit(std::int64_t code, std::string_view source, Finding& finding);

}  // namespace preflight::deployment
