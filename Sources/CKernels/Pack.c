// Integers to packed bits, through a word that is stored when it is full. Two values of at most 32 bits,
// four of at most 16 and eight of at most 8 are joined first: that shortens the chain of shifts, which takes
// the time.

#include "CKernels.h"
#include "PackedBits.h"

// A value of `size` bytes, 4 or 8.
ALWAYS_INLINE uint64_t value_at(const void *values, size_t index, unsigned size) {
  return size == 4 ? ((const uint32_t *)values)[index] : ((const uint64_t *)values)[index];
}

// `joined` values of `size` bytes at a time.
ALWAYS_INLINE void pack(
    const void *values, unsigned size, size_t count, unsigned width, unsigned joined,
    uint8_t *bytes) {
  uint64_t word = 0;
  unsigned filled = 0, step = joined * width;
  for (size_t index = 0; index < count; index += joined) {
    uint64_t value = value_at(values, index, size);
    for (unsigned next = 1; next < joined; next++) {
      value |= value_at(values, index + next, size) << next * width;
    }
    word |= value << filled;
    filled += step;
    if (filled >= 64) {
      memcpy(bytes, &word, 8);
      bytes += 8;
      filled -= 64;
      word = filled > 0 ? value >> (step - filled) : 0;
    }
  }
  memcpy(bytes, &word, filled / 8);
}

ALWAYS_INLINE void pack_any(
    const void *values, unsigned size, size_t count, unsigned width, uint8_t *bytes) {
  if (width == 0) return;
  if (width <= 8) {
    pack(values, size, count, width, 8, bytes);
  } else if (width <= 16) {
    pack(values, size, count, width, 4, bytes);
  } else if (width <= 32) {
    pack(values, size, count, width, 2, bytes);
  } else {
    pack(values, size, count, width, 1, bytes);
  }
}

void patron_pack(const uint64_t *values, size_t count, unsigned width, uint8_t *bytes) {
  pack_any(values, 8, count, width, bytes);
}

void patron_pack32(const uint32_t *values, size_t count, unsigned width, uint8_t *bytes) {
  pack_any(values, 4, count, width, bytes);
}

size_t patron_next_run32(const uint32_t *values, size_t count, size_t from, size_t least) {
  for (; from + 8 <= count; from += 8) {
    uint64_t words[4];
    memcpy(words, values + from, sizeof words);
    uint64_t both = words[0] ^ (words[0] << 32 | words[0] >> 32);
    if (both | (words[0] ^ words[1]) | (words[0] ^ words[2]) | (words[0] ^ words[3])) continue;
    size_t end = from + 8;
    while (end < count && end < from + least && values[end] == values[from]) end++;
    if (end == count || end == from + least) return from;
  }
  // The last few are a run if they are all alike.
  for (size_t index = from; index + 1 < count; index++) {
    if (values[index] != values[index + 1]) return count;
  }
  return from;
}
