// What is said of the device of a script.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

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

// The value of the finding's sentence by that name.
inline std::string argOf(const Finding& finding, std::string_view name) {
  return catalogue::valueOf(name, finding.args);
}

inline Plan planNamed(std::string_view name) {
  return readPlan(fmt::format("{}/{}.txt", PREFLIGHT_SCRIPTS, name));
}

// Without the script's lines after `minute`, so that others can follow: it is played up to its first later line.
inline Plan planUpTo(double minute, std::string_view name, const std::string& more) {
  Plan plan = planNamed(name);
  std::string kept;
  for (std::size_t at = 0; at < plan.script.size();) {
    const std::size_t end = std::min(plan.script.find('\n', at), plan.script.size() - 1) + 1;
    const std::string line = plan.script.substr(at, end - at);
    at = end;
    kept += line.front() == '#' || std::strtod(line.c_str(), nullptr) <= minute ? line : "";
  }
  plan.script = kept + more;
  return plan;
}

}  // namespace preflight::test
