"""Scoring a store into CSV: what the writing of so much text takes.

The text is read by DuckDB, and its sums compared with those of the Parquet file of the same scores.
"""

import sys

import duckdb

from orders import Orders
from runs import FOLDER, THREADS, in_turn, summary
from scoring import score

#: What both files must agree in: money and days to the last digit, chances to the six that CSV has of each.
SUMS = """
SELECT count(*), count(DISTINCT customer_id), sum(orders), sum(net_revenue), sum(last_order_date - DATE '1970-01-01'),
       round(sum(probability_alive::DECIMAL(18, 6)) / count(*), 5), count(next_order_due_date)
FROM {source}"""


def sums(source: str) -> tuple:
    return duckdb.sql(SUMS.format(source=source)).fetchall()[0]


def measure(orders: Orders, rounds: int) -> dict:
    text, table = FOLDER / "ours.csv", FOLDER / "ours.parquet"
    score(orders, table, THREADS)
    runs = in_turn({"patron": lambda: score(orders, text, THREADS)}, rounds)["patron"]
    types = "types = {'customer_id': 'VARCHAR', 'net_revenue': 'DECIMAL(18,2)', 'probability_alive': 'DECIMAL(18,6)'}"
    in_text, in_table = sums(f"read_csv('{text}', header = true, {types})"), sums(f"read_parquet('{table}')")
    if in_text != in_table:
        sys.exit(f"writing_csv.py: CSV and Parquet differ: {in_text}, {in_table}")
    size = text.stat().st_size
    text.unlink()
    middle = sorted(runs, key=lambda one: one.seconds)[len(runs) // 2]
    stages = middle.output["seconds"]
    return {
        **summary(runs),
        "rows": orders.customers,
        "bytes": size,
        "stages_of_median_run": stages,
        "bytes_per_second_of_writing": round(size / stages["write"]),
    }
