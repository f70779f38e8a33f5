// Packed bits to integers and flags.

#include "CKernels.h"
#include "PackedBits.h"

typedef void unpack_core(const uint8_t *bytes, unsigned width, uint32_t *values, size_t groups);

ALWAYS_INLINE void unpack_with(
    unpack_core *core, size_t reach, const uint8_t *bytes, size_t available, unsigned width,
    uint32_t *values, size_t count) {
  size_t groups = readable_groups(available, width, reach, count / 8);
  core(bytes, width, values, groups);
  size_t rest = count - 8 * groups;
  if (rest == 0) return;
  uint8_t padded[TAIL_BYTES] = {0};
  uint32_t tail[TAIL_VALUES];
  memcpy(padded, bytes + groups * width, (rest * width + 7) / 8);
  core(padded, width, tail, (rest + 7) / 8);
  memcpy(values + 8 * groups, tail, rest * sizeof *values);
}

static void unpack_scalar(const uint8_t *bytes, unsigned width, uint32_t *values, size_t groups) {
  for (; groups > 0; groups--, bytes += width, values += 8)
    for (unsigned index = 0; index < 8; index++)
      values[index] = (uint32_t)packed_value(bytes, width, index);
}

void patron_unpack_portable(
    const uint8_t *bytes, size_t available, unsigned width, uint32_t *values, size_t count) {
  if (width == 0) {
    memset(values, 0, count * sizeof *values);
  } else {
    unpack_with(unpack_scalar, scalar_reach(width), bytes, available, width, values, count);
  }
}

#if defined(__x86_64__)
AVX2 static void unpack_narrow(
    const uint8_t *bytes, unsigned width, uint32_t *values, size_t groups) {
  narrow_lanes lanes = narrow_lanes_of(width);
  for (; groups > 0; groups--, bytes += width, values += 8)
    _mm256_storeu_si256((__m256i *)values, narrow_values(&lanes, bytes));
}

AVX2 static void unpack_wide(
    const uint8_t *bytes, unsigned width, uint32_t *values, size_t groups) {
  wide_lanes lanes = wide_lanes_of(width);
  for (; groups > 0; groups--, bytes += width, values += 8)
    _mm256_storeu_si256((__m256i *)values, wide_values32(&lanes, bytes));
}
#endif

void patron_unpack(
    const uint8_t *bytes, size_t available, unsigned width, uint32_t *values, size_t count) {
#if defined(__x86_64__)
  if (width != 0 && __builtin_cpu_supports("avx2")) {
    if (width <= NARROW_LIMIT) {
      unpack_with(unpack_narrow, narrow_reach(width), bytes, available, width, values, count);
    } else {
      unpack_with(unpack_wide, wide_reach(width), bytes, available, width, values, count);
    }
    return;
  }
#endif
  patron_unpack_portable(bytes, available, width, values, count);
}

// Eight bits as eight bytes. The product holds bit i at i + 7 * k for k in 0...7; the mask keeps
// k = i, which is bit 8 * i. The highest bit would meet the lowest one and is placed on its own.
ALWAYS_INLINE uint64_t spread_bits(uint8_t byte) {
  uint64_t low = (byte & 0x7F) * 0x0002040810204081 & 0x0101010101010101;
  return low | (uint64_t)(byte >> 7) << 56;
}

void patron_unpack_flags(const uint8_t *bytes, uint8_t *flags, size_t count) {
  for (; count >= 8; count -= 8, flags += 8) {
    uint64_t eight = spread_bits(*bytes++);
    memcpy(flags, &eight, 8);
  }
  if (count > 0) {
    uint64_t eight = spread_bits(*bytes);
    memcpy(flags, &eight, count);
  }
}
