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

#endif
