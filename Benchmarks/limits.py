"""What the machine allows: each stage of a scoring beside the least that parts of it could take, measured in the
same run.

The rates are one thread's. Where both threads share a part it counts half; from memory they read no faster.
"""

import hashlib
import os
import pathlib
import sys

import numpy as np
import pyarrow.parquet as pq

import zstd_pages
from orders import Orders
from runs import FOLDER, THREADS
from zstd_pages import median_seconds

BLOCK = 1 << 24


def rate(size: int, work) -> float:
    """Bytes a second."""
    return size / median_seconds(work)


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


def table(stages: dict) -> str:
    """The stages and their limits, for people."""
    lines = [f"{'stage':8} {'took':>8}   {'limit':64} {'at least':>10} {'times':>6}"]
    for name, stage in stages.items():
        for limit, of in stage["limits"].items():
            times = f"{stage['seconds'] / of:6.1f}" if of else ""
            lines.append(f"{name:8} {stage['seconds']:6.3f} s   {limit:64} {of:8.4f} s {times}")
    return "\n".join(lines)


def measure(orders: Orders, scored: dict) -> dict:
    """The stages of a scoring with their limits in seconds.

    `scored` is what `scoring.measure` found; the scores that it wrote are still there.
    """
    files = sorted((orders.store / "orders").rglob("*.parquet"))
    scores = FOLDER / "ours.parquet"
    metadata = pq.read_metadata(scores)
    unpacked = sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
    stored, written = sum(file.stat().st_size for file in files), scores.stat().st_size
    block = os.urandom(BLOCK)
    rates = {
        **memory_rates(),
        "cached_read": read_rate(files),
        "write_and_sync": write_rate(written),
        "sha256": rate(BLOCK, lambda: hashlib.sha256(block).digest()),
    }
    pages = {"store": zstd_pages.measure(files), "scores": zstd_pages.measure([scores])}
    # x, t_x and T of every customer, as the likelihood needs them.
    summaries = 12 * orders.customers
    limits = {
        "scan": {
            "the store's bytes read at memory's speed": stored / rates["memory_read"],
            "the store's bytes read from the file cache": stored / rates["cached_read"] / THREADS,
            "its pages decompressed by libzstd": pages["store"]["decompress_seconds"] / THREADS,
        },
        "fit": {"x, t_x and T of every customer read at memory's speed": summaries / rates["memory_read"]},
        "predict": {"the table's encoded bytes written at memory's speed": unpacked / rates["memory_copy"]},
        "encode": {
            "the table's encoded bytes written at memory's speed": unpacked / rates["memory_copy"],
            "its compressed pages compressed by libzstd": pages["scores"]["compress_seconds"] / THREADS,
        },
        "write": {
            "the file's SHA-256": written / rates["sha256"],
            "the file's bytes written to a new file and synced": written / rates["write_and_sync"],
        },
    }
    seconds = scored["stages_of_median_run"]
    if "encode" not in seconds:
        # Encoding goes on while the file is written, and its time is part of that.
        limits["write"] = limits.pop("encode") | limits["write"]
    stages = {
        name: {"seconds": seconds[name], "limits": {limit: round(of, 4) for limit, of in parts.items()}}
        for name, parts in limits.items()
    }
    print(table(stages), file=sys.stderr)
    return {
        "bytes_per_second": {name: round(value) for name, value in rates.items()},
        "zstd_pages": pages,
        "bytes": {"store": stored, "table": unpacked, "scores": written},
        "stages": stages,
    }
