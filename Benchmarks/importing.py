"""Importing into a new store, beside DuckDB, which sorts the same rows by customer and day into a Parquet file.

Ours is durable when it ends: files, commit and folders are synced. DuckDB leaves its file to the page cache.
"""

import pathlib
import shutil
import subprocess
import sys

import duckdb

from orders import Orders
from runs import FOLDER, THREADS, Run, compared, in_turn, peer, run


def answer(files: str) -> tuple:
    """Sums that two tables of the same orders share, in whatever order."""
    return duckdb.sql(
        "SELECT count(*), count(DISTINCT customer_id), sum(amount), sum(order_date - DATE '1970-01-01'), "
        f"sum(hash(customer_id, order_date, amount)) FROM read_parquet('{files}')").fetchall()[0]


def measure(orders: Orders, rounds: int, threads: int = THREADS) -> dict:
    """Imports of the Parquet file and of the CSV."""
    sources = (orders.parquet, orders.csv)
    return {source.suffix[1:]: measure_from(source, orders, rounds, threads) for source in sources}


def measure_from(source: pathlib.Path, orders: Orders, rounds: int, threads: int) -> dict:
    store, theirs = FOLDER / "imported.store", FOLDER / "sorted" / "orders.parquet"

    def patron() -> Run:
        shutil.rmtree(store, ignore_errors=True)
        store.mkdir()
        return run([orders.binary, "import", source, "--into", store, "--threads", threads, "--json"],
                   orders.memory, disk=store)

    def duckdb_sort() -> Run:
        shutil.rmtree(theirs.parent, ignore_errors=True)
        theirs.parent.mkdir()
        return run(peer("sort", source, theirs, threads), orders.memory, disk=theirs.parent)

    runs = in_turn({"patron": patron, "duckdb": duckdb_sort}, rounds)
    ours_answer, their_answer = answer(f"{store}/orders/*/*.parquet"), answer(str(theirs))
    if ours_answer != their_answer:
        sys.exit(f"importing.py: the answers differ: {ours_answer}, {their_answer}")
    subprocess.run([orders.binary, "store", "verify", store], check=True, stdout=subprocess.DEVNULL)
    result = {
        "source_bytes": source.stat().st_size,
        "bytes": {
            "patron": sum(file.stat().st_size for file in (store / "orders").rglob("*.parquet")),
            "duckdb": theirs.stat().st_size,
        },
        **compared(runs),
        "plan": runs["duckdb"][-1].output["plan"],
    }
    shutil.rmtree(store)
    shutil.rmtree(theirs.parent)
    return result
