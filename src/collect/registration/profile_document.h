// One Autopilot policy document, as the service, Windows' cache or an administrator wrote it.
#pragma once

#include <string>

#include "collect/support/registry_facts.h"
#include "host/host.h"
#include "model/autopilot.h"

namespace preflight {

// `where` is named in sources and errors: "AutopilotDDSZTDFile.json".
PolicyFacts policyFromFile(const Result<FileContent>& file, const std::string& where);
// A registry value that holds the document; the key's own values fill in what it lacks.
PolicyFacts policyFromCache(const KeyFacts& key, std::string_view value);

}  // namespace preflight
