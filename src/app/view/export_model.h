// Screen 7: the group tag that is proposed, the batch with this device pinned, and the proof of a save.
#pragma once

#include <string>
#include <vector>

#include "app/view/situation.h"
#include "app/view/subjects.h"
#include "export/device/device_export.h"

namespace preflight {

// The tag that the form begins with: this device's row on the stick has one, else that of the last row, else the
// settings'. `from` says where it comes from; empty: nowhere.
struct ProposedTag {
  std::string tag;
  std::string from;  // "last used on E:"
  friend bool operator==(const ProposedTag&, const ProposedTag&) = default;
};
ProposedTag proposedTag(const Situation& situation, const std::string& settingsTag);

// Tags to choose from: those used on the stick, the newest first, then those of the settings. Each once.
std::vector<std::string> tagChoices(const Situation& situation, const std::vector<std::string>& settingsTags);

// The tag that a save writes: what is typed; of an empty field the tag that the row has on the stick, unless "no tag"
// was chosen.
std::string tagToSave(const Situation& situation, const std::string& typed, bool noTagChosen);

struct BatchRow {
  std::string id;
  std::string serial;
  std::string tag;
  std::string saved;     // "13:51"; of this device "new row", "replaces 14:02, SALES"
  bool pinned = false;   // this device, as it will be saved
  Sign sign = Sign::ok;  // not ok: the hash is invalid or missing
  std::string file;
  friend bool operator==(const BatchRow&, const BatchRow&) = default;
};

struct ExportModel {
  std::vector<BatchRow> rows;  // this device first, then the newest first
  std::string count;           // "17 of 500"
  std::string fact;            // "Adds 7F3K9Q2 with tag SALES-DE to autopilot.csv on E:. The 17 saved rows stay."
};
ExportModel exportModel(const Situation& situation, const std::string& tag);

struct ReceiptLine {
  std::string id;
  std::string label;
  std::string value;
  std::string dim;  // behind the value
  bool mono = false;
  friend bool operator==(const ReceiptLine&, const ReceiptLine&) = default;
};

struct Receipt {
  std::string written;  // "Written at 14:05:12, read back, compared"
  std::string fact;     // for the banner: "7F3K9Q2 is row 18 of autopilot.csv. Safe to remove E: KINGSTON."
  std::vector<ReceiptLine> lines;
  std::vector<std::string> next;  // what to do with the next laptop
  std::string proof;              // all of it, for the clipboard
};
Receipt receiptOf(const ExportProof& proof, const Situation& situation);

}  // namespace preflight
