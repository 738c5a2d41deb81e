#include "draw_lists.h"

#include <algorithm>
#include <cmath>

namespace preflight::raster {
namespace {

struct Place {
  long long x, y;
};

// Twice the area of a, b, p: above 0 when p is to the right of the way from a to b, as seen with y going down.
long long side(const Place& a, const Place& b, const Place& p) {
  return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

bool ownsItsPoints(const Place& a, const Place& b) {
  const bool top = a.y == b.y && b.x > a.x;
  const bool left = b.y < a.y;
  return top || left;
}

double texel(const std::vector<std::uint8_t>& atlas, int x, int y) {
  return atlas[static_cast<std::size_t>(std::clamp(y, 0, atlasSide - 1) * atlasSide + std::clamp(x, 0, atlasSide - 1))];
}

double sample(const std::vector<std::uint8_t>& atlas, double u, double v) {
  const double x = u * atlasSide - 0.5, y = v * atlasSide - 0.5;
  const int x0 = static_cast<int>(std::floor(x)), y0 = static_cast<int>(std::floor(y));
  const double wx = x - x0, wy = y - y0;
  return (texel(atlas, x0, y0) * (1 - wx) + texel(atlas, x0 + 1, y0) * wx) * (1 - wy) +
         (texel(atlas, x0, y0 + 1) * (1 - wx) + texel(atlas, x0 + 1, y0 + 1) * wx) * wy;
}

// Red, green, blue, alpha of 255, as the fragment shader gives them, rounded to bytes.
void blendInto(std::uint32_t& pixel, const double (&rgba)[4], double coverage) {
  const double alpha = std::round(rgba[3] * coverage / 255);
  const int shifts[4] = {16, 8, 0, 24};
  std::uint32_t result = 0;
  for (int i = 0; i < 4; ++i) {
    const double source = i == 3 ? 255 : std::round(rgba[i]);
    const double old = (pixel >> shifts[i]) & 255;
    result |= static_cast<std::uint32_t>(std::round((source * alpha + old * (255 - alpha)) / 255)) << shifts[i];
  }
  pixel = result;
}

void drawTriangle(const ImDrawVert* const (&corner)[3], const ImVec4& clip, const std::vector<std::uint8_t>& atlas,
                  int width, int height, std::vector<std::uint32_t>& pixels) {
  Place p[3];
  for (int i = 0; i < 3; ++i) {
    p[i] = {std::llround(corner[i]->pos.x * 256), std::llround(corner[i]->pos.y * 256)};
  }
  const long long area = side(p[0], p[1], p[2]);
  if (area == 0) {
    return;
  }
  const int order[3] = {0, area > 0 ? 1 : 2, area > 0 ? 2 : 1};
  const int x0 = static_cast<int>(clip.x), x1 = x0 + static_cast<int>(clip.z - clip.x);
  const int y1 = height - static_cast<int>(static_cast<float>(height) - clip.w);
  const int y0 = y1 - static_cast<int>(clip.w - clip.y);
  for (int y = std::max(y0, 0); y < std::min(y1, height); ++y) {
    for (int x = std::max(x0, 0); x < std::min(x1, width); ++x) {
      const Place centre{x * 256LL + 128, y * 256LL + 128};
      double weight[3];
      bool inside = true;
      for (int i = 0; i < 3; ++i) {
        const int from = order[(i + 1) % 3], to = order[(i + 2) % 3];
        const long long s = side(p[from], p[to], centre);
        inside = inside && (s > 0 || (s == 0 && ownsItsPoints(p[from], p[to])));
        weight[order[i]] = static_cast<double>(s) / static_cast<double>(std::abs(area));
      }
      if (!inside) {
        continue;
      }
      double rgba[4] = {}, u = 0, v = 0;
      for (int i = 0; i < 3; ++i) {
        for (int k = 0; k < 4; ++k) {
          rgba[k] += weight[i] * ((corner[i]->col >> (8 * k)) & 255);
        }
        u += weight[i] * corner[i]->uv.x;
        v += weight[i] * corner[i]->uv.y;
      }
      blendInto(pixels[static_cast<std::size_t>(y * width + x)], rgba, sample(atlas, u, v));
    }
  }
}

}  // namespace

std::vector<std::uint8_t> testAtlas() {
  std::vector<std::uint8_t> texels(atlasSide * atlasSide);
  std::uint32_t state = 12345;
  for (std::size_t i = 0; i < texels.size(); ++i) {
    state = state * 1664525U + 1013904223U;
    const bool full = i % atlasSide < 3 && i / atlasSide < 3;
    const std::uint32_t kind = (state >> 20) & 3;
    texels[i] = full || kind == 0 ? 255 : kind == 1 ? 0 : static_cast<std::uint8_t>(state >> 24);
  }
  return texels;
}

Lists::Lists(int width, int height) {
  data_.Valid = true;
  data_.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  data_.FramebufferScale = {1, 1};
  clip({0, 0, data_.DisplaySize.x, data_.DisplaySize.y});
}

void Lists::clip(const ImVec4& rect) {
  ImDrawCmd command;
  command.ClipRect = rect;
  command.IdxOffset = static_cast<unsigned>(list_.IdxBuffer.Size);
  list_.CmdBuffer.push_back(command);
}

unsigned Lists::vertex(const ImDrawVert& vertex) {
  list_.VtxBuffer.push_back(vertex);
  return static_cast<unsigned>(list_.VtxBuffer.Size - 1);
}

void Lists::triangle(const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c) {
  for (const ImDrawVert* each : {&a, &b, &c}) {
    list_.IdxBuffer.push_back(static_cast<ImDrawIdx>(vertex(*each)));
  }
  list_.CmdBuffer.back().ElemCount += 3;
}

void Lists::rect(ImVec2 from, ImVec2 to, ImU32 colour, ImVec2 uvFrom, ImVec2 uvTo) {
  const unsigned first = vertex({from, uvFrom, colour});
  vertex({{to.x, from.y}, {uvTo.x, uvFrom.y}, colour});
  vertex({to, uvTo, colour});
  vertex({{from.x, to.y}, {uvFrom.x, uvTo.y}, colour});
  for (const unsigned each : {0U, 1U, 2U, 0U, 2U, 3U}) {
    list_.IdxBuffer.push_back(static_cast<ImDrawIdx>(first + each));
  }
  list_.CmdBuffer.back().ElemCount += 6;
}

ImDrawData& Lists::data() {
  data_.CmdLists.clear();
  data_.CmdLists.push_back(&list_);
  data_.CmdListsCount = 1;
  data_.TotalVtxCount = list_.VtxBuffer.Size;
  data_.TotalIdxCount = list_.IdxBuffer.Size;
  return data_;
}

std::vector<std::uint32_t> drawSlowly(const ImDrawData& data, const std::vector<std::uint8_t>& atlas, int width,
                                      int height, std::uint32_t background) {
  std::vector<std::uint32_t> pixels(static_cast<std::size_t>(width * height), background);
  for (const ImDrawList* list : data.CmdLists) {
    for (const ImDrawCmd& command : list->CmdBuffer) {
      for (unsigned i = 0; i + 3 <= command.ElemCount; i += 3) {
        const ImDrawIdx* index = list->IdxBuffer.Data + command.IdxOffset + i;
        const ImDrawVert* vertices = list->VtxBuffer.Data + command.VtxOffset;
        const ImDrawVert* const corner[3] = {vertices + index[0], vertices + index[1], vertices + index[2]};
        drawTriangle(corner, command.ClipRect, atlas, width, height, pixels);
      }
    }
  }
  return pixels;
}

}  // namespace preflight::raster
