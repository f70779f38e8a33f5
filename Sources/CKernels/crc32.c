// CRC-32 of IEEE 802.3 and gzip, reflected, P(x) = x^32 + x^26 + ... + 1 (0xEDB88320 low bit first).
//
// The bytes are a polynomial over GF(2), their first bit the highest power, and the sum is its remainder
// by P. So a block of 128 bits that stands D bits before another may be replaced by any polynomial
// congruent to block * x^D, added to that other (Gopal et al., "Fast CRC Computation for Generic
// Polynomials Using PCLMULQDQ Instruction", Intel, 2009):
//
//   four blocks, the sum so far added to the first 32 bits
//   while 64 bytes are left:   each block = fold(block, 512) + the next block
//   the first three fold by 128 into the next one, then 16 bytes at a time
//   what is left, one block and up to 15 bytes, goes through the tables
//
//   fold(block, D) = first half * (x^(D + 32) mod P) + second half * (x^(D - 32) mod P)
//
// The powers: the first half stands 64 bits before the second, D + 64 in all. A remainder r, bits
// reversed and shifted left once, reads as r * x^31 in a register whose lowest bit is x^63, and the product
// of two such registers as the product * x in one whose lowest bit is x^127. Together that is x^32, which
// the powers leave out.

#include "CKernels.h"

// tables[0][b] is b * x^32 mod P; tables[k][b] the same k bytes further on.
static uint32_t tables[8][256];

__attribute__((constructor)) static void patron_crc32_fill_tables(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t sum = byte;
    for (int bit = 0; bit < 8; bit++) sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320 : 0);
    tables[0][byte] = sum;
  }
  for (int step = 1; step < 8; step++)
    for (int byte = 0; byte < 256; byte++) {
      uint32_t before = tables[step - 1][byte];
      tables[step][byte] = before >> 8 ^ tables[0][before & 0xFF];
    }
}

// Eight bytes a step. The register is the sum before its bits are inverted at the end.
static uint32_t update_by_tables(uint32_t state, const uint8_t *bytes, size_t count) {
  for (; count >= 8; bytes += 8, count -= 8) {
    state ^= (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
             (uint32_t)bytes[3] << 24;
    state = tables[7][state & 0xFF] ^ tables[6][state >> 8 & 0xFF] ^
            tables[5][state >> 16 & 0xFF] ^ tables[4][state >> 24] ^ tables[3][bytes[4]] ^
            tables[2][bytes[5]] ^ tables[1][bytes[6]] ^ tables[0][bytes[7]];
  }
  for (; count > 0; bytes++, count--) state = state >> 8 ^ tables[0][(state ^ *bytes) & 0xFF];
  return state;
}

uint32_t patron_crc32_portable(uint32_t sum, const uint8_t *bytes, size_t count) {
  return ~update_by_tables(~sum, bytes, count);
}

#if defined(__x86_64__)

#include <immintrin.h>

#define FOLDING __attribute__((target("pclmul,sse4.1")))

FOLDING static inline __m128i load(const uint8_t *bytes) {
  return _mm_loadu_si128((const __m128i *)bytes);
}

// The low half of a register holds the first bytes.
FOLDING static inline __m128i fold(__m128i block, __m128i powers, __m128i next) {
  __m128i first = _mm_clmulepi64_si128(block, powers, 0x00);
  __m128i second = _mm_clmulepi64_si128(block, powers, 0x11);
  return _mm_xor_si128(_mm_xor_si128(first, second), next);
}

// At least 64 bytes.
FOLDING static uint32_t update_by_folding(uint32_t state, const uint8_t *bytes, size_t count) {
  const __m128i by512 = _mm_set_epi64x(0x1C6E41596, 0x154442BD4);  // x^480, x^544 mod P
  const __m128i by128 = _mm_set_epi64x(0x0CCAA009E, 0x1751997D0);  // x^96, x^160 mod P
  __m128i block0 = _mm_xor_si128(load(bytes), _mm_cvtsi32_si128((int)state));
  __m128i block1 = load(bytes + 16);
  __m128i block2 = load(bytes + 32);
  __m128i block3 = load(bytes + 48);
  for (bytes += 64, count -= 64; count >= 64; bytes += 64, count -= 64) {
    block0 = fold(block0, by512, load(bytes));
    block1 = fold(block1, by512, load(bytes + 16));
    block2 = fold(block2, by512, load(bytes + 32));
    block3 = fold(block3, by512, load(bytes + 48));
  }
  block1 = fold(block0, by128, block1);
  block2 = fold(block1, by128, block2);
  block3 = fold(block2, by128, block3);
  for (; count >= 16; bytes += 16, count -= 16) block3 = fold(block3, by128, load(bytes));
  // The block stands for all bytes so far: its sum from 0 is theirs.
  uint8_t last[16];
  _mm_storeu_si128((__m128i *)last, block3);
  return update_by_tables(update_by_tables(0, last, sizeof last), bytes, count);
}

uint32_t patron_crc32(uint32_t sum, const uint8_t *bytes, size_t count) {
  if (count >= 64 && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1"))
    return ~update_by_folding(~sum, bytes, count);
  return patron_crc32_portable(sum, bytes, count);
}

#else

uint32_t patron_crc32(uint32_t sum, const uint8_t *bytes, size_t count) {
  return patron_crc32_portable(sum, bytes, count);
}

#endif
