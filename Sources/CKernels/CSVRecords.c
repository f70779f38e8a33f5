// Records of CSV, 64 bytes at a time. Of each block, one bit per byte says where separators, line ends and
// quotes stand; the exclusive or of all quote bits up to a byte says whether it stands inside quotes.
//
//   bytes       a , " b , c " , d LF      a carry-less multiplication by -1 gives `inside`
//   quotes      0 0 1 0 0 0 1 0 0 0       a quote that begins an inside opens, one that ends it closes
//   inside      0 0 1 1 1 1 0 0 0 0       "" is a close and an open beside it
//   cuts        0 1 0 0 0 0 0 1 0 1       separators and line ends that are not inside
//
// The first byte that breaks the rules of a regular record ends the search, and so does a line end that is not
// the cut it must be by the number of columns.

#include "CKernels.h"
#include "PackedBits.h"

enum { BLOCK = 64 };

// One bit for each byte of a block.
typedef struct {
  uint64_t separators, newlines, quotes, returns;
  // Whether any byte is 0 or above 127.
  int odd;
} block_bits;

// What a block leaves to the next: a bit at its first byte, or all bits.
typedef struct {
  uint64_t field_start, inside, after_close, after_return;
} block_carry;

// The bytes of a block that break the rules; `bits` lose what stands inside quotes.
ALWAYS_INLINE uint64_t broken_bytes(block_bits *bits, uint64_t inside, block_carry *carry) {
  inside ^= carry->inside;
  uint64_t opens = bits->quotes & inside, closes = bits->quotes & ~inside;
  uint64_t broken = bits->newlines & inside;
  bits->newlines &= ~inside;
  bits->separators &= ~inside;
  uint64_t cuts = bits->separators | bits->newlines;
  uint64_t after_close = closes << 1 | carry->after_close;
  uint64_t returns = bits->returns & after_close;
  broken |= opens & ~(cuts << 1 | carry->field_start | after_close);
  broken |= after_close & ~(cuts | opens | returns);
  broken |= (returns << 1 | carry->after_return) & ~bits->newlines;
  carry->inside = (uint64_t)((int64_t)inside >> 63);
  carry->after_close = closes >> 63;
  carry->after_return = returns >> 63;
  return broken;
}

typedef block_bits find_bits(const uint8_t *block, uint8_t separator);
typedef uint64_t sum_bits(uint64_t bits);

ALWAYS_INLINE size_t find_records(
    find_bits *find, sum_bits *prefix_xor, const uint8_t *bytes, size_t start, size_t end,
    uint8_t separator, size_t columns, uint32_t *bounds, int *odd) {
  block_carry carry = {.field_start = 1};
  size_t records = 0, fields = 0, newline = columns - 1;
  *odd = 0;
  *bounds++ = (uint32_t)start;
  for (size_t at = start; at < end; at += BLOCK) {
    // A last block that is not whole is searched as if blanks followed.
    uint8_t padded[BLOCK];
    const uint8_t *block = bytes + at;
    if (end - at < BLOCK) {
      memset(padded, ' ', BLOCK);
      memcpy(padded, block, end - at);
      block = padded;
    }
    block_bits bits = find(block, separator);
    *odd |= bits.odd;
    uint64_t broken = 0;
    if (bits.quotes | carry.inside | carry.after_close | carry.after_return)
      broken = broken_bytes(&bits, prefix_xor(bits.quotes), &carry);
    uint64_t valid = broken ? (broken & -broken) - 1 : ~(uint64_t)0;
    uint64_t cuts = (bits.separators | bits.newlines) & valid;
    carry.field_start = cuts >> 63;
    // Most blocks have few cuts: eight are written at once, whether they are there or not.
    size_t count = (size_t)__builtin_popcountll(cuts);
    uint32_t next = (uint32_t)at + 1;
    uint64_t unwritten = cuts;
    for (size_t done = 0; done < count; done += 8)
      for (size_t cut = 0; cut < 8; cut++) {
        bounds[fields + done + cut] = next + (uint32_t)(unwritten ? __builtin_ctzll(unwritten) : 0);
        unwritten &= unwritten - 1;
      }
    for (uint64_t left = bits.newlines & valid; left; left &= left - 1) {
      uint64_t before = (left & -left) - 1;
      if (fields + (size_t)__builtin_popcountll(cuts & before) != newline) return records;
      records++;
      newline += columns;
    }
    fields += count;
    if (broken) return records;
  }
  return records;
}

ALWAYS_INLINE block_bits find_bits_portable(const uint8_t *block, uint8_t separator) {
  block_bits bits = {0};
  for (int index = 0; index < BLOCK; index++) {
    uint8_t byte = block[index];
    bits.separators |= (uint64_t)(byte == separator) << index;
    bits.newlines |= (uint64_t)(byte == '\n') << index;
    bits.quotes |= (uint64_t)(byte == '"') << index;
    bits.returns |= (uint64_t)(byte == '\r') << index;
    bits.odd |= byte == 0 || byte > 127;
  }
  return bits;
}

ALWAYS_INLINE uint64_t prefix_xor_portable(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

size_t patron_csv_records_portable(
    const uint8_t *bytes, size_t start, size_t end, uint8_t separator, size_t columns,
    uint32_t *bounds, int *odd) {
  return find_records(
      find_bits_portable, prefix_xor_portable, bytes, start, end, separator, columns, bounds, odd);
}

#if defined(__x86_64__)
#include <immintrin.h>
#define VECTORS __attribute__((target("avx2,bmi,bmi2,popcnt,pclmul")))

VECTORS ALWAYS_INLINE uint64_t equal_bits(__m256i low, __m256i high, char byte) {
  __m256i same = _mm256_set1_epi8(byte);
  uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, same));
  uint32_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, same));
  return first | (uint64_t)second << 32;
}

VECTORS ALWAYS_INLINE block_bits find_bits_avx2(const uint8_t *block, uint8_t separator) {
  __m256i low = _mm256_loadu_si256((const __m256i *)block);
  __m256i high = _mm256_loadu_si256((const __m256i *)(block + 32));
  // As signed bytes, the odd ones are those that are not above 0.
  __m256i plain = _mm256_cmpgt_epi8(_mm256_min_epi8(low, high), _mm256_setzero_si256());
  return (block_bits){
      .separators = equal_bits(low, high, (char)separator),
      .newlines = equal_bits(low, high, '\n'),
      .quotes = equal_bits(low, high, '"'),
      .returns = equal_bits(low, high, '\r'),
      .odd = _mm256_movemask_epi8(plain) != -1,
  };
}

VECTORS ALWAYS_INLINE uint64_t prefix_xor_clmul(uint64_t bits) {
  __m128i product = _mm_clmulepi64_si128(
      _mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xFF), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}

VECTORS static size_t csv_records_avx2(
    const uint8_t *bytes, size_t start, size_t end, uint8_t separator, size_t columns,
    uint32_t *bounds, int *odd) {
  return find_records(
      find_bits_avx2, prefix_xor_clmul, bytes, start, end, separator, columns, bounds, odd);
}
#endif

size_t patron_csv_records(
    const uint8_t *bytes, size_t start, size_t end, uint8_t separator, size_t columns,
    uint32_t *bounds, int *odd) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
      __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul"))
    return csv_records_avx2(bytes, start, end, separator, columns, bounds, odd);
#endif
  return patron_csv_records_portable(bytes, start, end, separator, columns, bounds, odd);
}
