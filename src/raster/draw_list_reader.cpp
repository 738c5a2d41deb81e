#include "raster/draw_list_reader.h"

#include <emmintrin.h>
#include <imgui.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>

#include "raster/spans.h"

namespace preflight::raster {
namespace {

// Further out than this a coordinate is held: 2^21 pixels are 2^29 in 1/256 pixel.
constexpr float farAway = 2097152.0F;
// Less than this is no difference between texels: weights have eight bits.
constexpr float texelTolerance = 1.0F / 256.0F;

struct Point {
  alignas(16) float at[4];           // x and y in pixels; u and v in texels, as in TexRect
  alignas(16) std::int32_t snap[4];  // x and y in 1/256 pixel: what decides which pixels are covered
  ImU32 colour;

  float u() const { return at[2]; }
  float v() const { return at[3]; }
  std::int32_t x() const { return snap[0]; }
  std::int32_t y() const { return snap[1]; }
};
static_assert(offsetof(ImDrawVert, pos) == 0 && offsetof(ImDrawVert, uv) == 8, "a vertex is read as four floats");

float held(float value, float limit) {
  return std::min(std::max(value, -limit), limit);
}

// The first pixel whose centre is at or after this place (in 1/256 pixel).
int firstCentreFrom(std::int32_t place) {
  return (place + 127) >> 8;
}

// ImGui packs red lowest; a surface has blue there.
std::uint32_t surfaceColour(ImU32 packed) {
  const auto part = [packed](int shift) { return (packed >> shift) & 0xFFU; };
  return part(IM_COL32_A_SHIFT) << 24 | part(IM_COL32_R_SHIFT) << 16 | part(IM_COL32_G_SHIFT) << 8 |
         part(IM_COL32_B_SHIFT);
}

std::uint32_t withCoverage(std::uint32_t colour, std::uint32_t coverage) {
  return (colour & 0xFFFFFFU) | divideBy255((colour >> 24) * coverage) << 24;
}

struct Hash {
  std::uint64_t value = 0x243F6A8885A308D3U;

  void add(std::uint64_t word) {
    value = (value ^ word) * 0x9E3779B97F4A7C15U;
    value ^= value >> 32;
  }
  void add(float a, float b) {
    add(std::uint64_t{std::bit_cast<std::uint32_t>(a)} << 32 | std::bit_cast<std::uint32_t>(b));
  }
};

class Collector {
 public:
  Collector(const ImDrawData& data, const Atlas& atlas, int width, int height, Scene& scene)
      : data_(data), atlas_(atlas), scene_(scene), surface_{0, 0, width, height} {}

  void run() {
    const float width = data_.DisplaySize.x * data_.FramebufferScale.x;
    const float height = data_.DisplaySize.y * data_.FramebufferScale.y;
    if (!(width >= 1.0F) || !(height >= 1.0F) || !(width <= farAway) || !(height <= farAway)) {
      return;
    }
    viewHeight_ = std::trunc(height);
    origin_ = _mm_setr_ps(data_.DisplayPos.x, data_.DisplayPos.y, 0, 0);
    scale_ = _mm_setr_ps(std::trunc(width) / data_.DisplaySize.x, viewHeight_ / data_.DisplaySize.y,
                         static_cast<float>(atlas_.width), static_cast<float>(atlas_.height));
    for (const ImDrawList* list : data_.CmdLists) {
      if (list == nullptr) {
        continue;
      }
      for (const ImDrawCmd& command : list->CmdBuffer) {
        if (command.UserCallback == nullptr) {
          addCommand(*list, command);
        }
      }
    }
  }

 private:
  void addCommand(const ImDrawList& list, const ImDrawCmd& command) {
    const auto indexes = static_cast<std::size_t>(list.IdxBuffer.Size);
    const auto vertices = static_cast<std::size_t>(list.VtxBuffer.Size);
    if (!setClip(command.ClipRect) || command.IdxOffset >= indexes || command.VtxOffset >= vertices) {
      return;
    }
    vertices_ = list.VtxBuffer.Data + command.VtxOffset;
    vertexCount_ = vertices - command.VtxOffset;
    const ImDrawIdx* index = list.IdxBuffer.Data + command.IdxOffset;
    std::size_t left = std::min<std::size_t>(command.ElemCount, indexes - command.IdxOffset);
    while (left >= 3) {
      if (left >= 6 && addQuad(index)) {
        index += 6;
        left -= 6;
      } else {
        addTriangle(index);
        index += 3;
        left -= 3;
      }
    }
  }

  // Rounds as imgui_impl_opengl3 does, whose glScissor counts rows from the bottom. False when nothing is left.
  bool setClip(const ImVec4& rect) {
    const float x0 = held((rect.x - data_.DisplayPos.x) * data_.FramebufferScale.x, farAway);
    const float y0 = held((rect.y - data_.DisplayPos.y) * data_.FramebufferScale.y, farAway);
    const float x1 = held((rect.z - data_.DisplayPos.x) * data_.FramebufferScale.x, farAway);
    const float y1 = held((rect.w - data_.DisplayPos.y) * data_.FramebufferScale.y, farAway);
    if (!(x1 > x0) || !(y1 > y0)) {
      return false;
    }
    const int left = static_cast<int>(x0);
    const int bottom = static_cast<int>(viewHeight_) - static_cast<int>(viewHeight_ - y1);
    clip_ =
        intersection(surface_, {left, bottom - static_cast<int>(y1 - y0), left + static_cast<int>(x1 - x0), bottom});
    return !clip_.empty();
  }

  // False when there is no such vertex or a coordinate is no number.
  bool read(ImDrawIdx index, Point& point) const {
    if (index >= vertexCount_) {
      return false;
    }
    const ImDrawVert& vertex = vertices_[index];
    const __m128 raw = _mm_mul_ps(_mm_sub_ps(_mm_loadu_ps(&vertex.pos.x), origin_), scale_);
    if (_mm_movemask_ps(_mm_cmpunord_ps(raw, raw)) != 0) {
      return false;
    }
    const __m128 far = _mm_set1_ps(farAway);
    const __m128 place = _mm_min_ps(_mm_max_ps(raw, _mm_sub_ps(_mm_setzero_ps(), far)), far);
    _mm_store_ps(point.at, _mm_sub_ps(place, _mm_setr_ps(0, 0, 0.5F, 0.5F)));
    _mm_store_si128(reinterpret_cast<__m128i*>(point.snap), _mm_cvtps_epi32(_mm_mul_ps(place, _mm_set1_ps(256.0F))));
    point.colour = vertex.col;
    return true;
  }

  std::uint32_t coverageAt(float u, float v) {
    if (u != lastU_ || v != lastV_) {
      lastU_ = u;
      lastV_ = v;
      lastCoverage_ = sampleBilinear(atlas_, u, v);
    }
    return lastCoverage_;
  }

  // Two triangles that make an upright rectangle of one colour, in the orders that ImGui writes them. False when they
  // are anything else.
  bool addQuad(const ImDrawIdx* index) {
    const bool fan = index[3] == index[0] && index[4] == index[2];    // a b c, a c d
    const bool strip = index[4] == index[2] && index[5] == index[0];  // a b c, d c a
    if (!fan && !strip) {
      return false;
    }
    Point a, b, c, d;
    if (!read(index[0], a) || !read(index[1], b) || !read(index[2], c) || !read(fan ? index[5] : index[3], d) ||
        a.colour != b.colour || a.colour != c.colour || a.colour != d.colour) {
      return false;
    }
    if (a.y() == b.y() && b.x() == c.x() && c.y() == d.y() && d.x() == a.x()) {
      return addRect(a, b, c, d);
    }
    if (a.x() == b.x() && b.y() == c.y() && c.x() == d.x() && d.y() == a.y()) {
      return addRect(a, d, c, b);
    }
    return false;
  }

  // `beside` shares its row with `a`, `below` its column, `c` is opposite.
  bool addRect(const Point& a, const Point& beside, const Point& c, const Point& below) {
    const PixelRect whole{firstCentreFrom(std::min(a.x(), c.x())), firstCentreFrom(std::min(a.y(), c.y())),
                          firstCentreFrom(std::max(a.x(), c.x())), firstCentreFrom(std::max(a.y(), c.y()))};
    const PixelRect rect = intersection(whole, clip_);
    if (rect.empty()) {
      return true;
    }
    const std::uint32_t colour = surfaceColour(a.colour);
    if (a.u() == c.u() && a.v() == c.v() && a.u() == beside.u() && a.v() == beside.v() && a.u() == below.u() &&
        a.v() == below.v()) {
      addSolid(rect, withCoverage(colour, coverageAt(a.u(), a.v())));
      return true;
    }
    if (std::abs(a.u() + c.u() - beside.u() - below.u()) > texelTolerance ||
        std::abs(a.v() + c.v() - beside.v() - below.v()) > texelTolerance) {
      return false;
    }
    const float perX = 1.0F / (beside.at[0] - a.at[0]);
    const float perY = 1.0F / (below.at[1] - a.at[1]);
    TexRect texture{};
    texture.ux = (beside.u() - a.u()) * perX;
    texture.uy = (below.u() - a.u()) * perY;
    texture.vx = (beside.v() - a.v()) * perX;
    texture.vy = (below.v() - a.v()) * perY;
    texture.u0 = a.u() + texture.ux * (0.5F - a.at[0]) + texture.uy * (0.5F - a.at[1]);
    texture.v0 = a.v() + texture.vx * (0.5F - a.at[0]) + texture.vy * (0.5F - a.at[1]);
    if (!addGlyph(texture, whole, rect, colour)) {
      addTexRect(texture, rect, colour);
    }
    return true;
  }

  void addSolid(const PixelRect& rect, std::uint32_t colour) {
    addPrim(rect, colour >> 24 == 255 ? PrimKind::opaqueRect : PrimKind::solidRect, colour, 0, Hash());
  }

  bool addGlyph(const TexRect& t, const PixelRect& whole, const PixelRect& rect, std::uint32_t colour) {
    const int offsetU = nearest(t.u0);
    const int offsetV = nearest(t.v0);
    // Off by less than the tolerance at every corner.
    const auto exact = [](float base, float along, float across, float near, float far, float nearAcross,
                          float farAcross) {
      const auto error = [&](float x, float y) { return std::abs(base + (along - 1.0F) * x + across * y); };
      return error(near, nearAcross) < texelTolerance && error(far, farAcross) < texelTolerance &&
             error(near, farAcross) < texelTolerance && error(far, nearAcross) < texelTolerance;
    };
    const auto x0 = static_cast<float>(whole.x0), x1 = static_cast<float>(whole.x1 - 1);
    const auto y0 = static_cast<float>(whole.y0), y1 = static_cast<float>(whole.y1 - 1);
    if (!exact(t.u0 - static_cast<float>(offsetU), t.ux, t.uy, x0, x1, y0, y1) ||
        !exact(t.v0 - static_cast<float>(offsetV), t.vy, t.vx, y0, y1, x0, x1)) {
      return false;
    }
    const int u = rect.x0 + offsetU;
    const int v = rect.y0 + offsetV;
    if (u < 0 || v < 0 || u + rect.width() > atlas_.width || v + rect.height() > atlas_.height) {
      return false;
    }
    addPrim(rect, PrimKind::glyph, colour, static_cast<std::uint32_t>(v * atlas_.width + u), Hash());
    return true;
  }

  void addTexRect(const TexRect& texture, const PixelRect& rect, std::uint32_t colour) {
    Hash hash;
    hash.add(texture.u0, texture.v0);
    hash.add(texture.ux, texture.vx);
    hash.add(texture.uy, texture.vy);
    if (colour >> 24 != 0) {
      const auto place = static_cast<std::uint32_t>(scene_.texRects.size());
      scene_.texRects.push_back(texture);
      addPrim(rect, PrimKind::texRect, colour, place, hash);
    }
  }

  void addTriangle(const ImDrawIdx* index) {
    Point points[3];
    if (!read(index[0], points[0]) || !read(index[1], points[1]) || !read(index[2], points[2])) {
      return;
    }
    const auto samePlace = [](const Point& a, const Point& b) { return a.u() == b.u() && a.v() == b.v(); };
    Triangle triangle{};
    triangle.textured = !samePlace(points[0], points[1]) || !samePlace(points[0], points[2]);
    Hash hash;
    for (int i = 0; i < 3; ++i) {
      const Point& p = points[i];
      const std::uint32_t colour = surfaceColour(p.colour);
      triangle.corner[i] = {p.x(), p.y(), p.u(), p.v(),
                            triangle.textured ? colour : withCoverage(colour, coverageAt(p.u(), p.v()))};
    }
    const auto& [a, b, c] = triangle.corner;
    if (((a.colour | b.colour | c.colour) >> 24) == 0) {
      return;
    }
    const PixelRect rect =
        intersection(clip_, {firstCentreFrom(std::min({a.x, b.x, c.x})), firstCentreFrom(std::min({a.y, b.y, c.y})),
                             firstCentreFrom(std::max({a.x, b.x, c.x})), firstCentreFrom(std::max({a.y, b.y, c.y}))});
    if (rect.empty()) {
      return;
    }
    for (const Vertex& v : triangle.corner) {
      hash.add(std::bit_cast<std::uint64_t>(std::array{v.x, v.y}));
      hash.add(v.u, v.v);
      hash.add(v.colour);
    }
    const auto place = static_cast<std::uint32_t>(scene_.triangles.size());
    scene_.triangles.push_back(triangle);
    addPrim(rect, PrimKind::triangle, triangle.textured ? 1 : 0, place, hash);
  }

  // For glyphs `index` matters to the picture; for texRects and triangles it is only a place, and `hash` tells.
  void addPrim(const PixelRect& rect, PrimKind kind, std::uint32_t colour, std::uint32_t index, Hash hash) {
    if (colour >> 24 == 0 && kind != PrimKind::triangle) {
      return;
    }
    const auto small = [](int value) { return static_cast<std::int16_t>(value); };
    const Prim prim{small(rect.x0), small(rect.y0), small(rect.x1), small(rect.y1), colour, index, kind};
    hash.add(std::bit_cast<std::uint64_t>(std::array{prim.x0, prim.y0, prim.x1, prim.y1}));
    hash.add(std::uint64_t{colour} << 32 | (kind == PrimKind::glyph ? index : 0));
    hash.add(static_cast<std::uint64_t>(kind));
    const auto place = static_cast<std::uint32_t>(scene_.prims.size());
    scene_.prims.push_back(prim);
    scene_.grid.add(prim, hash.value, place);
  }

  const ImDrawData& data_;
  const Atlas& atlas_;
  Scene& scene_;
  PixelRect surface_;
  PixelRect clip_;
  __m128 origin_ = _mm_setzero_ps();  // of positions; texture coordinates have none
  __m128 scale_ = _mm_setzero_ps();   // to pixels, pixels, texels, texels
  float viewHeight_ = 0.0F;
  const ImDrawVert* vertices_ = nullptr;
  std::size_t vertexCount_ = 0;
  float lastU_ = -1e9F;
  float lastV_ = -1e9F;
  std::uint32_t lastCoverage_ = 0;
};

}  // namespace

void collect(const ImDrawData& data, const Atlas& atlas, int width, int height, std::uint64_t seed, Scene& scene) {
  scene.prims.clear();
  scene.texRects.clear();
  scene.triangles.clear();
  scene.grid.reset(width, height, seed);
  if (data.Valid && atlas.width > 0) {
    Collector(data, atlas, width, height, scene).run();
  }
}

}  // namespace preflight::raster
