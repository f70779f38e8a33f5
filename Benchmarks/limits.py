"""What the machine allows: the rates that stages of ours are set beside, measured in the same run.

The rates are one thread's; two threads may reach twice as much from caches and cores, not from memory.
"""

import ctypes
import os
import pathlib
import statistics
import time

import numpy as np
import pyarrow.parquet as pq

from orders import Orders
from runs import FOLDER

BLOCK = 1 << 24
ROUNDS = 5
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


def rate(size: int, work) -> float:
    """Bytes a second, the median of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return size / statistics.median(times)


def memory_rates() -> dict[str, float]:
    source = np.ones(1 << 25, np.int64)
    target = np.zeros_like(source)
    return {
        "memory_copy": rate(source.nbytes, lambda: np.copyto(target, source)),
        "memory_read": rate(source.nbytes, source.sum),
    }


def read_rate(files: list[pathlib.Path]) -> float:
    """Files that the page cache holds, read into a buffer."""
    buffer = bytearray(BLOCK)

    def work() -> None:
        for path in files:
            with open(path, "rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass

    return rate(sum(path.stat().st_size for path in files), work)


def write_rate(size: int) -> float:
    """A new file of so many bytes, written and synced."""
    path = FOLDER / "written"
    block = os.urandom(BLOCK)

    def work() -> None:
        with open(path, "wb", buffering=0) as file:
            for at in range(0, size, BLOCK):
                file.write(block[:min(BLOCK, size - at)])
            os.fsync(file.fileno())

    try:
        return rate(size, work)
    finally:
        path.unlink(missing_ok=True)


def zstd_frames(files: list[pathlib.Path]) -> list[bytes]:
    """The compressed pages of files, found by what each says of its length."""
    zstd = ctypes.CDLL("libzstd.so.1")
    zstd.ZSTD_findFrameCompressedSize.restype = ctypes.c_size_t
    zstd.ZSTD_findFrameCompressedSize.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    frames = []
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
                while (at := data.find(ZSTD_MAGIC, at, end)) >= 0:
                    rest = data[at:min(end, at + (1 << 22))]
                    size = zstd.ZSTD_findFrameCompressedSize(rest, len(rest))
                    if size <= len(rest):
                        frames.append(rest[:size])
                        at += size
                    else:
                        at += len(ZSTD_MAGIC)
    return frames


def zstd_rate(files: list[pathlib.Path]) -> dict:
    """The store's own pages decompressed by libzstd, one after another into one buffer."""
    zstd = ctypes.CDLL("libzstd.so.1")
    zstd.ZSTD_createDCtx.restype = ctypes.c_void_p
    zstd.ZSTD_decompressDCtx.restype = ctypes.c_size_t
    zstd.ZSTD_decompressDCtx.argtypes = [
        ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    context, room = zstd.ZSTD_createDCtx(), ctypes.create_string_buffer(BLOCK)
    frames = zstd_frames(files)
    unpacked = [zstd.ZSTD_decompressDCtx(context, room, BLOCK, frame, len(frame)) for frame in frames]
    seconds = sum(unpacked) / rate(sum(unpacked), lambda: [
        zstd.ZSTD_decompressDCtx(context, room, BLOCK, frame, len(frame)) for frame in frames])
    packed = sum(map(len, frames))
    return {"pages": len(frames), "bytes": packed, "unpacked_bytes": sum(unpacked), "seconds": round(seconds, 4)}


def measure(orders: Orders, scored: dict) -> dict:
    """The least that each stage of a scoring could take, and how many times that it took.

    `scored` is what `scoring.measure` found; the scores that it wrote are still there.
    """
    files = sorted((orders.store / "orders").rglob("*.parquet"))
    scores = FOLDER / "ours.parquet"
    metadata = pq.read_metadata(scores)
    table = sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
    stored, written = sum(file.stat().st_size for file in files), scores.stat().st_size
    rates = {**memory_rates(), "cached_read": read_rate(files), "write_and_sync": write_rate(written)}
    zstd = zstd_rate(files)
    # x, t_x and T of every customer, as the likelihood needs them.
    summaries = 12 * orders.customers
    least = {
        "scan": stored / rates["cached_read"] / 2 + zstd["seconds"] / 2,
        "fit": summaries / rates["memory_read"],
        "predict": table / rates["memory_copy"],
        "write": written / rates["write_and_sync"],
    }
    stages = scored["stages_of_median_run"]
    return {
        "bytes_per_second": {name: round(value) for name, value in rates.items()},
        "zstd_of_the_store": zstd,
        "bytes": {"store": stored, "table": table, "scores": written},
        "stages": {
            name: {"seconds": stages[name], "least": round(limit, 4), "times": round(stages[name] / limit, 1)}
            for name, limit in least.items() if name in stages
        },
        "limits": {
            "scan": "the store read from the file cache and its pages decompressed by libzstd, on two threads",
            "fit": "x, t_x and T of every customer read from memory once",
            "predict": "the table's encoded bytes written to memory once",
            "write": "the file's bytes written to a new file and synced",
        },
    }
