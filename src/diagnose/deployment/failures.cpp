#include "diagnose/deployment/failures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diagnose/deployment/blockers.h"
#include "diagnose/deployment/device_preparation.h"
#include "diagnose/deployment/esp_buttons.h"
#include "diagnose/deployment/evidence.h"
#include "diagnose/deployment/power_gaps.h"
#include "diagnose/deployment/time_limit.h"
#include "diagnose/deployment/virtual_machine.h"
#include "diagnose/deployment/wait_reason.h"
#include "knowledge/knowledge.h"

namespace preflight::deployment {
namespace {

constexpr std::string_view timeoutCode = "0x800705B4";
constexpr std::size_t shownItems = 8;  // of many that failed; the rest is counted

// The step ended before the ESP's time was over.
bool tooEarlyForLimit(const DeploymentContext& context) {
  const TimeLimit limit = limitOf(context);
  const auto gone = secondsSince(context, limit.from);
  if (!limit.minutes || !gone) {
    return false;
  }
  const UtcTime ended = context.step->ended;
  const auto since = ended == UtcTime{} ? std::optional<std::int64_t>(0) : secondsSince(context, ended);
  return *gone - since.value_or(0) < (*limit.minutes - 1) * 60;  // a minute for the order of records
}

// The newest failure of the ESP by its own records.
bool timedOut(const DeploymentContext& context) {
  if (const ShellRecord* record = lastPageFailure(context.part())) {
    return isTimeoutRecord(*record);
  }
  // Attestation and the agent's installation have limits of their own, shorter than the ESP's.
  return context.step != nullptr && !context.isAtStep("tpmAttestation") &&
         !context.isAtStep("espProviderInstallation") && context.failed.empty() &&
         equalIgnoringCase(context.step->errorCode, timeoutCode) && !tooEarlyForLimit(context);
}

// "1603", but "0x8A15000F" for an HRESULT, which installers pass on as a negative number.
std::string exitWords(std::int64_t code) {
  const bool result = code < 0 ? code >= INT32_MIN && code < -0xFFFF : code > INT32_MAX && code <= UINT32_MAX;
  return result ? fmt::format("0x{:08X}", static_cast<std::uint32_t>(code)) : std::to_string(code);
}

Text exitText(const DeploymentItem& item) {
  return item.exitCode ? Text(DeploymentId::exitCodeIs, {{"code", exitWords(*item.exitCode)}}) : Text();
}

// True when the agent's log has a line about it.
bool addItem(const DeploymentContext& context, const DeploymentItem& item, std::vector<Evidence>& evidence) {
  evidence.push_back(
      {kindName(item.kind), listText({itemName(item), exitText(item), codeText(item.errorCode)}), item.source});
  return addLines(context.part(), item, evidence);
}

// Exit codes of Windows Installer, whichever program passes them on.
bool isMsiError(std::int64_t exitCode) {
  return exitCode > 1600 && exitCode < 1700;
}

bool isNotDetected(std::string_view code) {
  return equalIgnoringCase(code, "0x87D1041C") || equalIgnoringCase(code, "0x87D00651");
}

// What the installer's own code means, where that is known.
std::string meaningOf(const DeploymentItem& item) {
  const std::int64_t code = item.exitCode.value_or(0);
  if (code == 0 || code < INT32_MIN || code > UINT32_MAX) {
    return {};
  }
  const knowledge::ErrorWords words = knowledge::explainExit(static_cast<std::uint32_t>(code));
  return words.known && words.confirmed ? words.meaning : std::string();
}

// What an installer returns when it has installed: whoever counts the app as failed looked at something else.
bool installedWell(const DeploymentItem& item) {
  constexpr std::array<std::int64_t, 3> good{1641, 1707, 3010};
  return item.state == WorkState::failed && item.exitCode && std::ranges::find(good, *item.exitCode) != good.end();
}

// The sentence for one, and for one with others.
std::array<DeploymentId, 2> failureSentence(const DeploymentItem& item) {
  using enum DeploymentId;
  if (item.state == WorkState::cancelled) {
    return {cancelled, cancelledMore};
  }
  if (installedWell(item)) {
    return isNotDetected(item.errorCode) ? std::array{failedNotDetected, failedNotDetectedMore}
                                         : std::array{failedAfterInstall, failedAfterInstallMore};
  }
  if (item.exitCode.value_or(0) != 0) {
    const bool known = !meaningOf(item).empty();
    return isMsiError(*item.exitCode)
               ? (known ? std::array{failedMsiKnown, failedMsiKnownMore} : std::array{failedMsi, failedMsiMore})
           : known ? std::array{failedExitKnown, failedExitKnownMore}
                   : std::array{failedExit, failedExitMore};
  }
  if (isNotDetected(item.errorCode)) {
    return {failedNotDetected, failedNotDetectedMore};
  }
  return codeAlone(item.errorCode).empty() ? std::array{failed, failedMore} : std::array{failedCode, failedCodeMore};
}

Text failureText(const DeploymentItem& item, std::size_t more) {
  const bool byExit = item.exitCode.value_or(0) != 0 && !(installedWell(item) && isNotDetected(item.errorCode));
  const std::string code = byExit ? exitWords(*item.exitCode) : codeAlone(item.errorCode);
  return {failureSentence(item)[more > 0 ? 1 : 0],
          {{"item", itemName(item)}, {"code", code}, {"meaning", meaningOf(item)}, {"n", std::to_string(more)}}};
}

bool isCertificate(const DeploymentItem& item) {
  return item.kind == ItemKind::certificate;
}

bool isAtCertificates(const DeploymentContext& context) {
  const StepEntry* entry = context.step == nullptr ? nullptr : findStep(context.step->id);
  return entry != nullptr && entry->wait == WaitId::certificates;
}

// Intune's error is only the exit code in another spelling: that is explained already.
bool repeatsTheExit(const DeploymentItem& item) {
  if (item.exitCode.value_or(0) == 0) {
    return false;
  }
  const auto code = static_cast<std::uint32_t>(*item.exitCode);
  return equalIgnoringCase(item.errorCode, fmt::format("0x{:08X}", code)) ||
         equalIgnoringCase(item.errorCode, fmt::format("0x8007{:04X}", code));
}

void explainItem(const DeploymentItem& item, Finding& finding) {
  if (installedWell(item) && codeAlone(item.errorCode).empty()) {
    finding.advice = Advice{DeploymentId::afterInstallMeaning, DeploymentId::afterInstallAction, Who::you};
    return;
  }
  // An exit code is the installer's own word; the error is Intune's about it.
  if (!installedWell(item) && item.exitCode.value_or(0) != 0) {
    explainExit(*item.exitCode, item.source, finding);
  }
  if (!item.errorCode.empty() && !repeatsTheExit(item)) {
    explainCode(item.errorCode, item.source, finding);
  }
}

Finding failedItems(const DeploymentContext& context) {
  const DeploymentItem& first = *context.failed.front();
  const FindingId id = context.preparation    ? FindingId::workloadFailed
                       : isCertificate(first) ? FindingId::certificateFailed
                                              : FindingId::appFailed;
  Finding finding = makeFinding(id, {{"item", headlineName(first)},
                                     {"failure", failureText(first, context.failed.size() - 1)},
                                     {"sequence", first.kind == ItemKind::taskSequence ? "yes" : ""},
                                     {"cancelled", first.state == WorkState::cancelled ? "yes" : ""}});
  bool line = false;
  for (std::size_t i = 0; i < context.failed.size() && i < shownItems; ++i) {
    const bool added = addItem(context, *context.failed[i], finding.evidence);
    line = line || (i == 0 && added);
  }
  if (context.failed.size() > shownItems) {
    finding.evidence.push_back({DeploymentId::labelMoreFailed, std::to_string(context.failed.size() - shownItems), ""});
  }
  finding.args.push_back({"line", line ? "yes" : ""});
  explainItem(first, finding);
  if (finding.advice && !meaningOf(first).empty()) {  // the title says it already
    finding.advice->meaning = Text::filled(rowFor(finding.id, finding.args).meaning, finding.args);
  }
  if (line && finding.advice && finding.advice->key.empty()) {
    finding.advice->action =
        Text::sequence({DeploymentId::openLogLine, forWhom(finding.advice->who, finding.advice->action)});
    finding.advice->key = "Enter";
    finding.advice->who = Who::you;  // the key is the reader's
  }
  return finding;
}

// What the table says of a timeout is about attestation and the ESP; of other steps their own words say more.
void explainStepCode(const DeploymentContext& context, Finding& finding) {
  const std::string& code = context.step->errorCode;
  if (equalIgnoringCase(code, timeoutCode) && !context.isAtStep("tpmAttestation")) {
    finding.evidence.push_back({DeploymentId::labelErrorCode,
                                Text(DeploymentId::valueTimeRanOut, {{"code", codeText(code)}}),
                                context.phase->source});
    return;
  }
  explainCode(code, context.phase->source, finding);
}

void explainAgent(const DeploymentContext& context, Finding& finding) {
  const PolicyProvider* provider = context.isAtStep("espProviderInstallation") ? failedProvider(context) : nullptr;
  if (provider != nullptr && !equalIgnoringCase(provider->lastError, context.step->errorCode)) {
    if (catalogue::valueOf("code", finding.args).empty()) {
      finding.args.push_back({"code", codeAlone(provider->lastError)});
    }
    finding.evidence.push_back({agentName(*provider), codeText(provider->lastError), provider->source});
    explainCode(provider->lastError, provider->source, finding);
  }
}

// What a code says about firmware does not help there.
void explainVirtualMachine(const DeploymentContext& context, Finding& finding) {
  const IdentityPart& identity = context.report->identity;
  if (finding.id == FindingId::tpmAttestationFailed && isVirtualMachine(identity)) {
    finding.args.push_back({"virtual", "yes"});
    finding.advice.reset();
    finding.evidence.push_back({DeploymentId::labelModel, listText({identity.manufacturer.value, identity.model.value}),
                                identity.model.source});
  }
}

Finding failedStep(const DeploymentContext& context) {
  const DeploymentStep* step = context.step;
  const StepEntry* entry = step == nullptr ? nullptr : findStep(step->id);
  Finding finding =
      makeFinding(entry == nullptr ? FindingId::stepFailed : entry->failure, {{"phase", phaseName(context.phase)}});
  if (step != nullptr) {
    const Text text = step->text.empty() ? stateName(step->state) : Text(printable(step->text, 300));
    finding.args.push_back({"step", stepName(*step)});
    if (!step->errorCode.empty()) {
      finding.args.push_back({"code", codeAlone(step->errorCode)});
    }
    finding.evidence.push_back({stepName(*step), text, context.phase->source});
    explainStepCode(context, finding);
    explainAgent(context, finding);
    explainVirtualMachine(context, finding);
  } else if (context.phase != nullptr) {
    finding.evidence.push_back({phaseName(context.phase), printable(context.phase->text, 300), context.phase->source});
  }
  return finding;
}

void addOpenItems(const DeploymentContext& context, Finding& finding) {
  std::size_t open = 0;
  for (const DeploymentItem* item : context.items) {
    if (!isOver(item->state) && open++ < shownItems) {
      finding.evidence.push_back(
          {kindName(item->kind), namedText(itemName(*item), stateName(item->state)), item->source});
      addLines(context.part(), *item, finding.evidence);
    }
  }
}

// Sleep that took a good part of the ESP's time explains more than what was open at its end.
void addSleep(const DeploymentContext& context, UtcTime from, Finding& finding) {
  const ShellRecord* record = lastPageFailure(context.part());
  const UtcTime end = record == nullptr ? context.now : onClockOfNow(context, record->time);
  constexpr std::int64_t explains = 10 * 60;
  if (const std::int64_t slept = sleptSeconds(context, from, end); slept >= explains) {
    finding.args.push_back({"slept", spanText(slept)});
    for (Evidence& evidence : sleepEvidence(context, from, end)) {
      finding.evidence.push_back(std::move(evidence));
    }
  }
}

Finding timeout(const DeploymentContext& context) {
  const TimeLimit limit = limitOf(context);
  const bool atApps = context.step == nullptr || context.isAtStep("apps");
  const DeploymentItem* app = atApps ? activeApp(context.items) : nullptr;
  Finding finding =
      makeFinding(FindingId::espTimeout, {{"phase", phaseName(context.phase)},
                                          {"limit", limit.minutes && !limit.moreIsOpen ? limitText(limit) : Text()},
                                          {"step", context.step == nullptr ? Text() : stepName(*context.step)},
                                          {"item", app == nullptr ? Text() : itemName(*app)}});
  if (limit.minutes) {
    finding.evidence.push_back({DeploymentId::labelLimit, limitText(limit), limit.source});
  }
  addSleep(context, limit.from, finding);
  if (const DeploymentStep* step = context.step) {
    finding.evidence.push_back(
        {DeploymentId::labelStoppedAt,
         step->text.empty() ? stepName(*step) : namedText(stepName(*step), printable(step->text, 200)),
         context.phase->source});
  }
  addOpenItems(context, finding);
  return finding;
}

// Windows 11 logs the press of "continue anyway"; else it shows in a later phase that began.
Finding skippedFailure(const DeploymentContext& context) {
  const DeploymentPhase& phase = *context.skipped;
  Finding finding = makeFinding(FindingId::espFailureSkipped, {{"phase", phaseName(phase.id)}},
                                {{phaseName(phase.id), stateName(stateOf(phase)), phase.source}});
  if (const DeploymentStep* step = currentStep(phase)) {
    finding.evidence.push_back({stepName(*step), printable(step->text, 200), phase.source});
    addCode(step->errorCode, phase.source, WithAction::no, finding.evidence);
  }
  for (const DeploymentItem* item : itemsOf(context.part(), DeploymentScope::device)) {
    if (item->state == WorkState::failed && finding.evidence.size() < shownItems) {
      addItem(context, *item, finding.evidence);
    }
  }
  return finding;
}

Finding failedPreProvisioning(const DeploymentContext& context) {
  const ShellPart& shell = context.part().shell;
  Finding finding = makeFinding(FindingId::preprovisioningFailed);
  const auto last = std::find_if(shell.records.value.rbegin(), shell.records.value.rend(),
                                 [](const ShellRecord& record) { return record.name.ends_with("WhiteGlove_Failed"); });
  if (last != shell.records.value.rend()) {
    const Text said = namedText(printable(last->name, 300), printable(last->value, 300));
    if (knowledge::codeFrom(last->value)) {
      finding.args.push_back({"code", codeAlone(last->value)});
    }
    finding.evidence.push_back({DeploymentId::labelEspRecord,
                                said,
                                fmt::format("Shell-Core {}", last->id),
                                {shell.records.source, last->recordId}});
    explainCode(last->value, shell.records.source, finding);
  }
  return finding;
}

// What the ESP lets people do now follows the next step.
void addButtons(const DeploymentContext& context, Finding& finding) {
  if (!context.preparation) {
    const StatusPagePart& page = context.part().page;
    addButtonsNote(page, finding);
    if (const Text names = buttonNames(page); !names.empty()) {
      finding.evidence.push_back({DeploymentId::labelButtons, names, page.allowTryAgain.source});
    }
    return;
  }
  const Fact<PreparationPage>& page = context.part().preparation.page;
  if (page.known() && page.value.allowSkip) {
    finding.notes.emplace_back(*page.value.allowSkip ? DeploymentId::canContinue : DeploymentId::cannotContinue);
  }
}

Finding failure(const DeploymentContext& context) {
  if (context.preparation && context.failed.empty()) {
    return preparationFailed(context);
  }
  if (timedOut(context)) {
    return timeout(context);
  }
  const bool explains =
      !context.failed.empty() && (context.preparation || context.step == nullptr || context.isAtStep("apps") ||
                                  (isAtCertificates(context) && isCertificate(*context.failed.front())));
  return explains ? failedItems(context) : failedStep(context);
}

// 1603 is 0x80070643 as an HRESULT.
bool isSameCode(std::string_view a, std::string_view b) {
  const auto bare = [](std::string_view text) {
    const std::optional<std::uint32_t> code = knowledge::codeFrom(trimmed(text));
    constexpr std::uint32_t ofWindows = 0x8007'0000U;
    return code && (*code & 0xFFFF'0000U) == ofWindows ? std::optional(*code & 0xFFFFU) : code;
  };
  return bare(a) && bare(a) == bare(b);
}

}  // namespace

void takePackages(DeploymentContext& context) {
  if (!context.isAtStep("apps") || !context.failed.empty()) {
    return;
  }
  const Fact<std::vector<DeploymentItem>>& expected = context.part().items.expected;
  for (const DeploymentItem* item : context.items) {
    const auto alike = [&](const DeploymentItem& other) {
      return other.kind == item->kind && other.scope == item->scope;
    };
    const bool otherTracked = expected.known() && std::ranges::any_of(expected.value, alike);
    const std::string& code = context.step->errorCode;
    if (item->state == WorkState::failed && !otherTracked && (code.empty() || isSameCode(code, item->errorCode))) {
      context.failed.push_back(item);
    }
  }
}

void addFailures(const DeploymentContext& context, std::vector<Finding>& findings) {
  const bool atDomainJoin = isAtDomainJoin(context) && context.phase != nullptr;
  const bool hasOwnRule = context.isAtStep("mdmEnrollment") || atDomainJoin;
  if (context.between == BetweenPhases::preProvisioningFailed) {
    findings.push_back(failedPreProvisioning(context));
  } else if (context.state == DeploymentState::failed && !hasOwnRule) {
    findings.push_back(failure(context));
    addButtons(context, findings.back());
  }
  if (context.skipped != nullptr) {
    findings.push_back(skippedFailure(context));
  }
}

}  // namespace preflight::deployment
