#include "base/chassis.h"

#include <array>

namespace preflight {
namespace {

// DSP0134 table 17, from type 1 on.
constexpr std::array<std::string_view, 36> chassisNames{
    "Other",
    "Unknown",
    "Desktop",
    "Low Profile Desktop",
    "Pizza Box",
    "Mini Tower",
    "Tower",
    "Portable",
    "Laptop",
    "Notebook",
    "Hand Held",
    "Docking Station",
    "All in One",
    "Sub Notebook",
    "Space-saving",
    "Lunch Box",
    "Main Server Chassis",
    "Expansion Chassis",
    "SubChassis",
    "Bus Expansion Chassis",
    "Peripheral Chassis",
    "RAID Chassis",
    "Rack Mount Chassis",
    "Sealed-case PC",
    "Multi-system chassis",
    "Compact PCI",
    "Advanced TCA",
    "Blade",
    "Blade Enclosure",
    "Tablet",
    "Convertible",
    "Detachable",
    "IoT Gateway",
    "Embedded PC",
    "Mini PC",
    "Stick PC",
};

}  // namespace

std::string_view chassisName(std::uint8_t type) {
  const std::size_t number = type & 0x7FU;
  return number >= 1 && number <= chassisNames.size() ? chassisNames[number - 1] : std::string_view{};
}

}  // namespace preflight
