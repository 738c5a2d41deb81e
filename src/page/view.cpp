#include "page/view.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "page/screens.h"
#include "raster/draw.h"

namespace preflight::page {
namespace {

constexpr int mostPasses = 6;
constexpr float leastEmsForTopLine = 18;  // below that its place is needed for what matters more
// What every text may need at once; everything else is added when it is drawn.
constexpr std::string_view usual =
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\u00B7\u2026"
    "\u2713\u2717\u25B2\u25CF\u2190\u2192";

ImVec2 sizeOf(int width, int height) {
  return {static_cast<float>(width), static_cast<float>(height)};
}

}  // namespace

View::View(std::unique_ptr<Session> session, Services services, ThemeKind theme)
    : context_(ImGui::CreateContext()), session_(std::move(session)), services_(std::move(services)) {
  ImGui::SetCurrentContext(context_);
  ImGuiIO& settings = ImGui::GetIO();
  settings.IniFilename = nullptr;
  settings.LogFilename = nullptr;
  settings.DeltaTime = 1.0F / 60;
  settings.ConfigInputTrickleEventQueue = false;  // one event a frame already
  raster::announce(settings);
  state_.theme = theme;
  state_.canToggleWindow = static_cast<bool>(services_.toggleWindow);
  state_.canRestart = static_cast<bool>(services_.restartElevated);
  if (const Result<Settings>& laid = session_->settings(); laid && laid->textSize != 0) {
    state_.textPercent = laid->textSize;
  }
  takeSettings();
}

// What somebody has typed is never overwritten.
void View::takeSettings() {
  if (state_.settingsVersion == session_->settingsVersion()) {
    return;
  }
  state_.settingsVersion = session_->settingsVersion();
  const Result<Settings>& laid = session_->settings();
  if (laid && state_.groupTag.text == state_.settingsTag) {
    state_.groupTag = {laid->groupTag, laid->groupTag.size()};
    state_.settingsTag = laid->groupTag;
  }
}

View::~View() {
  ImGui::DestroyContext(context_);
}

ImGuiIO& View::io() {
  ImGui::SetCurrentContext(context_);
  return ImGui::GetIO();
}

UtcTime View::now() const {
  return services_.now ? services_.now() : UtcTime{};
}

std::string View::title() const {
  return banner_.sentence.empty()
             ? say(PageId::windowTitle, {{"verdict", banner_.word}})
             : say(PageId::windowTitleMore, {{"verdict", banner_.word}, {"fact", shortened(banner_.sentence, 300)}});
}

std::string View::clock() const {
  return session_->device().kind == HostKind::live
             ? clockText({now().milliseconds / 1000 * 1000}, zoneOf(session_->report()))
             : std::string();
}

bool View::hasLeftBehind() {
  return leftBehind_ || session_->hasLeftBehind();
}

void View::seedFonts() {
  const Sizes size(scale_, state_.textPercent);
  if (seeded_ == size.px) {
    return;
  }
  seeded_ = size.px;
  fonts_.forget();
  for (const Style style : {size.body, size.small, size.title, size.key, size.mono}) {
    fonts_.seed(style, usual);
  }
  fonts_.seed(size.bold, "1234567890");
  fonts_.seed(size.mark, "\u2713\u2717\u25B2\u25CF?");
}

bool View::prepareFonts() {
  seedFonts();
  if (!fonts_.wantsRebuild()) {
    return false;
  }
  fonts_.rebuild(*ImGui::GetIO().Fonts);
  ++atlasVersion_;
  return true;
}

void View::feed(const InputEvent& event) {
  ImGuiIO& settings = ImGui::GetIO();
  switch (event.kind) {
    case InputEvent::Kind::key: {
      const int mods = static_cast<int>(event.mods);
      settings.AddKeyEvent(ImGuiMod_Ctrl, (mods & static_cast<int>(Mods::ctrl)) != 0);
      settings.AddKeyEvent(ImGuiMod_Shift, (mods & static_cast<int>(Mods::shift)) != 0);
      settings.AddKeyEvent(ImGuiMod_Alt, event.alt);
      if (event.down && event.key != ImGuiKey_None &&
          ImGui::IsKeyDown(event.key)) {  // the keyboard repeats a key that is held
        settings.AddKeyEvent(event.key, false);
        ImGui::NewFrame();
        ImGui::EndFrame();
      }
      settings.AddKeyEvent(event.key, event.down);
      break;
    }
    case InputEvent::Kind::character:
      settings.AddInputCharacter(event.character);
      break;
    case InputEvent::Kind::mouseButton:
      settings.AddMousePosEvent(event.x, event.y);
      settings.AddMouseButtonEvent(0, event.down);
      break;
    case InputEvent::Kind::wheel:
      settings.AddMouseWheelEvent(0, event.y);
      break;
    case InputEvent::Kind::focusLost:
      settings.AddFocusEvent(false);
      settings.ClearInputKeys();
      settings.AddFocusEvent(true);
      break;
  }
}

ImDrawData& View::frame(int width, int height, float scale) {
  ImGui::SetCurrentContext(context_);
  width_ = std::max(width, 1);
  height_ = std::max(height, 1);
  scale_ = std::clamp(std::isfinite(scale) ? scale : 1.0F, 0.5F, 8.0F);
  ImGui::GetIO().DisplaySize = sizeOf(width_, height_);
  session_->update();
  filterLog();
  seekInLog();
  takeSettings();
  if (std::exchange(wasRecording_, session_->recording()) && !session_->recording()) {
    state_.toast.clear();  // it said that a recording is under way
  }
  while (!queue_.empty()) {
    const InputEvent event = queue_.front();
    queue_.pop_front();
    prepareFonts();
    if (!drawn_) {  // nothing is known yet that could have the focus
      ImGui::NewFrame();
      drawOnce({});
      ImGui::EndFrame();
      prepareFonts();
    }
    feed(event);
    ImGui::NewFrame();
    handle(event);
    filterLog();
    const ImGuiIO& settings = ImGui::GetIO();
    drawOnce({settings.MousePos.x, settings.MousePos.y,
              event.kind == InputEvent::Kind::mouseButton && ImGui::IsMouseClicked(0)});
    ImGui::EndFrame();
  }
  for (int pass = 0;; ++pass) {
    prepareFonts();
    ImGui::NewFrame();
    redraw_ = false;
    drawOnce({});
    if ((!fonts_.wantsRebuild() && !redraw_) || pass == mostPasses) {
      break;
    }
    ImGui::EndFrame();
  }
  ImGui::Render();
  return *ImGui::GetDrawData();
}

void View::drawOnce(Mouse mouse) {
  drawn_ = true;
  const Sizes size(scale_, state_.textPercent);
  const Theme& theme = themeOf(state_.theme);
  const Rect whole{0, 0, static_cast<float>(width_), static_cast<float>(height_)};
  Canvas canvas(*ImGui::GetBackgroundDrawList(), fonts_, whole);
  const std::vector<std::string> secrets =
      state_.masked ? secretsOf(session_->report(), session_->sections()) : std::vector<std::string>();
  banner_ = bannerOf(state_, *session_);
  Frame frame{canvas, state_, *session_, theme, size, secrets, mouse, now(), whole};
  canvas.fill(whole, theme.ground);
  if (!fits(frame)) {
    drawTooSmall(frame);
  } else {
    Rect room = whole;
    const bool fullScreen = state_.overlay == Overlay::qr;
    if (!fullScreen) {
      if (whole.height() >= size.em * leastEmsForTopLine) {
        drawTopLine(frame, room);
      }
      drawBanner(frame, banner_, room);
      drawTabs(frame, banner_, room);
    }
    drawKeyBar(frame, banner_, room);
    drawToast(frame, room);
    const float bottom = drawContent(frame, room);
    const auto sameItem = [](const Item& a, const Item& b) {
      return a.id == b.id && a.hasEvidence == b.hasEvidence && a.logEntry == b.logEntry;
    };
    if (!std::equal(frame.items.begin(), frame.items.end(), state_.items.begin(), state_.items.end(), sameItem)) {
      redraw_ = true;  // the key bar was drawn for what was there before
    }
    state_.items = std::move(frame.items);
    settleFocus();
    settleScroll(room, bottom);
  }
  log_ = canvas.log();
  if (frame.asked != ActionId::none) {
    redraw_ = true;
    run(frame.asked);
  }
}

// Gives where the content would end if it were not scrolled.
float View::drawContent(Frame& frame, const Rect& room) {
  const float edge = std::floor(frame.size.em * 0.9F);
  float& scroll = state_.scroll[state_.view()];
  frame.content = {room.x0 + edge, room.y0, room.x1 - edge, room.y1};
  frame.y = room.y0 + frame.size.gap - scroll;
  frame.canvas.beginRegion(room);
  switch (state_.overlay) {
    case Overlay::none:
      entryOf(state_.screen).draw(frame);
      break;
    case Overlay::help:
      drawHelp(frame, banner_);
      break;
    case Overlay::evidence:
      drawEvidence(frame);
      break;
    case Overlay::qr:
      frame.content.y0 += frame.size.gap;
      frame.content.y1 -= frame.size.gap;
      drawQr(frame, banner_);
      break;
    case Overlay::quit:
      drawQuit(frame);
      break;
    case Overlay::open:
      drawOpen(frame);
      break;
  }
  frame.canvas.endRegion();
  const float bottom = frame.y + scroll;
  const float total = bottom - room.y0;
  if (total > room.height() + 1) {  // how far down this is
    const float share = room.height() / total;
    const float top = room.y0 + scroll * share;
    const float wide = std::max(3.0F, std::floor(frame.size.em * 0.2F));
    frame.canvas.fill({room.x1 - wide - 2, top, room.x1 - 2, top + room.height() * share}, frame.theme.fieldLine,
                      wide / 2);
  }
  room_ = room;
  return bottom;
}

}  // namespace preflight::page
