#include <malloc.h>
#include <lz4.h>
#include <openssl/evp.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>

#include <stdint.h>

// <fcntl.h> has it for GNU sources alone, which Swift's are not.
int sync_file_range(int descriptor, int64_t offset, int64_t count, unsigned flags);
