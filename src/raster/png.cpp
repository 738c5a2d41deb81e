#include "raster/png.h"

#include <new>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#include <stb_image_write.h>

#include "text/error_id.h"

namespace preflight::raster {
namespace {

// stb calls this; no exception may go through its C code.
struct Sink {
  Bytes bytes;
  bool full = false;

  static void write(void* context, void* data, int size) {
    auto& sink = *static_cast<Sink*>(context);
    const auto* first = static_cast<const std::uint8_t*>(data);
    try {
      sink.bytes.insert(sink.bytes.end(), first, first + size);
    } catch (const std::bad_alloc&) {
      sink.full = true;
    }
  }
};

}  // namespace

Result<Bytes> encodePng(const Surface& surface) {
  constexpr ErrorId step = ErrorId::stepPng;
  try {
    Bytes rgb;
    rgb.reserve(static_cast<std::size_t>(surface.width()) * static_cast<std::size_t>(surface.height()) * 3);
    for (int y = 0; y < surface.height(); ++y) {
      const std::uint32_t* row = surface.row(y);
      for (int x = 0; x < surface.width(); ++x) {
        for (const int shift : {16, 8, 0}) {
          rgb.push_back(static_cast<std::uint8_t>(row[x] >> shift));
        }
      }
    }
    Sink sink;
    const int done = stbi_write_png_to_func(&Sink::write, &sink, surface.width(), surface.height(), 3, rgb.data(),
                                            surface.width() * 3);
    if (done == 0 || sink.full || sink.bytes.empty()) {
      return fail(ErrorKind::failed, step, ErrorId::whyNoMemory);
    }
    return std::move(sink.bytes);
  } catch (const std::bad_alloc&) {
    return fail(ErrorKind::failed, step, ErrorId::whyNoMemory);
  }
}

}  // namespace preflight::raster
