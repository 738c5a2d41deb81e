#include "base/sha256.h"

#include <immintrin.h>
#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace preflight {
namespace {

using State = std::array<std::uint32_t, 8>;

alignas(16) constexpr std::array<std::uint32_t, 64> k = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t bigEndian(const std::uint8_t* p) {
  return (std::uint32_t{p[0]} << 24) | (std::uint32_t{p[1]} << 16) | (std::uint32_t{p[2]} << 8) | p[3];
}

void compressPlain(State& state, const std::uint8_t* data, std::size_t blocks) {
  for (; blocks > 0; --blocks, data += 64) {
    std::array<std::uint32_t, 64> w{};
    for (std::size_t i = 0; i < 16; ++i) {
      w[i] = bigEndian(data + i * 4);
    }
    for (std::size_t i = 16; i < 64; ++i) {
      const std::uint32_t s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
      const std::uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    State v = state;
    for (std::size_t i = 0; i < 64; ++i) {
      const std::uint32_t s1 = std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25);
      const std::uint32_t t1 = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
      const std::uint32_t s0 = std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22);
      const std::uint32_t t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
      v = {t1 + t2, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]};
    }
    for (std::size_t i = 0; i < 8; ++i) {
      state[i] += v[i];
    }
  }
}

// The SHA instructions work on the state as two vectors, (A B E F) and (C D G H), and do four rounds a step. Each step
// is a function of its own number, so that the words stay in registers: a loop would keep them in memory.
struct Rounds {
  __m128i abef;
  __m128i cdgh;
  __m128i w[4];

  template <std::size_t Step>
  __attribute__((target("sha,sse4.1"), always_inline)) void step(const std::uint8_t* data) {
    constexpr std::size_t now = Step & 3;
    if constexpr (Step < 4) {
      const __m128i byteOrder = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
      w[now] = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(data + Step * 16)), byteOrder);
    } else {
      // w[now] holds the words of 16 rounds ago.
      __m128i next = _mm_sha256msg1_epu32(w[now], w[(now + 1) & 3]);
      next = _mm_add_epi32(next, _mm_alignr_epi8(w[(now + 3) & 3], w[(now + 2) & 3], 4));
      w[now] = _mm_sha256msg2_epu32(next, w[(now + 3) & 3]);
    }
    const __m128i sum = _mm_add_epi32(w[now], _mm_load_si128(reinterpret_cast<const __m128i*>(k.data() + Step * 4)));
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
  }

  template <std::size_t... Steps>
  __attribute__((target("sha,sse4.1"), always_inline)) void block(const std::uint8_t* data,
                                                                  std::index_sequence<Steps...>) {
    const __m128i abefBefore = abef;
    const __m128i cdghBefore = cdgh;
    (step<Steps>(data), ...);
    abef = _mm_add_epi32(abef, abefBefore);
    cdgh = _mm_add_epi32(cdgh, cdghBefore);
  }
};

__attribute__((target("sha,sse4.1"), always_inline)) inline Rounds loadRounds(const State& state) {
  const auto load = [](const void* p) { return _mm_loadu_si128(static_cast<const __m128i*>(p)); };
  const __m128i cdab = _mm_shuffle_epi32(load(state.data()), 0xB1);
  const __m128i efgh = _mm_shuffle_epi32(load(state.data() + 4), 0x1B);
  return {_mm_alignr_epi8(cdab, efgh, 8), _mm_blend_epi16(efgh, cdab, 0xF0), {}};
}

__attribute__((target("sha,sse4.1"), always_inline)) inline void storeRounds(const Rounds& rounds, State& state) {
  const __m128i feba = _mm_shuffle_epi32(rounds.abef, 0x1B);
  const __m128i dchg = _mm_shuffle_epi32(rounds.cdgh, 0xB1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data()), _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data() + 4), _mm_alignr_epi8(dchg, feba, 8));
}

__attribute__((target("sha,sse4.1"))) void compressSha(State& state, const std::uint8_t* data, std::size_t blocks) {
  Rounds rounds = loadRounds(state);
  for (; blocks > 0; --blocks, data += 64) {
    rounds.block(data, std::make_index_sequence<16>());
  }
  storeRounds(rounds, state);
}

// One block of each of two texts: an instruction of one has to wait for the one before, and works for the other
// meanwhile.
template <std::size_t... Steps>
__attribute__((target("sha,sse4.1"), always_inline)) inline void blockOfEach(Rounds& a, const std::uint8_t* dataA,
                                                                             Rounds& b, const std::uint8_t* dataB,
                                                                             std::index_sequence<Steps...>) {
  const Rounds beforeA = a;
  const Rounds beforeB = b;
  ((a.step<Steps>(dataA), b.step<Steps>(dataB)), ...);
  a.abef = _mm_add_epi32(a.abef, beforeA.abef);
  a.cdgh = _mm_add_epi32(a.cdgh, beforeA.cdgh);
  b.abef = _mm_add_epi32(b.abef, beforeB.abef);
  b.cdgh = _mm_add_epi32(b.cdgh, beforeB.cdgh);
}

__attribute__((target("sha,sse4.1"))) void compressShaOfEach(State& a, const std::uint8_t* dataA, State& b,
                                                             const std::uint8_t* dataB, std::size_t blocks) {
  Rounds roundsA = loadRounds(a);
  Rounds roundsB = loadRounds(b);
  for (; blocks > 0; --blocks, dataA += 64, dataB += 64) {
    blockOfEach(roundsA, dataA, roundsB, dataB, std::make_index_sequence<16>());
  }
  storeRounds(roundsA, a);
  storeRounds(roundsB, b);
}

bool hasShaInstructions() {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t c = 0;
  std::uint32_t d = 0;
  __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(7), "c"(0));
  constexpr std::uint32_t shaBit = 1U << 29;
  return (b & shaBit) != 0 && __builtin_cpu_supports("sse4.1") != 0;
}

bool isFast() {
  static const bool fast = hasShaInstructions();
  return fast;
}

void compress(State& state, const std::uint8_t* data, std::size_t blocks) {
  (isFast() ? compressSha : compressPlain)(state, data, blocks);
}

}  // namespace

Sha256::Sha256()
    : state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19} {}

void Sha256::add(ByteView bytes) {
  totalBytes_ += bytes.size();
  if (blockSize_ > 0) {
    const std::size_t take = std::min(block_.size() - blockSize_, bytes.size());
    std::copy_n(bytes.data(), take, block_.data() + blockSize_);
    blockSize_ += take;
    bytes = bytes.subspan(take);
    if (blockSize_ < block_.size()) {
      return;
    }
    compress(state_, block_.data(), 1);
    blockSize_ = 0;
  }
  if (const std::size_t blocks = bytes.size() / 64; blocks > 0) {
    compress(state_, bytes.data(), blocks);
    bytes = bytes.subspan(blocks * 64);
  }
  std::copy(bytes.begin(), bytes.end(), block_.begin());
  blockSize_ = bytes.size();
}

Sha256Digest Sha256::finish() {
  const std::uint64_t bits = totalBytes_ * 8;
  std::array<std::uint8_t, 72> tail{0x80};
  const std::size_t zeros = (blockSize_ < 56 ? 56 : 120) - blockSize_;
  for (std::size_t i = 0; i < 8; ++i) {
    tail[zeros + i] = static_cast<std::uint8_t>(bits >> (56 - i * 8));
  }
  add(ByteView(tail).first(zeros + 8));
  Sha256Digest digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - i % 4 * 8));
  }
  return digest;
}

Sha256Digest sha256(ByteView bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

std::pair<Sha256Digest, Sha256Digest> sha256Pair(ByteView a, ByteView b) {
  Sha256 hashA;
  Sha256 hashB;
  if (isFast()) {
    const std::size_t blocks = std::min(a.size(), b.size()) / 64;
    compressShaOfEach(hashA.state_, a.data(), hashB.state_, b.data(), blocks);
    hashA.totalBytes_ = hashB.totalBytes_ = blocks * 64;
    a = a.subspan(blocks * 64);
    b = b.subspan(blocks * 64);
  }
  hashA.add(a);
  hashB.add(b);
  return {hashA.finish(), hashB.finish()};
}

std::string sha256Hex(ByteView bytes) {
  return toHex(sha256(bytes));
}

}  // namespace preflight
