// The compiled tables as make_tables.py writes them.
#pragma once

#include <cstddef>

namespace preflight::knowledge {

extern const std::size_t unpackedSize;
extern const std::size_t packedSize;
extern const unsigned char packedTables[];  // zlib

}  // namespace preflight::knowledge
