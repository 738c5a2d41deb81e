// One function a part of the report, each in the file of its subject. None fails: what could not be read is in its
// facts.
#pragma once

#include "collect/collector.h"

namespace preflight {

// device/
SetupPart collectSetup(const Host& host, const CollectOptions& options);
WindowsPart collectWindows(const Host& host, const CollectOptions& options);
IdentityPart collectIdentity(const Host& host, const CollectOptions& options);
StoragePart collectStorage(const Host& host, const CollectOptions& options);
NetworkPart collectNetwork(const Host& host, const CollectOptions& options);
FirmwareKeyPart collectFirmwareKey(const Host& host, const CollectOptions& options);
HardwareHashPart collectHardwareHash(const Host& host, const CollectOptions& options);

// registration/
AutopilotPart collectAutopilot(const Host& host, const CollectOptions& options);
JoinPart collectJoin(const Host& host, const CollectOptions& options);
EnrollmentPart collectEnrollment(const Host& host, const CollectOptions& options);

// deployment/
StatusPagePart collectStatusPage(const Host& host, const CollectOptions& options);
DeploymentItemsPart collectTrackedItems(const Host& host, const CollectOptions& options);
DevicePreparationPart collectDevicePreparation(const Host& host, const CollectOptions& options);
IntuneAgentPart collectIntuneAgent(const Host& host, const CollectOptions& options);
HybridPart collectHybridJoin(const Host& host, const CollectOptions& options);
RestartsPart collectRestarts(const Host& host, const CollectOptions& options);
ShellPart collectShellEvents(const Host& host, const CollectOptions& options);
AttestationPart collectAttestation(const Host& host, const CollectOptions& options);
DeploymentClockPart collectDeviceClock(const Host& host, const CollectOptions& options);
DeploymentAccountPart collectAccounts(const Host& host, const CollectOptions& options);
PolicyPart collectPolicyProblems(const Host& host, const CollectOptions& options);
PowerPart collectPower(const Host& host, const CollectOptions& options);

}  // namespace preflight
