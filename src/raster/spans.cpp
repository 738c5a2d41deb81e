#include "raster/spans.h"

#include <emmintrin.h>

#include <algorithm>
#include <cstring>

namespace preflight::raster {
namespace {

__m128i load(const std::uint32_t* pixels) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(pixels));
}
void store(std::uint32_t* pixels, __m128i value) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(pixels), value);
}

[[gnu::always_inline]] inline __m128i divide255(__m128i sum) {
  sum = _mm_add_epi16(sum, _mm_set1_epi16(128));
  return _mm_srli_epi16(_mm_add_epi16(sum, _mm_srli_epi16(sum, 8)), 8);
}

// The first `count` (1 to 3) of four pixels.
[[gnu::always_inline]] inline __m128i firstPixels(int count) {
  return _mm_cmplt_epi32(_mm_setr_epi32(0, 1, 2, 3), _mm_set1_epi32(count));
}

[[gnu::always_inline]] inline __m128i select(__m128i mask, __m128i yes, __m128i no) {
  return _mm_or_si128(_mm_and_si128(mask, yes), _mm_andnot_si128(mask, no));
}

// Two pixels as 16 bit channels: source * alpha + destination * (255 - alpha).
[[gnu::always_inline]] inline __m128i mix(__m128i source, __m128i destination, __m128i alpha) {
  const __m128i rest = _mm_sub_epi16(_mm_set1_epi16(255), alpha);
  return divide255(_mm_add_epi16(_mm_mullo_epi16(source, alpha), _mm_mullo_epi16(destination, rest)));
}

// Four pixels blended with alphas given as four 16 bit values in the lower half.
[[gnu::always_inline]] inline __m128i mixFour(__m128i sourceLow, __m128i sourceHigh, __m128i destination,
                                              __m128i alphas) {
  const __m128i zero = _mm_setzero_si128();
  const __m128i pairs = _mm_unpacklo_epi16(alphas, alphas);
  const __m128i low =
      mix(sourceLow, _mm_unpacklo_epi8(destination, zero), _mm_shuffle_epi32(pairs, _MM_SHUFFLE(1, 1, 0, 0)));
  const __m128i high =
      mix(sourceHigh, _mm_unpackhi_epi8(destination, zero), _mm_shuffle_epi32(pairs, _MM_SHUFFLE(3, 3, 2, 2)));
  return _mm_packus_epi16(low, high);
}

[[gnu::always_inline]] inline std::uint32_t loadFour(const std::uint8_t* coverage) {
  std::uint32_t four = 0;
  std::memcpy(&four, coverage, sizeof four);
  return four;
}

[[gnu::always_inline]] inline __m128i widenCoverage(std::uint32_t four) {
  return _mm_unpacklo_epi8(_mm_cvtsi32_si128(static_cast<int>(four)), _mm_setzero_si128());
}

}  // namespace

void fillSpan(std::uint32_t* pixels, int count, std::uint32_t colour) {
  const __m128i value = _mm_set1_epi32(static_cast<int>(colour));
  int i = 0;
  for (; i + 4 <= count; i += 4) {
    store(pixels + i, value);
  }
  for (; i < count; ++i) {
    pixels[i] = colour;
  }
}

void blendSpan(std::uint32_t* pixels, int count, std::uint32_t colour) {
  const std::uint32_t alpha = colour >> 24;
  if (alpha == 255) {
    fillSpan(pixels, count, colour);
    return;
  }
  const __m128i zero = _mm_setzero_si128();
  const __m128i rest = _mm_set1_epi16(static_cast<short>(255 - alpha));
  const __m128i source =
      _mm_mullo_epi16(_mm_unpacklo_epi8(_mm_set1_epi32(static_cast<int>(colour | 0xFF000000U)), zero),
                      _mm_set1_epi16(static_cast<short>(alpha)));
  const auto blended = [&](__m128i old) {
    const __m128i low = _mm_add_epi16(source, _mm_mullo_epi16(_mm_unpacklo_epi8(old, zero), rest));
    const __m128i high = _mm_add_epi16(source, _mm_mullo_epi16(_mm_unpackhi_epi8(old, zero), rest));
    return _mm_packus_epi16(divide255(low), divide255(high));
  };
  int i = 0;
  for (; i + 4 <= count; i += 4) {
    store(pixels + i, blended(load(pixels + i)));
  }
  if (i < count) {
    const __m128i old = load(pixels + i);
    store(pixels + i, select(firstPixels(count - i), blended(old), old));
  }
}

void blendCoverageRect(std::uint32_t* pixels, std::ptrdiff_t stride, const std::uint8_t* coverage, std::ptrdiff_t pitch,
                       int count, int rows, std::uint32_t colour) {
  const std::uint32_t alpha = colour >> 24;
  const __m128i flat = _mm_set1_epi32(static_cast<int>(colour | 0xFF000000U));
  const __m128i source = _mm_unpacklo_epi8(flat, _mm_setzero_si128());
  const __m128i scale = _mm_set1_epi16(static_cast<short>(alpha));
  const auto four = [&](std::uint32_t* place, std::uint32_t texels) {
    if (texels == 0) {
      return;
    }
    if (texels == 0xFFFFFFFFU && alpha == 255) {
      store(place, flat);
      return;
    }
    __m128i alphas = widenCoverage(texels);
    if (alpha != 255) {
      alphas = divide255(_mm_mullo_epi16(alphas, scale));
    }
    store(place, mixFour(source, source, load(place), alphas));
  };
  const int whole = count & ~3;
  const std::uint32_t lastMask = (1U << (8 * (count & 3))) - 1;
  for (; rows > 0; --rows, pixels += stride, coverage += pitch) {
    for (int i = 0; i < whole; i += 4) {
      four(pixels + i, loadFour(coverage + i));
    }
    if (whole < count) {
      four(pixels + whole, loadFour(coverage + whole) & lastMask);
    }
  }
}

void blendCoverageSpan(std::uint32_t* pixels, const std::uint8_t* coverage, int count, std::uint32_t colour) {
  blendCoverageRect(pixels, 0, coverage, 0, count, 1, colour);
}

void blendRampSpan(std::uint32_t* pixels, int first, int count, const ColourRamp& ramp, const std::uint8_t* coverage) {
  const __m128 start = _mm_loadu_ps(ramp.start);
  const __m128 step = _mm_loadu_ps(ramp.step);
  const __m128 zero = _mm_setzero_ps();
  const __m128 most = _mm_set1_ps(255.0F);
  // Each pixel is reckoned from the start alone, so that its colour does not depend on where the row was cut.
  const auto colourAt = [&](int i) {
    const __m128 value = _mm_add_ps(start, _mm_mul_ps(step, _mm_set1_ps(static_cast<float>(first + i))));
    return _mm_min_ps(_mm_max_ps(value, zero), most);
  };
  const __m128 alphaOnly = _mm_castsi128_ps(_mm_setr_epi32(0, 0, 0, -1));
  const auto withCoverage = [&](__m128 value, int i) {
    const __m128 factor = _mm_set1_ps(static_cast<float>(coverage[i]) * (1.0F / 255.0F));
    const __m128 scaled = _mm_mul_ps(value, factor);
    return _mm_or_ps(_mm_and_ps(alphaOnly, scaled), _mm_andnot_ps(alphaOnly, value));
  };
  const __m128i alphaFull = _mm_setr_epi16(0, 0, 0, 255, 0, 0, 0, 255);
  for (int i = 0; i < count; i += 4) {
    const int n = std::min(count - i, 4);
    __m128 value[4];
    for (int k = 0; k < 4; ++k) {
      value[k] = colourAt(i + k);
      if (coverage != nullptr && k < n) {
        value[k] = withCoverage(value[k], i + k);
      }
    }
    const __m128i low = _mm_packs_epi32(_mm_cvtps_epi32(value[0]), _mm_cvtps_epi32(value[1]));
    const __m128i high = _mm_packs_epi32(_mm_cvtps_epi32(value[2]), _mm_cvtps_epi32(value[3]));
    const auto spreadAlpha = [](__m128i two) {
      return _mm_shufflehi_epi16(_mm_shufflelo_epi16(two, _MM_SHUFFLE(3, 3, 3, 3)), _MM_SHUFFLE(3, 3, 3, 3));
    };
    const __m128i old = load(pixels + i);
    const __m128i blended = _mm_packus_epi16(
        mix(_mm_or_si128(low, alphaFull), _mm_unpacklo_epi8(old, _mm_setzero_si128()), spreadAlpha(low)),
        mix(_mm_or_si128(high, alphaFull), _mm_unpackhi_epi8(old, _mm_setzero_si128()), spreadAlpha(high)));
    store(pixels + i, n == 4 ? blended : select(firstPixels(n), blended, old));
  }
}

}  // namespace preflight::raster
