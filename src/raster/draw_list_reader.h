// From ImGui's draw data to a Scene. Not for users of the library.
#pragma once

#include <cstdint>

#include "raster/prims.h"

struct ImDrawData;

namespace preflight::raster {

// Fills `scene` anew (its memory is used again) for a surface of width x height pixels. `seed` starts every tile's
// hash.
void collect(const ImDrawData& data, const Atlas& atlas, int width, int height, std::uint64_t seed, Scene& scene);

}  // namespace preflight::raster
