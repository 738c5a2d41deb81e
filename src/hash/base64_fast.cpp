#include "hash/base64_fast.h"

#include <immintrin.h>

#include <algorithm>

namespace preflight::hash {
namespace {

// 16 characters become 12 bytes at a time, by the lookups of Wojciech Mula and Daniel Lemire ("Faster Base64 Encoding
// and Decoding using AVX2 Instructions", 2018). `out` has room for 16 bytes at each step. Gives how many characters
// were taken: all but the last few, or up to a character that is not base64.
__attribute__((target("ssse3"))) std::size_t decodeBlocks(std::string_view text, std::uint8_t* out) {
  const __m128i lutLow =
      _mm_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A);
  const __m128i lutHigh =
      _mm_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
  const __m128i lutRoll = _mm_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
  const __m128i order = _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
  const __m128i slash = _mm_set1_epi8('/');
  std::size_t at = 0;
  for (; at + 24 <= text.size(); at += 16, out += 12) {
    const __m128i in = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i high = _mm_and_si128(_mm_srli_epi32(in, 4), slash);
    const __m128i wrong =
        _mm_and_si128(_mm_shuffle_epi8(lutLow, _mm_and_si128(in, slash)), _mm_shuffle_epi8(lutHigh, high));
    if (_mm_movemask_epi8(_mm_cmpgt_epi8(wrong, _mm_setzero_si128())) != 0) {
      break;
    }
    const __m128i roll = _mm_shuffle_epi8(lutRoll, _mm_add_epi8(_mm_cmpeq_epi8(in, slash), high));
    const __m128i pairs = _mm_maddubs_epi16(_mm_add_epi8(in, roll), _mm_set1_epi32(0x01400140));
    const __m128i groups = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00011000));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_shuffle_epi8(groups, order));
  }
  return at;
}

// Where the run of "A" begins that ends the text: zero bytes, which follow the checksum of nearly every hash.
std::size_t zerosFrom(std::string_view text) {
  constexpr std::size_t step = 4 * sizeof(__m128i);
  const __m128i zeros = _mm_set1_epi8('A');
  std::size_t from = text.size();
  for (; from >= step; from -= step) {
    const auto* part = reinterpret_cast<const __m128i*>(text.data() + from - step);
    const auto isZero = [&](std::size_t at) { return _mm_cmpeq_epi8(_mm_loadu_si128(part + at), zeros); };
    const __m128i all = _mm_and_si128(_mm_and_si128(isZero(0), isZero(1)), _mm_and_si128(isZero(2), isZero(3)));
    if (_mm_movemask_epi8(all) != 0xFFFF) {
      break;
    }
  }
  return (from + 3) / 4 * 4;
}

}  // namespace

bool decodeStrict(std::string_view text, Bytes& bytes) {
  static const bool fast = __builtin_cpu_supports("ssse3") != 0;
  if (text.empty() || text.size() % 4 != 0) {
    return false;
  }
  const std::size_t whole = text.size() / 4 * 3;
  const std::string_view head = text.substr(0, zerosFrom(text));
  if (head.size() < text.size() && head.ends_with('=')) {
    return false;
  }
  bytes.resize(whole);
  const std::size_t taken = fast ? decodeBlocks(head, bytes.data()) : 0;
  const std::size_t decoded = taken / 4 * 3;
  const Result<Bytes> rest = fromBase64(head.substr(taken));
  if (!rest) {
    return false;
  }
  std::ranges::copy(*rest, bytes.begin() + static_cast<std::ptrdiff_t>(decoded));
  if (head.size() == text.size()) {
    bytes.resize(decoded + rest->size());
  } else {
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(decoded + rest->size()), bytes.end(), std::uint8_t{0});
  }
  return true;
}

}  // namespace preflight::hash
