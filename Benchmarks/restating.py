"""Orders that come again: an export of which most orders are new and some are there already, and others now.

The store has orders with ids, in the order of time as imported from one CSV; the export has a five-hundredth as many,
of which one in a hundred is an order of the store with one more in its amount. Every round imports it into the same
store. DuckDB does by hand what the import does: it looks the ids up in a Parquet file sorted by customer, and writes
that file anew without the orders that came again and with those of the export, sorted in.
"""

import pathlib
import shutil
import subprocess
import sys

import duckdb

from orders import Orders, made
from runs import FOLDER, THREADS, Run, compared, in_turn, peer, run


def simulate(orders: Orders, path: pathlib.Path, count: int, customers: int, seed: int) -> None:
    subprocess.run([orders.binary, "simulate", "-o", path, "--orders", str(count), "--customers",
                    str(customers), "--seed", str(seed), "--order-ids", "--quiet"], check=True)


def export(orders: Orders, stored: pathlib.Path, target: pathlib.Path) -> None:
    """New orders, whose ids begin with another digit, and changed ones of the store, in no order."""
    count = max(1000, orders.orders // 500)
    restated = count // 100
    new = FOLDER / "new-orders.parquet"
    simulate(orders, new, count - restated, count // 10, seed=2)
    duckdb.sql(f"""
        COPY (
          SELECT '2' || substr(order_id, 2) AS order_id, customer_id, order_date, amount FROM '{new}'
          UNION ALL
          SELECT order_id, customer_id, order_date, amount + 1 FROM '{stored}'
          WHERE order_id::BIGINT % {orders.orders // restated} = 7
          ORDER BY hash(order_id)
        ) TO '{target}' (HEADER)""")
    new.unlink()


def answer(files: str) -> tuple:
    return duckdb.sql(
        "SELECT count(*), count(DISTINCT order_id), sum(amount), sum(hash(order_id, customer_id, order_date, amount)) "
        f"FROM read_parquet({files})").fetchall()[0]


def live_files(store: pathlib.Path) -> str:
    """The data files of the newest version, by the actions of its log."""
    commits = "', '".join(sorted(str(path) for path in (store / "orders" / "_delta_log").glob("*.json")))
    rows = duckdb.sql(f"""
        WITH actions AS (SELECT * FROM read_ndjson(['{commits}'], columns =
            {{'add': 'STRUCT(path VARCHAR)', 'remove': 'STRUCT(path VARCHAR)'}}))
        SELECT add.path FROM actions WHERE add IS NOT NULL
          AND add.path NOT IN (SELECT remove.path FROM actions WHERE remove IS NOT NULL)""").fetchall()
    return str([str(store / "orders" / path.replace("%3D", "=")) for (path,) in rows])


def measure(orders: Orders, rounds: int, threads: int = THREADS) -> dict:
    """Imports of all orders, which is measured once, and of the export."""
    stored = made(orders.path("-ids.parquet"),
                  lambda path: simulate(orders, path, orders.orders, orders.customers, seed=1))
    incoming = made(orders.path("-again.csv"), lambda path: export(orders, stored, path))
    base, store = FOLDER / "restated-base.store", FOLDER / "restated.store"
    old, new = FOLDER / "restated-base.parquet", FOLDER / "restated.parquet"

    def imported(source: pathlib.Path, store: pathlib.Path) -> Run:
        return run([orders.binary, "import", source, "--into", store, "--threads", threads, "--json"],
                   orders.memory, disk=store)

    shutil.rmtree(base, ignore_errors=True)
    base.mkdir(parents=True)
    first = in_turn({"patron": lambda: imported(stored, base)}, 1)
    run(peer("sort-ids", stored, old, threads), orders.memory)

    def patron() -> Run:
        shutil.rmtree(store, ignore_errors=True)
        # Files of a store never change: links are as good as copies.
        shutil.copytree(base, store, copy_function=lambda source, target: pathlib.Path(target).hardlink_to(source))
        return imported(incoming, store)

    def duckdb_again() -> Run:
        new.unlink(missing_ok=True)
        return run(peer("restate", f"{old}+{incoming}", new, threads), orders.memory)

    runs = in_turn({"patron": patron, "duckdb": duckdb_again}, rounds)
    ours, theirs = answer(live_files(store)), answer(f"'{new}'")
    if ours != theirs:
        sys.exit(f"restating.py: the answers differ: {ours}, {theirs}")
    subprocess.run([orders.binary, "store", "verify", store], check=True, stdout=subprocess.DEVNULL)
    result = {
        "orders": {"stored": orders.orders, **runs["patron"][-1].output["orders"]},
        "first_import": compared(first)["patron"],
        **compared(runs),
        "plan": runs["duckdb"][-1].output["plan"],
    }
    for path in (base, store):
        shutil.rmtree(path)
    for path in (old, new):
        path.unlink()
    return result
