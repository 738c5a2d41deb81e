// The screens and what lies over them. Each draws into frame.content from frame.y on, and returns what was asked for
// with the mouse; keys are dispatched elsewhere.
#pragma once

#include <span>
#include <vector>

#include "page/chrome.h"
#include "page/widgets.h"

namespace preflight::page {

ActionId drawOverview(Frame& frame);
ActionId drawIdentity(Frame& frame);
ActionId drawRegistration(Frame& frame);
ActionId drawDeployment(Frame& frame);
ActionId drawLog(Frame& frame);
ActionId drawExport(Frame& frame);

// A screen with all that others need to know of it. Its key and its help stand in the table of actions.
struct ScreenEntry {
  Screen screen;
  ActionId action;
  std::string_view number;  // its key
  PageId name;              // on its tab
  std::string_view word;    // as the command line calls it
  ActionId (*draw)(Frame&);
  std::vector<CardSpec> (*cards)(Frame&);     // for drawing and for their evidence
  std::optional<Sign> (*mark)(const Frame&);  // the worst of the screen, beside its name; null: never one
};
std::span<const ScreenEntry> screens();
const ScreenEntry& entryOf(Screen screen);
// The screen that the action opens; null when it opens none.
const ScreenEntry* screenOf(ActionId id);

ActionId drawEvidence(Frame& frame);
// The row that state.evidenceOf names: of the screen, else of any section, else a finding's.
RowSpec evidenceRow(Frame& frame);
ActionId drawQr(Frame& frame, const Banner& banner);  // full screen, into frame.content
ActionId drawOpen(Frame& frame);
// Small and in the middle, over the dimmed screen; `room`: what is left of the window above the keys.
void drawHelp(Frame& frame, const Rect& room);
void drawQuit(Frame& frame, const Rect& room);
void drawConfirm(Frame& frame, const Rect& room);

// The rows of a screen, for drawing and for their evidence.
std::vector<CardSpec> overviewCards(Frame& frame);
std::vector<CardSpec> identityCards(Frame& frame);
std::vector<CardSpec> registrationCards(Frame& frame);
std::vector<CardSpec> deploymentCards(Frame& frame);
std::vector<CardSpec> logCards(Frame& frame);
std::vector<CardSpec> exportCards(Frame& frame);

// The number of the row with this id, when it is a row of the log.
std::optional<std::size_t> logRowOf(std::string_view id);

// The worst state of a screen's subject.
std::optional<Sign> identityMark(const Frame& frame);
std::optional<Sign> registrationMark(const Frame& frame);
std::optional<Sign> deploymentMark(const Frame& frame);
std::optional<Sign> exportMark(const Frame& frame);

// Why the device's row cannot be written now, a sentence; empty when it can.
std::string whyNoWrite(const PageState& state, const Session& session);
// Why writing needs a second press, in whole sentences: a placeholder serial number, a faulty hash. Empty when it does
// not.
std::string toBeConfirmed(const Session& session);
// The tag that a save writes: typed, or of an empty field the one that the row on the stick has.
std::string tagOf(const PageState& state, const Session& session);
// From one row of the batch to the next, also beyond those in sight; false when the focus is not on one.
bool moveInBatch(PageState& state, const Session& session, int step);
// What a write now would put into the row.
CsvRequest requestOf(const PageState& state, const Session& session);
// Takes the next or the previous choice of the row that has the focus; false when it has none.
bool chooseOnExport(PageState& state, Session& session, int step);

// "E: KINGSTON", and "E:" where there is little room. A folder that is used as a stick has the name of its label.
std::string driveName(const Target& target);
std::string driveLetter(const Target& target);
// The last part of a path, of either system.
std::string fileNameOf(const std::string& path);
// "E: KINGSTON, FAT32, 14 GB free, this program's stick".
std::string targetText(const Target& target);

// What is said of the drives, on one line.
std::string drivesText(const Drives& drives);

// What the QR code holds: serial number, maker, model and verdict, a line each.
std::string qrText(const Report& report, const Verdict& verdict);

}  // namespace preflight::page
