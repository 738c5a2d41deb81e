#include "collect/collector.h"

#include <array>

#include "collect/parts.h"
#include "collect/support/registry_values.h"
#include "model/fact.h"

namespace preflight {
namespace {

using std::chrono::seconds;

// A table row: `collect` gives a part, `member` is where it goes.
template <auto member, auto collect>
constexpr Collector row(std::string_view id, std::string_view label, std::chrono::milliseconds deadline) {
  return {id, label, deadline,
          [](const Host& host, const CollectOptions& options) -> Fill {
            return [part = collect(host, options)](Report& report) { report.*member = part; };
          },
          [](Report& report, const Error& error) { giveUpOn(report.*member, error); }};
}

// A part of the deployment: the parts then complete one another.
template <auto member, auto collect>
constexpr Collector deployment(std::string_view id, std::string_view label, std::chrono::milliseconds deadline) {
  return {id, label, deadline,
          [](const Host& host, const CollectOptions& options) -> Fill {
            return [part = collect(host, options)](Report& report) {
              report.deployment.*member = part;
              joinUp(report.deployment);
            };
          },
          [](Report& report, const Error& error) { giveUpOn(report.deployment.*member, error); }};
}

// The hash may need Microsoft's tool, which is given 180 s; the rest answers at once on a healthy device.
constexpr std::array<Collector, 21> table{{
    row<&Report::setup, collectSetup>("setup", "Setup phase", seconds(10)),
    row<&Report::identity, collectIdentity>("identity", "Identity", seconds(20)),
    row<&Report::hardwareHash, collectHardwareHash>("hardwareHash", "Hardware hash", seconds(240)),
    row<&Report::autopilot, collectAutopilot>("autopilot", "Autopilot registration", seconds(30)),
    row<&Report::join, collectJoin>("join", "Join", seconds(30)),
    row<&Report::enrollment, collectEnrollment>("enrollment", "Enrollment", seconds(30)),
    row<&Report::windows, collectWindows>("windows", "Windows", seconds(10)),
    row<&Report::storage, collectStorage>("storage", "Disks", seconds(20)),
    row<&Report::network, collectNetwork>("network", "Network adapters", seconds(20)),
    row<&Report::firmwareKey, collectFirmwareKey>("firmwareKey", "Firmware key", seconds(10)),
    deployment<&DeploymentPart::page, collectStatusPage>("statusPage", "Enrollment status page", seconds(20)),
    deployment<&DeploymentPart::items, collectDeploymentItems>("trackedItems", "Tracked apps and policies",
                                                               seconds(30)),
    deployment<&DeploymentPart::preparation, collectDevicePreparation>("devicePreparation", "Device preparation",
                                                                       seconds(20)),
    deployment<&DeploymentPart::agent, collectIntuneAgent>("intuneAgent", "Intune agent", seconds(30)),
    deployment<&DeploymentPart::hybrid, collectHybrid>("hybridJoin", "Hybrid join", seconds(40)),
    deployment<&DeploymentPart::restarts, collectRestarts>("restarts", "Restarts", seconds(40)),
    deployment<&DeploymentPart::shell, collectShell>("pageRecords", "Records of the page", seconds(40)),
    deployment<&DeploymentPart::attestation, collectAttestation>("attestation", "TPM attestation", seconds(20)),
    deployment<&DeploymentPart::clock, collectDeploymentClock>("clock", "Clock", seconds(40)),
    deployment<&DeploymentPart::account, collectDeploymentAccount>("accounts", "Accounts", seconds(20)),
    deployment<&DeploymentPart::policy, collectPolicyProblems>("policyProblems", "Policy problems", seconds(40)),
}};

}  // namespace

std::span<const Collector> collectors() {
  return table;
}

const Collector* findCollector(std::string_view id) {
  for (const Collector& each : table) {
    if (each.id == id) {
      return &each;
    }
  }
  return nullptr;
}

Report emptyReport(const Host& host) {
  const HostInfo info = host.info();
  Report report;
  report.origin.system = info.system == System::windows ? SystemKind::windows : SystemKind::linux;
  report.origin.origin = info.kind == HostKind::live        ? ReportOrigin::live
                         : info.kind == HostKind::recording ? ReportOrigin::recording
                                                            : ReportOrigin::archive;
  report.origin.where = info.where;
  report.origin.capturedAt = info.recordedAt;
  if (info.kind == HostKind::live) {
    if (const Result<Clock> clock = host.clock()) {
      report.origin.capturedAt = clock->now;
    }
  }
  return report;
}

}  // namespace preflight
