// Draw lists made by hand, without an ImGui context, and a slow renderer to compare with.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <vector>

#include "raster/draw.h"

namespace preflight::raster {

// 32 x 32 texels: the first three rows and columns are full (place (1, 1) is ImGui's white pixel), the others differ.
std::vector<std::uint8_t> testAtlas();
constexpr int atlasSide = 32;
constexpr ImVec2 white{1.5F / atlasSide, 1.5F / atlasSide};

class Lists {
 public:
  Lists(int width, int height);
  Lists(const Lists&) = delete;
  Lists& operator=(const Lists&) = delete;

  // What follows is cut to this rectangle.
  void clip(const ImVec4& rect);
  void triangle(const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c);
  // In the order that ImDrawList::PrimRect uses.
  void rect(ImVec2 from, ImVec2 to, ImU32 colour, ImVec2 uvFrom = white, ImVec2 uvTo = white);
  ImDrawList& list() { return list_; }
  ImDrawData& data();

 private:
  unsigned vertex(const ImDrawVert& vertex);

  ImDrawList list_{nullptr};
  ImDrawData data_;
};

// Pixel by pixel and triangle by triangle with barycentric weights: nothing in common with the library but the rules.
std::vector<std::uint32_t> drawSlowly(const ImDrawData& data, const std::vector<std::uint8_t>& atlas, int width,
                                      int height, std::uint32_t background);

}  // namespace preflight::raster
