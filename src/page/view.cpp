#include "page/view.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/view/export_model.h"
#include "base/text.h"
#include "page/screens.h"
#include "raster/draw.h"

namespace preflight::page {
namespace {

constexpr int mostPasses = 6;
// What every text may need at once; everything else is added when it is drawn.
constexpr std::string_view usual =
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\u00B7\u2026"
    "\u2013\u2713\u2717\u25B2\u25CF\u25CB\u2190\u2192\u203A\u00BB";

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
  if (state_.typedTag) {
    return;
  }
  const Result<Settings>& laid = session_->settings();
  ProposedTag tag = proposedTag(situationOf(*session_), laid ? laid->groupTag : std::string());
  state_.proposedFrom = std::move(tag.from);
  if (state_.proposed != tag.tag) {
    state_.groupTag = {tag.tag, tag.tag.size(), !tag.tag.empty()};
    state_.proposed = std::move(tag.tag);
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
  const std::string verdict = banner_.word + banner_.rest;
  return banner_.fact.empty()
             ? say(PageId::windowTitle, {{"verdict", verdict}})
             : say(PageId::windowTitleMore, {{"verdict", verdict}, {"fact", shortened(banner_.fact, 300)}});
}

std::string View::clock() const {
  return session_->device().kind == HostKind::live ? timeWithZone(now(), zoneOf(session_->report())) : std::string();
}

bool View::hasLeftBehind() {
  return leftBehind_ || session_->hasLeftBehind();
}

Sizes View::sizes() const {
  return {static_cast<float>(width_), static_cast<float>(height_), scale_, state_.textPercent};
}

void View::seedFonts() {
  const Sizes size = sizes();
  if (seeded_ == size.body && seededUnit_ == size.unit) {
    return;
  }
  seeded_ = size.body;
  seededUnit_ = size.unit;
  fonts_.forget();
  for (const Style style : {size.body, size.small, size.bold, size.mono}) {
    fonts_.seed(style, usual);
  }
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
  const Sizes size = sizes();
  const Theme& theme = themeOf(state_.theme);
  const Rect whole{0, 0, static_cast<float>(width_), static_cast<float>(height_)};
  Canvas canvas(*ImGui::GetBackgroundDrawList(), fonts_, whole);
  if (audited_) {
    canvas.audit();
  }
  const std::vector<std::string> secrets =
      state_.masked ? secretsOf(session_->report(), session_->sections()) : std::vector<std::string>();
  state_.turns = false;
  banner_ = bannerOf(state_, *session_);
  Frame frame{canvas, state_, *session_, theme, size, secrets, mouse, now(), whole};
  const float side = std::max(size.margin, std::floor((whole.width() - size.columnWidth) / 2));
  frame.column = {side, 0, whole.x1 - side, whole.y1};
  frame.said = banner_.fact + "\n" + banner_.more;
  for (const BannerKey& key : banner_.keys) {
    frame.said += "\n" + key.label;
  }
  canvas.fill(whole, theme.ground);
  if (!fits(frame)) {
    drawTooSmall(frame);
  } else {
    drawPage(frame);
  }
  redraw_ = redraw_ || frame.again;
  log_ = canvas.takeLog();
  if (frame.asked != ActionId::none) {
    redraw_ = true;
    run(frame.asked);
  }
}

void View::drawPage(Frame& frame) {
  Rect room = frame.whole;
  drawKeyBar(frame, room);
  if (state_.overlay != Overlay::qr) {  // full screen but for the keys
    drawHeader(frame, room);
    drawBanner(frame, banner_, room);
    drawTabs(frame, room);
  }
  const bool dialog = state_.askedToConfirm || state_.overlay == Overlay::help || state_.overlay == Overlay::quit;
  if (!dialog) {
    drawContent(frame, room);
  } else {
    drawBehind(frame, room);
    drawDialog(frame, {frame.whole.x0, frame.whole.y0, frame.whole.x1, room.y1});
  }
  drawToast(frame, room);
  const auto sameItem = [](const Item& a, const Item& b) {
    return a.id == b.id && a.hasEvidence == b.hasEvidence && a.logEntry == b.logEntry;
  };
  if (!std::equal(frame.items.begin(), frame.items.end(), state_.items.begin(), state_.items.end(), sameItem)) {
    redraw_ = true;  // the key bar was drawn for what was there before
  }
  state_.items = std::move(frame.items);
  settleFocus(frame.start);
  settleScroll(frame.region, frame.bottom);
}

// The screen that a dialog is over; nothing on it can have the focus.
void View::drawBehind(Frame& frame, const Rect& room) {
  const Overlay overlay = std::exchange(state_.overlay, Overlay::none);
  drawContent(frame, room);
  state_.overlay = overlay;
  frame.items.clear();
  frame.mouse = {};
}

void View::drawDialog(Frame& frame, const Rect& room) {
  frame.canvas.dim(room, frame.theme.ground);
  if (state_.askedToConfirm) {
    drawConfirm(frame, room);
  } else if (state_.overlay == Overlay::help) {
    drawHelp(frame, room);
  } else {
    drawQuit(frame, room);
  }
}

void View::drawContent(Frame& frame, const Rect& room) {
  const float scroll = state_.scroll[state_.view()];
  frame.content = {frame.column.x0, room.y0, frame.column.x1, room.y1};
  frame.y = room.y0 + frame.size.gap - scroll;
  frame.region = room;
  frame.canvas.beginRegion(room);
  switch (state_.overlay) {
    case Overlay::evidence:
      drawEvidence(frame);
      break;
    case Overlay::qr:
      frame.content.y0 += frame.size.gap;
      frame.content.y1 -= frame.size.gap;
      drawQr(frame, banner_);
      break;
    case Overlay::open:
      drawOpen(frame);
      break;
    default:
      entryOf(state_.screen).draw(frame);
      break;
  }
  frame.canvas.endRegion();
  frame.bottom = frame.y + scroll;
  drawScrollbar(frame, room, scroll);
}

// How far down this is.
void drawScrollbar(Frame& frame, const Rect& region, float scroll) {
  const float total = frame.bottom - region.y0;
  if (total <= region.height() + 1) {
    return;
  }
  const float share = region.height() / total;
  const float wide = frame.size.px(6);
  const float x = std::min(frame.column.x1 + frame.size.px(5), region.x1 - wide - 1);
  const float top = region.y0 + frame.size.px(4);
  const float all = region.height() - frame.size.px(8);
  frame.canvas.fill({x, top, x + wide, top + all}, frame.theme.track, wide / 2);
  frame.canvas.fill({x, top + all * scroll / total, x + wide, top + all * scroll / total + all * share},
                    frame.theme.field, wide / 2);
}

}  // namespace preflight::page
