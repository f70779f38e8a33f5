"""All tables about a base, in one run, beside the scores of the same store, the page that draws them, and one of the
tables by DuckDB.

The model is fitted, and tested on the base's own past, as the tables of it need; for the page a second time, as of a
year before. DuckDB makes the cohorts alone: who ordered, and what, in each month since the first order; every cell must
be the same.
"""

import json
import sys
from decimal import Decimal

from orders import Orders
from runs import FOLDER, THREADS, compared, in_turn, peer, run


def cells(document: dict) -> list:
    table = next(table for table in document["tables"] if table["name"] == "cohorts")
    rows = [dict(zip(table["columns"], row)) for row in table["rows"]]
    return [
        [row["first_order_month"], row["months_since"], row["customers"], row["orders"], Decimal(row["net_revenue"])]
        for row in rows if row["customers"]]


def measure(orders: Orders, rounds: int) -> dict:
    folder, scores, page = FOLDER / "tables", FOLDER / "tables-scores.parquet", FOLDER / "report.html"
    tables = [orders.binary, "tables", orders.store, "-o", folder, "--threads", THREADS, "--cac", "10", "--margin", "0.3",
              "--quiet"]
    score = [orders.binary, "score", orders.store, "-o", scores, "--threads", THREADS, "--quiet"]
    report = [orders.binary, "report", orders.store, "-o", page, "--threads", THREADS, "--margin", "0.3", "--quiet"]
    files = f"{orders.store}/orders/*/*.parquet"
    runs = in_turn(
        {
            "patron": lambda: run(tables, orders.memory),
            "patron, scores": lambda: run(score, orders.memory),
            "patron, report": lambda: run(report, orders.memory),
            "duckdb, cohorts alone": lambda: run(peer("cohorts", files, "", THREADS), orders.memory),
        },
        rounds)
    document = json.loads((folder / "tables.json").read_text())
    theirs = [[*row[:4], Decimal(row[4])] for row in runs["duckdb, cohorts alone"][-1].output["answer"]]
    if cells(document) != theirs:
        sys.exit("tabling.py: DuckDB has other cohorts")
    return {
        **compared(runs),
        "tables": [table["name"] for table in document["tables"]],
        "report_bytes": page.stat().st_size,
        "plan": {"duckdb": runs["duckdb, cohorts alone"][-1].output["plan"]},
    }
