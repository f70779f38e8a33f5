// Shared by the kernels that read packed bits. Eight values of w bits are a group of w bytes; a core
// decodes whole groups and may read beyond them, up to `reach` bytes from a group's start. The groups
// that stand too near the end of the bytes are decoded from a padded copy.

#ifndef PATRON_PACKED_BITS_H
#define PATRON_PACKED_BITS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum {
  // A whole group near the end stands less than a reach before it: less than reach / width groups. Most
  // are 15, at a width of 1 and a reach of 16. One more group may not be whole.
  TAIL_VALUES = 8 * 16,
  // They take less than a reach (at most 65) and a group (at most 64); a core reads less than two
  // reaches.
  TAIL_BYTES = 160,
};

// The number of groups of `width` bytes, at most `wanted`, that a core of this reach may read.
ALWAYS_INLINE size_t readable_groups(size_t available, unsigned width, size_t reach, size_t wanted) {
  if (available < reach) return 0;
  size_t groups = (available - reach) / width + 1;
  return groups < wanted ? groups : wanted;
}

ALWAYS_INLINE uint64_t load64(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

// The bytes that `packed_value` may read from the start of a group.
ALWAYS_INLINE size_t scalar_reach(unsigned width) { return 7 * width / 8 + (width <= 57 ? 8 : 9); }

// Value `index` of a group. Up to 57 bits it lies within eight bytes, whatever bit it begins at.
ALWAYS_INLINE uint64_t packed_value(const uint8_t *group, unsigned width, unsigned index) {
  unsigned bit = index * width, shift = bit & 7;
  const uint8_t *bytes = group + bit / 8;
  uint64_t value = load64(bytes) >> shift;
  // Shifted twice because a shift by 64 has no meaning.
  if (width > 57) value |= (uint64_t)bytes[8] << 1 << (63 - shift);
  return value & (UINT64_MAX >> (64 - width));
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))
#define AVX2_INLINE static inline __attribute__((target("avx2"), always_inline))

// How eight values of 1...25 bits are taken from two loads of 16 bytes: each value lies within four
// bytes, which a shuffle brings into its lane; a shift and a mask leave the value.
typedef struct {
  __m256i shuffle, shift, mask;
  size_t second;
} narrow_lanes;

enum { NARROW_LIMIT = 25 };

AVX2_INLINE narrow_lanes narrow_lanes_of(unsigned width) {
  // The fifth value begins at bit 4 * width, which is in the middle of a byte at odd widths.
  __m256i base = _mm256_setr_epi32(0, 0, 0, 0, 4, 4, 4, 4);
  base = _mm256_and_si256(base, _mm256_set1_epi32((int)(4 * (width & 1))));
  __m256i bits = _mm256_mullo_epi32(
      _mm256_setr_epi32(0, 1, 2, 3, 0, 1, 2, 3), _mm256_set1_epi32((int)width));
  bits = _mm256_add_epi32(bits, base);
  __m256i spread = _mm256_setr_epi8(
      0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12,
      0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12);
  __m256i first = _mm256_shuffle_epi8(_mm256_srli_epi32(bits, 3), spread);
  narrow_lanes lanes;
  lanes.shuffle = _mm256_add_epi8(first, _mm256_set1_epi32(0x03020100));
  lanes.shift = _mm256_and_si256(bits, _mm256_set1_epi32(7));
  lanes.mask = _mm256_set1_epi32((int)((1u << width) - 1));
  lanes.second = width / 2;
  return lanes;
}

ALWAYS_INLINE size_t narrow_reach(unsigned width) { return width / 2 + 16; }

AVX2_INLINE __m256i load_halves(const uint8_t *low, const uint8_t *high) {
  return _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)low)),
      _mm_loadu_si128((const __m128i *)high), 1);
}

AVX2_INLINE __m256i narrow_values(const narrow_lanes *lanes, const uint8_t *group) {
  __m256i bytes = load_halves(group, group + lanes->second);
  bytes = _mm256_shuffle_epi8(bytes, lanes->shuffle);
  return _mm256_and_si256(_mm256_srlv_epi32(bytes, lanes->shift), lanes->mask);
}

// The same for four values of 1...57 bits in lanes of 64 bits: two values lie within 16 bytes.
// A group is two such fours, which differ in the bits that they begin at.
typedef struct {
  __m256i shuffle, shift;
  size_t first, second;
} wide_half;

typedef struct {
  wide_half low, high;
  __m256i mask;
} wide_lanes;

enum { WIDE_LIMIT = 57 };

AVX2_INLINE wide_half wide_half_of(unsigned width, unsigned index) {
  __m256i factor = _mm256_set1_epi64x((long long)width);
  __m256i pair = _mm256_setr_epi64x(index, index, index + 2, index + 2);
  __m256i base = _mm256_and_si256(_mm256_mul_epu32(pair, factor), _mm256_set1_epi64x(7));
  __m256i bits = _mm256_add_epi64(
      base, _mm256_mul_epu32(_mm256_setr_epi64x(0, 1, 0, 1), factor));
  __m256i spread = _mm256_setr_epi8(
      0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8,
      0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8);
  __m256i first = _mm256_shuffle_epi8(_mm256_srli_epi64(bits, 3), spread);
  wide_half half;
  half.shuffle = _mm256_add_epi8(first, _mm256_set1_epi64x(0x0706050403020100));
  half.shift = _mm256_and_si256(bits, _mm256_set1_epi64x(7));
  half.first = index * width / 8;
  half.second = (index + 2) * width / 8;
  return half;
}

AVX2_INLINE wide_lanes wide_lanes_of(unsigned width) {
  wide_lanes lanes;
  lanes.low = wide_half_of(width, 0);
  lanes.high = wide_half_of(width, 4);
  lanes.mask = _mm256_set1_epi64x((1ll << width) - 1);
  return lanes;
}

ALWAYS_INLINE size_t wide_reach(unsigned width) { return 6 * width / 8 + 16; }

AVX2_INLINE __m256i wide_values(const wide_half *half, __m256i mask, const uint8_t *group) {
  __m256i bytes = load_halves(group + half->first, group + half->second);
  bytes = _mm256_shuffle_epi8(bytes, half->shuffle);
  return _mm256_and_si256(_mm256_srlv_epi64(bytes, half->shift), mask);
}

// The low 32 bits of eight values from the wide lanes.
AVX2_INLINE __m256i wide_values32(const wide_lanes *lanes, const uint8_t *group) {
  __m256i low = wide_values(&lanes->low, lanes->mask, group);
  __m256i high = wide_values(&lanes->high, lanes->mask, group);
  __m256 mixed = _mm256_shuffle_ps(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high), 0x88);
  return _mm256_permute4x64_epi64(_mm256_castps_si256(mixed), 0xD8);
}

// Running sums of eight lanes of 32 bits.
AVX2_INLINE __m256i running_sums32(__m256i lanes) {
  lanes = _mm256_add_epi32(lanes, _mm256_slli_si256(lanes, 4));
  lanes = _mm256_add_epi32(lanes, _mm256_slli_si256(lanes, 8));
  // The low half's total to the high half, zeros to the low one. A blend with zeros was compiled into an
  // insertion into the register of the last value, which had every group wait for the one before: .49 in
  // place of .25 ns a value.
  __m256i totals = _mm256_shuffle_epi32(lanes, 0xFF);
  return _mm256_add_epi32(lanes, _mm256_permute2x128_si256(totals, totals, 0x08));
}
#endif

#endif
