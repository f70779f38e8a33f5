// Orders of whole customers to sums of each.
//
//   of eight orders at a time, those of one customer alone:
//     previous = the days one lane up, the lane that is left is the last day of the eight before
//     new      = the lanes whose day is another than the previous one
//     spells   = those of them that are more than the window after it
//     recent   = the lanes whose day is after the given one
//   counts are of the bits of these masks, sums of the amounts in their lanes
//
// Lanes behind the customer's last order are not read, and hold zeros.

#include "CKernels.h"

static void sum_customer_portable(
    const int32_t *days, const int64_t *amounts, size_t count, int32_t recent_after, uint32_t window,
    patron_customer_sums *sums) {
  patron_customer_sums own = {0};
  int32_t first = days[0], previous = first;
  own.active_since = first;
  for (size_t order = 0; order < count; order++) {
    int32_t day = days[order];
    int64_t amount = amounts[order];
    if (day != previous) {
      // Days ascend, so that the difference is right as a number without sign.
      if (own.day_changes == 0 || (uint32_t)day - (uint32_t)previous > window)
        own.active_since = day;
      own.day_changes++;
    }
    own.revenue += amount;
    if (day == first) own.first_day_revenue += amount;
    if (day > recent_after) {
      own.recent_orders++;
      own.recent_revenue += amount;
    }
    previous = day;
  }
  *sums = own;
}

void patron_sum_customers_portable(
    const ptrdiff_t *starts, size_t customers, const int32_t *days, const int64_t *amounts,
    int32_t recent_after, uint32_t window, patron_customer_sums *sums) {
  for (size_t index = 0; index < customers; index++) {
    ptrdiff_t start = starts[index] - starts[0];
    size_t count = (size_t)(starts[index + 1] - starts[index]);
    if (count > 0)
      sum_customer_portable(
          days + start, amounts + start, count, recent_after, window, sums + index);
  }
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))
#define AVX2_INLINE static inline __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt"), always_inline))

// From 8 - n on: n lanes that are all ones, then zeros.
static const int32_t ones32[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
static const int64_t ones64[16] = {-1, -1, -1, -1, -1, -1, -1, -1};

AVX2_INLINE unsigned bits_of(__m256i lanes) {
  return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(lanes));
}

AVX2_INLINE int64_t total_of(__m256i lanes) {
  __m128i halves =
      _mm_add_epi64(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  return _mm_cvtsi128_si64(halves) + _mm_extract_epi64(halves, 1);
}

AVX2 static void sum_customers(
    const ptrdiff_t *starts, size_t customers, const int32_t *days, const int64_t *amounts,
    int32_t recent_after, uint32_t window, patron_customer_sums *sums) {
  const __m256i lane_before = _mm256_setr_epi32(7, 0, 1, 2, 3, 4, 5, 6);
  // At least one more than the window is what begins a spell. No difference of days is 2^32.
  const __m256i spell = _mm256_set1_epi32((int)(window == UINT32_MAX ? window : window + 1));
  const __m256i recent_limit = _mm256_set1_epi32(recent_after);
  const ptrdiff_t base = starts[0];
  for (size_t index = 0; index < customers; index++) {
    const ptrdiff_t start = starts[index] - base, end = starts[index + 1] - base;
    if (start == end) continue;
    const __m256i first = _mm256_set1_epi32(days[start]);
    __m256i before = first, total = _mm256_setzero_si256(), recent_total = total;
    unsigned changes = 0, recent_orders = 0;
    // Where the last spell began, and where the first day ends.
    ptrdiff_t spell_start = -1, second_day = -1;
    for (ptrdiff_t order = start; order < end; order += 8) {
      const ptrdiff_t left = end - order < 8 ? end - order : 8;
      const __m256i there = _mm256_loadu_si256((const __m256i *)(ones32 + 8 - left));
      const __m256i there_low = _mm256_loadu_si256((const __m256i *)(ones64 + 8 - left));
      const __m256i there_high = _mm256_loadu_si256((const __m256i *)(ones64 + 12 - left));
      const __m256i day = _mm256_maskload_epi32(days + order, there);
      const __m256i low = _mm256_maskload_epi64((const long long *)amounts + order, there_low);
      const __m256i high =
          _mm256_maskload_epi64((const long long *)amounts + order + 4, there_high);

      const __m256i rotated = _mm256_permutevar8x32_epi32(day, lane_before);
      const __m256i previous = _mm256_blend_epi32(rotated, before, 1);
      before = rotated;
      const unsigned lanes = bits_of(there);
      const unsigned new_days = ~bits_of(_mm256_cmpeq_epi32(day, previous)) & lanes;
      const __m256i gap = _mm256_sub_epi32(day, previous);
      const unsigned spells =
          bits_of(_mm256_cmpeq_epi32(_mm256_max_epu32(gap, spell), gap)) & lanes;
      const __m256i recent = _mm256_and_si256(_mm256_cmpgt_epi32(day, recent_limit), there);

      changes += (unsigned)__builtin_popcount(new_days);
      recent_orders += (unsigned)__builtin_popcount(bits_of(recent));
      second_day = second_day < 0 && new_days ? order + __builtin_ctz(new_days) : second_day;
      spell_start = spells ? order + 31 - __builtin_clz(spells) : spell_start;

      total = _mm256_add_epi64(total, _mm256_add_epi64(low, high));
      const __m256i recent_low = _mm256_cvtepi32_epi64(_mm256_castsi256_si128(recent));
      const __m256i recent_high = _mm256_cvtepi32_epi64(_mm256_extracti128_si256(recent, 1));
      recent_total = _mm256_add_epi64(
          recent_total, _mm256_add_epi64(
                            _mm256_and_si256(low, recent_low), _mm256_and_si256(high, recent_high)));
    }
    const ptrdiff_t first_end = second_day < 0 ? end : second_day;
    int64_t first_day_revenue = amounts[start];
    for (ptrdiff_t order = start + 1; order < first_end; order++)
      first_day_revenue += amounts[order];
    const ptrdiff_t since = spell_start >= 0 ? spell_start : second_day >= 0 ? second_day : start;
    sums[index] = (patron_customer_sums){
        .revenue = total_of(total),
        .recent_revenue = total_of(recent_total),
        .first_day_revenue = first_day_revenue,
        .day_changes = (int32_t)changes,
        .recent_orders = (int32_t)recent_orders,
        .active_since = days[since],
    };
  }
}
#endif

void patron_sum_customers(
    const ptrdiff_t *starts, size_t customers, const int32_t *days, const int64_t *amounts,
    int32_t recent_after, uint32_t window, patron_customer_sums *sums) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
    sum_customers(starts, customers, days, amounts, recent_after, window, sums);
    return;
  }
#endif
  patron_sum_customers_portable(
      starts, customers, days, amounts, recent_after, window, sums);
}
