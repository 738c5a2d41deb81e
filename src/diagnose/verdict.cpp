// One line for the whole device. The order: hash unusable, then what the identity lacks, then ready, then cannot know;
// registration and deployment come before these when their rules exist.
#include "base/text.h"
#include "diagnose/diagnose.h"

namespace preflight {
namespace {

Verdict stillReading() {
  return {"reading", State::info, "READING", "Preflight is reading the device.", ""};
}

Verdict fromFinding(std::string id, std::string word, const Finding& finding) {
  return {std::move(id), finding.state, std::move(word), finding.title, finding.action};
}

const Finding* firstWithState(const std::vector<Finding>& findings, State state) {
  for (const Finding& each : findings) {
    if (each.state == state) {
      return &each;
    }
  }
  return nullptr;
}

Verdict hashReady(const std::vector<Finding>& findings) {
  Verdict verdict{"hash-ready", State::pass, "READY TO EXPORT", "Serial number and hardware hash were read.",
                  "Export them to the stick (F8 on the page), then import the CSV in Intune."};
  if (const Finding* warning = firstWithState(findings, State::warn)) {
    verdict.id = "hash-ready-look";
    verdict.state = State::warn;
    verdict.word = "LOOK BEFORE YOU EXPORT";
    verdict.sentence = warning->title;
    verdict.action = warning->action;
  }
  return verdict;
}

}  // namespace

Verdict verdictOf(const Report& report, const std::vector<Finding>& findings) {
  if (report.identity.serialNumber.state == FactState::collecting ||
      report.hardwareHash.text.state == FactState::collecting) {
    return stillReading();
  }
  if (const Finding* failed = firstWithState(findings, State::fail)) {
    return fromFinding("device-not-usable", "NOT IN ORDER", *failed);
  }
  if (findFinding(findings, "hardware-hash-read") != nullptr && report.identity.serialNumber.known()) {
    return hashReady(findings);
  }
  if (const Finding* unknown = firstWithState(findings, State::unknown)) {
    const bool hash = unknown->id.starts_with("hash-");
    return fromFinding("cannot-know", hash ? "HASH NOT READ" : "CANNOT KNOW", *unknown);
  }
  if (const Finding* noHash = findFinding(findings, "hash-not-windows")) {
    return fromFinding("not-windows", "IDENTITY ONLY", *noHash);
  }
  return {"cannot-know", State::unknown, "CANNOT KNOW", "Nothing could be decided from what was read.", ""};
}

}  // namespace preflight
