"""Scores generated orders from CSV, beside DuckDB's RFM of the same file, in one run.

    python3 score_csv.py --binary ../.build/release/patron [--record]

Alternates the two, prints the median time and the peak memory of each and their ratio; --record
writes them to Records/. The answers are compared before a time is printed. Needs duckdb and numpy.
"""

import argparse
import json
import statistics
import sys

from record import circumstances, show
from runs import FOLDER, orders_csv, run

DUCKDB = """
import duckdb, sys
source, target = sys.argv[1:3]
connection = duckdb.connect()
connection.execute("SET threads TO 2; SET preserve_insertion_order TO false")
connection.execute(f'''
COPY (
  WITH base AS (
    SELECT customer_id, count(*) orders, min(order_date) first_day, max(order_date) last_day,
           sum(amount) revenue
    FROM read_csv('{source}', header = true,
                  columns = {{'customer_id': 'VARCHAR', 'order_date': 'DATE',
                             'amount': 'DECIMAL(18,2)'}})
    GROUP BY customer_id)
  SELECT *, ntile(5) OVER (ORDER BY last_day) r, ntile(5) OVER (ORDER BY orders) f,
         ntile(5) OVER (ORDER BY revenue) m
  FROM base
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)''')
"""


def main() -> None:
    import duckdb

    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--orders", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    source = orders_csv(options.orders, options.customers)
    ours, theirs = FOLDER / "ours.parquet", FOLDER / "theirs.parquet"
    commands = {
        "patron": [options.binary, "score", str(source), "-o", str(ours), "--json"],
        "duckdb": [sys.executable, "-c", DUCKDB, str(source), str(theirs)],
    }
    results: dict[str, list] = {name: [] for name in commands}
    stages = []
    for _ in range(options.rounds):
        for name, command in commands.items():
            seconds, peak, text = run(command)
            results[name].append((seconds, peak))
            if name == "patron":
                stages.append(json.loads(text)["seconds"])
    answers = [
        duckdb.sql(
            f"SELECT count(*), sum({revenue}), sum(orders) FROM read_parquet('{path}')").fetchall()
        for path, revenue in ((ours, "net_revenue"), (theirs, "revenue"))
    ]
    if answers[0] != answers[1]:
        sys.exit(f"score_csv.py: the answers differ: {answers}")
    medians = {
        name: {
            "seconds": round(statistics.median(s for s, _ in runs), 3),
            "peak_bytes": max(p for _, p in runs),
        }
        for name, runs in results.items()
    }
    record = {
        "what": "score from CSV with fit and all columns; DuckDB: RFM with quintiles, no model",
        **circumstances("make bench"),
        "duckdb": duckdb.__version__,
        "orders": options.orders,
        "customers": options.customers,
        "csv_bytes": source.stat().st_size,
        "rounds": options.rounds,
        "medians": medians,
        "stages_of_median_run": sorted(stages, key=lambda s: s["total"])[len(stages) // 2],
        "duckdb_seconds_per_patron_second": round(
            medians["duckdb"]["seconds"] / medians["patron"]["seconds"], 2),
    }
    show(record, "score-csv", options.record)


if __name__ == "__main__":
    main()
