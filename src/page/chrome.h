// What stands around every screen: the top line, the verdict, the screens' names, the keys.
#pragma once

#include <string>
#include <vector>

#include "page/frame.h"

namespace preflight::page {

// What the band at the top says.
struct Banner {
  State state = State::unknown;
  std::string word;
  std::string sentence;
  ActionId named = ActionId::none;  // the one key that the sentence names
};

// The verdict, or for as long as it matters more: the question, progress or proof of a write.
Banner bannerOf(const PageState& state, const Session& session);

// Each draws into the upper or lower edge of `room` and takes its own height from it.
void drawTopLine(Frame& frame, Rect& room);
void drawBanner(Frame& frame, const Banner& banner, Rect& room);
void drawTabs(Frame& frame, const Banner& banner, Rect& room);
void drawKeyBar(Frame& frame, const Banner& banner, Rect& room);
void drawToast(Frame& frame, Rect& room);

// Whether a page fits into the window at all; if not, says what it needs instead.
bool fits(const Frame& frame);
void drawTooSmall(Frame& frame);

}  // namespace preflight::page
