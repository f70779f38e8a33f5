"""Histories of all customers of a store, beside plain aggregates of the same Parquet files.

Ours have all columns that scoring needs, purchase days among them; the peers count orders, take the first and
the last day and sum the revenue. All keep the file cache warm.
"""

import sys

from orders import Orders
from runs import HERE, compared, in_turn, run, summary


def measure(orders: Orders, rounds: int) -> dict:
    rates = orders.binary.parent / "HistoryRates"
    files = f"{orders.store}/orders/*/*.parquet"
    peer = [sys.executable, HERE / "peers.py", "aggregate", files]
    runs = in_turn(
        {
            "patron": lambda: run([rates, orders.store, 2]),
            "patron, one thread": lambda: run([rates, orders.store, 1]),
            "duckdb": lambda: run([*peer, "duckdb"]),
            "polars": lambda: run([*peer, "polars"]),
        },
        rounds)
    answer = runs["patron"][-1].output["answer"]
    days = run([*peer, "duckdb-days"])
    wanted = {**answer, "purchase_days": runs["patron"][-1].output["purchase_days"]}
    for name, of in runs.items():
        if of[-1].output["answer"] != answer:
            sys.exit(f"aggregating.py: {name} has another answer: {of[-1].output['answer']}, ours is {answer}")
    if days.output["answer"] != wanted:
        sys.exit(f"aggregating.py: DuckDB has other purchase days: {days.output['answer']}, ours are {wanted}")
    summaries = compared(runs)
    for name in ("patron", "patron, one thread"):
        best = min(summaries[name]["rounds"])
        summaries[name]["million_orders_per_second"] = round(orders.orders / summaries[name]["seconds"] / 1e6, 1)
        summaries[name]["million_orders_per_second_at_best"] = round(orders.orders / best / 1e6, 1)
    return {
        **summaries,
        "duckdb, purchase days too, once": summary([days]),
        "plan": {name: runs[name][-1].output["plan"] for name in ("duckdb", "polars")},
    }
