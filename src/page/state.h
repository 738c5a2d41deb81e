// What the page remembers between frames. Nothing here is about the device: that is the Session's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/log/log_view.h"
#include "page/actions.h"
#include "page/canvas.h"
#include "page/theme.h"

namespace preflight::page {

enum class Screen : std::uint8_t {
  overview = 1,
  identity = 2,
  registration = 3,
  deployment = 4,
  log = 6,
  exportScreen = 7
};
// What is over a screen.
enum class Overlay : std::uint8_t { none, help, evidence, qr, quit, open };

// Something that can have the focus, as it was drawn in the latest frame.
struct Item {
  std::string id;
  Rect rect;
  std::string copy;  // what Ctrl+C takes
  bool field = false;
  bool hasEvidence = false;
  LogEntryRef logEntry{};            // where the log says so
  std::string evidence{};            // whose evidence Enter opens, when it is not its own
  ActionId action = ActionId::none;  // what Enter does instead
  bool aside = false;                // Tab leaves it out; arrows do not
};

struct TextField {
  std::string text;
  std::size_t caret = 0;  // in bytes, at the start of a character
  bool whole = false;     // all of it is selected: what is typed takes its place
};

// Where the log screen is in its rows.
struct LogPlace {
  std::size_t top = 0;      // the first row in sight
  std::size_t visible = 1;  // rows that fit
  std::uint64_t version = 0;
  std::optional<LogRow> focused;
  std::optional<LogRow> opened;       // whose evidence is shown
  std::optional<LogEntryRef> wanted;  // gets the focus as soon as it is read
  LogShow show = LogShow::matters;
  // The evidence from which L led here; Esc leads back to it.
  struct From {
    Screen screen;
    std::string evidenceOf;
    std::string focus;
  };
  std::optional<From> from;
};

struct PageState {
  Screen screen = Screen::overview;
  Overlay overlay = Overlay::none;
  std::string evidenceOf;            // id of the row
  std::map<int, std::string> focus;  // id of the item, for each view
  std::map<int, std::string> begun;  // the item that had it first
  std::map<int, float> scroll;       // in pixels, for each view
  std::vector<Item> items;           // of the view that is shown
  bool followFocus = false;          // bring the focus into sight with the next frame
  ThemeKind theme = ThemeKind::dark;
  int textPercent = 100;
  bool masked = false;
  bool filtering = false;
  TextField filter;
  LogPlace log;
  TextField groupTag;
  TextField assignedUser;
  TextField openPath;
  std::string openProblem;
  std::string toast;
  std::string proposed;      // the group tag that the form began with
  std::string proposedFrom;  // "last used on E:"
  bool typedTag = false;     // a person chose the tag: nothing is proposed any more
  bool noTag = false;        // "no tag" was chosen: the row's tag goes
  std::size_t batchTop = 0;  // the first row of the batch in sight
  std::size_t batchVisible = 1;
  float formHeight = 0;         // that the form needs
  float evidenceHeight = 0;     // that the evidence needs
  bool stepsUnfolded = false;   // on Deployment: each step that is done has a row
  bool askedToConfirm = false;  // asked whether to export anyway; Y does
  bool turns = false;           // the sign of what is running was drawn: it goes on turning
  bool quit = false;
  bool canToggleWindow = false;
  bool canRestart = false;  // as administrator

  int view() const {
    if (askedToConfirm) {
      return 200;
    }
    return overlay == Overlay::none ? static_cast<int>(screen) : 100 + static_cast<int>(overlay);
  }
  std::string& focused() { return focus[view()]; }
  const Item* focusedItem() const;
  // The log's entry behind what has the focus, else the first of what is shown; null when none is named.
  const LogEntryRef* logEntry() const;
  // The field that has the focus; null when none has.
  TextField* focusedField();
  const TextField* focusedField() const { return const_cast<PageState*>(this)->focusedField(); }
};

constexpr int leastTextPercent = 75;
constexpr int mostTextPercent = 250;

}  // namespace preflight::page
