// One function a part of the report, one file each. None fails: what could not be read says so in its facts.
#pragma once

#include "collect/collector.h"

namespace preflight {

SetupPart collectSetup(const Host& host, const CollectOptions& options);
WindowsPart collectWindows(const Host& host, const CollectOptions& options);
IdentityPart collectIdentity(const Host& host, const CollectOptions& options);
StoragePart collectStorage(const Host& host, const CollectOptions& options);
NetworkPart collectNetwork(const Host& host, const CollectOptions& options);
FirmwareKeyPart collectFirmwareKey(const Host& host, const CollectOptions& options);
HardwareHashPart collectHardwareHash(const Host& host, const CollectOptions& options);
AutopilotPart collectAutopilot(const Host& host, const CollectOptions& options);
JoinPart collectJoin(const Host& host, const CollectOptions& options);
EnrollmentPart collectEnrollment(const Host& host, const CollectOptions& options);

}  // namespace preflight
