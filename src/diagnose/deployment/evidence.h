// Evidence of findings and lines: what is known of a code, and what the agent's logs have about an app or a script.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diagnose/deployment/labels.h"
#include "model/finding.h"

namespace preflight::deployment {

// Adds what is known of the code ("0x87D1041C", "1603") to the evidence, and takes meaning, next step and who from it
// where it has them. Nothing happens when `code` is empty or no code.
void explainCode(std::string_view code, std::string_view source, Finding& finding);
// The same for the code with which an installer or a script ended. Nothing happens when it has more than 32 bits.
void explainExit(std::int64_t code, std::string_view source, Finding& finding);

// The code in words and its likely cause; what to do about it, if wanted.
enum class WithAction : std::uint8_t { no, yes };
void addCode(std::string_view code, std::string_view source, WithAction action, std::vector<Evidence>& evidence);
void addExit(std::int64_t code, std::string_view source, WithAction action, std::vector<Evidence>& evidence);

// "0x80070652 (ERROR_INSTALL_ALREADY_RUNNING)"; the code alone when it has no name, empty when there is none.
std::string codeText(std::string_view code);
// "0x80070652"; for a sentence that says what failed.
// "Another MSI install is running (0x80070652)"; the code with its name where its meaning is not known or too long for
// a row.
Text meaningOfCode(std::string_view code);
Text meaningOfExit(std::int64_t code);
std::string codeAlone(std::string_view code);

// The first value of an event that is a failure's code, in whichever spelling: hexadecimal in both cases, decimal with
// and without a sign. Small numbers are counts, not codes. Empty: none is.
std::string failureCodeIn(const EventFacts& event);

// Lines of the agent's logs. The registry decides; a line explains what it decided, and can be jumped to. Of what
// failed its exit code, else what was done last; false when there is none.
bool addLines(const DeploymentPart& part, const DeploymentItem& item, std::vector<Evidence>& evidence);
// The last line of the agent, whatever it is about.
void addLastLine(const DeploymentPart& part, std::vector<Evidence>& evidence);

}  // namespace preflight::deployment
