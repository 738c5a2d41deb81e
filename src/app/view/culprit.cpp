#include "app/view/culprit.h"

#include "base/text.h"
#include "base/time.h"
#include "text/label_id.h"
#include "text/view_id.h"

namespace preflight {

Text culpritText(const Diagnosis& diagnosis) {
  const DeploymentStatus& deployment = diagnosis.deployment;
  if (!deployment.culprit) {
    const Text step = deployment.waiting ? deployment.waiting->step : Text();
    return step.empty() && deployment.waiting ? deployment.waiting->phase : step;
  }
  const DeploymentCulprit& culprit = *deployment.culprit;
  return culprit.place ? Text(LabelId::itemOf, {{"item", culprit.name},
                                                {"n", std::to_string(*culprit.place)},
                                                {"total", std::to_string(*culprit.count)}})
                       : culprit.name;
}

std::string culpritTime(const Diagnosis& diagnosis) {
  const std::optional<Waiting>& waiting = diagnosis.deployment.waiting;
  return waiting && waiting->elapsedSeconds ? durationText(*waiting->elapsedSeconds * 1000) : std::string();
}

Text stuckText(const Diagnosis& diagnosis) {
  const DeploymentStatus& deployment = diagnosis.deployment;
  if (!deployment.waiting || !deployment.waiting->overdue || !deployment.culprit || !deployment.culprit->bytes ||
      deployment.culprit->lastData == UtcTime{}) {
    return {};
  }
  const DeploymentCulprit& culprit = *deployment.culprit;
  return {ViewId::stuckAt,
          {{"bytes", amountText(*culprit.bytes, *culprit.totalBytes)},
           {"time", durationText(diagnosis.judgedAt.milliseconds - culprit.lastData.milliseconds)}}};
}

std::string amountText(std::int64_t done, std::int64_t total) {
  std::string part = sizeText(static_cast<std::uint64_t>(done));
  const std::string whole = sizeText(static_cast<std::uint64_t>(total));
  const std::size_t unit = part.rfind(' ');
  if (unit != std::string::npos && whole.ends_with(part.substr(unit))) {
    part.resize(unit);
  }
  return say(ViewId::amount, {{"done", part}, {"total", whole}});
}

}  // namespace preflight
