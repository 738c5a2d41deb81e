// What small dialogs over the dimmed screen are drawn with.
#pragma once

#include <algorithm>
#include <cmath>

#include "page/widgets.h"

namespace preflight::page {

inline Rect centred(const Rect& room, float width, float height) {
  const float x = std::floor((room.x0 + room.x1 - width) / 2);
  const float y = std::floor(std::max((room.y0 + room.y1 - height) / 2, room.y0));
  return {x, y, x + width, std::min(y + height, room.y1)};
}

// Ground and edge; what is behind it is not on the page any more.
void openDialog(Frame& frame, const Rect& box);

// Runs `draw` with frame.content and frame.y set for the part of the dialog that scrolls.
template <class Draw>
void scrollInto(Frame& frame, const Rect& inner, const Draw& draw) {
  const float scroll = frame.state.scroll[frame.state.view()];
  frame.content = inner;
  frame.region = inner;
  frame.y = inner.y0 - scroll;
  frame.canvas.beginRegion(inner);
  draw();
  frame.canvas.endRegion();
  frame.bottom = frame.y + scroll;
}

}  // namespace preflight::page
