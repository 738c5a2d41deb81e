#include "collect/registration/placeholder_user.h"

#include "base/text.h"

namespace preflight {

bool isPlaceholderUser(std::string_view upn) {
  return startsWithIgnoringCase(upn, "fooUser@") || startsWithIgnoringCase(upn, "autopilot@");
}

}  // namespace preflight
