#include "diagnose/deployment/update_page.h"

#include <algorithm>

#include "base/text.h"
#include "text/deployment_id.h"

namespace preflight::deployment {
namespace {

constexpr std::int64_t pageStarted = 62404;
constexpr std::int64_t pageEnded = 62405;

bool isUpdatePage(const ShellRecord& record) {
  return lower(record.name).find("ndup") != std::string::npos;
}

bool isRestart(const ShellRecord& record) {
  return startsWithIgnoringCase(record.name, "Reboot");
}

bool holds(const ShellRecord& record, std::string_view part) {
  return record.name.find(part) != std::string::npos;
}

UpdateStep stepOf(const ShellRecord& record, UpdateStep before) {
  if (holds(record, "FailureHelper")) {
    return UpdateStep::failing;
  }
  if (holds(record, "startWUScan")) {
    return UpdateStep::searching;
  }
  const bool loads = holds(record, "commitExpeditionDownloadInstall") || holds(record, "downloadSucceeded");
  return loads ? UpdateStep::downloading : before;
}

// Another page was opened: what came before is over.
void begin(const ShellRecord& record, UpdatePage& page) {
  if (!isUpdatePage(record)) {
    page = {};
    return;
  }
  page.since = page.since == UtcTime{} ? record.time : page.since;
  page.restarts += isRestart(record) ? 1 : 0;
  page.step = isRestart(record) ? UpdateStep::restarting : UpdateStep::begun;
  page.open = true;
  page.record = &record;
}

}  // namespace

UpdatePage updatePageOf(const DeploymentPart& part) {
  UpdatePage page;
  if (!part.shell.records.known()) {
    return page;
  }
  for (const ShellRecord& record : part.shell.records.value) {
    if (record.id == pageStarted) {
      begin(record, page);
    } else if (record.id == pageEnded && isUpdatePage(record)) {
      page.open = page.open && isRestart(record);  // its restart page ends with the restart: the work goes on
    } else if (page.open && (startsWithIgnoringCase(record.name, "ExpeditedUpdate_") ||
                             startsWithIgnoringCase(record.name, "SdxWebAppCloudNDUP_"))) {
      page.step = stepOf(record, page.step);
      page.record = &record;
    }
  }
  return page;
}

Text stepText(UpdateStep step) {
  switch (step) {
    case UpdateStep::searching:
      return DeploymentId::updateSearching;
    case UpdateStep::downloading:
      return DeploymentId::updateDownloading;
    case UpdateStep::restarting:
      return DeploymentId::updateRestarting;
    case UpdateStep::failing:
      return DeploymentId::updateFailing;
    case UpdateStep::begun:
      break;
  }
  return DeploymentId::updateBegun;
}

}  // namespace preflight::deployment
