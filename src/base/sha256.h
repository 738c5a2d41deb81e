// SHA-256 (FIPS 180-4), with the processor's own instructions where it has them (asked at run time).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "base/bytes.h"

namespace preflight {

using Sha256Digest = std::array<std::uint8_t, 32>;

class Sha256 {
 public:
  Sha256();
  void add(ByteView bytes);
  // Ends the calculation; the object must not be used afterwards.
  Sha256Digest finish();

 private:
  friend std::pair<Sha256Digest, Sha256Digest> sha256Pair(ByteView a, ByteView b);

  std::array<std::uint32_t, 8> state_;
  std::array<std::uint8_t, 64> block_{};
  std::size_t blockSize_ = 0;
  std::uint64_t totalBytes_ = 0;
};

Sha256Digest sha256(ByteView bytes);
// Of two texts in hardly more time than of the longer one.
std::pair<Sha256Digest, Sha256Digest> sha256Pair(ByteView a, ByteView b);
std::string sha256Hex(ByteView bytes);

}  // namespace preflight
