// The compiled-in fonts, TrueType, made and packed by cut_font.py. Each is unpacked when it is first asked for.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace preflight::page {

std::span<const unsigned char> sansFont();
std::span<const unsigned char> boldFont();
std::span<const unsigned char> monoFont();
std::span<const unsigned char> monoBoldFont();  // for keys: Latin and arrows

// The font of `size` bytes that `packed` (zlib) holds. All zero if it does not fit, which no build of ours has.
std::vector<unsigned char> unpackedFont(std::span<const unsigned char> packed, std::size_t size);

}  // namespace preflight::page
