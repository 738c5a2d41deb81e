#include "diagnose/deployment/wait_report.h"

#include <algorithm>

#include "base/text.h"
#include "diagnose/deployment/culprit.h"
#include "diagnose/deployment/earlier_failures.h"
#include "diagnose/deployment/evidence.h"
#include "diagnose/deployment/power_gaps.h"
#include "diagnose/deployment/time_limit.h"
#include "diagnose/deployment/update_page.h"
#include "diagnose/deployment/user_phase.h"
#include "diagnose/deployment/wait_advice.h"
#include "diagnose/deployment/wait_reason.h"
#include "text/label_id.h"

namespace preflight::deployment {
namespace {

constexpr std::int64_t noByteSeconds = 8 * 60;  // a download that got nothing for so long has stalled

struct Count {
  std::int64_t done = 0;
  std::int64_t total = 0;
};

bool countsAt(WaitId id, const DeploymentItem& item) {
  switch (id) {
    case WaitId::policies:
      return item.kind == ItemKind::policy;
    case WaitId::certificates:
      return item.kind == ItemKind::certificate;
    case WaitId::networkProfiles:
      return item.kind == ItemKind::networkProfile;
    default:
      return isApp(item);
  }
}

Count countItems(const DeploymentContext& context, WaitId id) {
  Count count;
  for (const DeploymentItem* item : context.items) {
    const bool untracked = isOver(item->state) && isPackage(context.part(), *item);  // of an earlier time, perhaps
    const bool counts = !untracked && countsAt(id, *item);
    count.total += counts ? 1 : 0;
    count.done += counts && isOver(item->state) ? 1 : 0;
  }
  return count;
}

// "Contoso VPN (2 of 3)": which of the apps this is.
Text itemWithPlace(const DeploymentContext& context, const DeploymentItem& item) {
  const std::optional<AppPlace> place = appPlaceOf(context, item);
  return place ? Text(LabelId::itemOf, {{"item", itemName(item)},
                                        {"n", std::to_string(place->place)},
                                        {"total", std::to_string(place->count)}})
               : itemName(item);
}

// "2 of 7 are done." for what is counted and not named; empty where nothing is counted.
Text countSentence(const DeploymentContext& context, WaitId id) {
  switch (id) {
    case WaitId::policies:
    case WaitId::certificates:
    case WaitId::networkProfiles:
    case WaitId::apps:
    case WaitId::appTurn:
    case WaitId::appFinish:
    case WaitId::preparationTurn:
      break;
    default:
      return {};
  }
  const DeploymentStep* step = context.step;
  const Count count =
      step != nullptr && step->total && step->done ? Count{*step->done, *step->total} : countItems(context, id);
  if (count.total <= 0) {
    return {};
  }
  return {DeploymentId::countDone,
          {{"done", std::to_string(std::min(count.done, count.total))}, {"total", std::to_string(count.total)}}};
}

Text phaseOfWait(const DeploymentContext& context) {
  if (context.preparation) {
    return DeploymentId::headingPreparation;
  }
  return context.phase == nullptr ? Text() : phaseName(context.phase->id);
}

Args argsOf(const DeploymentContext& context, const WaitReason& reason, const Waiting& waiting) {
  const PhaseId inScope = context.scope == DeploymentScope::user ? PhaseId::accountSetup : PhaseId::deviceSetup;
  return {{"phase", waiting.phase.empty() ? phaseName(inScope) : waiting.phase},
          {"step", waiting.step},
          {"item", reason.item == nullptr ? Text() : itemWithPlace(context, *reason.item)},
          {"time", spanText(waiting.elapsedSeconds.value_or(0))}};
}

// Since when a download has got nothing more, by the agent's own count; nothing while it moves.
Text stuckSentence(const DeploymentContext& context, const DeploymentItem& item) {
  const auto silent = secondsSince(context, item.progressed);
  if (!silent) {
    return {};
  }
  const Arg named{"item", itemWithPlace(context, item)};
  if (!item.downloadedBytes || !item.totalBytes) {
    return {DeploymentId::downloadStuckBytesUnknown, {named, {"time", spanText(*silent)}}};
  }
  return {DeploymentId::downloadStuck,
          {named,
           {"done", bytesText(*item.downloadedBytes)},
           {"total", bytesText(*item.totalBytes)},
           {"time", spanText(*silent)}}};
}

// "Windows ended without shutting down at 11:14."
Text lossText(const DeploymentContext& context, UtcTime since) {
  const PowerGap* loss = lossSince(context, since);
  if (loss == nullptr) {
    return {};
  }
  const DeploymentId row = loss->kind == "powerLoss" ? DeploymentId::powerLostAt
                           : loss->kind == "crash"   ? DeploymentId::crashedAt
                                                     : DeploymentId::turnedOffAt;
  return {row, {{"at", clockOf(context, loss->to)}}};
}

// "Device setup waits for a restart that DeviceGuard/LsaCfgFlags asked for."
Text restartSentence(const DeploymentContext& context, const Waiting& waiting, Args args) {
  std::vector<Text> names;
  for (const std::string& policy : restartPolicies(context, waiting.id)) {
    if (names.size() < 2) {
      names.emplace_back(policyName(policy));
    }
  }
  if (names.empty()) {
    return {};
  }
  args.push_back({"policy", listText(std::move(names))});
  return {waiting.elapsedSeconds ? DeploymentId::restartForPolicyTimed : DeploymentId::restartForPolicy,
          std::move(args)};
}

Text sentenceOf(const DeploymentContext& context, const WaitReason& reason, const Waiting& waiting) {
  const WaitEntry& entry = entryOf(waiting.id);
  std::string_view pattern = entry.untimed;
  if (waiting.elapsedSeconds) {
    pattern = reason.sinceOfOther && !entry.among.empty() ? entry.among : entry.timed;
  }
  const Args args = argsOf(context, reason, waiting);
  Text sentence = Text::filled(pattern, args);
  if (waiting.id == WaitId::appDownload && waiting.overdue && reason.item != nullptr) {
    const Text stuck = stuckSentence(context, *reason.item);
    sentence = stuck.empty() ? sentence : stuck;
  }
  if (const Text restart = restartSentence(context, waiting, args); !restart.empty()) {
    sentence = restart;
  }
  const DeploymentItem* restart = askedForRestart(context, waiting.id);
  const std::int64_t updateRestarts = context.updates ? updatePageOf(context.part()).restarts : 0;
  const std::int64_t slept = sleptSeconds(context, reason.since, context.now);
  return Text::sequence(
      {sentence, slept < 60 ? Text() : Text(DeploymentId::sleptOfIt, {{"time", spanText(slept)}}),
       lossText(context, reason.since), countSentence(context, waiting.id),
       updateRestarts == 0 ? Text() : Text(DeploymentId::updateRestarts, {{"n", std::to_string(updateRestarts)}}),
       restart == nullptr ? Text() : Text(DeploymentId::askedForRestart, {{"item", itemName(*restart)}})});
}

void addDownload(const DeploymentContext& context, const DeploymentItem& item, Waiting& waiting) {
  if (!item.totalBytes || !item.downloadedBytes) {
    return;
  }
  const char* source = R"(IntuneManagementExtension\Logs)";
  waiting.evidence.push_back(
      {DeploymentId::labelDownloaded,
       Text(DeploymentId::of, {{"done", bytesText(*item.downloadedBytes)}, {"total", bytesText(*item.totalBytes)}}),
       source});
  if (const auto silent = secondsSince(context, item.progressed)) {
    waiting.evidence.push_back(
        {DeploymentId::labelLastByte, Text(DeploymentId::ago, {{"time", spanText(*silent)}}), source});
  }
}

void addItemEvidence(const DeploymentContext& context, const DeploymentItem& item, Waiting& waiting) {
  waiting.evidence.push_back({kindName(item.kind), namedText(itemName(item), stateName(item.state)), item.source});
  if (item.name != item.id && itemName(item).str() != item.id) {
    waiting.evidence.push_back({DeploymentId::labelId, printable(item.id, 200), item.nameSource});
  }
  addDownload(context, item, waiting);
  addLines(context.part(), item, waiting.evidence);
  if (!item.download.empty()) {
    waiting.evidence.push_back({DeploymentId::labelDownloadFrom, printable(item.download, 300), item.source});
  }
  if (const auto silent = secondsSince(context, item.changed)) {
    waiting.evidence.push_back(
        {DeploymentId::labelLastActivity, Text(DeploymentId::ago, {{"time", spanText(*silent)}}), item.source});
  }
}

void addPhaseEvidence(const DeploymentContext& context, Waiting& waiting) {
  const DeploymentPhase& phase = *context.phase;
  waiting.evidence.push_back(
      {DeploymentId::labelPhase, namedText(waiting.phase, stateName(stateOf(phase))), phase.source});
  if (phase.shape == "damaged") {
    waiting.evidence.push_back({DeploymentId::labelDamaged, printable(phase.text, 200), phase.source});
  }
  const DeploymentStep* step = context.step;
  if (step == nullptr) {
    return;
  }
  waiting.evidence.push_back(
      {waiting.step, step->text.empty() ? stateName(step->state) : Text(printable(step->text, 200)), phase.source});
  if (step->started != UtcTime{}) {
    waiting.evidence.push_back({DeploymentId::labelStepBegan, timeText(context, step->started), step->timesFrom});
  }
}

void addPageFailureEvidence(const DeploymentContext& context, const ShellRecord& record, Waiting& waiting) {
  waiting.evidence.push_back({DeploymentId::labelEspRecord,
                              record.name,
                              "Shell-Core " + std::to_string(record.id),
                              {context.part().shell.records.source, record.recordId}});
  const Fact<std::vector<DeploymentPhase>>& phases = context.part().page.phases;
  if (!phases.known()) {
    waiting.evidence.push_back({DeploymentId::labelEsp, describe(phases.error), phases.source});
  }
}

void addEvidence(const DeploymentContext& context, const WaitReason& reason, Waiting& waiting) {
  if (context.phase != nullptr) {
    addPhaseEvidence(context, waiting);
  }
  if (context.updates) {
    const UpdatePage page = updatePageOf(context.part());
    waiting.evidence.push_back({DeploymentId::labelUpdate,
                                stepText(page.step),
                                "Shell-Core " + std::to_string(page.record->id),
                                {context.part().shell.records.source, page.record->recordId}});
  }
  if (context.pageFailure != nullptr) {
    addPageFailureEvidence(context, *context.pageFailure, waiting);
  }
  if (reason.item != nullptr) {
    addItemEvidence(context, *reason.item, waiting);
  }
  for (Evidence& slept : sleepEvidence(context, reason.since, context.now)) {
    waiting.evidence.push_back(std::move(slept));
  }
  const PolicyProvider* provider = openList(context);
  if (provider != nullptr && (reason.id == WaitId::identifyingApps || reason.id == WaitId::agentInstall)) {
    waiting.evidence.push_back(
        {DeploymentId::labelAppList,
         provider->listComplete ? DeploymentId::valueListStarted : DeploymentId::valueListNotStarted,
         provider->source});
    addLastLine(context.part(), waiting.evidence);
  }
}

// How long the device was awake since then.
std::optional<std::int64_t> awakeSince(const DeploymentContext& context, UtcTime start) {
  const auto seconds = secondsSince(context, start);
  return seconds ? std::optional(*seconds - std::min(*seconds, sleptSeconds(context, start, context.now)))
                 : std::nullopt;
}

// A download with a known last sign has its own measure: not how long it takes, but how long nothing came. A device
// that sleeps does nothing, and that takes no longer than usual.
bool isOverdue(const DeploymentContext& context, const WaitReason& reason, const Waiting& waiting) {
  const WaitEntry& entry = entryOf(reason.id);
  if (reason.id == WaitId::appDownload && reason.item != nullptr) {
    const DeploymentItem& item = *reason.item;
    if (const auto silent = awakeSince(context, item.progressed == UtcTime{} ? item.changed : item.progressed)) {
      return *silent >= noByteSeconds;
    }
  }
  return isFault(context, reason.id) || (entry.lateSeconds > 0 && waiting.elapsedSeconds &&
                                         awakeSince(context, reason.since).value_or(0) >= entry.lateSeconds);
}

// "Downloading Contoso VPN for 14 min. ESP times out in 39 min. Earlier: ESP failed, 20 min ago."
Text wholeSentence(const DeploymentContext& context, const Waiting& waiting) {
  return Text::sequence({waiting.sentence, waiting.limit,
                         waiting.before.empty() ? Text() : earlierText(context, waiting.before.front())});
}

std::vector<Evidence> withEarlier(const DeploymentContext& context, const Waiting& waiting) {
  std::vector<Evidence> evidence = waiting.evidence;
  for (const EarlierFailure& earlier : waiting.before) {
    evidence.push_back({DeploymentId::labelEarlier, earlierParts(context, earlier), ""});
  }
  return evidence;
}

// Whatever is waited for needs the network, and no adapter has one. A person at the screen needs none.
bool lacksNetwork(const DeploymentContext& context, const Waiting& waiting) {
  const Fact<std::vector<AdapterFacts>>& adapters = context.report->network.adapters;
  const bool needs = !entryOf(waiting.id).usual.empty() && waiting.id != WaitId::network &&
                     waiting.id != WaitId::restart && waiting.id != WaitId::hybridController;
  return needs && adapters.known() && !adapters.value.empty() &&
         std::ranges::none_of(adapters.value, &AdapterFacts::connected);
}

Finding offlineWait(const DeploymentContext& context, const Waiting& waiting) {
  const Text sentence = Text::sequence({DeploymentId::noAdapter, wholeSentence(context, waiting)});
  Finding finding = makeFinding(FindingId::waitingForNetwork,
                                {{"headline", Text::filled(entryOf(WaitId::network).headline, {})},
                                 {"sentence", sentence},
                                 {"meaning", entryOf(WaitId::network).meaning},
                                 {"action", DeploymentId::noAdapterAction}},
                                withEarlier(context, waiting));
  finding.evidence.push_back(
      {DeploymentId::labelNetwork, DeploymentId::noAdapter, context.report->network.adapters.source});
  finding.advice = Advice{entryOf(WaitId::network).meaning, DeploymentId::noAdapterAction, Who::you};
  return finding;
}

Finding ordinaryWait(const DeploymentContext& context, const Waiting& waiting) {
  if (lacksNetwork(context, waiting)) {
    return offlineWait(context, waiting);
  }
  const WaitEntry& entry = entryOf(waiting.id);
  std::vector<Evidence> evidence = withEarlier(context, waiting);
  Advice advice = adviceOf(context, waiting.id);
  if (!waiting.overdue && !entry.usual.empty()) {  // nobody restarts a device for what may take ten minutes
    evidence.push_back({DeploymentId::labelIfLonger, forWhom(advice.who, advice.action), ""});
    advice = {advice.meaning, Text(DeploymentId::wait, {{"usual", entry.usual}})};
  } else if (waiting.overdue && !entry.usual.empty()) {
    advice.meaning = Text::sequence({advice.meaning, Text(DeploymentId::usual, {{"usual", entry.usual}})});
  }
  Finding finding = makeFinding(waiting.overdue ? entry.late : FindingId::waitingOn,
                                {{"headline", waiting.headline},
                                 {"sentence", wholeSentence(context, waiting)},
                                 {"meaning", advice.meaning},
                                 {"action", advice.action}},
                                std::move(evidence));
  finding.state = waiting.overdue ? State::warn : State::info;
  finding.advice = std::move(advice);
  if (!restartPolicies(context, waiting.id).empty()) {
    finding.notes = {DeploymentId::restartSignIn, DeploymentId::restartAssignToUsers};
  }
  return finding;
}

// Windows itself records that the agent could not be installed: the wait for it, or for its list, has no end.
Finding agentFailed(const DeploymentContext& context, const PolicyProvider& provider, const Waiting& waiting) {
  Finding finding = makeFinding(FindingId::sidecarMissing,
                                {{"agent", agentName(provider)},
                                 {"sentence", wholeSentence(context, waiting)},
                                 {"code", codeAlone(provider.lastError)}},
                                withEarlier(context, waiting));
  finding.state = State::warn;
  finding.evidence.push_back({agentName(provider), DeploymentId::valueAgentFailed, provider.source});
  explainCode(provider.lastError, provider.source, finding);
  return finding;
}

Finding agentMissing(const DeploymentContext& context, const Waiting& waiting) {
  const bool noUser = context.scope == DeploymentScope::device && worksWithoutUser(context);
  Finding finding = makeFinding(FindingId::sidecarMissing,
                                {{"sentence", wholeSentence(context, waiting)}, {"noUser", noUser ? "yes" : ""}},
                                withEarlier(context, waiting));
  finding.state = State::warn;
  finding.evidence.push_back({DeploymentId::labelAgent, DeploymentId::valueAgentMissing, "EnrollmentStatusTracking"});
  return finding;
}

}  // namespace

Waiting waitingOf(const DeploymentContext& context) {
  const WaitReason reason = waitReasonOf(context);
  const WaitEntry& entry = entryOf(reason.id);
  Waiting waiting;
  waiting.id = reason.id;
  waiting.phase = phaseOfWait(context);
  waiting.step = context.step == nullptr ? Text() : stepName(*context.step);
  waiting.item = reason.item == nullptr ? Text() : itemName(*reason.item);
  waiting.elapsedSeconds = secondsSince(context, reason.since);
  if (waiting.elapsedSeconds) {
    waiting.since = {context.now.milliseconds - *waiting.elapsedSeconds * 1000};
  }
  addEvidence(context, reason, waiting);
  if (!entry.usual.empty() && !context.updates) {  // the ESP does not count while it waits for a person
    setLimit(context, waiting);
  }
  waiting.overdue = isOverdue(context, reason, waiting);
  waiting.headline =
      Text::filled(entry.headline, {{"phase", waiting.phase},
                                    {"step", waiting.step},
                                    {"item", reason.item == nullptr ? Text() : headlineName(*reason.item)}});
  waiting.sentence = sentenceOf(context, reason, waiting);
  for (const std::string& policy : restartPolicies(context, waiting.id)) {
    waiting.evidence.push_back(
        {DeploymentId::kindPolicy, printable(policy, 200), context.part().restarts.requests.source});
  }
  if (const DeploymentItem* item = askedForRestart(context, waiting.id)) {
    waiting.evidence.push_back(
        {DeploymentId::labelRestart, Text(DeploymentId::askedForRestart, {{"item", itemName(*item)}}), item->source});
  }
  waiting.before = earlierFailures(context);
  return waiting;
}

Finding findingOf(const DeploymentContext& context, const Waiting& waiting) {
  const bool forList = waiting.id == WaitId::identifyingApps;
  const PolicyProvider* failed = failedProvider(context);
  if (failed != nullptr && (forList || waiting.id == WaitId::agentInstall)) {
    return agentFailed(context, *failed, waiting);
  }
  // The agent's key may follow a little after that of others.
  const bool early = waiting.elapsedSeconds && !waiting.overdue;
  return forList && !early && lacksAgent(context) ? agentMissing(context, waiting) : ordinaryWait(context, waiting);
}

}  // namespace preflight::deployment
