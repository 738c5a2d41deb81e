// What is said of the device of a script.
#pragma once

#include <fmt/format.h>

#include "collect/collector.h"
#include "diagnose/diagnose.h"
#include "model/deployment.h"
#include "samples/deployment_plan.h"

namespace preflight::test {

inline Report collected(const FakeHost& host) {
  Report report = emptyReport(host);
  for (const Collector& each : collectors()) {
    each.collect(host, {})(report);
  }
  joinUp(report.deployment);
  return report;
}

inline Diagnosis judged(const FakeHost& host) {
  const Report report = collected(host);
  return diagnose(report, host.clockNow->now);
}

inline Plan planNamed(std::string_view name) {
  return readPlan(fmt::format("{}/{}.txt", PREFLIGHT_SCRIPTS, name));
}

}  // namespace preflight::test
