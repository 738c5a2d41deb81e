// A text that names a person (a sign-in name, a mail address). JSON holds it as a plain text; whoever masks or redacts
// a report finds all of them by this type.
#pragma once

#include <string>

namespace preflight {

struct PersonalText {
  std::string text;
  friend bool operator==(const PersonalText&, const PersonalText&) = default;
};

}  // namespace preflight
