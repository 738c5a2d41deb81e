// User names that stand for no person.
#pragma once

#include <string_view>

namespace preflight {

// fooUser@ and autopilot@ are the users of a device that joined and enrolled by itself.
bool isPlaceholderUser(std::string_view upn);

}  // namespace preflight
