// The command line: parses the arguments and runs one command. One file each.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/console.h"
#include "host/recording/series.h"
#include "model/finding.h"

namespace preflight {

// The contract of the exit codes; checked in the order usage, input, target, device.
enum class Exit : std::uint8_t {
  done = 0,
  notInOrder = 1,     // done, and what was looked at is not in order
  usage = 2,          // wrong usage, or a choice is needed
  deviceUnread = 3,   // the device could not be read, or a verdict is unknown because of that
  notWritten = 4,     // could not write, or no stick
  inputUnusable = 5,  // unreadable recording, a field that a CSV may not hold, a refused hash
};

Exit exitOf(State verdict);

struct StatusOptions {
  std::string replay;
  std::string stick;  // a folder: is this device in its CSV files, and what has changed since?
  bool json = false;
  bool all = false;       // also what is as it should be
  bool evidence = false;  // where each finding comes from
  bool brief = false;     // device and verdict, four lines
  std::size_t step = 0;   // of a series; 0: its last
};
Exit runStatus(const StatusOptions& options, Console& console);

struct ExportOptions {
  std::string replay;
  std::string to;  // a folder
  bool usb = false;
  std::string stick;  // any folder as the stick
  // What is not given is taken from preflight.json, if there is one.
  std::optional<std::string> groupTag;
  std::optional<std::string> assignedUser;
  std::optional<std::string> format;
  std::string append;  // a file that may hold rows already
  bool eject = false;
  std::string log;
  bool yes = false;    // ask nothing
  bool force = false;  // a placeholder serial, a hash with an error
  bool json = false;
  std::vector<std::string> arguments;  // as given, to start again as administrator
};
Exit runExport(const ExportOptions& options, Console& console);

struct RecordOptions {
  std::string replay;
  std::string to;
  bool json = false;
};
Exit runRecord(const RecordOptions& options, Console& console);

struct DrivesOptions {
  std::string replay;
  bool json = false;
};
Exit runDrives(const DrivesOptions& options, Console& console);

struct HashOptions {
  enum class Action : std::uint8_t { decode, check, compare };
  Action action = Action::decode;
  std::string input;   // a file, a recording, "-" or base64; the old one for compare
  std::string second;  // the new one for compare
  bool json = false;
};
Exit runHash(const HashOptions& options, Console& console);

Exit runLicences(Console& console);

struct ShowOptions {
  std::string replay;
  std::string screen = "overview";
  std::string screenshot;  // a PNG file; empty: a window
  std::string size = "1280x800";
  std::string stick;
  std::string theme;  // empty: what the system asks for
  double scale = 1;
  std::int64_t stepTime = SeriesLimits::usual.count();  // milliseconds of each step of a series
};
// The page is another folder's, which main.cpp knows.
using ShowPage = std::function<Exit(const ShowOptions&, Console&)>;

// On standard error: "error: <what>" and, on the next line, what to do.
void sayError(Console& console, std::string_view what, std::string_view advice);
void sayError(Console& console, const Error& error, std::string_view advice = {});

// "folder not found: E:\\x" when the path is named and is no folder.
std::optional<Error> missingFolder(const std::string& path);

// Arguments in UTF-8, without the program's name; none at all, or `show`, opens the page.
int runCommandLine(const std::vector<std::string>& arguments, Console& console, const ShowPage& showPage);

// Starts this program again with the same arguments and administrator rights, in a window of its own that stays open.
// Fails where the system has no such thing or the person says no.
Result<void> startElevated(const std::vector<std::string>& arguments);

}  // namespace preflight
