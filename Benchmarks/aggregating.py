"""Histories of all customers of a store, beside plain aggregates of the same Parquet files.

Ours have all columns that scoring needs, purchase days among them; the peers count orders, take the first and
the last day and sum the revenue. All keep the file cache warm.
"""

import sys

from orders import Orders
from runs import THREADS, compared, in_turn, peer, run, summary


def measure(orders: Orders, rounds: int, threads: int = THREADS) -> dict:
    rates = orders.binary.parent / "HistoryRates"
    files = f"{orders.store}/orders/*/*.parquet"
    ours = {"patron": threads} if threads == 1 else {"patron": threads, "patron, one thread": 1}
    runs = in_turn(
        {
            **{name: lambda count=count: run([rates, orders.store, count], orders.memory) for name, count in ours.items()},
            "duckdb": lambda: run(peer("aggregate", files, "duckdb", threads), orders.memory),
            "polars": lambda: run(peer("aggregate", files, "polars", threads), orders.memory),
        },
        rounds)
    answer = runs["patron"][-1].output["answer"]
    days = run(peer("aggregate", files, "duckdb-days", threads), orders.memory)
    wanted = {**answer, "purchase_days": runs["patron"][-1].output["purchase_days"]}
    for name, of in runs.items():
        if of[-1].output["answer"] != answer:
            sys.exit(f"aggregating.py: {name} has another answer: {of[-1].output['answer']}, ours is {answer}")
    if days.output["answer"] != wanted:
        sys.exit(f"aggregating.py: DuckDB has other purchase days: {days.output['answer']}, ours are {wanted}")
    summaries = compared(runs)
    for name in ours:
        of = summaries[name]
        of["million_orders_per_second"] = round(orders.orders / of["seconds"] / 1e6, 1)
        of["million_orders_per_second_at_best"] = round(orders.orders / min(of["rounds"]) / 1e6, 1)
    return {
        **summaries,
        "duckdb, purchase days too, once": summary([days]),
        "plan": {name: runs[name][-1].output["plan"] for name in ("duckdb", "polars")},
    }
