// STORAGE_DEVICE_DESCRIPTOR (winioctl.h), what IOCTL_STORAGE_QUERY_PROPERTY gives for StorageDeviceProperty.
#pragma once

#include "host/host.h"

namespace preflight::windows {

struct StorageDescriptor {
  std::string vendor;  // texts are trimmed; empty when the device gives none
  std::string product;
  std::string serialNumber;
  Bus bus = Bus::unknown;
  bool removable = false;
};

// invalid: too short to hold its fixed part. Offsets that point outside count as "none".
Result<StorageDescriptor> parseStorageDescriptor(ByteView bytes);

// STORAGE_BUS_TYPE.
Bus busFromStorageType(std::uint32_t type);

}  // namespace preflight::windows
