"""Imports generated orders from CSV into a new store within a limit of memory, beside DuckDB, which
sorts the same rows by customer and day into a Parquet file.

    python3 import_store.py --binary ../.build/release/patron [--orders 100_000_000] [--record]

Prints time, peak memory and peak disk of each; the sums of both are compared before. Needs duckdb and numpy.
"""

import argparse
import json
import pathlib
import shutil
import statistics
import sys

import duckdb

from record import circumstances, show
from runs import FOLDER, orders_csv, run

DUCKDB = """
import duckdb, sys
source, target, scratch = sys.argv[1:4]
connection = duckdb.connect()
connection.execute(f"SET threads TO 2; SET temp_directory TO '{scratch}'; SET memory_limit TO '2GiB'")
connection.execute(f'''
COPY (
  SELECT * FROM read_csv('{source}', header = true,
    columns = {{'customer_id': 'VARCHAR', 'order_date': 'DATE', 'amount': 'DECIMAL(18,2)'}})
  ORDER BY customer_id, order_date
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)''')
"""


class Disk:
    """The most bytes that the files below some folders have taken."""

    def __init__(self, *folders: pathlib.Path):
        self.folders = folders
        self.peak = 0

    def watch(self) -> None:
        size = 0
        for folder in self.folders:
            for path in folder.rglob("*"):
                try:
                    size += path.stat().st_size if path.is_file() else 0
                except FileNotFoundError:
                    pass
        self.peak = max(self.peak, size)


def answer(files: str) -> tuple:
    return duckdb.sql(
        f"SELECT count(*), count(DISTINCT customer_id), sum(amount) FROM read_parquet('{files}')"
    ).fetchall()[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--orders", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int)
    parser.add_argument("--memory", default="2GiB")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    customers = options.customers or options.orders // 10
    source = orders_csv(options.orders, customers)
    ours, theirs = FOLDER / "store", FOLDER / "duckdb"
    commands = {
        "patron": [options.binary, "import", str(source), "--into", str(ours),
                   "--memory", options.memory, "--json"],
        "duckdb": [sys.executable, "-c", DUCKDB, str(source), str(theirs / "orders.parquet"),
                   str(theirs / "scratch")],
    }
    results: dict[str, list] = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, command in commands.items():
            folder = {"patron": ours, "duckdb": theirs}[name]
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            disk = Disk(folder)
            seconds, peak, _ = run(command, disk.watch)
            results[name].append((seconds, peak, disk.peak))
    ours_answer = answer(f"{ours}/orders/*/*.parquet")
    if ours_answer != answer(str(theirs / "orders.parquet")):
        sys.exit("import_store.py: the answers differ")
    info = json.loads(run([options.binary, "store", "info", str(ours), "--json"])[2])
    run([options.binary, "store", "verify", str(ours)])
    medians = {
        name: {
            "seconds": round(statistics.median(s for s, _, _ in runs), 2),
            "peak_bytes": max(p for _, p, _ in runs),
            "peak_disk_bytes": max(d for _, _, d in runs),
        }
        for name, runs in results.items()
    }
    medians["duckdb"]["bytes"] = (theirs / "orders.parquet").stat().st_size
    medians["patron"]["bytes"] = info["bytes"]
    record = {
        "what": "orders from CSV into a new store; DuckDB: sorted by customer and day into Parquet",
        **circumstances(f"make bench-import ORDERS={options.orders}"),
        "duckdb": duckdb.__version__,
        "orders": options.orders,
        "customers": customers,
        "memory": options.memory,
        "csv_bytes": source.stat().st_size,
        "rounds": options.rounds,
        "medians": medians,
        "duckdb_seconds_per_patron_second": round(
            medians["duckdb"]["seconds"] / medians["patron"]["seconds"], 2),
    }
    shutil.rmtree(ours)
    shutil.rmtree(theirs)
    show(record, f"import-{options.orders}", options.record)


if __name__ == "__main__":
    main()
