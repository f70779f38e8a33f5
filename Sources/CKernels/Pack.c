// Integers to packed bits, through a word that is stored when it is full. Two values of at most 32 bits,
// and four of at most 16, are joined first: that shortens the chain of shifts, which takes the time.

#include "CKernels.h"
#include "PackedBits.h"

// `joined` values at a time.
ALWAYS_INLINE void pack(
    const uint64_t *values, size_t count, unsigned width, unsigned joined, uint8_t *bytes) {
  uint64_t word = 0;
  unsigned filled = 0, step = joined * width;
  for (size_t index = 0; index < count; index += joined) {
    uint64_t value = values[index];
    for (unsigned next = 1; next < joined; next++) value |= values[index + next] << next * width;
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

void patron_pack(const uint64_t *values, size_t count, unsigned width, uint8_t *bytes) {
  if (width == 0) return;
  if (width <= 16) {
    pack(values, count, width, 4, bytes);
  } else if (width <= 32) {
    pack(values, count, width, 2, bytes);
  } else {
    pack(values, count, width, 1, bytes);
  }
}
