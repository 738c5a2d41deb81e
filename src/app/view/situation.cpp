#include "app/view/situation.h"

#include <algorithm>

#include "app/session/session.h"
#include "base/text.h"

namespace preflight {

Situation situationOf(const Session& session) {
  return {session.report(),         session.diagnosis(), session.drives(),       session.target(),
          session.recordedDrives(), session.batch(),     session.readingBatch(), session.reading(),
          session.drivesAreSlow(),  session.now(),       session.savedAt(),      session.savedTag()};
}

std::string clockAt(const Situation& situation, UtcTime time) {
  if (time == UtcTime{}) {
    return "";
  }
  const std::string whole = dateText(time, situation.zone());
  const bool sameDay = whole.substr(0, 10) == dateText(situation.now, situation.zone()).substr(0, 10);
  return sameDay ? whole.substr(11) : whole;
}

std::string shortRoot(const std::string& root) {
  std::string text = root;
  while (text.size() > 2 && (text.back() == '\\' || text.back() == '/')) {
    text.pop_back();
  }
  return printable(text, 200);
}

std::string nameOf(const Target& target) {
  return shortRoot(target.root) + (target.label.empty() ? "" : " " + printable(target.label, 60));
}

const BatchEntry* ownEntry(const Situation& situation) {
  const auto& entries = situation.batch.entries;
  const auto own = std::find_if(entries.rbegin(), entries.rend(),
                                [&](const BatchEntry& entry) { return isOfDevice(entry, situation.report.identity); });
  return own == entries.rend() ? nullptr : &*own;
}

bool hashIsReady(const Situation& situation) {
  return findFinding(situation.diagnosis, FindingId::hardwareHashRead) != nullptr &&
         situation.report.identity.serialNumber.known();
}

}  // namespace preflight
