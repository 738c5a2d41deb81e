// What failed now, and what was skipped.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/deployment/blockers.h"
#include "diagnose/deployment/device_preparation.h"
#include "diagnose/deployment/evidence.h"
#include "diagnose/deployment/log_lines.h"
#include "diagnose/deployment/status.h"
#include "diagnose/deployment/wait_reason.h"

namespace preflight::deployment {
namespace {

constexpr const char* technician = "technician";
constexpr const char* administrator = "administrator of the tenant";
constexpr std::string_view timeoutCode = "0x800705B4";
constexpr std::size_t shownItems = 8;  // of many that failed; the rest is counted

// What a step that failed is called, and what helps when its code does not say.
struct StepFailure {
  std::string_view step;
  std::string_view id;
  std::string_view title;  // {phase}: "Device setup"
  std::string_view meaning;
  std::string_view action;
  std::string_view who;
};

constexpr std::array stepFailures{
    StepFailure{"tpmAttestation", "tpm-attestation-failed",
                "The TPM could not be proven to Microsoft (TPM attestation).",
                "Self-deploying and pre-provisioning need a TPM 2.0 that Microsoft can verify.",
                "Check network and clock, install the newest firmware of device and TPM, then try again.", technician},
    StepFailure{"aadj", "join-failed", "The device could not join Microsoft Entra.",
                "Without the join nothing else is set up.",
                "Check the network, then ask whether this account may join devices.", administrator},
    StepFailure{"mdmEnrollment", "mdm-enrollment-failed", "The device could not enroll in device management.",
                "Without enrollment no app and no policy arrives.",
                "Ask for the user's license and for enrollment restrictions.", administrator},
    StepFailure{"espProviderInstallation", "sidecar-missing", "The Intune agent could not be installed.",
                "Apps and scripts of Intune come through this agent.",
                "Let the download hosts of the agent through, then try again.", technician},
    StepFailure{"securityPolicies", "policy-failed", "{phase} failed at its security policies.",
                "A policy was refused by Windows or did not arrive.", "Find the policy in the MDM log and correct it.",
                administrator},
    StepFailure{"certificates", "certificate-failed", "{phase} failed at a certificate.",
                "A certificate could not be requested, or the one that came cannot be used.",
                "Check the certificate profile, its connector, and that issuing certificates are not expired.",
                administrator},
    StepFailure{"networkConnections", "network-profile-failed", "{phase} failed at a network profile.",
                "A Wi-Fi or VPN profile could not be applied.", "Correct the profile, or do not track it.",
                administrator},
    StepFailure{"apps", "app-failed", "{phase} failed at its apps.", "Which app it was is not known here.",
                "Look for the app that failed in Intune.", administrator},
    StepFailure{"waitingForAadRegistration", "hybrid-registration-failed",
                "The device was not registered in Microsoft Entra in time.",
                "The domain's computer object was not synced to Entra.",
                "Check Entra Connect and the OU that it syncs, then try again.", administrator},
    StepFailure{"", "step-failed", "{phase} failed at the step {step}.", "Windows stopped there.",
                "Try again; if it fails again, take a recording (F9) to who runs the device management.", technician},
};

const StepFailure& stepFailure(std::string_view step) {
  const auto* found = std::find_if(stepFailures.begin(), stepFailures.end(),
                                   [&](const StepFailure& each) { return each.step == step; });
  return found == stepFailures.end() ? stepFailures.back() : *found;
}

Finding make(std::string id, State state, std::string title, std::string_view meaning, std::string_view action,
             std::string_view who) {
  return {std::move(id), state, std::move(title), {}, std::string(meaning), std::string(action), std::string(who)};
}

// The step ended before the page's time was over.
bool tooEarlyForLimit(const Scene& scene) {
  const Fact<UtcTime>& from = scene.part().page.countedFrom;
  const PageLimit limit = limitOf(scene);
  const auto gone = from.known() ? secondsSince(scene, from.value) : std::nullopt;
  if (!limit.minutes || !gone) {
    return false;
  }
  const auto since =
      scene.step->ended == UtcTime{} ? std::optional<std::int64_t>(0) : secondsSince(scene, scene.step->ended);
  return *gone - since.value_or(0) < (*limit.minutes - 1) * 60;  // a minute for the order of records
}

// The newest failure of the page by its own records.
bool timedOut(const Scene& scene) {
  if (const ShellRecord* record = lastPageFailure(scene.part())) {
    return record->name.find("Progress_Timeout") != std::string::npos;
  }
  // Attestation and the agent's installation have limits of their own, shorter than the page's.
  return scene.step != nullptr && scene.step->id != "tpmAttestation" && scene.step->id != "espProviderInstallation" &&
         scene.failed.empty() && equalIgnoringCase(scene.step->errorCode, timeoutCode) && !tooEarlyForLimit(scene);
}

std::string exitText(const DeploymentItem& item) {
  return item.exitCode ? fmt::format("exit code {}", *item.exitCode) : std::string();
}

void addItem(const Scene& scene, const DeploymentItem& item, Finding& finding) {
  std::string said = itemName(item);
  for (const std::string& part : {exitText(item), codeText(item.errorCode)}) {
    said += part.empty() ? "" : ", " + part;
  }
  finding.evidence.push_back({std::string(kindName(item.kind)), said, item.source});
  addLines(scene.part(), item, finding.evidence);
}

// Fewest words that say it: name, exit code or error.
std::string itemTitle(const DeploymentItem& item, std::size_t more) {
  const std::string code = item.exitCode && *item.exitCode != 0 ? exitText(item) : codeText(item.errorCode);
  const std::string who = itemName(item);
  if (item.state == WorkState::cancelled) {
    return more > 0 ? fmt::format("{} and {} more were cancelled.", who, more) : fmt::format("{} was cancelled.", who);
  }
  if (more > 0) {
    return code.empty() ? fmt::format("{} and {} more failed.", who, more)
                        : fmt::format("{} failed with {}; {} more failed.", who, code, more);
  }
  return code.empty() ? fmt::format("{} failed.", who) : fmt::format("{} failed with {}.", who, code);
}

bool isCertificate(const DeploymentItem& item) {
  return item.kind == ItemKind::certificate;
}

// Intune's error is only the exit code in another spelling: that is explained already.
bool saysTheExit(const DeploymentItem& item) {
  return item.exitCode && *item.exitCode != 0 &&
         (equalIgnoringCase(item.errorCode, fmt::format("0x{:08X}", static_cast<std::uint32_t>(*item.exitCode))) ||
          equalIgnoringCase(item.errorCode, fmt::format("0x8007{:04X}", static_cast<std::uint32_t>(*item.exitCode))));
}

Finding failedItems(const Scene& scene) {
  const DeploymentItem& first = *scene.failed.front();
  const bool certificate = isCertificate(first);
  const char* id = scene.preparation ? "workload-failed" : certificate ? "certificate-failed" : "app-failed";
  Finding finding = make(id, State::fail, itemTitle(first, scene.failed.size() - 1),
                         "The page stops when something that it tracks fails.",
                         certificate ? "Check the certificate profile and its connector."
                                     : "Look up the app's log; check its command line and how it is detected.",
                         administrator);
  if (first.state == WorkState::cancelled) {
    finding.meaning = "The page does not take up again what was cancelled.";
    finding.action = "Restart the device to try again; if it is cancelled again, look it up in Intune.";
  }
  for (std::size_t i = 0; i < scene.failed.size() && i < shownItems; ++i) {
    addItem(scene, *scene.failed[i], finding);
  }
  if (scene.failed.size() > shownItems) {
    finding.evidence.push_back({"More that failed", fmt::format("{}", scene.failed.size() - shownItems), ""});
  }
  // An exit code is the installer's own word; the error is Intune's about it.
  if (first.exitCode && *first.exitCode != 0) {
    explainExit(*first.exitCode, first.source, finding);
  }
  if (!first.errorCode.empty() && !saysTheExit(first)) {
    explainCode(first.errorCode, first.source, finding);
  }
  return finding;
}

// What the table says of a timeout is about attestation and the page; of other steps their own words tell more.
void explainStepCode(const Scene& scene, Finding& finding) {
  const std::string& code = scene.step->errorCode;
  if (equalIgnoringCase(code, timeoutCode) && scene.step->id != "tpmAttestation") {
    finding.evidence.push_back({"Error code", codeText(code) + ": its time ran out", scene.phase->source});
    return;
  }
  explainCode(code, scene.phase->source, finding);
}

Finding failedStep(const Scene& scene) {
  const std::string phase = scene.phase == nullptr ? "The deployment" : phaseName(scene.phase->id);
  const StepFailure& known = stepFailure(scene.step == nullptr ? "" : scene.step->id);
  const std::string step = scene.step == nullptr ? "that is not known" : stepName(*scene.step);
  Finding finding = make(std::string(known.id), State::fail,
                         fmt::format(fmt::runtime(known.title), fmt::arg("phase", phase), fmt::arg("step", step)),
                         known.meaning, known.action, known.who);
  if (scene.step != nullptr) {
    const std::string text = scene.step->text.empty() ? std::string(stateName(scene.step->state)) : scene.step->text;
    finding.evidence.push_back({step, printable(text, 300), scene.phase->source});
    explainStepCode(scene, finding);
    const PolicyProvider* provider = scene.step->id == "espProviderInstallation" ? failedProvider(scene) : nullptr;
    if (provider != nullptr && !equalIgnoringCase(provider->lastError, scene.step->errorCode)) {
      finding.evidence.push_back({agentName(*provider), codeText(provider->lastError), provider->source});
      explainCode(provider->lastError, provider->source, finding);
    }
  } else if (scene.phase != nullptr) {
    finding.evidence.push_back({phase, printable(scene.phase->text, 300), scene.phase->source});
  }
  return finding;
}

Finding timeout(const Scene& scene) {
  const std::string phase = scene.phase == nullptr ? "The deployment" : phaseName(scene.phase->id);
  const PageLimit limit = limitOf(scene);
  const bool certain = limit.minutes && !limit.moreIsOpen;
  Finding finding = make("esp-timeout", State::fail,
                         certain ? fmt::format("{} took longer than the page's limit of {}.", phase, limitText(limit))
                                 : fmt::format("{} took longer than the page's limit.", phase),
                         "What was still open went on or failed behind the page; the item below is where it stood.",
                         "Find what takes so long, make it faster or raise the limit; then try again.", administrator);
  if (limit.minutes) {
    finding.evidence.push_back({"Limit", limitText(limit), limit.source});
  }
  if (scene.step != nullptr) {
    finding.evidence.push_back(
        {"Stood at", stepName(*scene.step) + (scene.step->text.empty() ? "" : ": " + printable(scene.step->text, 200)),
         scene.phase->source});
  }
  std::size_t open = 0;
  for (const DeploymentItem* each : scene.items) {
    if (!isOver(each->state) && open++ < shownItems) {
      finding.evidence.push_back({std::string(kindName(each->kind)),
                                  fmt::format("{}: {}", itemName(*each), stateName(each->state)), each->source});
      addLines(scene.part(), *each, finding.evidence);
    }
  }
  return finding;
}

// Pages of Windows 11 log the press of "continue anyway"; else that a later phase began tells it.
Finding skippedFailure(const Scene& scene) {
  const DeploymentPhase& phase = *scene.skipped;
  const DeploymentStep* step = currentStep(phase);
  Finding finding =
      make("esp-failure-skipped", State::warn,
           fmt::format("{} failed, and the device went on all the same.", phaseName(phase.id)),
           "The device may lack apps, policies or certificates.",
           "Check in Intune what is missing; reset the device if it must not be handed out like this.", technician);
  finding.evidence.push_back({phaseName(phase.id), std::string(stateName(stateOf(phase))), phase.source});
  if (step != nullptr) {
    finding.evidence.push_back({stepName(*step), printable(step->text, 200), phase.source});
    Finding code = finding;
    explainCode(step->errorCode, phase.source, code);
    finding.evidence = code.evidence;
  }
  for (const DeploymentItem* each : itemsOf(scene.part(), DeploymentScope::device)) {
    if (each->state == WorkState::failed && finding.evidence.size() < shownItems) {
      addItem(scene, *each, finding);
    }
  }
  return finding;
}

Finding failedPreProvisioning(const Scene& scene) {
  const ShellPart& shell = scene.part().shell;
  Finding finding =
      make("preprovisioning-failed", State::fail, "Pre-provisioning failed.",
           "The page says so though each of its phases ended well.",
           "Look on the red page for what failed, mend it and try again; else reset the device.", technician);
  const auto last = std::find_if(shell.records.value.rbegin(), shell.records.value.rend(),
                                 [](const ShellRecord& each) { return each.name.ends_with("WhiteGlove_Failed"); });
  if (last != shell.records.value.rend()) {
    finding.evidence.push_back({"Page's record",
                                printable(last->name + ": " + last->value, 300),
                                fmt::format("Shell-Core {}", last->id),
                                {shell.records.source, last->recordId}});
    explainCode(last->value, shell.records.source, finding);
  }
  return finding;
}

// What the page lets people do now stands in the step to take.
void addButtons(const Scene& scene, Finding& finding) {
  if (!scene.preparation) {
    const std::string buttons = buttonsText(scene.part().page);
    if (buttons.empty()) {
      return;
    }
    finding.action += " " + buttons;
    const StatusPagePart& page = scene.part().page;
    finding.evidence.push_back({"Buttons of the page", buttons, page.allowTryAgain.source});
    return;
  }
  const Fact<PreparationPage>& page = scene.part().preparation.page;
  if (page.known() && page.value.allowSkip) {
    finding.action +=
        *page.value.allowSkip ? " The page lets people go on all the same." : " The page does not let people go on.";
  }
}

}  // namespace

void takePackages(Scene& scene) {
  if (scene.step == nullptr || scene.step->id != "apps" || !scene.failed.empty()) {
    return;
  }
  const Fact<std::vector<DeploymentItem>>& expected = scene.part().items.expected;
  for (const DeploymentItem* each : scene.items) {
    const auto alike = [&](const DeploymentItem& other) {
      return other.kind == each->kind && other.scope == each->scope;
    };
    const bool otherTracked = expected.known() && std::any_of(expected.value.begin(), expected.value.end(), alike);
    const std::string& code = scene.step->errorCode;
    if (each->state == WorkState::failed && !otherTracked &&
        (code.empty() || equalIgnoringCase(code, each->errorCode))) {
      scene.failed.push_back(each);
    }
  }
}

void addFailures(const Scene& scene, std::vector<Finding>& findings) {
  const bool ofEnrollment = scene.step != nullptr && scene.step->id == "mdmEnrollment";  // has rules of its own
  const bool ofDomainJoin = standsAtDomainJoin(scene) && scene.phase != nullptr;         // so has this
  if (scene.course == Course::failed && scene.turn == "preprovisioning-failed") {
    findings.push_back(failedPreProvisioning(scene));
  } else if (scene.course == Course::failed && !ofEnrollment && !ofDomainJoin) {
    Finding finding =
        scene.preparation && scene.failed.empty() ? preparationFailed(scene)
        : timedOut(scene)                         ? timeout(scene)
        : !scene.failed.empty() && (scene.preparation || scene.step == nullptr || scene.step->id == "apps" ||
                                    (scene.step->id == "certificates" && isCertificate(*scene.failed.front())))
            ? failedItems(scene)
            : failedStep(scene);
    addButtons(scene, finding);
    findings.push_back(std::move(finding));
  }
  if (scene.skipped != nullptr) {
    findings.push_back(skippedFailure(scene));
  }
}

}  // namespace preflight::deployment
