"""Real orders, what becomes of every row by queries of DuckDB (accounts/README.md), and the tables of a store.

PATRON_TEST_DATA names the folder of the data.
"""

import dataclasses
import decimal
import functools
import json
import os
import pathlib

import duckdb
from deltalake import DeltaTable

DATA = pathlib.Path(os.environ.get("PATRON_TEST_DATA") or "no-test-data")
QUERIES = pathlib.Path(__file__).with_name("accounts")


@dataclasses.dataclass(frozen=True)
class DataSet:
    """A file, the queries that reckon its account, and what the import has to be told beside its name."""

    file: str
    queries: tuple
    options: tuple = ()

    @property
    def path(self):
        return DATA / self.file

    def __str__(self):
        return self.file


LONDON = ("--currency", "GBP", "--time-zone", "Europe/London")
NEW_YORK = ("--currency", "USD", "--time-zone", "America/New_York", "--stamp-zone", "UTC")
DOLLARS = ("--currency", "USD")

RETAIL = DataSet(
    "online_retail_ii/online_retail_II.csv.zst", ("online_retail_II.sql", "online_retail.sql"), LONDON)
RETAIL_2009 = DataSet(
    "online_retail_ii/online_retail_II_2009_2010.parquet",
    ("online_retail_II_2009_2010.sql", "online_retail.sql"), LONDON)
JOURNEY = DataSet(
    "complete_journey/transactions.csv.zst", ("complete_journey_csv.sql", "complete_journey.sql"), NEW_YORK)
JOURNEY_PARQUET = DataSet(
    "complete_journey/transactions.parquet", ("complete_journey_parquet.sql", "complete_journey.sql"), NEW_YORK)
CDNOW_SAMPLE = DataSet(
    "cdnow/CDNOW_sample.txt", ("cdnow_sample.sql",),
    (*DOLLARS, "--columns", "customer_id,_,order_date,quantity,amount"))
CDNOW_ELOG = DataSet("cdnow/cdnowElog.csv", ("cdnow_elog.sql",), DOLLARS)

DATA_SETS = [
    RETAIL, RETAIL_2009, JOURNEY, JOURNEY_PARQUET,
    DataSet("cdnow/CDNOW_master.txt", ("cdnow_master.sql",), DOLLARS),
    CDNOW_SAMPLE, CDNOW_ELOG,
    DataSet("apparel/apparelTrans.csv", ("apparel.sql",), DOLLARS),
    DataSet("grocery/groceryElog.csv", ("grocery.sql",)),
    DataSet("lifetimes_example/example_transactions.csv", ("lifetimes_example.sql",)),
    DataSet("retail_transactions/Retail_Data_Transactions.csv", ("retail_transactions.sql",), DOLLARS),
]

# Files of the same folders in which there are no orders.
NO_ORDERS = [
    "donations/donations.csv", "cdnow/cdnow_customers_summary.csv", "retail_transactions/Retail_Data_Response.csv",
    "apparel/apparelStaticCov.csv", *(f"complete_journey/{name}.csv.zst" for name in (
        "campaign_descriptions", "campaigns", "coupon_redemptions", "coupons", "demographics", "products"))]


class Reckoning:
    """The relations that the queries of a data set make."""

    def __init__(self, data):
        self.connection = duckdb.connect()
        self.connection.execute("SET file_search_path = ?", [str(DATA)])
        self.connection.execute("SET TimeZone = 'UTC'")
        for name in ("rounding.sql", *data.queries):
            self.connection.execute((QUERIES / name).read_text(encoding="utf-8"))
        self.names = {row[0] for row in self.rows("SHOW TABLES")}

    def rows(self, query):
        return self.connection.execute(query).fetchall()

    def columns(self, relation):
        return [row[0] for row in self.rows(f"DESCRIBE {relation}")]

    def account(self):
        """Rows and revenue by (place, reason)."""
        return {(place, reason): (int(rows), revenue) for place, reason, rows, revenue in self.rows("FROM account")}

    @property
    def written(self):
        """Rows of the file and their exact revenue."""
        return self.rows("FROM written")[0]

    def difference(self, relation, table):
        """Up to five rows that only the relation has, and up to five that only the table of Arrow has: rows as often
        as they stand there, in the columns of the relation."""
        columns = ", ".join(self.columns(relation))
        if "order_time" in table.column_names:
            at = table.column_names.index("order_time")
            table = table.set_column(at, "order_time", table["order_time"].cast("timestamp[us]"))
        self.connection.register("found", table)
        sides = (f"SELECT {columns} FROM {relation}", f"SELECT {columns} FROM found")
        return [self.rows(f"({a} EXCEPT ALL {b}) ORDER BY ALL LIMIT 5") for a, b in (sides, sides[::-1])]


@functools.cache
def reckoning(data):
    return Reckoning(data)


def manifest_account(account, written):
    """What a manifest has to say of an account by (place, reason): counts of rows, and sums as decimals."""
    def by_reason(place, index):
        return {reason: value[index] for (there, reason), value in account.items() if there == place}

    rows = {"in": written[0], "used": account["used", None][0], "rejected": {}, "set_aside": by_reason("set_aside", 0)}
    if written[1] is None:
        return rows, None
    return rows, {
        "in": sum(value[1] for value in account.values()), "used": account["used", None][1],
        "refunds": decimal.Decimal(0), "rejected": {}, "set_aside": by_reason("set_aside", 1)}


def decimals(value):
    """The sums of a manifest as decimals."""
    if isinstance(value, dict):
        return {key: decimals(inner) for key, inner in value.items()}
    return decimal.Decimal(value)


def versions(store):
    """The tables of a store by name, and their versions that count: `orders` names those of the others."""
    log = pathlib.Path(store) / "orders/_delta_log"
    commits = sorted(log.glob("*.json"))
    named = {"orders": int(commits[-1].stem)}
    for commit in commits:
        for line in commit.read_text(encoding="utf-8").splitlines():
            named.update((json.loads(line).get("commitInfo") or {}).get("patronTables") or {})
    return named


def table(store, name):
    """A table of a store as delta-rs reads it, at the version that counts; nothing if the store has none of it."""
    version = versions(store).get(name)
    return None if version is None else DeltaTable(pathlib.Path(store) / name, version=version).to_pyarrow_table()
