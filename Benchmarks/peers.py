"""What peers do with the same orders, one piece of work a process, at their best settings.

    python3 peers.py THREADS sort SOURCE TARGET       DuckDB: sorted by customer and day into Parquet
    python3 peers.py THREADS sort-ids SOURCE TARGET   the same with the orders' ids, from Parquet
    python3 peers.py THREADS restate OLD+NEW TARGET   DuckDB: that, without the orders of a CSV and with it sorted in
    python3 peers.py THREADS rfm SOURCE TARGET        DuckDB: RFM with quintiles, from orders in the order of time
    python3 peers.py THREADS rfm-ntile SOURCE TARGET  the same by three window functions
    python3 peers.py THREADS aggregate FILES PEER     duckdb, polars: orders, first and last day, revenue of all
                                                      customers; duckdb-days: and on how many days they ordered
    python3 peers.py THREADS cohorts FILES ""         DuckDB: what the customers of each month of first order did
                                                      month by month

Prints the work's own wall and CPU seconds, without the interpreter's start and the imports, and the plan as JSON.
"""

import json
import pathlib
import resource
import shutil
import sys
import time

#: More than DuckDB takes for the sort of a hundred million orders without going to disk.
MEMORY = "12GiB"

BASE = """
  SELECT customer_id, count(*) AS orders, min(order_date) AS first_day, max(order_date) AS last_day,
         sum(amount) AS revenue
  FROM {source} GROUP BY customer_id"""

#: Scores by cut points, so that equal values score equal, as ours do; faster than three sorts of all customers.
RFM = """
COPY (
  WITH base AS MATERIALIZED (%s),
  cuts AS (
    SELECT quantile_disc(last_day, [0.2, 0.4, 0.6, 0.8]) AS r, quantile_disc(orders, [0.2, 0.4, 0.6, 0.8]) AS f,
           quantile_disc(revenue, [0.2, 0.4, 0.6, 0.8]) AS m
    FROM base)
  SELECT base.*, %s
  FROM base, cuts
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)""" % (BASE, ", ".join(
    "1 + " + " + ".join(f"({column} > cuts.{score}[{cut}])::INTEGER" for cut in range(1, 5)) + f" AS {score}"
    for score, column in {"r": "last_day", "f": "orders", "m": "revenue"}.items()))

RFM_BY_NTILE = """
COPY (
  WITH base AS (%s)
  SELECT *, ntile(5) OVER (ORDER BY last_day) AS r, ntile(5) OVER (ORDER BY orders) AS f,
         ntile(5) OVER (ORDER BY revenue) AS m
  FROM base
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)""" % BASE

SORT = """
COPY (SELECT customer_id, order_date, amount FROM {source} ORDER BY customer_id, order_date)
TO '{target}' (FORMAT parquet, COMPRESSION zstd)"""

SORT_IDS = """
COPY (SELECT order_id, customer_id, order_date, amount FROM {source} ORDER BY customer_id, order_date)
TO '{target}' (FORMAT parquet, COMPRESSION zstd)"""

RESTATE = """
COPY (
  WITH incoming AS MATERIALIZED (SELECT * FROM {source})
  SELECT * FROM (SELECT * FROM '{old}' ANTI JOIN incoming USING (order_id) UNION ALL SELECT * FROM incoming)
  ORDER BY customer_id, order_date
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"""

AGGREGATE = """
SELECT count(*) AS customers, sum(orders)::BIGINT AS orders, sum(revenue)::VARCHAR AS revenue,
       sum(first_day - DATE '1970-01-01')::BIGINT AS first_days,
       sum(last_day - DATE '1970-01-01')::BIGINT AS last_days
FROM (%s)""" % BASE

#: The same with how many days each customer ordered on, which the models need.
AGGREGATE_WITH_DAYS = (
    AGGREGATE.replace("AS last_days", "AS last_days, sum(days)::BIGINT AS purchase_days")
    .replace("AS revenue\n  FROM", "AS revenue, count(DISTINCT order_date) AS days\n  FROM"))

#: Months since the first order with nothing are left out; those from the sixtieth on are one, as in our table.
COHORTS = """
WITH months AS (
  SELECT customer_id, date_trunc('month', order_date) AS month, count(*) AS orders, sum(amount) AS revenue
  FROM {source} GROUP BY ALL),
firsts AS (SELECT customer_id, min(month) AS first FROM months GROUP BY customer_id)
SELECT strftime(first, '%Y-%m'), least(datediff('month', first, month), 60) AS since,
       count(DISTINCT customer_id), sum(orders)::BIGINT, sum(revenue)::VARCHAR
FROM months JOIN firsts USING (customer_id) GROUP BY ALL ORDER BY ALL"""


def duckdb_source(path: str, first: str = "") -> str:
    """How DuckDB reads a file: with all types said, after those of first columns."""
    if path.endswith(".csv"):
        return (f"read_csv('{path}', header = true, delim = ',', quote = '\"', escape = '\"', columns = {{{first}"
                "'customer_id': 'VARCHAR', 'order_date': 'DATE', 'amount': 'DECIMAL(18,2)'}, "
                "dateformat = '%Y-%m-%d', auto_detect = false)")
    return f"read_parquet('{path}', hive_partitioning = false)"


def clocked(work) -> tuple[object, dict]:
    """What some work returns, and the seconds that it took."""
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    result = work()
    seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return result, {"seconds": seconds, "cpu_seconds": cpu}


def in_duckdb(statement: str, threads: int, scratch: pathlib.Path | None = None) -> tuple[list, dict]:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads TO {threads}; SET preserve_insertion_order TO false; "
                       f"SET memory_limit TO '{MEMORY}'")
    if scratch:
        connection.execute(f"SET temp_directory TO '{scratch}'")
    plan = connection.execute("EXPLAIN " + statement).fetchall()[0][1]
    names, times = clocked(lambda: connection.execute(statement))
    rows = [dict(zip([column[0] for column in names.description], row)) for row in names.fetchall()]
    return rows, {**times, "peer": f"duckdb {duckdb.__version__}", "plan": plan}


def write(template: str, source: str, target: str, threads: int) -> dict:
    scratch = pathlib.Path(target + ".scratch")
    old, _, incoming = source.rpartition("+")
    statement = template.format(
        source=duckdb_source(incoming, "'order_id': 'VARCHAR', " if old else ""), old=old, target=target)
    try:
        return in_duckdb(statement, threads, scratch)[1]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def duckdb_aggregate(files: str, threads: int, statement: str = AGGREGATE) -> dict:
    rows, times = in_duckdb(statement.format(source=duckdb_source(files)), threads)
    return {**times, "answer": rows[0]}


def duckdb_cohorts(files: str, threads: int) -> dict:
    rows, times = in_duckdb(COHORTS.format(source=duckdb_source(files)), threads)
    return {**times, "answer": [list(row.values()) for row in rows]}


def duckdb_days(files: str, threads: int) -> dict:
    return duckdb_aggregate(files, threads, AGGREGATE_WITH_DAYS)


def polars_aggregate(files: str, threads: int) -> dict:
    import os

    os.environ["POLARS_MAX_THREADS"] = str(threads)
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


WRITTEN = {"sort": SORT, "sort-ids": SORT_IDS, "restate": RESTATE, "rfm": RFM, "rfm-ntile": RFM_BY_NTILE}
AGGREGATES = {"duckdb": duckdb_aggregate, "duckdb-days": duckdb_days, "polars": polars_aggregate}


def main() -> None:
    threads, work, source, last = sys.argv[1:5]
    if work == "aggregate":
        result = AGGREGATES[last](source, int(threads))
    elif work == "cohorts":
        result = duckdb_cohorts(source, int(threads))
    else:
        result = write(WRITTEN[work], source, last, int(threads))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
