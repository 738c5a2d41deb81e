// What a deployment is at, in a few words; for title, tile and screen alike.
#pragma once

#include <cstdint>
#include <string>

#include "model/diagnosis.h"

namespace preflight {

// "Contoso VPN (2 of 3)", "Security policies"; empty where nothing is named.
Text culpritText(const Diagnosis& diagnosis);
// "14 min": how long it has been waited for; empty: not known, or it failed.
std::string culpritTime(const Diagnosis& diagnosis);
// "Download stuck at 214 of 944 MB for 11 min."; empty where no download is stuck.
Text stuckText(const Diagnosis& diagnosis);

// "214 of 944 MB", "900 MB of 1.2 GB".
std::string amountText(std::int64_t done, std::int64_t total);

}  // namespace preflight
