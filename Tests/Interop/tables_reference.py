"""The base of which the tests of tables make them, and DuckDB's view of the same orders.

PATRON_BINARY (default .build/release/patron) makes them of CDNOW's sample, and of what is there of the folder
PATRON_TEST_DATA: retail transactions, and Online Retail II and Complete Journey by way of stores, whose orders DuckDB
reads as they stand.
"""

import csv
import datetime
import json
import math
import os
import pathlib
import subprocess

import duckdb
import pytest
from scores_reference import ROOT

BINARY = pathlib.Path(os.environ.get("PATRON_BINARY") or ROOT / ".build/release/patron")
DATA = pathlib.Path(os.environ.get("PATRON_TEST_DATA") or "nowhere")

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")

CSV = """
    SELECT customer_id, {day}::DATE AS day, {amount}::DECIMAL(18, 2) AS amount
    FROM read_csv('{path}', header = true, all_varchar = true)"""

# How bases that stand in stores are imported.
STORES = {
    "online retail": (),
    "complete journey": ("--currency", "USD", "--time-zone", "America/New_York", "--stamp-zone", "UTC"),
}


class Base:
    """A base with its tables; in DuckDB `orders` (above zero) and `guests`."""

    def read(self, name, folder):
        """Makes the source, and the tables of DuckDB."""
        path = {
            "cdnow": ROOT / "fixtures/cdnow/orders.csv",
            "retail transactions": DATA / "retail_transactions/Retail_Data_Transactions.csv",
            "online retail": DATA / "online_retail_ii/online_retail_II.csv.zst",
            "complete journey": DATA / "complete_journey/transactions.csv.zst",
        }[name]
        if not path.exists():
            pytest.skip(f"there is no {path}")
        self.sql.execute("CREATE TABLE guests (day DATE, amount DECIMAL(18, 2))")
        if name in STORES:
            self.source = folder / "store"
            subprocess.run([BINARY, "import", path, "--into", self.source, "--quiet", *STORES[name]], check=True)
            self.sql.execute(f"""
                CREATE TABLE orders AS SELECT customer_id, order_date AS day, amount
                FROM read_parquet('{self.source}/orders/**/*.parquet', union_by_name = true) WHERE amount <> 0""")
            if (self.source / "set_aside").exists():
                self.sql.execute(f"""
                    INSERT INTO guests SELECT order_date, amount
                    FROM read_parquet('{self.source}/set_aside/**/*.parquet', union_by_name = true)
                    WHERE reason = 'guest'""")
        else:
            self.source = path
            columns = ("order_date", "amount") if name == "cdnow" else ("trans_date", "tran_amount")
            rows = CSV.format(path=path, day=columns[0], amount=columns[1])
            self.sql.execute(f"CREATE TABLE orders AS FROM ({rows}) WHERE amount > 0")

    def __init__(self, name, folder):
        self.sql = duckdb.connect()
        self.name = name
        self.read(name, folder)
        self.folder = folder / "tables"
        first, self.last = self.sql.execute("SELECT min(day), max(day) FROM orders").fetchone()
        # Of a past day on, so that there are orders to be left out.
        self.as_of = self.last - datetime.timedelta(days=60)
        self.compared_to = self.last - datetime.timedelta(days=200)
        # They overlap.
        self.periods = [
            (label, first + datetime.timedelta(days=start), first + datetime.timedelta(days=end))
            for label, start, end in (("spring sale", 10, 45), ('the "big" one', 40, 80))]
        periods = folder / "periods.csv"
        with periods.open("w", newline="") as file:
            csv.writer(file).writerows([("name", "start", "end"), *self.periods])
        subprocess.run(
            [BINARY, "tables", self.source, "-o", self.folder, "--as-of", str(self.as_of), "--quiet", "--cac", "12.50",
             "--margin", "0.35", "--periods", periods, "--compare-to", str(self.compared_to)], check=True)
        self.document = json.loads((self.folder / "tables.json").read_text())
        self.sql.execute(f"DELETE FROM orders WHERE day > '{self.as_of}'")
        self.sql.execute(f"DELETE FROM guests WHERE day > '{self.as_of}'")
        self.sql.execute("""
            CREATE TABLE days AS
            SELECT customer_id, day, sum(amount) AS amount, count(*) AS orders,
                   row_number() OVER (PARTITION BY customer_id ORDER BY day) AS k,
                   lead(day) OVER (PARTITION BY customer_id ORDER BY day) AS next,
                   lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS previous
            FROM orders GROUP BY customer_id, day""")
        self.sql.execute(f"""
            CREATE TABLE customers AS
            SELECT customer_id, sum(orders) AS orders, sum(amount) AS revenue, count(*) AS purchase_days,
                   DATE '{self.as_of}' - max(day) AS quiet,
                   coalesce(sum(amount) FILTER (day > DATE '{self.as_of}' - 365), 0) AS recent
            FROM days GROUP BY customer_id""")

    def query(self, sql):
        cursor = self.sql.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]

    def table(self, name):
        """The rows of a table's Parquet file, days that all have left out."""
        return self.query(f"""
            SELECT * EXCLUDE (as_of, period_from, period_to, currency)
            FROM read_parquet('{self.folder}/{name}.parquet')""")


@pytest.fixture(scope="module", params=["cdnow", "retail transactions", "online retail", "complete journey"])
def base(request, tmp_path_factory):
    return Base(request.param, tmp_path_factory.mktemp("base"))


def same(found, expected, key):
    """Checks that tables have the same rows under a key, numbers within what a FLOAT of six decimals has."""
    assert [row[key] for row in found] == [row[key] for row in expected]
    for ours, theirs in zip(found, expected):
        for column, value in theirs.items():
            if isinstance(value, float) and ours[column] is not None:
                assert math.isclose(ours[column], value, rel_tol=1e-6, abs_tol=1e-6), (ours[key], column)
            else:
                assert ours[column] == value, (ours[key], column)
