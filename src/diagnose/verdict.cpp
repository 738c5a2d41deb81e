// One line for the whole device. The catalogue's slots decide what comes first (verdicts.tsv, findings.tsv); `next`
// names the next thing that holds. Where neither deployment nor registration says anything the hash decides: ready,
// ready but check, not read.
#include <algorithm>

#include "base/text.h"
#include "diagnose/diagnose.h"
#include "text/label_id.h"

namespace preflight {
namespace {

bool isGreen(State state) {
  return state == State::pass || state == State::info;
}

bool isDeployment(VerdictId slot) {
  return idOf(slot).starts_with("deployment-");
}

// In a deployment that is not over, that the device is registered is no news.
bool isUnderWay(VerdictId slot) {
  return isDeployment(slot) && slot != VerdictId::deploymentFinished;
}

struct Filled {
  const Finding* finding = nullptr;
  std::uint8_t rank = 255;
};

// The finding that fills this slot, by rank, among those that count; findings that could not be decided fill none.
template <class Counts>
const Finding* filledBy(VerdictId slot, const std::vector<Finding>& findings, const Counts& counts) {
  Filled best;
  for (const Finding& finding : findings) {
    for (const FindingSlot& place : entryOf(finding.id).slots) {
      if (place.verdict == slot && place.counts(finding.state) && place.rank < best.rank && counts(finding)) {
        best = {&finding, place.rank};
      }
    }
  }
  return best.finding;
}

const Finding* filled(VerdictId slot, const std::vector<Finding>& findings, const Finding* but = nullptr) {
  return filledBy(slot, findings, [&](const Finding& finding) { return &finding != but; });
}

// Identity and hash alone: registration has slots of its own.
const Finding* ofDevice(const std::vector<Finding>& findings, State state) {
  const auto found = std::ranges::find_if(findings, [&](const Finding& finding) {
    const std::string_view id = idOf(finding.id);
    return finding.state == state && (id.starts_with("hash-") || id.starts_with("serial-number"));
  });
  return found == findings.end() ? nullptr : &*found;
}

const Finding* undecided(const std::vector<Finding>& findings) {
  const Finding* asked = findFinding(findings, FindingId::askedNoAnswer);
  return asked != nullptr ? asked : findFinding(findings, FindingId::notAskedYet);
}

const Finding* enrolled(const std::vector<Finding>& findings) {
  return findFinding(findings, FindingId::enrolled);
}

bool hashIsReady(const Report& report, const std::vector<Finding>& findings) {
  return findFinding(findings, FindingId::hardwareHashRead) != nullptr && report.identity.serialNumber.known();
}

Text titleOf(const Finding& finding) {
  return Text::filled(rowFor(finding.id, finding.args).title, finding.args);
}

Text actionOf(const Finding& finding) {
  Text action =
      finding.advice ? finding.advice->action : Text::filled(rowFor(finding.id, finding.args).action, finding.args);
  std::vector<Text> all{std::move(action)};
  all.insert(all.end(), finding.notes.begin(), finding.notes.end());
  return Text::sequence(std::move(all));
}

Verdict fromFinding(VerdictId id, const Finding& finding) {
  const std::string_view own = rowFor(finding.id, finding.args).headline;
  Verdict verdict{id,
                  finding.state,
                  finding.id,
                  Text::filled(own, finding.args),
                  titleOf(finding),
                  {},
                  actionOf(finding),
                  finding.key(),
                  finding.who()};
  if (own.empty()) {
    verdict.headline = Text::filled(entryOf(id).headline, {});
  }
  return verdict;
}

// The device's hash is wanted now; not of one that the service knows already.
bool exports(VerdictId slot, const Finding& finding) {
  const bool registered = finding.id == FindingId::registeredNoProfile || finding.id == FindingId::profileDeleted;
  return !registered &&
         (slot == VerdictId::notRegistered || slot == VerdictId::noProfile || slot == VerdictId::hardwareMismatch);
}

// What failed after a refusal outweighs it.
bool isOutweighed(VerdictId first, VerdictId next) {
  return next == VerdictId::deploymentRefused && first == VerdictId::deploymentFailed;
}

VerdictId after(VerdictId slot) {
  return static_cast<VerdictId>(static_cast<int>(slot) + 1);
}

// What follows the first sentence: what fills the same slot too (the wait that a wrong clock spoils), the next finding
// in the order, else that the hash is ready where it is wanted.
const Finding* following(const Report& report, const std::vector<Finding>& findings, VerdictId slot,
                         const Finding& first) {
  const bool deployment = isUnderWay(slot);
  const bool several = deployment || slot == VerdictId::registered;  // the name that is cut, and registered
  if (const Finding* other = several ? filled(slot, findings, &first) : nullptr) {
    return other;
  }
  for (VerdictId next = after(slot); next < VerdictId::reading; next = after(next)) {
    const Finding* finding = isOutweighed(slot, next) ? nullptr : filled(next, findings, &first);
    const bool news = finding != nullptr && (!deployment || next == VerdictId::deploymentWaits ||
                                             finding->state == State::fail || finding->state == State::warn);
    if (news) {
      return finding;
    }
  }
  if (const Finding* warning = ofDevice(findings, State::warn)) {
    return warning;
  }
  if (exports(slot, first)) {
    return hashIsReady(report, findings) ? findFinding(findings, FindingId::hardwareHashRead)
                                         : ofDevice(findings, State::unknown);
  }
  if (deployment) {
    return nullptr;
  }
  for (const FindingId note : {FindingId::deviceName, FindingId::preprovisioningStart}) {
    if (const Finding* found = slot == VerdictId::registered ? findFinding(findings, note) : nullptr) {
      return found;
    }
  }
  return enrolled(findings);
}

Verdict ofSlot(const Report& report, const std::vector<Finding>& findings, VerdictId slot, const Finding& finding) {
  Verdict verdict = fromFinding(slot, finding);
  if (const Finding* next = following(report, findings, slot, finding); next != nullptr && next != &finding) {
    verdict.next = titleOf(*next);
  }
  return verdict;
}

Verdict hashReady(const std::vector<Finding>& findings) {
  const Finding* warning = ofDevice(findings, State::warn);
  Verdict verdict = warning != nullptr
                        ? fromFinding(VerdictId::hashReadyLook, *warning)
                        : fromFinding(VerdictId::hashReady, *findFinding(findings, FindingId::hardwareHashRead));
  const Finding* next = enrolled(findings) != nullptr ? enrolled(findings) : undecided(findings);
  verdict.next = next == nullptr ? Text() : titleOf(*next);
  return verdict;
}

// Of a recording without a hash the registration says more than that it has none.
const Finding* openRegistration(const std::vector<Finding>& findings) {
  const Finding* open = findFinding(findings, FindingId::cannotKnow);
  return open != nullptr ? open : undecided(findings);
}

Verdict nothingReady(const std::vector<Finding>& findings) {
  const Finding* open = openRegistration(findings);
  const Finding* lacking = findFinding(findings, FindingId::hashNotCollected);
  if (open != nullptr && lacking != nullptr && findFinding(findings, FindingId::serialNumberUnreadable) == nullptr) {
    Verdict verdict = fromFinding(VerdictId::cannotKnow, *open);
    verdict.state = isGreen(verdict.state) ? State::unknown : verdict.state;
    verdict.next = titleOf(*lacking);
    return verdict;
  }
  if (const Finding* unread = ofDevice(findings, State::unknown)) {
    return fromFinding(VerdictId::cannotKnow, *unread);
  }
  if (const Finding* noHash = findFinding(findings, FindingId::hashNotWindows)) {
    return fromFinding(VerdictId::notWindows, *noHash);
  }
  if (const Finding* unknown = findFinding(findings, FindingId::cannotKnow)) {
    return fromFinding(VerdictId::cannotKnow, *unknown);
  }
  Verdict verdict;
  verdict.headline = Text::filled(entryOf(VerdictId::cannotKnow).headline, {});
  verdict.sentence = LabelId::nothingDecided;
  return verdict;
}

Verdict stillReading() {
  Verdict verdict;
  verdict.id = VerdictId::reading;
  verdict.state = State::info;
  verdict.headline = Text::filled(entryOf(VerdictId::reading).headline, {});
  verdict.sentence = LabelId::readingDevice;
  return verdict;
}

// What could not be decided about registration or deployment keeps a verdict from "in order": it may hide a problem.
// Identity and hash have verdicts of their own, and a service that has not answered hides nothing.
Verdict noGreener(Verdict verdict, const std::vector<Finding>& findings) {
  const auto open = std::ranges::find_if(findings, [](const Finding& finding) {
    const std::string_view id = idOf(finding.id);
    return finding.state == State::unknown && finding.id != FindingId::cannotKnow && !id.starts_with("hash-") &&
           !id.starts_with("serial-number");
  });
  if (isGreen(verdict.state) && open != findings.end()) {
    verdict.state = State::unknown;
    verdict.next = titleOf(*open);
  }
  return verdict;
}

struct Decided {
  VerdictId slot{};
  const Finding* finding = nullptr;
};

bool everySlot(VerdictId) {
  return true;
}

// What fills the first of these slots in the order in which they count; nothing when none is filled.
template <class Counts>
Decided firstFilled(const std::vector<Finding>& findings, bool (*isMeant)(VerdictId), const Counts& counts) {
  for (VerdictId slot{}; slot < VerdictId::reading; slot = after(slot)) {
    if (const Finding* finding = isMeant(slot) ? filledBy(slot, findings, counts) : nullptr) {
      return {slot, finding};
    }
  }
  return {};
}

// No verdict is greener than its findings: behind good news or a usual wait, the first failure decides, else the first
// warning. What matters at the next reset only does not count on a device that is being deployed or is managed.
Decided decided(const std::vector<Finding>& findings, bool (*isMeant)(VerdictId)) {
  const Decided first = firstFilled(findings, isMeant, [](const Finding&) { return true; });
  if (first.finding == nullptr || !isGreen(first.finding->state)) {
    return first;
  }
  const bool managed = isDeployment(first.slot) || first.slot == VerdictId::enrolled;
  for (const State state : {State::fail, State::warn}) {
    const Decided worse = firstFilled(findings, isMeant, [&](const Finding& finding) {
      return finding.state == state && !(managed && entryOf(finding.id).atReset);
    });
    if (worse.finding != nullptr) {
      return worse;
    }
  }
  return first;
}

}  // namespace

const Finding* weightiestOfDeployment(const std::vector<Finding>& findings) {
  const Finding* weightiest = decided(findings, isDeployment).finding;
  return weightiest != nullptr ? weightiest : findFinding(findings, FindingId::deploymentUnreadable);
}

Verdict verdictOf(const Report& report, const std::vector<Finding>& findings) {
  if (report.identity.serialNumber.state == FactState::collecting ||
      report.hardwareHash.text.state == FactState::collecting) {
    return stillReading();
  }
  const Decided worst = decided(findings, everySlot);
  if (worst.finding != nullptr) {
    Verdict verdict = ofSlot(report, findings, worst.slot, *worst.finding);
    const Decided first = firstFilled(findings, everySlot, [](const Finding&) { return true; });
    if (first.finding != worst.finding) {
      verdict.next = titleOf(*first.finding);
    }
    return noGreener(std::move(verdict), findings);
  }
  return noGreener(hashIsReady(report, findings) ? hashReady(findings) : nothingReady(findings), findings);
}

}  // namespace preflight
