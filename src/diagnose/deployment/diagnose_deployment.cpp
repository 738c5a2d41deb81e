// A deployment's scene in findings.
#include "diagnose/deployment/status.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnose/deployment/blockers.h"
#include "diagnose/deployment/device_preparation.h"
#include "diagnose/deployment/evidence.h"
#include "diagnose/deployment/wait_kinds.h"
#include "diagnose/deployment/wait_reason.h"

namespace preflight {
namespace deployment {
namespace {

// The finding of the wait: by its own id once it takes too long, else "waiting-on".
Finding findingOf(const Scene& scene, const Waiting& waiting) {
  const WaitKind& kind = waitKind(waiting.id);
  Finding finding{waiting.overdue && !kind.lateId.empty() ? std::string(kind.lateId) : "waiting-on",
                  waiting.overdue ? State::warn : State::info,
                  waiting.sentence,
                  waiting.evidence,
                  waiting.normal.empty() ? "It takes as long as the person needs."
                                         : fmt::format("As a rule that takes {}.", waiting.normal),
                  waiting.action,
                  waiting.who};
  if (!waiting.limit.empty()) {
    finding.title += " " + waiting.limit;
  }
  if (!waiting.before.empty()) {
    finding.title += " " + beforeText(scene, waiting.before.front());
  }
  for (const EarlierFailure& each : waiting.before) {
    finding.evidence.push_back({"Earlier", beforeText(scene, each), ""});
  }
  return finding;
}

// Nobody restarts a device for what has lasted a minute and may take ten.
Finding withPatience(const Waiting& waiting, Finding finding) {
  if (!waiting.overdue && !waiting.normal.empty()) {
    finding.evidence.push_back({"If it takes longer", waiting.action, waiting.who});
    finding.action = fmt::format("Wait: as a rule this takes {}.", waiting.normal);
    finding.who = "technician";
  }
  return finding;
}

// The wait for an agent, or for its list, has no end: Windows says that the agent could not be installed.
Finding agentFailed(const PolicyProvider& provider, const Waiting& waiting, Finding finding) {
  const std::string agent = agentName(provider);
  const std::string code = codeText(provider.lastError);
  finding.id = "sidecar-missing";
  finding.state = State::warn;
  finding.title += fmt::format(" {} could not be installed{}.", agent, code.empty() ? "" : ": " + code);
  finding.evidence.push_back({agent, "could not be installed", provider.source});
  finding.meaning = "The list of apps comes from this agent; without it this step has no end of its own.";
  finding.action = waitKind("agent-install").action;
  finding.who = waiting.who;
  explainCode(provider.lastError, provider.source, finding);
  return finding;
}

// Apps are to be listed, and the agent that lists them is not among the providers.
bool lacksAgent(const Scene& scene) {
  const Fact<std::vector<PolicyProvider>>& providers = scene.part().items.providers;
  return providers.known() && !providers.value.empty() &&
         std::none_of(providers.value.begin(), providers.value.end(),
                      [](const PolicyProvider& each) { return equalIgnoringCase(each.name, "Sidecar"); });
}

Finding sidecarMissing(const Waiting& waiting, Finding finding) {
  finding.id = "sidecar-missing";
  finding.title += " The Intune agent, which brings the list, is not among those that deliver apps.";
  finding.state = State::warn;
  finding.evidence.push_back({"Intune agent", "not among those that deliver apps", "EnrollmentStatusTracking"});
  finding.meaning =
      "The list of apps comes from the Intune agent, and Windows does not know of it; without it this "
      "step has no end of its own.";
  finding.action =
      "Restart the device, so that the agent is offered again; check its download hosts and the user's "
      "license.";
  finding.who = waiting.who;
  return finding;
}

Finding ofWait(const Scene& scene, const Waiting& waiting) {
  Finding finding = findingOf(scene, waiting);
  const bool forList = waiting.id == "identifying-apps";
  const PolicyProvider* failed = failedProvider(scene);
  if (failed != nullptr && (forList || waiting.id == "agent-install")) {
    return agentFailed(*failed, waiting, std::move(finding));
  }
  return forList && lacksAgent(scene) ? sidecarMissing(waiting, std::move(finding))
                                      : withPatience(waiting, std::move(finding));
}

Finding finished(const Scene& scene) {
  Finding finding{"finished",
                  State::pass,
                  "The deployment is finished.",
                  {},
                  "Nothing is left to do on its page.",
                  "Nothing is left to do on its page: the device can be handed over.",
                  "technician"};
  for (const DeploymentPhase& each : scene.part().page.phases.value) {
    finding.evidence.push_back({phaseName(each.id), std::string(stateName(stateOf(each))), each.source});
  }
  if (scene.preparation) {
    finding.evidence.push_back({"Device preparation", fmt::format("{} pieces of work, all over", scene.items.size()),
                                scene.part().preparation.workloads.source});
    addDoubts(scene, finding);
  }
  return finding;
}

// Asking again helps where Windows was slow or said no; not what a recording lacks, nor what is damaged.
std::string adviceOn(const Error& error) {
  if (error.kind == ErrorKind::notCollected) {
    return "The recording does not hold it: look at the device itself.";
  }
  if (error.kind == ErrorKind::invalid) {
    return "What Windows wrote there is damaged. Press F5 to read again; if it stays, restart the device.";
  }
  return "Press F5 to read again.";
}

// The device's part is done. Whether a user has to follow is open.
Finding unreadableEnd(const Scene& scene) {
  const Fact<std::uint64_t>& bits = scene.report->autopilot.diagnostics.oobeConfig;
  const Fact<std::string>& sealed = scene.part().shell.preProvisioning;
  Finding finding{"deployment-unreadable",
                  State::unknown,
                  "The device part is done; whether a user has to sign in could not be read.",
                  {},
                  "Only a self-deploying device is finished without a user.",
                  "If the screen asks for it, sign in with the account of the person who will use the device.",
                  "technician"};
  if (!bits.known()) {
    finding.evidence.push_back({"Profile", describe(bits.error), bits.source});
  }
  if (!sealed.known()) {
    finding.evidence.push_back({"Pre-provisioning", describe(sealed.error), sealed.source});
  }
  return finding;
}

Finding unreadable(const Scene& scene) {
  if (scene.part().page.phases.known() && !scene.preparation) {
    return unreadableEnd(scene);
  }
  const DevicePreparationPart& prepared = scene.part().preparation;
  const auto& phases = scene.part().page.phases;
  const auto& work = prepared.workloads;
  Finding finding{"deployment-unreadable",
                  State::unknown,
                  "Whether a deployment is under way could not be read.",
                  {},
                  "The rest of what was read stands.",
                  adviceOn(phases.error),
                  "technician"};
  const auto tells = [&](std::string title, Evidence evidence, const Error& error) {
    finding.title = std::move(title);
    finding.evidence.push_back(std::move(evidence));
    finding.action = adviceOn(error);
    finding.state = error.kind == ErrorKind::invalid && scene.preparation ? State::warn : State::unknown;
  };
  if (!scene.preparation) {
    finding.evidence.push_back({"Status page", describe(phases.error), phases.source});
  } else if (!work.known() && work.state != FactState::absent) {
    tells("How far device preparation is could not be read.",
          {"Device preparation's work", describe(work.error), work.source}, work.error);
  } else if (std::any_of(scene.items.begin(), scene.items.end(),
                         [](const DeploymentItem* each) { return !isOver(each->state); }) ||
             scene.items.empty()) {
    tells("Whether device preparation works or its page failed could not be read.",
          {"Failure of the page", describe(prepared.errorCode.error), prepared.errorCode.source},
          prepared.errorCode.error);
  } else {
    const auto& records = scene.part().shell.records;
    tells("Device preparation's work is over; whether its page was left could not be read.",
          {"The page's records", describe(records.error), records.source}, records.error);
  }
  return finding;
}

}  // namespace
}  // namespace deployment

std::optional<Waiting> diagnoseDeployment(const Report& report, UtcTime now, std::vector<Finding>& findings) {
  using namespace deployment;
  const Scene scene = sceneOf(report, now);
  std::optional<Waiting> waiting;
  switch (scene.course) {
    case Course::waits: {
      waiting = waitingOn(scene);
      findings.push_back(ofWait(scene, *waiting));
      break;
    }
    case Course::finished:
      findings.push_back(finished(scene));
      break;
    case Course::unknown:
      findings.push_back(unreadable(scene));
      break;
    case Course::failed:
    case Course::none:
      break;
  }
  addFailures(scene, findings);
  addBeside(scene, findings);
  return waiting;
}

}  // namespace preflight
