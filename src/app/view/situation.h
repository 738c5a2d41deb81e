// What the screens' models are made of: what a session knows at one moment. References live as long as the session is
// not updated.
#pragma once

#include <optional>
#include <string>

#include "app/session/drive_watch.h"
#include "app/view/rows.h"
#include "export/device/batch_list.h"
#include "model/diagnosis.h"
#include "model/report.h"

namespace preflight {

class Session;

struct Situation {
  const Report& report;
  const Diagnosis& diagnosis;
  const Drives& drives;
  const Target* target = nullptr;    // what a save goes to; null: none, or several to choose from
  const Drives* recorded = nullptr;  // the drives of the recording that is looked at; null: the device is this one
  const BatchList& batch;            // on the target
  bool readingBatch = false;
  bool reading = false;     // the device
  bool slowDrives = false;  // the drives do not answer
  UtcTime now{};            // by the clock of the device that is looked at
  UtcTime savedAt{};        // when this session saved the device; zero: it has not
  std::string savedTag{};   // with which group tag

  int zone() const { return zoneOf(report); }
};
Situation situationOf(const Session& session);

// "14:02" in the device's zone; with the date when it is another day than `now`; empty for no time.
std::string clockAt(const Situation& situation, UtcTime time);

// "E:" for "E:\", "/media/stick" as it is.
std::string shortRoot(const std::string& root);
// "E: KINGSTON"
std::string nameOf(const Target& target);

// The row of this device in the batch on the stick, the newest; null when it has none.
const BatchEntry* ownEntry(const Situation& situation);

// The hash was read, nothing is wrong with it, and the serial number is there.
bool hashIsReady(const Situation& situation);

}  // namespace preflight
