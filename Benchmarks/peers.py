"""What peers do with the same orders, one piece of work a process, on two threads and at their best settings.

    python3 peers.py sort SOURCE TARGET       DuckDB: sorted by customer and day into Parquet, what an import does
    python3 peers.py rfm SOURCE TARGET        DuckDB: RFM with quintiles from orders in the order of time, to Parquet
    python3 peers.py aggregate FILES duckdb|polars        orders, first and last day, revenue of every customer
    python3 peers.py aggregate FILES duckdb-days          the same, and how many days each ordered on

Prints the work's own wall and CPU seconds, without the interpreter's start and the imports, and the plan as JSON.
"""

import json
import pathlib
import resource
import shutil
import sys
import time

THREADS = 2
#: More than DuckDB takes for the sort of a hundred million orders without going to disk.
MEMORY = "12GiB"

RFM = """
COPY (
  WITH base AS (
    SELECT customer_id, count(*) AS orders, min(order_date) AS first_day, max(order_date) AS last_day,
           sum(amount) AS revenue
    FROM {source} GROUP BY customer_id)
  SELECT *, ntile(5) OVER (ORDER BY last_day) AS r, ntile(5) OVER (ORDER BY orders) AS f,
         ntile(5) OVER (ORDER BY revenue) AS m
  FROM base
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"""

SORT = """
COPY (SELECT customer_id, order_date, amount FROM {source} ORDER BY customer_id, order_date)
TO '{target}' (FORMAT parquet, COMPRESSION zstd)"""

AGGREGATE = """
SELECT count(*) AS customers, sum(orders)::BIGINT AS orders, sum(revenue)::VARCHAR AS revenue,
       sum(first_day - DATE '1970-01-01')::BIGINT AS first_days,
       sum(last_day - DATE '1970-01-01')::BIGINT AS last_days {sums}
FROM (
  SELECT customer_id, count(*) AS orders, min(order_date) AS first_day, max(order_date) AS last_day,
         sum(amount) AS revenue {columns}
  FROM {source} GROUP BY customer_id)"""


def duckdb_source(path: str) -> str:
    """How DuckDB reads a file: with all types said."""
    if path.endswith(".csv"):
        return (f"read_csv('{path}', header = true, delim = ',', quote = '\"', escape = '\"', "
                "columns = {'customer_id': 'VARCHAR', 'order_date': 'DATE', 'amount': 'DECIMAL(18,2)'}, "
                "dateformat = '%Y-%m-%d', auto_detect = false)")
    return f"read_parquet('{path}', hive_partitioning = false)"


def clocked(work) -> tuple[object, dict]:
    """What some work returns, and the seconds that it took."""
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    result = work()
    seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return result, {"seconds": seconds, "cpu_seconds": cpu}


def in_duckdb(statement: str, scratch: pathlib.Path | None = None) -> tuple[list, dict]:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads TO {THREADS}; SET preserve_insertion_order TO false; "
                       f"SET memory_limit TO '{MEMORY}'")
    if scratch:
        connection.execute(f"SET temp_directory TO '{scratch}'")
    plan = connection.execute("EXPLAIN " + statement).fetchall()[0][1]
    names, times = clocked(lambda: connection.execute(statement))
    rows = [dict(zip([column[0] for column in names.description], row)) for row in names.fetchall()]
    return rows, {**times, "peer": f"duckdb {duckdb.__version__}", "plan": plan}


def write(template: str, source: str, target: str) -> dict:
    scratch = pathlib.Path(target + ".scratch")
    try:
        return in_duckdb(template.format(source=duckdb_source(source), target=target), scratch)[1]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def duckdb_aggregate(files: str, sums: str = "", columns: str = "") -> dict:
    rows, times = in_duckdb(AGGREGATE.format(source=duckdb_source(files), sums=sums, columns=columns))
    return {**times, "answer": rows[0]}


def duckdb_days(files: str) -> dict:
    return duckdb_aggregate(
        files, ", sum(days)::BIGINT AS purchase_days", ", count(DISTINCT order_date) AS days")


def polars_aggregate(files: str) -> dict:
    import os

    os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    import polars as pl

    query = (
        pl.scan_parquet(files, hive_partitioning=False)
        .group_by("customer_id")
        .agg(orders=pl.len(), first_day=pl.col("order_date").min(), last_day=pl.col("order_date").max(),
             revenue=pl.col("amount").sum())
        .select(
            customers=pl.len(), orders=pl.col("orders").cast(pl.Int64).sum(),
            # Both ends are asked for, or the plan would leave out what nobody reads.
            first_days=pl.col("first_day").cast(pl.Int32).cast(pl.Int64).sum(),
            last_days=pl.col("last_day").cast(pl.Int32).cast(pl.Int64).sum(),
            revenue=pl.col("revenue").sum()))
    plan = query.explain(engine="streaming")
    table, times = clocked(lambda: query.collect(engine="streaming"))
    answer = table.to_dicts()[0]
    return {**times, "peer": f"polars {pl.__version__}", "plan": plan,
            "answer": {**answer, "revenue": str(answer["revenue"])}}


AGGREGATES = {"duckdb": duckdb_aggregate, "duckdb-days": duckdb_days, "polars": polars_aggregate}


def main() -> None:
    work, source, last = sys.argv[1:4]
    if work == "aggregate":
        result = AGGREGATES[last](source)
    else:
        result = write({"sort": SORT, "rfm": RFM}[work], source, last)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
