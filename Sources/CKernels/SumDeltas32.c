// 32-bit differences as packed bits to integers: unpack, add the block's least difference, add up.
//
//   a group of eight in one vector:  two shifts and additions leave in each lane the sum of the lanes
//   up to it, within each half; the low half's total is added to the high half; then the ramp
//   minimum * 1, 2, ... 8 and the last value before
//
// The last value grows by the group's total, a single addition, so groups overlap in time.

#include "CKernels.h"
#include "PackedBits.h"

// Sums wrap, so they are of unsigned numbers; results are stored as the signed ones of the same bits.
typedef uint32_t core(
    const uint8_t *bytes, unsigned width, uint32_t minimum, uint32_t last, int32_t *values,
    size_t groups);

ALWAYS_INLINE int32_t sum_with(
    core *core, size_t reach, const uint8_t *bytes, size_t available, unsigned width,
    int32_t minimum, int32_t last, int32_t *values, size_t count) {
  uint32_t step = (uint32_t)minimum, sum = (uint32_t)last;
  size_t groups = readable_groups(available, width, reach, count / 8);
  sum = core(bytes, width, step, sum, values, groups);
  size_t rest = count - 8 * groups;
  if (rest == 0) return (int32_t)sum;
  uint8_t padded[TAIL_BYTES] = {0};
  int32_t tail[TAIL_VALUES];
  memcpy(padded, bytes + groups * width, (rest * width + 7) / 8);
  core(padded, width, step, sum, tail, (rest + 7) / 8);
  memcpy(values + 8 * groups, tail, rest * sizeof *values);
  return tail[rest - 1];
}

static uint32_t scalar(
    const uint8_t *bytes, unsigned width, uint32_t minimum, uint32_t last, int32_t *values,
    size_t groups) {
  for (; groups > 0; groups--, bytes += width, values += 8)
    for (unsigned index = 0; index < 8; index++) {
      last += minimum + (uint32_t)packed_value(bytes, width, index);
      values[index] = (int32_t)last;
    }
  return last;
}

int32_t patron_sum_deltas32_portable(
    const uint8_t *bytes, size_t available, unsigned width, int32_t minimum, int32_t last,
    int32_t *values, size_t count) {
  if (width > 0)
    return sum_with(
        scalar, scalar_reach(width), bytes, available, width, minimum, last, values, count);
  // All differences are the least one. A product instead of a sum lets the compiler use vectors.
  for (size_t index = 0; index < count; index++)
    values[index] =
        (int32_t)((uint32_t)last + (uint32_t)minimum * (uint32_t)(index + 1));
  return count > 0 ? values[count - 1] : last;
}

#if defined(__x86_64__)
// What is the same for every group of a call, and the last value.
typedef struct {
  __m256i ramp, step, last;
} progress;

AVX2_INLINE progress progress_of(uint32_t minimum, uint32_t last) {
  __m256i one = _mm256_set1_epi32((int)minimum);
  return (progress){
      _mm256_mullo_epi32(_mm256_setr_epi32(1, 2, 3, 4, 5, 6, 7, 8), one),
      _mm256_slli_epi32(one, 3), _mm256_set1_epi32((int)last)};
}

AVX2_INLINE void store_sums(progress *progress, __m256i deltas, int32_t *values) {
  __m256i sums = running_sums32(deltas);
  __m256i result = _mm256_add_epi32(_mm256_add_epi32(sums, progress->ramp), progress->last);
  _mm256_storeu_si256((__m256i *)values, result);
  __m256i total = _mm256_permutevar8x32_epi32(sums, _mm256_set1_epi32(7));
  progress->last = _mm256_add_epi32(progress->last, _mm256_add_epi32(total, progress->step));
}

AVX2 static uint32_t narrow(
    const uint8_t *bytes, unsigned width, uint32_t minimum, uint32_t last, int32_t *values,
    size_t groups) {
  narrow_lanes lanes = narrow_lanes_of(width);
  progress progress = progress_of(minimum, last);
  for (; groups > 0; groups--, bytes += width, values += 8)
    store_sums(&progress, narrow_values(&lanes, bytes), values);
  return (uint32_t)_mm_cvtsi128_si32(_mm256_castsi256_si128(progress.last));
}

AVX2 static uint32_t wide(
    const uint8_t *bytes, unsigned width, uint32_t minimum, uint32_t last, int32_t *values,
    size_t groups) {
  wide_lanes lanes = wide_lanes_of(width);
  progress progress = progress_of(minimum, last);
  for (; groups > 0; groups--, bytes += width, values += 8)
    store_sums(&progress, wide_values32(&lanes, bytes), values);
  return (uint32_t)_mm_cvtsi128_si32(_mm256_castsi256_si128(progress.last));
}
#endif

int32_t patron_sum_deltas32(
    const uint8_t *bytes, size_t available, unsigned width, int32_t minimum, int32_t last,
    int32_t *values, size_t count) {
#if defined(__x86_64__)
  if (width > 0 && __builtin_cpu_supports("avx2")) {
    if (width <= NARROW_LIMIT)
      return sum_with(
          narrow, narrow_reach(width), bytes, available, width, minimum, last, values, count);
    return sum_with(
        wide, wide_reach(width), bytes, available, width, minimum, last, values, count);
  }
#endif
  return patron_sum_deltas32_portable(bytes, available, width, minimum, last, values, count);
}
