// One line for the whole device. verdict_order.h says what comes first; the sentence names the next thing too. Where
// registration says nothing the hash decides: ready, ready but look, not read.
#include "base/text.h"
#include "diagnose/diagnose.h"
#include "diagnose/verdict_order.h"

namespace preflight {
namespace {

Verdict stillReading() {
  return {"reading", State::info, "READING", "Preflight is reading the device.", ""};
}

Verdict fromFinding(std::string id, std::string word, const Finding& finding) {
  return {std::move(id), finding.state, std::move(word), finding.title, finding.action};
}

bool fits(std::string_view pattern, std::string_view id) {
  return pattern.ends_with('*') ? id.starts_with(pattern.substr(0, pattern.size() - 1)) : id == pattern;
}

// What could not be decided fills no slot, and of serial number and hash only what makes them useless does.
bool counts(const VerdictSlot& slot, const Finding& finding) {
  if (slot.id == "deployment-join-failed") {  // as a failure it stands before all waits
    return finding.state == State::warn;
  }
  return slot.id == "device-not-usable" || slot.id == "deployment-failed" ? finding.state == State::fail
                                                                          : finding.state != State::unknown;
}

const Finding* filled(const VerdictSlot& slot, const std::vector<Finding>& findings, const Finding* but = nullptr) {
  for (const std::string_view pattern : slot.findings) {
    for (const Finding& each : findings) {
      if (&each != but && fits(pattern, each.id) && counts(slot, each)) {
        return &each;
      }
    }
  }
  return nullptr;
}

// Identity and hash alone: registration has slots of its own.
const Finding* ofDevice(const std::vector<Finding>& findings, State state) {
  for (const Finding& each : findings) {
    const bool device = each.id.starts_with("hash-") || each.id.starts_with("serial-number");
    if (device && each.state == state) {
      return &each;
    }
  }
  return nullptr;
}

const Finding* undecided(const std::vector<Finding>& findings) {
  for (const std::string_view id : {"asked-no-answer", "not-asked-yet"}) {
    if (const Finding* found = findFinding(findings, id)) {
      return found;
    }
  }
  return nullptr;
}

bool hashIsReady(const Report& report, const std::vector<Finding>& findings) {
  return findFinding(findings, "hardware-hash-read") != nullptr && report.identity.serialNumber.known();
}

// Whether the device's hash is wanted now; not of one that the service knows already.
bool exports(const VerdictSlot& slot, const Finding& finding) {
  const bool known = finding.id == "registered-no-profile" || finding.id == "profile-deleted";
  return !known && (slot.id == "not-registered" || slot.id == "no-profile" || slot.id == "hardware-mismatch");
}

bool ofDeployment(const VerdictSlot& slot) {
  return slot.id.starts_with("deployment-");
}

// Of a deployment that is not over, that the device is registered says nothing new.
bool isUnderWay(const VerdictSlot& slot) {
  return ofDeployment(slot) && slot.id != "deployment-finished";
}

// A wait names the refusal before it ("Before that: ..."), and what failed after a refusal outweighs it.
bool saysItself(const VerdictSlot& first, const VerdictSlot& next) {
  return next.id == "deployment-refused" && (first.id == "deployment-waits" || first.id == "deployment-failed");
}

// The sentence that follows the first: what stands in the same slot beside it (the wait that a wrong clock spoils, the
// policy that holds it up), the next finding in the order, else that the hash is ready where it is wanted.
std::string following(const Report& report, const std::vector<Finding>& findings, std::size_t slot,
                      const Finding& first) {
  const bool deployment = isUnderWay(verdict::order[slot]);
  if (const Finding* other = deployment ? filled(verdict::order[slot], findings, &first) : nullptr) {
    return other->title;
  }
  for (std::size_t next = slot + 1; next < verdict::order.size(); ++next) {
    if (saysItself(verdict::order[slot], verdict::order[next])) {
      continue;
    }
    const Finding* finding = filled(verdict::order[next], findings, &first);  // one may fit two slots
    // Who is being deployed is registered: that says nothing new.
    if (finding != nullptr && !(deployment && finding->state != State::fail && finding->state != State::warn)) {
      return finding->title;
    }
  }
  if (const Finding* warning = ofDevice(findings, State::warn)) {
    return warning->title;
  }
  if (exports(verdict::order[slot], first)) {
    if (hashIsReady(report, findings)) {
      return "The hardware hash is good: export it (F8).";
    }
    const Finding* unread = ofDevice(findings, State::unknown);
    return unread == nullptr ? std::string() : unread->title;
  }
  const Finding* enrolled = findFinding(findings, "enrolled");
  return enrolled == nullptr || deployment ? std::string() : enrolled->title;
}

Verdict ofSlot(const Report& report, const std::vector<Finding>& findings, std::size_t slot, const Finding& finding) {
  Verdict verdict = fromFinding(std::string(verdict::order[slot].id), std::string(verdict::order[slot].word), finding);
  if (const std::string next = following(report, findings, slot, finding); !next.empty()) {
    verdict.sentence += " " + next;
  }
  return verdict;
}

Verdict hashReady(const std::vector<Finding>& findings) {
  Verdict verdict{"hash-ready", State::pass, "READY TO EXPORT", "Serial number and hardware hash were read.",
                  "Export them to the stick (F8 on the page), then import the CSV in Intune."};
  if (const Finding* warning = ofDevice(findings, State::warn)) {
    verdict.id = "hash-ready-look";
    verdict.state = State::warn;
    verdict.word = "LOOK BEFORE YOU EXPORT";
    verdict.sentence = warning->title;
    verdict.action = warning->action;
  }
  const Finding* enrolled = findFinding(findings, "enrolled");
  const Finding* next = undecided(findings);
  if (enrolled != nullptr || next != nullptr) {
    verdict.sentence += " " + (enrolled != nullptr ? enrolled : next)->title;
  }
  return verdict;
}

Verdict nothingReady(const std::vector<Finding>& findings) {
  if (const Finding* unknown = ofDevice(findings, State::unknown)) {
    const bool hash = unknown->id.starts_with("hash-");
    return fromFinding("cannot-know", hash ? "HASH NOT READ" : "CANNOT KNOW", *unknown);
  }
  if (const Finding* noHash = findFinding(findings, "hash-not-windows")) {
    return fromFinding("not-windows", "IDENTITY ONLY", *noHash);
  }
  return {"cannot-know", State::unknown, "CANNOT KNOW", "Nothing could be decided from what was read.", ""};
}

}  // namespace

const Finding* weightiestOfDeployment(const std::vector<Finding>& findings) {
  for (const VerdictSlot& slot : verdict::order) {
    const Finding* found = ofDeployment(slot) ? filled(slot, findings) : nullptr;
    if (found != nullptr) {
      return found;
    }
  }
  const Finding* finished = findFinding(findings, "finished");
  return finished != nullptr ? finished : findFinding(findings, "deployment-unreadable");
}

Verdict verdictOf(const Report& report, const std::vector<Finding>& findings) {
  if (report.identity.serialNumber.state == FactState::collecting ||
      report.hardwareHash.text.state == FactState::collecting) {
    return stillReading();
  }
  for (std::size_t slot = 0; slot < verdict::order.size(); ++slot) {
    if (const Finding* finding = filled(verdict::order[slot], findings)) {
      return ofSlot(report, findings, slot, *finding);
    }
  }
  return hashIsReady(report, findings) ? hashReady(findings) : nothingReady(findings);
}

}  // namespace preflight
