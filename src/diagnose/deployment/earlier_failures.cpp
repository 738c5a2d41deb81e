#include "diagnose/deployment/earlier_failures.h"

#include <algorithm>
#include <array>

#include "diagnose/deployment/blockers.h"
#include "diagnose/deployment/enrollment_refused.h"
#include "diagnose/deployment/evidence.h"

namespace preflight::deployment {
namespace {

// Failures that the ESP logged and that something was begun after.
void addPageFailures(const DeploymentContext& context, std::vector<EarlierFailure>& all) {
  const Fact<std::vector<ShellRecord>>& records = context.part().shell.records;
  EarlierFailure timeouts{DeploymentId::earlierTimeout, "", 0};
  EarlierFailure failures{DeploymentId::earlierFailure, "", 0};
  for (const ShellRecord& record : records.value) {
    if (isTimeoutRecord(record) || isFailureRecord(record)) {
      EarlierFailure& kind = isTimeoutRecord(record) ? timeouts : failures;
      ++kind.count;
      kind.last = std::max(kind.last, record.time);
    }
  }
  for (const EarlierFailure& kind : {timeouts, failures}) {
    if (records.known() && kind.count > 0) {
      all.push_back(kind);
    }
  }
}

void addDomainFailures(const DeploymentContext& context, std::vector<EarlierFailure>& all) {
  const HybridPart& hybrid = context.part().hybrid;
  if (hybrid.blobState.known() && hybrid.blobState.value == "timedOut" && !isAtDomainJoin(context)) {
    all.push_back({DeploymentId::earlierDomainJoin, "", 1, hybrid.blobStateAt.value});
  }
  if (hybrid.registration.known() && hybrid.registration.value == "failed") {
    all.push_back(
        {DeploymentId::earlierRegistration, hybrid.registrationError.known() ? hybrid.registrationError.value : "",
         hybrid.registrationFailures.known() ? hybrid.registrationFailures.value : 1, hybrid.registrationAt.value});
  }
}

void addSkipped(const DeploymentContext& context, std::vector<EarlierFailure>& all) {
  if (context.skipped != nullptr) {
    const DeploymentStep* step = currentStep(*context.skipped);
    all.push_back({Text(DeploymentId::earlierSkipped, {{"phase", phaseName(context.skipped->id)}}),
                   step == nullptr ? "" : step->errorCode, 1, step == nullptr ? UtcTime{} : step->ended});
  }
}

}  // namespace

std::vector<EarlierFailure> earlierFailures(const DeploymentContext& context) {
  std::vector<EarlierFailure> all;
  addRefusals(context, all);
  if (context.pageFailure == nullptr) {  // else it is what is waited at
    addPageFailures(context, all);
  }
  addDomainFailures(context, all);
  addSkipped(context, all);
  std::ranges::stable_sort(all, std::ranges::greater(), &EarlierFailure::last);
  return all;
}

Text earlierText(const DeploymentContext& context, const EarlierFailure& earlier) {
  using enum DeploymentId;
  // With and without: several times, a code, how long ago.
  constexpr std::array rows{earlierOnce,  earlierAgo,      earlierCode,      earlierCodeAgo,
                            earlierTimes, earlierTimesAgo, earlierTimesCode, earlierTimesCodeAgo};
  const std::string code = codeAlone(earlier.code);
  const auto since = secondsSince(context, earlier.last);
  const std::size_t row = (earlier.count > 1 ? 4U : 0U) + (code.empty() ? 0U : 2U) + (since ? 1U : 0U);
  return {rows[row],
          {{"what", earlier.what},
           {"n", std::to_string(earlier.count)},
           {"code", code},
           {"time", since ? spanText(*since) : Text()}}};
}

Text earlierParts(const DeploymentContext& context, const EarlierFailure& earlier) {
  const auto since = secondsSince(context, earlier.last);
  return listText({earlier.what,
                   earlier.count > 1 ? Text(DeploymentId::times, {{"n", std::to_string(earlier.count)}}) : Text(),
                   codeText(earlier.code), since ? Text(DeploymentId::ago, {{"time", spanText(*since)}}) : Text()});
}

}  // namespace preflight::deployment
