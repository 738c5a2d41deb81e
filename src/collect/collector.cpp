#include "collect/collector.h"

#include <array>

#include "collect/parts.h"
#include "model/report_fields.h"

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

// Until the deployment's collectors are in the table: nothing of it stays "collecting".
void giveUpDeployment(Report& report, const Error& error) {
  visitFields(report.deployment, [&](const char*, auto& part) { giveUpOn(part, error); });
}
Fill collectDeployment(const Host&, const CollectOptions&) {
  return [](Report& report) {
    giveUpDeployment(report, Error{ErrorKind::unsupported, "read the deployment", "this version does not read it yet",
                                   CodeSpace::none, 0});
  };
}

// The hash may need Microsoft's tool, which is given 180 s; the rest answers at once on a healthy device.
constexpr std::array<Collector, 11> table{{
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
    {"deployment", "Deployment", seconds(20), collectDeployment, giveUpDeployment},
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
