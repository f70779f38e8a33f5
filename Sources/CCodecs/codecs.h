#include <openssl/evp.h>
#include <zlib.h>
#include <zstd.h>
