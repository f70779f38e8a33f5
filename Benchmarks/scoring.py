"""Scoring a store, fit and all columns, beside DuckDB's RFM with quintiles of the orders in the order of time."""

import pathlib
import sys

import duckdb

from orders import Orders
from runs import FOLDER, THREADS, Run, compared, in_turn, peer, run

#: Customers of whom the two say something else, scores included.
DIFFERENCES = """
SELECT count(*) FROM read_parquet('{ours}') AS ours
FULL JOIN read_parquet('{theirs}') AS theirs USING (customer_id)
WHERE ours.orders IS DISTINCT FROM theirs.orders OR ours.net_revenue IS DISTINCT FROM theirs.revenue
  OR ours.first_order_date IS DISTINCT FROM theirs.first_day
  OR ours.last_order_date IS DISTINCT FROM theirs.last_day
  OR (ours.r_score, ours.f_score, ours.m_score) IS DISTINCT FROM (theirs.r, theirs.f, theirs.m)"""


def score(orders: Orders, target: pathlib.Path, threads: int) -> Run:
    return run([orders.binary, "score", orders.store, "-o", target, "--threads", threads, "--json"], orders.memory)


def measure(orders: Orders, rounds: int, threads: int = THREADS) -> dict:
    ours, theirs = FOLDER / "ours.parquet", FOLDER / "theirs.parquet"
    runs = in_turn(
        {
            "patron": lambda: score(orders, ours, threads),
            "duckdb, ntile": lambda: run(peer("rfm-ntile", orders.parquet, theirs, threads), orders.memory),
            # The last of a round, so that its file is there to be compared.
            "duckdb": lambda: run(peer("rfm", orders.parquet, theirs, threads), orders.memory),
        },
        rounds)
    different = duckdb.sql(DIFFERENCES.format(ours=ours, theirs=theirs)).fetchall()[0][0]
    if different:
        sys.exit(f"scoring.py: {different} customers differ")
    middle = sorted(runs["patron"], key=lambda one: one.seconds)[len(runs["patron"]) // 2]
    return {
        **compared(runs),
        "stages_of_median_run": middle.output["seconds"],
        "plan": runs["duckdb"][-1].output["plan"],
    }
