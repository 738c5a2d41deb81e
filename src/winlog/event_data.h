// The data of an event out of the XML in which Windows renders it: names and values in their order.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace preflight::winlog {

// EventData's Data elements, or the leaves of UserData. A value without a name is called by its place ("1", "2", ...).
// Damaged XML gives what could be read of it; never fails. At most `most` values.
std::vector<std::pair<std::string, std::string>> eventData(std::string_view xml, std::size_t most = 200);

}  // namespace preflight::winlog
