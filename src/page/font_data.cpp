#include "page/font_data.h"

#include <zlib.h>

namespace preflight::page {

std::vector<unsigned char> unpackedFont(std::span<const unsigned char> packed, std::size_t size) {
  std::vector<unsigned char> font(size);
  uLongf got = static_cast<uLongf>(size);
  if (uncompress(font.data(), &got, packed.data(), static_cast<uLong>(packed.size())) != Z_OK || got != size) {
    font.assign(size, 0);
  }
  return font;
}

}  // namespace preflight::page
