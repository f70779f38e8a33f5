"""What libzstd alone takes for the pages of Parquet files: to decompress them, and to compress them again."""

import ctypes
import pathlib
import statistics
import time

import pyarrow.parquet as pq

MAGIC = b"\x28\xb5\x2f\xfd"
LEVEL = 1
ROUNDS = 5
MOST = 1 << 24


def median_seconds(work) -> float:
    """The median of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def library() -> ctypes.CDLL:
    zstd = ctypes.CDLL("libzstd.so.1")
    size, pointer = ctypes.c_size_t, ctypes.c_void_p
    zstd.ZSTD_createDCtx.restype = zstd.ZSTD_createCCtx.restype = pointer
    zstd.ZSTD_findFrameCompressedSize.restype = size
    zstd.ZSTD_decompressDCtx.restype = zstd.ZSTD_compressCCtx.restype = size
    zstd.ZSTD_findFrameCompressedSize.argtypes = [ctypes.c_char_p, size]
    zstd.ZSTD_decompressDCtx.argtypes = [pointer, pointer, size, ctypes.c_char_p, size]
    zstd.ZSTD_compressCCtx.argtypes = [pointer, pointer, size, ctypes.c_char_p, size, ctypes.c_int]
    return zstd


def frames(zstd: ctypes.CDLL, files: list[pathlib.Path]) -> list[bytes]:
    """The compressed pages of files, found by what each says of its length."""
    found = []
    for path in files:
        metadata, data = pq.read_metadata(path), path.read_bytes()
        for group in range(metadata.num_row_groups):
            for number in range(metadata.num_columns):
                chunk = metadata.row_group(group).column(number)
                if chunk.compression != "ZSTD":
                    continue
                starts = [chunk.data_page_offset, chunk.dictionary_page_offset]
                at = min(start for start in starts if start is not None)
                end = at + chunk.total_compressed_size
                while (at := data.find(MAGIC, at, end)) >= 0:
                    rest = data[at:min(end, at + (1 << 22))]
                    size = zstd.ZSTD_findFrameCompressedSize(rest, len(rest))
                    if size <= len(rest):
                        found.append(rest[:size])
                        at += size
                    else:
                        at += len(MAGIC)
    return found


def measure(files: list[pathlib.Path]) -> dict:
    """One thread's seconds, page after page through one buffer."""
    zstd = library()
    packed = frames(zstd, files)
    room = ctypes.create_string_buffer(MOST)
    reader, writer = zstd.ZSTD_createDCtx(), zstd.ZSTD_createCCtx()
    pages = [room.raw[:zstd.ZSTD_decompressDCtx(reader, room, MOST, frame, len(frame))] for frame in packed]
    return {
        "pages": len(packed),
        "bytes": sum(map(len, packed)),
        "unpacked_bytes": sum(map(len, pages)),
        "decompress_seconds": round(median_seconds(lambda: [
            zstd.ZSTD_decompressDCtx(reader, room, MOST, frame, len(frame)) for frame in packed]), 4),
        "compress_seconds": round(median_seconds(lambda: [
            zstd.ZSTD_compressCCtx(writer, room, MOST, page, len(page), LEVEL) for page in pages]), 4),
    }
