// What `preflight hash` prints: JSON whose keys are a contract, and text for people.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "hash/check.h"
#include "hash/compare.h"
#include "hash/decode.h"

namespace preflight {

// {"valid", "problems", "repairs"}
nlohmann::ordered_json verdictJson(const hash::Checked& checked);
// The same and every decoded value; keys of values that are not known are left out.
nlohmann::ordered_json decodedJson(const hash::Checked& checked);
nlohmann::ordered_json comparisonJson(const hash::Comparison& comparison);

// "  FAILED   wrong checksum: ... (digest-mismatch)\n" for each problem.
std::string problemsText(const hash::Checked& checked);
// "OK       valid: 4000 characters, captured ..." or "FAILED   invalid: ..." as a line; `place` is in front of the
// text.
std::string summaryText(const std::string& place, const hash::Checked& checked);
std::string decodedText(const std::string& place, const hash::Checked& checked);
std::string comparisonText(const hash::Comparison& comparison);

}  // namespace preflight
