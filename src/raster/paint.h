// From a Scene to pixels. Not for users of the library.
#pragma once

#include <cstdint>
#include <vector>

#include "raster/prims.h"

namespace preflight::raster {

// Draws the prims that `order` names, cut to `region`, over `background`. `region` must be inside the surface.
void paint(const Scene& scene, const Atlas& atlas, const std::vector<std::uint32_t>& order, const PixelRect& region,
           std::uint32_t background, Surface& surface);

void paintTexRect(const TexRect& texture, const Atlas& atlas, std::uint32_t colour, const PixelRect& clip,
                  Surface& surface);
void paintTriangle(const Triangle& triangle, const Atlas& atlas, const PixelRect& clip, Surface& surface);

}  // namespace preflight::raster
