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

// What the orders of one customer come to.
typedef struct {
  int64_t revenue;
  // Of the orders after a given day.
  int64_t recent_revenue;
  // Of the orders of the first day.
  int64_t first_day_revenue;
  // The days with orders, but for the first.
  int32_t day_changes;
  int32_t recent_orders;
  // The last day with orders that is more than the window after the one before; if there is none, the second
  // day with orders, or else the first.
  int32_t active_since;
} patron_customer_sums;

// Sums up customers. Of each, `starts[i] - starts[0]` is the first of its orders and `starts[i + 1] - starts[0]` the
// end of them. The caller must know that the starts ascend or are equal, that there are so many days and amounts,
// that each customer's days ascend or are equal, and that no sum of amounts needs more than 64 bits. The sums of a
// customer without orders are left as they are. The twin gives the same on every CPU.
void patron_sum_customers(
    const ptrdiff_t *starts, size_t customers, const int32_t *days, const int64_t *amounts,
    int32_t recent_after, uint32_t window, patron_customer_sums *sums);
void patron_sum_customers_portable(
    const ptrdiff_t *starts, size_t customers, const int32_t *days, const int64_t *amounts,
    int32_t recent_after, uint32_t window, patron_customer_sums *sums);

#endif
