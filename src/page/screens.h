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
  std::vector<CardSpec> (*cards)(Frame&);                // for drawing and for their evidence
  std::string_view (*mark)(const Frame&, State& state);  // beside the name; may be empty; null: never one
};
std::span<const ScreenEntry> screens();
const ScreenEntry& entryOf(Screen screen);
// The screen that the action opens; null when it opens none.
const ScreenEntry* screenOf(ActionId id);

ActionId drawEvidence(Frame& frame);
ActionId drawHelp(Frame& frame, const Banner& banner);
ActionId drawQr(Frame& frame, const Banner& banner);  // full screen, into frame.content
ActionId drawQuit(Frame& frame);
ActionId drawOpen(Frame& frame);

// The rows of a screen, for drawing and for their evidence.
std::vector<CardSpec> overviewCards(Frame& frame);
std::vector<CardSpec> identityCards(Frame& frame);
std::vector<CardSpec> registrationCards(Frame& frame);
std::vector<CardSpec> deploymentCards(Frame& frame);
std::vector<CardSpec> logCards(Frame& frame);
std::vector<CardSpec> exportCards(Frame& frame);

// The number of the row with this id, when it is a row of the log.
std::optional<std::size_t> logRowOf(std::string_view id);

// What the identity's rules make of the device, as a mark beside the screen's name.
std::string_view identityMark(const Frame& frame, State& state);

// The state of a deployment as a mark beside the screen's name; empty when there is none.
std::string_view deploymentMark(const Frame& frame, State& state);

// How far the device is with Autopilot, as a mark beside the screen's name; empty when nothing is known of it.
std::string_view registrationMark(const Frame& frame, State& state);

// Why the device's row cannot be written now, a sentence; empty when it can.
std::string whyNoWrite(const PageState& state, const Session& session);
// Why writing needs a second press, in whole sentences: a placeholder serial number, a faulty hash. Empty when it does
// not.
std::string toBeConfirmed(const Session& session);
// What a write now would put into the row.
CsvRequest requestOf(const PageState& state, const Session& session);
// Takes the next or the previous choice of the row that has the focus; false when it has none.
bool chooseOnExport(PageState& state, Session& session, int step);

// "E: KINGSTON, FAT32, 14 GB free, this program's stick".
std::string targetText(const Target& target);

// What is said of the drives, on one line.
std::string drivesText(const Drives& drives);

// What the QR code holds: serial number, maker, model and verdict, a line each.
std::string qrText(const Report& report, const Verdict& verdict);

}  // namespace preflight::page
