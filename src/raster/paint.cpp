#include "raster/paint.h"

#include <cmath>

#include "raster/spans.h"

namespace preflight::raster {
namespace {

bool covers(const Prim& prim, PrimKind kind, const PixelRect& region) {
  return prim.kind == kind && prim.x0 <= region.x0 && prim.y0 <= region.y0 && prim.x1 >= region.x1 &&
         prim.y1 >= region.y1;
}

void fill(const PixelRect& rect, std::uint32_t colour, Surface& surface) {
  for (int y = rect.y0; y < rect.y1; ++y) {
    fillSpan(surface.row(y) + rect.x0, rect.width(), colour);
  }
}

void paintGlyph(const Prim& prim, const Atlas& atlas, const PixelRect& rect, Surface& surface) {
  const auto pitch = static_cast<std::size_t>(atlas.width);
  const std::uint8_t* texels = atlas.texels.data() + prim.index + static_cast<std::size_t>(rect.x0 - prim.x0) +
                               static_cast<std::size_t>(rect.y0 - prim.y0) * pitch;
  blendCoverageRect(surface.row(rect.y0) + rect.x0, surface.stride(), texels, atlas.width, rect.width(), rect.height(),
                    prim.colour);
}

void paintPrim(const Scene& scene, const Atlas& atlas, const Prim& prim, const PixelRect& rect, Surface& surface) {
  switch (prim.kind) {
    case PrimKind::opaqueRect:
      fill(rect, prim.colour, surface);
      break;
    case PrimKind::solidRect:
      for (int y = rect.y0; y < rect.y1; ++y) {
        blendSpan(surface.row(y) + rect.x0, rect.width(), prim.colour);
      }
      break;
    case PrimKind::glyph:
      paintGlyph(prim, atlas, rect, surface);
      break;
    case PrimKind::texRect:
      paintTexRect(scene.texRects[prim.index], atlas, prim.colour, rect, surface);
      break;
    case PrimKind::triangle:
      paintTriangle(scene.triangles[prim.index], atlas, rect, surface);
      break;
  }
}

}  // namespace

void paint(const Scene& scene, const Atlas& atlas, const std::vector<std::uint32_t>& order, const PixelRect& region,
           std::uint32_t background, Surface& surface) {
  // What an opaque rectangle hides need not be drawn, and a tint of all of one colour gives one colour.
  std::size_t first = order.size();
  while (first > 0 && !covers(scene.prims[order[first - 1]], PrimKind::opaqueRect, region)) {
    --first;
  }
  std::uint32_t colour = first == 0 ? background : scene.prims[order[first - 1]].colour;
  for (; first < order.size() && covers(scene.prims[order[first]], PrimKind::solidRect, region); ++first) {
    colour = blended(colour, scene.prims[order[first]].colour);
  }
  fill(region, colour, surface);
  for (std::size_t i = first; i < order.size(); ++i) {
    const Prim& prim = scene.prims[order[i]];
    const PixelRect rect = intersection(prim.rect(), region);
    if (!rect.empty()) {
      paintPrim(scene, atlas, prim, rect, surface);
    }
  }
}

}  // namespace preflight::raster
