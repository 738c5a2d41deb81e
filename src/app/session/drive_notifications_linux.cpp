#include "app/session/drive_notifications.h"

namespace preflight {

// Looking once a second is enough here: sticks are mounted by others, who take longer than that.
struct DeviceChanges::State {};

// NOLINTNEXTLINE(performance-unnecessary-value-param): Windows keeps it
DeviceChanges::DeviceChanges(std::function<void()>) {}
DeviceChanges::~DeviceChanges() = default;

}  // namespace preflight
