// What the sums of customers are made of, for some neighbouring orders, without a look at customers:
//
//   marks       of 64 orders a word each of new days, spells, recent and latest orders; see CKernels.h
//   sums        the amounts of all orders before
//   facts       what is true of all
//
// Eight orders at a time: previous = the days one lane up, the lane that is left is the last day of the eight
// before. A word that the orders do not fill is worked out from a copy that goes on with the last order.

#include "CKernels.h"

#include <string.h>

enum { WORD = 64 };

// So far: the last order's day, the sum of all amounts, and the facts.
typedef struct {
  int32_t previous;
  uint64_t sum;
  patron_order_facts facts;
} progress;

// Marks `words` times 64 orders; the sums are those behind each order.
typedef void core(
    const int32_t *days, const int64_t *amounts, size_t words, patron_mark_limits limits, progress *progress,
    patron_order_marks *marks, int64_t *sums);

static inline __attribute__((always_inline)) patron_order_facts mark_with(
    core *core, const int32_t *days, const int64_t *amounts, size_t count, patron_mark_limits limits,
    patron_order_marks *marks, int64_t *sums) {
  progress progress = {count > 0 ? days[0] : 0, 0, {0, INT32_MIN, 0}};
  const size_t words = count / WORD, rest = count % WORD;
  sums[0] = 0;
  core(days, amounts, words, limits, &progress, marks, sums + 1);
  marks[words] = (patron_order_marks){0};
  if (rest == 0) return progress.facts;
  int32_t last_days[WORD];
  int64_t last_amounts[WORD], last_sums[WORD];
  for (size_t index = 0; index < WORD; index++) {
    const size_t order = words * WORD + (index < rest ? index : rest - 1);
    last_days[index] = days[order];
    last_amounts[index] = amounts[order];
  }
  core(last_days, last_amounts, 1, limits, &progress, marks + words, last_sums);
  memcpy(sums + 1 + words * WORD, last_sums, rest * sizeof *sums);
  marks[words + 1] = (patron_order_marks){0};
  return progress.facts;
}

static void mark_portable(
    const int32_t *days, const int64_t *amounts, size_t words, patron_mark_limits limits, progress *progress,
    patron_order_marks *marks, int64_t *sums) {
  for (; words > 0; words--, days += WORD, amounts += WORD, marks++, sums += WORD) {
    patron_order_marks own = {0};
    for (unsigned index = 0; index < WORD; index++) {
      const int32_t day = days[index];
      const int64_t amount = amounts[index];
      const uint32_t gap = (uint32_t)day - (uint32_t)progress->previous;
      own.new_days |= (uint64_t)(gap != 0) << index;
      own.spells |= (uint64_t)(gap > limits.window) << index;
      own.recent |= (uint64_t)(day > limits.recent_after) << index;
      own.latest |= (uint64_t)(day > limits.latest_after) << index;
      progress->previous = day;
      progress->sum += (uint64_t)amount;
      sums[index] = (int64_t)progress->sum;
      progress->facts.amount_bits |= amount;
      progress->facts.has_zeros |= amount == 0;
      if (day > progress->facts.last_day) progress->facts.last_day = day;
    }
    *marks = own;
  }
}

patron_order_facts patron_mark_orders_portable(
    const int32_t *days, const int64_t *amounts, size_t count, patron_mark_limits limits,
    patron_order_marks *marks, int64_t *sums) {
  return mark_with(mark_portable, days, amounts, count, limits, marks, sums);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))
#define AVX2_INLINE static inline __attribute__((target("avx2"), always_inline))

AVX2_INLINE uint64_t bits_of(__m256i lanes) {
  return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(lanes));
}

AVX2_INLINE __m256i load(const void *lanes) { return _mm256_loadu_si256(lanes); }

// Running sums of four lanes.
AVX2_INLINE __m256i running_sums(__m256i lanes) {
  lanes = _mm256_add_epi64(lanes, _mm256_slli_si256(lanes, 8));
  const __m256i totals = _mm256_unpackhi_epi64(lanes, lanes);
  return _mm256_add_epi64(lanes, _mm256_permute2x128_si256(totals, totals, 0x08));
}

AVX2 static void mark_avx2(
    const int32_t *days, const int64_t *amounts, size_t words, patron_mark_limits limits, progress *progress,
    patron_order_marks *marks, int64_t *sums) {
  const __m256i lane_before = _mm256_setr_epi32(7, 0, 1, 2, 3, 4, 5, 6);
  const __m256i window = _mm256_set1_epi32((int)limits.window);
  const __m256i recent_after = _mm256_set1_epi32(limits.recent_after);
  const __m256i latest_after = _mm256_set1_epi32(limits.latest_after);
  const __m256i zero = _mm256_setzero_si256();
  __m256i before = _mm256_set1_epi32(progress->previous);
  __m256i last_day = _mm256_set1_epi32(progress->facts.last_day);
  __m256i sum = _mm256_set1_epi64x((long long)progress->sum);
  __m256i amount_bits = zero, zeros = zero;
  for (; words > 0; words--, marks++) {
    patron_order_marks own = {0};
    for (unsigned at = 0; at < WORD; at += 8, days += 8, amounts += 8, sums += 8) {
      const __m256i day = load(days);
      const __m256i rotated = _mm256_permutevar8x32_epi32(day, lane_before);
      const __m256i gap = _mm256_sub_epi32(day, _mm256_blend_epi32(rotated, before, 1));
      before = rotated;
      last_day = _mm256_max_epi32(last_day, day);
      // Days ascend, so that the gap is right as a number without sign.
      const __m256i within = _mm256_cmpeq_epi32(_mm256_max_epu32(gap, window), window);
      own.new_days |= (bits_of(_mm256_cmpeq_epi32(gap, zero)) ^ 0xFF) << at;
      own.spells |= (bits_of(within) ^ 0xFF) << at;
      own.recent |= bits_of(_mm256_cmpgt_epi32(day, recent_after)) << at;
      own.latest |= bits_of(_mm256_cmpgt_epi32(day, latest_after)) << at;

      const __m256i low = load(amounts), high = load(amounts + 4);
      amount_bits = _mm256_or_si256(amount_bits, _mm256_or_si256(low, high));
      zeros = _mm256_or_si256(
          zeros,
          _mm256_or_si256(_mm256_cmpeq_epi64(low, zero), _mm256_cmpeq_epi64(high, zero)));
      const __m256i low_sums = running_sums(low);
      const __m256i high_sums =
          _mm256_add_epi64(running_sums(high), _mm256_permute4x64_epi64(low_sums, 0xFF));
      _mm256_storeu_si256((__m256i *)sums, _mm256_add_epi64(sum, low_sums));
      _mm256_storeu_si256((__m256i *)(sums + 4), _mm256_add_epi64(sum, high_sums));
      sum = _mm256_add_epi64(sum, _mm256_permute4x64_epi64(high_sums, 0xFF));
    }
    *marks = own;
  }
  int32_t days_of_lanes[8];
  int64_t bits_of_lanes[4];
  _mm256_storeu_si256((__m256i *)days_of_lanes, last_day);
  _mm256_storeu_si256((__m256i *)bits_of_lanes, amount_bits);
  patron_order_facts *facts = &progress->facts;
  for (unsigned lane = 0; lane < 8; lane++)
    if (days_of_lanes[lane] > facts->last_day) facts->last_day = days_of_lanes[lane];
  for (unsigned lane = 0; lane < 4; lane++) facts->amount_bits |= bits_of_lanes[lane];
  facts->has_zeros |= bits_of(zeros) != 0;
  progress->previous = _mm_cvtsi128_si32(_mm256_castsi256_si128(before));
  progress->sum = (uint64_t)_mm_cvtsi128_si64(_mm256_castsi256_si128(sum));
}
#endif

patron_order_facts patron_mark_orders(
    const int32_t *days, const int64_t *amounts, size_t count, patron_mark_limits limits,
    patron_order_marks *marks, int64_t *sums) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2"))
    return mark_with(mark_avx2, days, amounts, count, limits, marks, sums);
#endif
  return patron_mark_orders_portable(days, amounts, count, limits, marks, sums);
}
