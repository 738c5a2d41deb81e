// The compiled-in fonts, TrueType, made by cut_font.py.
#pragma once

#include <span>

namespace preflight::page {

std::span<const unsigned char> sansFont();
std::span<const unsigned char> boldFont();
std::span<const unsigned char> monoFont();
std::span<const unsigned char> monoBoldFont();  // for keys: Latin and arrows

}  // namespace preflight::page
