// Drives the page without a window: presses keys, draws frames, tells what is on it. For tests and measurements.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "page/view.h"

namespace preflight::page {

struct DriverOptions {
  int width = 1280;
  int height = 800;
  float scale = 1;
  ThemeKind theme = ThemeKind::dark;
  Services services;
};

class PageDriver {
 public:
  PageDriver(std::unique_ptr<Session> session, DriverOptions options);

  // A key as the key bar and the help write it: "F8", "Ctrl PgUp", "Shift Tab", "R", "?", "Ctrl +". Down, the character
  // that it types, up, then a frame. False when there is no such key.
  bool press(std::string_view key);
  // Down, without a release and a frame: as fast typing comes.
  bool push(std::string_view key);
  void type(std::string_view text);
  void click(float x, float y);
  void wheel(float notches);
  ImDrawData& frame();
  // Frames until `done` holds, waiting for the session's workers in between; false after `limit`.
  bool frameUntil(const std::function<bool()>& done, std::chrono::milliseconds limit);
  void resize(int width, int height, float scale);

  View& view() { return view_; }
  PageState& state() { return view_.state(); }
  Session& session() { return view_.session(); }
  std::string focused() { return state().focused(); }
  // Whether this stands somewhere on the page, within one line.
  bool shows(std::string_view text) const;
  // Every text, a line each, in the order in which they were drawn.
  std::string allText() const;
  // Texts that are cut off, outside the window, or lie on another; a line each, empty when all is well.
  std::string faults() const;

 private:
  View view_;
  int width_, height_;
  float scale_;
};

// What PageDriver::faults gives, for any log.
std::string faultsOf(const std::vector<TextRecord>& log);

}  // namespace preflight::page
