// The page without a window: takes keys, draws frames. The window, screenshots and tests drive it the same way.
#pragma once

#include <imgui.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/session/session.h"
#include "page/chrome.h"
#include "page/fonts.h"
#include "page/frame.h"
#include "page/state.h"

namespace preflight::page {

// One thing that a person did. Each is handed to ImGui's IO alone, in a frame of its own, so that none is lost or
// changes places with another however fast they come.
struct InputEvent {
  enum class Kind : std::uint8_t { key, character, mouseButton, wheel, focusLost } kind = Kind::key;
  ImGuiKey key = ImGuiKey_None;
  bool down = true;
  bool alt = false;  // or the Windows key: these belong to the system
  Mods mods = Mods::none;
  char32_t character = 0;
  float x = 0, y = 0;  // of the mouse, in pixels; of the wheel, in notches
};

// What the page asks of its surroundings. What is not set cannot be done, and the page says so.
struct Services {
  std::function<Result<void>(const std::string&)> setClipboard;
  std::function<std::string()> clipboard;
  std::function<UtcTime()> now;
  std::function<Result<std::unique_ptr<Session>>(const std::string& replay)> open;
  std::function<void()> toggleWindow;
  // Starts the program again as administrator, with the same arguments.
  std::function<Result<void>()> restartElevated;
};

class View {
 public:
  View(std::unique_ptr<Session> session, Services services, ThemeKind theme);
  ~View();
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  void push(InputEvent event) { queue_.push_back(event); }
  bool hasInput() const { return !queue_.empty(); }
  // Takes in what was pushed and what the session's workers brought, then draws. `scale` is the monitor's. The data are
  // valid until the next call.
  ImDrawData& frame(int width, int height, float scale);

  PageState& state() { return state_; }
  const PageState& state() const { return state_; }
  Session& session() { return *session_; }
  // Texts of the latest frame.
  const std::vector<TextRecord>& log() const { return log_; }
  const Banner& banner() const { return banner_; }
  // The texts of the frames that follow know what they are drawn on; for tests.
  void audit() { audited_ = true; }
  // Everything of the current screen that can have the focus.
  const std::vector<Item>& items() const { return state_.items; }
  // For the window's title: the verdict, for those who do not see the page.
  std::string title() const;
  // What the clock shows; a new frame is due when it changes.
  std::string clock() const;
  // The sign of what is running turns: a new frame is due every quarter of a second.
  bool turns() const { return state_.turns && state_.theme != ThemeKind::contrast; }
  // Grows when the font atlas was made anew: the renderer must take it again.
  std::uint64_t atlasVersion() const { return atlasVersion_; }
  ImGuiIO& io();
  Colour background() const { return themeOf(state_.theme).ground; }

  // Does what the action's key does, when it can; else says why not.
  void run(ActionId id);
  // Opens a screen or overlay by its name, one of pageNames.
  Result<void> show(std::string_view name);
  // Threads were left behind: the process must end by exitNow.
  bool hasLeftBehind();

 private:
  UtcTime now() const;
  void takeSettings();
  void feed(const InputEvent& event);
  void handle(const InputEvent& event);
  void handleKey(const InputEvent& event);
  void handleCharacter(char32_t character);
  bool editField(const InputEvent& event);
  bool editKey(TextField& field, const InputEvent& event);
  void goTo(Screen screen);
  void openOverlay(Overlay overlay);
  void moveInOrder(int step);
  bool moveInLog(ActionId id);
  void filterLog();
  void showInLog();
  std::vector<std::string> appsNamed(const std::string& text) const;
  void showOfLog(int step);
  void toFirstHit();
  void toFailure(int step);
  void seekInLog();
  void moveTo(std::size_t index);
  void moveTowards(int dx, int dy);
  void movePage(int direction);
  void pressEnter();
  void goBack();
  bool closeReceipt();
  void eject();
  void write();
  void writeNow(bool force);
  void restart();
  void copy(const std::string& text, const std::string& what);
  void openRecording(const std::string& path);
  void resize(int percent);
  void seedFonts();
  bool prepareFonts();
  void drawOnce(Mouse mouse);
  Sizes sizes() const;
  void drawPage(Frame& frame);
  void drawBehind(Frame& frame, const Rect& room);
  void drawDialog(Frame& frame, const Rect& room);
  void drawContent(Frame& frame, const Rect& room);
  void settleFocus(const std::string& start);
  void settleScroll(const Rect& room, float contentBottom);

  ImGuiContext* context_;
  std::unique_ptr<Session> session_;
  Services services_;
  PageState state_;
  Fonts fonts_;
  std::deque<InputEvent> queue_;
  std::vector<TextRecord> log_;
  Banner banner_;
  Rect room_{};  // where what can have the focus was drawn
  int width_ = 0, height_ = 0;
  float scale_ = 1;
  Style seeded_{};  // that the fonts were made for
  float seededUnit_ = 0;
  std::uint64_t atlasVersion_ = 0;
  bool drawn_ = false;
  bool audited_ = false;
  bool wasRecording_ = false;
  bool swallowCharacter_ = false;
  bool redraw_ = false;  // the frame that was drawn is not what the state says any more
  bool leftBehind_ = false;
};

}  // namespace preflight::page
