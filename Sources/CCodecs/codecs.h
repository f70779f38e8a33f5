#include <malloc.h>
#include <lz4.h>
#include <openssl/evp.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>
