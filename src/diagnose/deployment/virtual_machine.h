// Whether the device is a virtual machine: such a device cannot be self-deployed or pre-provisioned.
#pragma once

#include "model/report.h"

namespace preflight::deployment {

// By the names that the hypervisor puts into the firmware; false also where these could not be read.
bool isVirtualMachine(const IdentityPart& identity);

}  // namespace preflight::deployment
