"""A backtest of a store: three splits, all models and baselines.

No peer does as much. What came after each split, and how far the purchase days of the last period were off it, must
be what DuckDB says of the same orders.
"""

import sys
from decimal import Decimal

import duckdb

from orders import Orders
from runs import THREADS, in_turn, run, summary

#: Of the customers who bought until a split: those who bought within the horizon behind it, on how many days, for how
#: much; and the mean error of who takes the purchase days of the horizon before for those of the one behind.
CAME = """
WITH days AS (
  SELECT customer_id, order_date AS day, sum(amount) AS spent FROM read_parquet('{orders}')
  WHERE order_date <= DATE '{split}' + {horizon} AND amount > 0 GROUP BY ALL),
customers AS (
  SELECT count(*) FILTER (day <= '{split}') > 0 AS known,
         count(*) FILTER (day > DATE '{split}' - {horizon} AND day <= '{split}') AS before,
         count(*) FILTER (day > '{split}') AS came, coalesce(sum(spent) FILTER (day > '{split}'), 0) AS spent
  FROM days GROUP BY customer_id)
SELECT count(*), count(*) FILTER (came > 0), sum(came), sum(spent), avg(abs(before - came)) FROM customers WHERE known"""


def compare(split: dict, orders: Orders, horizon: int) -> None:
    """Exits with an error unless DuckDB says the same of what came after a split."""
    sql = CAME.format(orders=orders.parquet, split=split["split"], horizon=horizon)
    *came, error = duckdb.sql(sql).fetchall()[0]
    actual, methods = split["actual"], {method["name"]: method for method in split["methods"]}
    ours = [split["customers"], actual["buyers"], actual["purchase_days"], Decimal(actual["revenue"])]
    if ours != came or abs(methods["last-period"]["mae"] - error) > 1e-9:
        sys.exit(f"backtesting.py: after {split['split']}: {ours}, DuckDB: {came}")


def measure(orders: Orders, rounds: int) -> dict:
    command = [orders.binary, "backtest", orders.store, "--threads", THREADS, "--json"]
    runs = in_turn({"patron": lambda: run(command, orders.memory)}, rounds)["patron"]
    output = runs[0].output
    for split in output["splits"]:
        compare(split, orders, output["horizon"])
    return {
        **summary(runs),
        "splits": [split["split"] for split in output["splits"]],
        "methods": [method["name"] for method in output["splits"][0]["methods"]],
    }
