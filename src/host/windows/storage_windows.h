// Storage devices asked by their path, "\\.\E:" or "\\.\PhysicalDrive0".
#pragma once

#include "host/windows/storage_descriptor.h"
#include "host/windows/system_windows.h"

namespace preflight::windows {

// Opens without any right, which needs no administrator and works while the device is in use.
Result<Handle> openDevice(const std::string& device);
Result<StorageDescriptor> queryStorage(const Handle& handle, const std::string& device);

}  // namespace preflight::windows
