// 64-bit differences as packed bits to integers: unpack, add the block's least difference, add up.
//
// As for 32 bits (SumDeltas32.c). Numbers of at most 25 bits are added up in lanes of 32 bits, which the
// sum of eight fits, and widened then.

#include "CKernels.h"
#include "PackedBits.h"

// Sums wrap, so they are of unsigned numbers; results are stored as the signed ones of the same bits.
typedef uint64_t core(
    const uint8_t *bytes, unsigned width, uint64_t minimum, uint64_t last, int64_t *values,
    size_t groups);

ALWAYS_INLINE int64_t sum_with(
    core *core, size_t reach, const uint8_t *bytes, size_t available, unsigned width,
    int64_t minimum, int64_t last, int64_t *values, size_t count) {
  uint64_t step = (uint64_t)minimum, sum = (uint64_t)last;
  size_t groups = readable_groups(available, width, reach, count / 8);
  sum = core(bytes, width, step, sum, values, groups);
  size_t rest = count - 8 * groups;
  if (rest == 0) return (int64_t)sum;
  uint8_t padded[TAIL_BYTES] = {0};
  int64_t tail[TAIL_VALUES];
  memcpy(padded, bytes + groups * width, (rest * width + 7) / 8);
  core(padded, width, step, sum, tail, (rest + 7) / 8);
  memcpy(values + 8 * groups, tail, rest * sizeof *values);
  return tail[rest - 1];
}

static uint64_t scalar(
    const uint8_t *bytes, unsigned width, uint64_t minimum, uint64_t last, int64_t *values,
    size_t groups) {
  for (; groups > 0; groups--, bytes += width, values += 8)
    for (unsigned index = 0; index < 8; index++) {
      last += minimum + (uint64_t)packed_value(bytes, width, index);
      values[index] = (int64_t)last;
    }
  return last;
}

int64_t patron_sum_deltas64_portable(
    const uint8_t *bytes, size_t available, unsigned width, int64_t minimum, int64_t last,
    int64_t *values, size_t count) {
  if (width > 0)
    return sum_with(
        scalar, scalar_reach(width), bytes, available, width, minimum, last, values, count);
  // All differences are the least one. A product instead of a sum lets the compiler use vectors.
  for (size_t index = 0; index < count; index++)
    values[index] =
        (int64_t)((uint64_t)last + (uint64_t)minimum * (uint64_t)(index + 1));
  return count > 0 ? values[count - 1] : last;
}

#if defined(__x86_64__)
// What is the same for every group of a call, and the last value.
typedef struct {
  __m256i low_ramp, high_ramp, step, last;
} progress;

AVX2_INLINE progress progress_of(uint64_t minimum, uint64_t last) {
  __m256i low_ramp = _mm256_setr_epi64x(
      (long long)minimum, (long long)(2 * minimum), (long long)(3 * minimum),
      (long long)(4 * minimum));
  return (progress){
      low_ramp, _mm256_add_epi64(low_ramp, _mm256_set1_epi64x((long long)(4 * minimum))),
      _mm256_set1_epi64x((long long)(8 * minimum)), _mm256_set1_epi64x((long long)last)};
}

// Stores four and four, given their running sums over all eight.
AVX2_INLINE void store_sums(progress *progress, __m256i low, __m256i high, int64_t *values) {
  __m256i first = _mm256_add_epi64(_mm256_add_epi64(low, progress->low_ramp), progress->last);
  __m256i second = _mm256_add_epi64(_mm256_add_epi64(high, progress->high_ramp), progress->last);
  _mm256_storeu_si256((__m256i *)values, first);
  _mm256_storeu_si256((__m256i *)(values + 4), second);
  __m256i total = _mm256_permute4x64_epi64(high, 0xFF);
  progress->last = _mm256_add_epi64(progress->last, _mm256_add_epi64(total, progress->step));
}

// Running sums of four lanes of 64 bits.
AVX2_INLINE __m256i running_sums64(__m256i lanes) {
  lanes = _mm256_add_epi64(lanes, _mm256_slli_si256(lanes, 8));
  __m256i totals = _mm256_unpackhi_epi64(lanes, lanes);
  return _mm256_add_epi64(lanes, _mm256_permute2x128_si256(totals, totals, 0x08));
}

AVX2_INLINE void sum_narrow(progress *progress, __m256i deltas, int64_t *values) {
  __m256i sums = running_sums32(deltas);
  __m256i low = _mm256_cvtepu32_epi64(_mm256_castsi256_si128(sums));
  __m256i high = _mm256_cvtepu32_epi64(_mm256_extracti128_si256(sums, 1));
  store_sums(progress, low, high, values);
}

AVX2_INLINE void sum_wide(progress *progress, __m256i low, __m256i high, int64_t *values) {
  low = running_sums64(low);
  high = _mm256_add_epi64(running_sums64(high), _mm256_permute4x64_epi64(low, 0xFF));
  store_sums(progress, low, high, values);
}

AVX2 static uint64_t narrow(
    const uint8_t *bytes, unsigned width, uint64_t minimum, uint64_t last, int64_t *values,
    size_t groups) {
  narrow_lanes lanes = narrow_lanes_of(width);
  progress progress = progress_of(minimum, last);
  for (; groups > 0; groups--, bytes += width, values += 8)
    sum_narrow(&progress, narrow_values(&lanes, bytes), values);
  return (uint64_t)_mm_cvtsi128_si64(_mm256_castsi256_si128(progress.last));
}

AVX2 static uint64_t wide(
    const uint8_t *bytes, unsigned width, uint64_t minimum, uint64_t last, int64_t *values,
    size_t groups) {
  wide_lanes lanes = wide_lanes_of(width);
  progress progress = progress_of(minimum, last);
  for (; groups > 0; groups--, bytes += width, values += 8)
    sum_wide(
        &progress, wide_values(&lanes.low, lanes.mask, bytes),
        wide_values(&lanes.high, lanes.mask, bytes), values);
  return (uint64_t)_mm_cvtsi128_si64(_mm256_castsi256_si128(progress.last));
}
#endif

int64_t patron_sum_deltas64(
    const uint8_t *bytes, size_t available, unsigned width, int64_t minimum, int64_t last,
    int64_t *values, size_t count) {
#if defined(__x86_64__)
  if (width > 0 && width <= WIDE_LIMIT && __builtin_cpu_supports("avx2")) {
    if (width <= NARROW_LIMIT)
      return sum_with(
          narrow, narrow_reach(width), bytes, available, width, minimum, last, values, count);
    return sum_with(
        wide, wide_reach(width), bytes, available, width, minimum, last, values, count);
  }
#endif
  return patron_sum_deltas64_portable(bytes, available, width, minimum, last, values, count);
}
