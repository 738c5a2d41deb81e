// A surface as a PNG file's bytes.
#pragma once

#include "base/bytes.h"
#include "raster/surface.h"

namespace preflight::raster {

// Red, green and blue; alpha is left out, because the page is opaque. ErrorKind::failed when memory runs out.
Result<Bytes> encodePng(const Surface& surface);

}  // namespace preflight::raster
