"""Reads Parquet files that pyarrow wrote, beside pyarrow, one thread each, in one run.

    python3 parquet_rates.py --binary ../.build/release/ParquetRates [--record]

One file per encoding. The two take turns; both hold the page cache warm, and each reads the file to
arrays in memory. Prints the median nanoseconds per value and the ratio; values are compared by a
checksum before a time is printed. pyarrow reads with its defaults, which do not verify checksums; ours
are always verified, and the files have them. Needs pyarrow and numpy.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from record import circumstances, show

HERE = pathlib.Path(__file__).parent
ROWS = 4_000_000


def samples() -> dict[str, tuple[pa.Array, dict]]:
    """Columns by what they are read through, and how they are written."""
    random = np.random.default_rng(20261122)
    days = np.sort(random.integers(14_000, 20_000, ROWS)).astype(np.int32)
    shuffled = random.permutation(days)
    cents = np.round(random.lognormal(8, 1, ROWS)).astype(np.int64)
    micros = np.cumsum(random.integers(0, 1 << 31, ROWS)).astype(np.int64)
    ids = np.char.mod("C%012d", np.sort(random.integers(0, ROWS // 10, ROWS)))
    delta = {"use_dictionary": False, "column_encoding": "DELTA_BINARY_PACKED"}
    lengths = {"use_dictionary": False, "column_encoding": "DELTA_LENGTH_BYTE_ARRAY"}
    prefixes = {"use_dictionary": False, "column_encoding": "DELTA_BYTE_ARRAY"}
    split = {"use_dictionary": False, "column_encoding": "BYTE_STREAM_SPLIT"}
    plain = {"use_dictionary": False}
    zstd = {"compression": "zstd"}
    return {
        "delta-int32-sorted-days": (pa.array(days), delta),
        "delta-int32-shuffled-days": (pa.array(shuffled), delta),
        "delta-int64-cents": (pa.array(cents), delta),
        "delta-int64-microseconds": (pa.array(micros), delta),
        "delta-int64-cents-zstd": (pa.array(cents), delta | zstd),
        "dictionary-int64-5000-prices": (pa.array(cents[:5_000][random.integers(0, 5_000, ROWS)]), {}),
        "dictionary-text-clustered-ids": (pa.array(ids), {"dictionary_pagesize_limit": 1 << 26}),
        "plain-int64-cents": (pa.array(cents), plain),
        "plain-int64-cents-zstd": (pa.array(cents), plain | zstd),
        "plain-double": (pa.array(cents / 8), plain),
        "plain-text-ids": (pa.array(ids), plain),
        "plain-text-ids-zstd": (pa.array(ids), plain | zstd),
        "delta-length-text-ids": (pa.array(ids), lengths),
        "delta-prefix-text-ids": (pa.array(ids), prefixes),
        "split-double": (pa.array(cents / 8), split),
    }


def checksum(column: pa.ChunkedArray) -> int:
    if pa.types.is_string(column.type):
        return sum(len(text) for text in column.to_pylist())
    return int(column.to_numpy().astype(np.int64).sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    folder = HERE.parent / ".build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    ours = subprocess.Popen([options.binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    rates = {}
    for name, (column, how) in samples().items():
        path = folder / f"{name}.parquet"
        pq.write_table(
            pa.table({"value": column}), path,
            **({"compression": "none", "write_page_checksum": True} | how))
        times: dict[str, list[float]] = {"patron": [], "pyarrow": []}
        for _ in range(options.rounds):
            ours.stdin.write(f"{path}\n")
            ours.stdin.flush()
            nanoseconds, found = map(int, ours.stdout.readline().split())
            times["patron"].append(nanoseconds)
            start = time.perf_counter_ns()
            table = pq.read_table(path, use_threads=False)
            times["pyarrow"].append(time.perf_counter_ns() - start)
        expected = checksum(table["value"])
        if found != expected:
            sys.exit(f"parquet_rates.py: {name}: the values differ: {found}, {expected}")
        medians = {who: statistics.median(runs) for who, runs in times.items()}
        rates[name] = {
            "bytes_per_value": round(path.stat().st_size / ROWS, 3),
            "patron_ns_per_value": round(medians["patron"] / ROWS, 3),
            "pyarrow_ns_per_value": round(medians["pyarrow"] / ROWS, 3),
            "patron_file_bytes_per_ns": round(path.stat().st_size / medians["patron"], 3),
            "pyarrow_file_bytes_per_ns": round(path.stat().st_size / medians["pyarrow"], 3),
            "ratio": round(medians["pyarrow"] / medians["patron"], 2),
        }
        print(f"{name:32} {rates[name]}", file=sys.stderr)
    record = {
        "what": "whole columns of files that pyarrow wrote, one thread; ratio is pyarrow's time by ours",
        **circumstances("make bench-parquet"),
        "pyarrow": pa.__version__,
        "values": ROWS,
        "rounds": options.rounds,
        "rates": rates,
    }
    show(record, "parquet-rates", options.record)


if __name__ == "__main__":
    main()
