// Short cuts over registry keys for the deployment's collectors, and the collectors themselves: one for each part of
// `Report.deployment`, one file each. They ask only the Host, and judge nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "collect/collector.h"
#include "collect/deployment/parse.h"

namespace preflight {

StatusPagePart collectStatusPage(const Host& host, const CollectOptions& options);
DeploymentItemsPart collectDeploymentItems(const Host& host, const CollectOptions& options);
DevicePreparationPart collectDevicePreparation(const Host& host, const CollectOptions& options);
IntuneAgentPart collectIntuneAgent(const Host& host, const CollectOptions& options);
HybridPart collectHybrid(const Host& host, const CollectOptions& options);
RestartsPart collectRestarts(const Host& host, const CollectOptions& options);
ShellPart collectShell(const Host& host, const CollectOptions& options);
AttestationPart collectAttestation(const Host& host, const CollectOptions& options);
DeploymentClockPart collectDeploymentClock(const Host& host, const CollectOptions& options);
DeploymentAccountPart collectDeploymentAccount(const Host& host, const CollectOptions& options);
PolicyPart collectPolicyProblems(const Host& host, const CollectOptions& options);

// A number as REG_DWORD, REG_QWORD or digits in a text; nothing for anything else.
std::optional<std::uint64_t> numberIn(const RegistryKey& key, std::string_view value);
std::optional<std::uint64_t> numberIn(const RegistryValue& value);
// A text, trimmed, or a number as digits; empty when there is neither.
std::string textIn(const RegistryKey& key, std::string_view value);
std::string textIn(const RegistryValue& value);
// 0 is no, 1 and 0xFFFFFFFF are yes; nothing when it is not written.
std::optional<bool> flagIn(const RegistryKey& key, std::string_view value);

// The key below `key` along `path` ("Setup\Apps"), or null.
const RegistryKey* below(const RegistryKey& key, std::string_view path);

// "Device" and SIDs are scopes of tracking; nothing for other names.
struct ScopeName {
  DeploymentScope scope = DeploymentScope::device;
  std::string account;
};
std::optional<ScopeName> scopeOf(std::string_view keyName);

// Old tracking and packages; part of collectDeploymentItems, in files of their own.
struct ItemList {
  std::vector<DeploymentItem> items;
  bool whole = true;

  bool add(DeploymentItem item);  // false: the list is full
};
ItemList expectedItems(const RegistryKey& diagnostics, const std::string& source);
Fact<std::vector<DeploymentItem>> packageItems(const Host& host, bool& whole);

}  // namespace preflight
