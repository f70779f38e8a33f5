#ifndef PATRON_CKERNELS_H
#define PATRON_CKERNELS_H
// Loops that need instructions which Swift does not reach, each chosen at run time by what the CPU has.
// Linking the module in also installs the check in CPUCheck.c.

#include <stddef.h>
#include <stdint.h>

// The CRC-32 of bytes whose predecessors have the CRC-32 `sum`, 0 before the first byte.
uint32_t patron_crc32(uint32_t sum, const uint8_t *bytes, size_t count);
// The same by tables, on any CPU.
uint32_t patron_crc32_portable(uint32_t sum, const uint8_t *bytes, size_t count);

// Kernels of Parquet's packed bits: value i of width w stands in bits i * w ... i * w + w - 1 of the
// bytes, low bits first.
//
// They check nothing. Of every call the caller must know that
//   width       is within the bounds that the function states
//   available   bytes may be read from `bytes`: they hold count values, 8 * available >= count * width;
//               the kernels read no byte beyond them, and are faster where there are more than needed
//   count       elements may be written to the output, which overlaps no input
//
// Each kernel runs AVX2 code where the CPU has it; its twin `..._portable` gives the same results on
// every CPU and is exported for the tests that compare the two.

// Unpacks values of 0...32 bits.
void patron_unpack(
    const uint8_t *bytes, size_t available, unsigned width, uint32_t *values, size_t count);
void patron_unpack_portable(
    const uint8_t *bytes, size_t available, unsigned width, uint32_t *values, size_t count);

// Unpacks single bits, each into a byte that is 0 or 1. Reads (count + 7) / 8 bytes.
void patron_unpack_flags(const uint8_t *bytes, uint8_t *flags, size_t count);

// Undoes differences: value[i] = value[i - 1] + minimum + (the i-th packed number), where value[-1] is
// `last`, and sums wrap. Widths are 0...57 bits, of which 32 count, and 0...64. Returns the last value.
int32_t patron_sum_deltas32(
    const uint8_t *bytes, size_t available, unsigned width, int32_t minimum, int32_t last,
    int32_t *values, size_t count);
int32_t patron_sum_deltas32_portable(
    const uint8_t *bytes, size_t available, unsigned width, int32_t minimum, int32_t last,
    int32_t *values, size_t count);
int64_t patron_sum_deltas64(
    const uint8_t *bytes, size_t available, unsigned width, int64_t minimum, int64_t last,
    int64_t *values, size_t count);
int64_t patron_sum_deltas64_portable(
    const uint8_t *bytes, size_t available, unsigned width, int64_t minimum, int64_t last,
    int64_t *values, size_t count);

// Packs a multiple of eight values of 0...64 bits, none of which needs more, into count * width / 8 bytes.
// It has no twin: it is the same on every CPU.
void patron_pack(const uint64_t *values, size_t count, unsigned width, uint8_t *bytes);
// The same for values of 0...32 bits.
void patron_pack32(const uint32_t *values, size_t count, unsigned width, uint8_t *bytes);

// The first index, of `from`, `from` + 8, `from` + 16, …, where a run begins: at least `least` equal values, at
// least 8, or equal ones up to the last. `count` if there is none. Reads no other than the `count` values.
size_t patron_next_run32(const uint32_t *values, size_t count, size_t from, size_t least);

// Finds the regular records of CSV that stand one after the other from bytes[start] on, up to the first
// that is not regular, or does not end before bytes[end]. Regular is a record of exactly `columns` fields,
// 2 at least, and a LF. A field has no quote, or is all of it in quotes, with those inside doubled and
// without a line end; only the CR of the line's end may follow it.
//
// Returns how many they are. Field f of record r begins at bounds[r * columns + f] and ends one byte before
// the next bound, its quotes and a CR at the end included. `bounds` needs room for end - start + 9 of them;
// `end` is below 2^32 and not before `start`. `odd` becomes 0 if no byte up to the last record's end is 0 or
// above 127.
size_t patron_csv_records(
    const uint8_t *bytes, size_t start, size_t end, uint8_t separator, size_t columns,
    uint32_t *bounds, int *odd);
// The same on any CPU.
size_t patron_csv_records_portable(
    const uint8_t *bytes, size_t start, size_t end, uint8_t separator, size_t columns,
    uint32_t *bounds, int *odd);

// Of 64 neighbouring orders, order i in bit i.
typedef struct {
  // Those of another day than the order before.
  uint64_t new_days;
  // Those more than the window after the order before.
  uint64_t spells;
  // Those after a given day, and those after another.
  uint64_t recent;
  uint64_t latest;
} patron_order_marks;

// What marks are by.
typedef struct {
  int32_t recent_after;
  int32_t latest_after;
  uint32_t window;
} patron_mark_limits;

// What is true of all of some orders.
typedef struct {
  // The bits that are set in any amount.
  int64_t amount_bits;
  // The greatest day.
  int32_t last_day;
  // 1 if any amount is 0.
  int32_t has_zeros;
} patron_order_facts;

// Marks orders, and adds up their amounts: sums[i] are those of the first i, modulo 2^64. What is marked of the
// first order, and of one whose day is less than that before, has no meaning. There must be room for count + 1
// sums, and for count / 64 + 2 marks: those behind the last order that a word has room for are written as well.
// The twin gives the same on every CPU.
patron_order_facts patron_mark_orders(
    const int32_t *days, const int64_t *amounts, size_t count, patron_mark_limits limits,
    patron_order_marks *marks, int64_t *sums);
patron_order_facts patron_mark_orders_portable(
    const int32_t *days, const int64_t *amounts, size_t count, patron_mark_limits limits,
    patron_order_marks *marks, int64_t *sums);

#endif
