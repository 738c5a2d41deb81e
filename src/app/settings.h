// What a deployment engineer laid down beside the program or on the stick, so that nobody types it: preflight.json.
// Flags of the command line win over it. README.md in this folder lists the keys; assets/preflight.schema.json says
// them to an editor.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "csv/append.h"
#include "host/host.h"

namespace preflight {

inline constexpr std::string_view settingsName = "preflight.json";

struct ExtraHost {
  std::string name;
  std::uint16_t port = 443;
  friend bool operator==(const ExtraHost&, const ExtraHost&) = default;
};

struct Settings {
  std::string path;                    // the file; empty: there is none
  std::vector<std::string> groupTags;  // to choose from
  std::string groupTag;                // taken when nobody names another
  std::string assignedUserDomain;      // put behind a user name that has none
  csv::Format format = csv::Format::intune;
  std::string folder;                 // stands for the stick; absolute, or seen from the file's own folder
  std::vector<ExtraHost> extraHosts;  // for network checks to come; nothing uses them yet
  std::string theme;                  // "dark", "light", "contrast"; empty: as the system asks
  int textSize = 0;                   // percent; 0: not named
  friend bool operator==(const Settings&, const Settings&) = default;
};

// `path` goes into errors, and `folder` is seen from its folder. An error (`invalid`) names line, column, key and what
// is allowed; unknown keys are errors too, since a misspelt one would be silently without effect.
Result<Settings> parseSettings(std::string_view json, const std::string& path);

// The first that is there: beside the program, in the folder Preflight beside the program, in the folder Preflight of
// `stick` (may be empty). None at all gives empty settings.
Result<Settings> loadSettings(const Host& live, const std::string& stick);
// That of one stick alone.
Result<Settings> settingsOn(const std::string& stick);

// "ada" becomes "ada@contoso.example" when the settings name that domain; everything else stays as it is.
std::string wholeUser(const std::string& user, const Settings& settings);

}  // namespace preflight
