// An event in the XML in which Windows renders it: its System block, and its data as names and values in their order.
// Localised text is not looked at.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace preflight::winlog {

struct EventSystem {
  std::string channel;
  std::string provider;
  std::uint32_t id = 0;
  std::uint8_t level = 0;
  std::uint64_t recordId = 0;
  UtcTime time{};
};

// invalid: it is not well-formed, or names no event id.
Result<EventSystem> eventSystem(std::string_view xml);

struct EventValue {
  std::string name;
  std::string value;
  friend bool operator==(const EventValue&, const EventValue&) = default;
};

// The elements of EventData and the innermost elements of UserData. A value without a name is called by its place ("1",
// "2", ...). Damaged XML gives what comes before the damage, without its last element, which may be cut; XML of more
// than 1 MB gives nothing. At most `most` values.
std::vector<EventValue> eventData(std::string_view xml, std::size_t most = 200);

}  // namespace preflight::winlog
