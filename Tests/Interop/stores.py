"""Stores that the tests of other engines look into: made by the binary, beside the orders that must be in them.

PATRON_BINARY (default .build/release/patron) imports; what an order is and where it belongs is computed here.
"""

import csv
import datetime
import decimal
import json
import os
import pathlib
import random
import subprocess
import urllib.parse

import polars
import pyarrow
import pyarrow.parquet
import xxhash
from deltalake import DeltaTable

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("PATRON_BINARY") or ROOT / ".build/release/patron")
DUCKDB = pathlib.Path(os.environ.get("PATRON_DUCKDB_PYTHON") or ROOT / ".build/venv-duckdb/bin/python")
SCRIPT = pathlib.Path(__file__).with_name("duckdb_delta.py")

COLUMNS = ["customer_id", "order_date", "amount", "bucket"]
SCHEMA = pyarrow.schema([
    ("customer_id", pyarrow.string()), ("order_date", pyarrow.date32()),
    ("amount", pyarrow.decimal128(18, 2)), ("bucket", pyarrow.int32())])

# Ids that somebody's reader or writer might change.
ODD = [
    "0", "00", "007", "1e3", "NaN", "NULL", "None", "true", "-", "=1+1", " inner  blanks ", "O'Brien", 'say "hi"',
    '"', "a,b;c|d", "a/b=c?d#e%20f", "bucket=0", "..", "Müller", "Åsa", "A\u030asa", "客户", "😀", "\u200b",
    "c" * 40, "0" * 40, "é" * 20, "customer-0123456789-0123456789-0123456789", "x" * 300]


def cdnow():
    """The orders in fixtures/cdnow: customer, day, amount."""
    with (ROOT / "fixtures/cdnow/orders.csv").open(newline="", encoding="utf-8") as file:
        return [
            (row["customer_id"], datetime.date.fromisoformat(row["order_date"]), decimal.Decimal(row["amount"]))
            for row in csv.DictReader(file)]


def odd_orders(count, seed):
    """Orders of customers with odd ids."""
    chance = random.Random(seed)
    return [
        (chance.choice(ODD), datetime.date(1997, 1, 1) + datetime.timedelta(chance.randrange(545)),
         decimal.Decimal(chance.choice([0, 1, 99, 1477, 10**13])).scaleb(-2))
        for _ in range(count)]


def parts(orders, count, seed):
    """The orders in any order, dealt into as many parts of different sizes."""
    orders = list(orders)
    chance = random.Random(seed)
    chance.shuffle(orders)
    cuts = sorted(chance.sample(range(1, len(orders)), count - 1))
    return [orders[start:end] for start, end in zip([0, *cuts], [*cuts, len(orders)])]


def hash_of(customer):
    """By which a store sorts: XXH64 of the id's UTF-8 bytes with seed 42."""
    return xxhash.xxh64_intdigest(customer.encode(), seed=42)


def bucket_of(customer, buckets):
    """The top bits of the hash."""
    return hash_of(customer) * buckets >> 64


def place(row):
    """Where the row stands in a sorted file."""
    customer, day, amount = row[:3]
    return hash_of(customer), customer.encode(), day, amount


def with_buckets(orders, buckets):
    """The orders as sorted rows of a table of so many buckets."""
    return sorted((*order, bucket_of(order[0], buckets)) for order in orders)


def patron(*arguments, status=0):
    """Runs the binary, which must end with the given status; returns what it said."""
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout if status == 0 else done.stderr


def patron_json(*arguments):
    return json.loads(patron(*arguments, "--json"))


class Store:
    """A store and, for each of its versions, the orders and the number of buckets that it must have."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.table = self.path / "orders"
        self.versions = []
        self.imports = 0

    @property
    def orders(self):
        return self.versions[-1][0] if self.versions else []

    @property
    def buckets(self):
        return self.versions[-1][1] if self.versions else 1

    def add(self, orders):
        """Imports orders as one file."""
        orders = list(orders)
        self.imports += 1
        path = self.path.with_name(f"{self.path.name}-{self.imports}.csv")
        write_csv(path, orders)
        done = patron_json("import", path, "--into", self.path)
        self.versions.append((self.orders + orders, self.buckets))
        assert done["version"] == len(self.versions) - 1

    def compact(self, buckets=None):
        more = [] if buckets is None else ["--buckets", buckets]
        done = patron_json("store", "compact", self.path, *more)
        self.versions.append((self.orders, buckets or self.buckets))
        assert done["version"] == len(self.versions) - 1

    def expected(self, version):
        orders, buckets = self.versions[version]
        return with_buckets(orders, buckets)


def write_csv(path, orders):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["customer_id", "order_date", "amount"])
        writer.writerows((customer, day.isoformat(), f"{amount:.2f}") for customer, day, amount in orders)


def arrow(orders, buckets):
    """The orders as another writer would hand them over."""
    columns = zip(*((*order, bucket_of(order[0], buckets)) for order in orders))
    return pyarrow.table([pyarrow.array(c, f.type) for c, f in zip(columns, SCHEMA)], schema=SCHEMA)


def scores(store, folder):
    """The bytes of the score table of a store."""
    path = pathlib.Path(folder) / "scores.csv"
    patron("score", store, "--as-of", "1998-06-30", "--zero-orders", "keep", "--quiet", "-o", path)
    return path.read_bytes()


# ------------------------------------------------------------------------------------------------------------
# What other engines find in a table at a version: sorted rows


def rows_of(table):
    return sorted(zip(*(table[column].to_pylist() for column in COLUMNS)))


def by_delta_rs(path, version):
    return rows_of(DeltaTable(path, version=version).to_pyarrow_table())


def by_polars(path, version):
    return sorted(polars.scan_delta(str(path), version=version).select(COLUMNS).collect().rows())


def by_pyarrow(path, version):
    """File by file, with the checksum of every page."""
    return sorted(row for rows in files_of(path, version).values() for row in rows)


def by_duckdb(path, version, query=f"SELECT {', '.join(COLUMNS)} FROM orders"):
    """With DuckDB's delta extension; any query may be asked."""
    out = pathlib.Path(path).with_name(f"duckdb-{os.getpid()}.parquet")
    subprocess.run([DUCKDB, SCRIPT, path, str(version), query, out], check=True)
    table = pyarrow.parquet.read_table(out)
    out.unlink()
    return sorted(zip(*(column.to_pylist() for column in table.columns)))


ENGINES = [by_delta_rs, by_polars, by_pyarrow, by_duckdb]


def files_of(path, version=None):
    """For each file of the version its rows, in the order in which they stand there."""
    table = DeltaTable(path, version=version)
    buckets = {
        urllib.parse.unquote(action["path"]): action["partition.bucket"]
        for action in pyarrow.table(table.get_add_actions(flatten=True)).to_pylist()}
    files = {}
    for name, bucket in buckets.items():
        file = pyarrow.parquet.ParquetFile(
            pathlib.Path(path) / name, page_checksum_verification=True)
        read = file.read(columns=COLUMNS[:3])
        files[name] = list(zip(*(c.to_pylist() for c in read.columns), [bucket] * read.num_rows))
    return files
