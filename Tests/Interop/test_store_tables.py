"""All tables of a store (Sources/Orders/Store/StoreTable.swift) as other engines read them, at every version of it."""

import json
import pathlib
import subprocess
import urllib.parse

import polars
import pyarrow
import pyarrow.parquet
import pytest
from accounts import RETAIL_2009, table, versions
from deltalake import DeltaTable
from stores import BINARY, DUCKDB, ROOT, SCRIPT, bucket_of, hash_of, patron, patron_json

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")

TRAPS = ROOT / "fixtures/traps"
CDNOW = ROOT / "fixtures/cdnow/orders.csv"
LATER = """order_id,customer_id,order_date,amount,country,order_status
A1,00004,1998-07-01T10:00:00,12.50,NL,paid
A2,,1998-07-02T11:30:00,3.00,BE,paid
A3,new,1998-07-03T23:59:59,7.25,,pending
"""
PLAIN = """customer_id,order_date,amount
,1998-07-01,4.00
00004,1998-07-01,-1.00
,1998-07-01,5.00
00004,1998-07-01,6.00
"""
BASKETS = """order_id,customer_id,order_date,product,quantity,price,order_status
A,a,2025-01-02,hat,2,10.00,paid
A,a,2025-01-02,cap,1,5.00,paid
B,,2025-01-02,hat,1,10.00,paid
C,c,2025-01-03,hat,1,10.00,paid
D,d,2025-01-04,hat,3,10.00,paid
D,d,2025-01-04,cap,3,5.00,paid
E,e,2025-01-05,hat,1,10.00,pending
"""
# The customer of A is another, B has one, C is nobody's, D has one line less, E is paid, and the lines of all others
# are the same.
BASKETS_LATER = """order_id,customer_id,order_date,product,quantity,price,order_status
A,z,2025-01-02,hat,2,10.00,paid
A,z,2025-01-02,cap,1,5.00,paid
B,b,2025-01-02,hat,1,10.00,paid
C,,2025-01-03,hat,1,10.00,paid
D,d,2025-01-04,hat,3,10.00,paid
E,e,2025-01-05,hat,1,10.00,paid
"""

# What is done in turn: files with options, the number of buckets that the store is compacted to, or who is forgotten.
STORES = {
    "of lines, restated": [
        ([TRAPS / "shopify-again/1.csv"], ["--currency", "EUR"]), ([TRAPS / "shopify-again/2.csv"], []), 1, "a@x.de"],
    "of refunds": [
        ([TRAPS / f"refund-before-its-order/{number}.csv"], ["--currency", "EUR"]) for number in (1, 2, 3)],
    "of guests and what is no product": [
        ([TRAPS / "online-retail/lines.csv"], ["--currency", "GBP", "--time-zone", "Europe/London"])],
    # Files of one table with three columns and with more.
    "of orders without and with ids": [
        ([CDNOW], ["--currency", "USD"]), (PLAIN, []), (LATER, []), "00004", 4, (LATER.replace("pending", "paid"), []), "new", 16],
    "of lines whose orders change": [(BASKETS, []), 4, (BASKETS_LATER, []), "d"],
    "of a shop": [([RETAIL_2009.path], RETAIL_2009.options), 2],
}


@pytest.fixture(scope="module", params=STORES, ids=str)
def store(request, tmp_path_factory):
    """A store, and for each of its versions the versions of its tables."""
    folder = tmp_path_factory.mktemp("tables")
    path = folder / "shop"
    named = []
    for number, step in enumerate(STORES[request.param]):
        if isinstance(step, int):
            patron("store", "compact", path, "--buckets", step)
        elif isinstance(step, str):
            patron("store", "forget", path, "--customer", step)
        else:
            files, options = step
            if isinstance(files, str):
                (folder / f"{number}.csv").write_text(files, encoding="utf-8")
                files = [folder / f"{number}.csv"]
            if not files[0].exists():
                pytest.skip(f"there is no {files[0]}")
            patron("import", *files, "--into", path, *options)
        named.append(versions(path))
    return path, named


def normal(found, schema):
    """Rows of Arrow in the columns and types of a schema, in an order of their own."""
    found = found.select(schema.names).cast(schema)
    return found.sort_by([(name, "ascending") for name in schema.names])


def by_polars(path, version):
    return polars.scan_delta(str(path), version=version).collect().to_arrow()


def by_pyarrow(path, version):
    """File by file, with the checksum of every page; columns that a file has not are NULL."""
    schema = DeltaTable(path, version=version).to_pyarrow_table().schema
    parts = []
    for file, bucket in files_of(path, version):
        read = file.read()
        read = read.append_column("bucket", pyarrow.array([bucket] * read.num_rows, pyarrow.int32()))
        assert set(read.column_names) <= set(schema.names)
        columns = [
            read[field.name] if field.name in read.column_names else pyarrow.nulls(read.num_rows, field.type)
            for field in schema]
        parts.append(pyarrow.table(columns, names=schema.names))
    return pyarrow.concat_tables(parts, promote_options="permissive") if parts else schema.empty_table()


def by_duckdb(path, version):
    if not DUCKDB.exists():
        pytest.skip(f"there is no {DUCKDB}")
    out = pathlib.Path(path).with_suffix(".duckdb.parquet")
    subprocess.run([DUCKDB, SCRIPT, path, str(version), "SELECT * FROM orders", out], check=True)
    found = pyarrow.parquet.read_table(out)
    out.unlink()
    return found


def files_of(path, version):
    """The files of a version with their buckets."""
    for action in pyarrow.table(DeltaTable(path, version=version).get_add_actions(flatten=True)).to_pylist():
        name = pathlib.Path(path) / urllib.parse.unquote(action["path"])
        yield pyarrow.parquet.ParquetFile(name, page_checksum_verification=True), action["partition.bucket"]


def buckets_of(path, version):
    """For each of these files of how many buckets it is one: that of the store may have changed since, and small
    tables have one."""
    counts = {}
    for commit in sorted((path / "_delta_log").glob("*.json"))[:version + 1]:
        for line in commit.read_text(encoding="utf-8").splitlines():
            add = json.loads(line).get("add")
            if add:
                counts[add["path"]] = int(add["tags"]["patron.buckets"])
    actions = pyarrow.table(DeltaTable(path, version=version).get_add_actions(flatten=True)).to_pylist()
    return [counts[action["path"]] for action in actions]


@pytest.mark.parametrize("engine", [by_polars, by_pyarrow, by_duckdb])
def test_engines_agree_on_every_table_of_every_version(store, engine):
    path, named = store
    for tables in named:
        for name, version in tables.items():
            wanted = DeltaTable(path / name, version=version).to_pyarrow_table()
            found = engine(path / name, version)
            assert normal(found, wanted.schema).equals(normal(wanted, wanted.schema)), (name, version)


def test_tables_have_the_rows_that_the_store_speaks_of(store):
    path, named = store
    info = patron_json("store", "info", path)
    counted = {"orders": info["orders"], **{name: found["rows"] for name, found in info["tables"].items()}}
    assert counted == {name: table(path, name).num_rows for name in named[-1]}
    aside = table(path, "set_aside")
    if aside is not None:
        found = {}
        for reason, rows in zip(aside["reason"].to_pylist(), aside["source_rows"].to_pylist()):
            orders, before = found.get(reason, (0, 0))
            found[reason] = orders + 1, before + rows
        assert {reason: (sums["orders"], sums["rows"]) for reason, sums in info["set_aside"].items()} == found
    assert patron_json("store", "verify", path)["orders"] == info["orders"]


def test_lines_are_of_orders_that_count(store):
    path, named = store
    for tables in named:
        orders, lines = (
            DeltaTable(path / name, version=tables[name]).to_pyarrow_table() if name in tables else None
            for name in ("orders", "lines"))
        if lines is None:
            continue
        there = set(zip(orders["customer_id"].to_pylist(), orders["order_id"].to_pylist()))
        found = list(zip(*(lines[name].to_pylist() for name in ("customer_id", "order_id", "line_number"))))
        assert {line[:2] for line in found} == {order for order in there if order[1] is not None}
        assert len(set(found)) == len(found)


def test_rows_stand_by_the_hash_of_the_first_column_and_then_as_they_compare(store):
    path, named = store
    for name, version in named[-1].items():
        for (file, bucket), buckets in zip(files_of(path / name, version), buckets_of(path / name, version)):
            rows = list(zip(*(column.to_pylist() for column in file.read().columns)))
            assert rows
            assert {bucket_of(row[0], buckets) for row in rows} == {bucket}, name
            assert rows == sorted(rows, key=place), name


def place(row):
    """Absent values stand first."""
    return hash_of(row[0]), *((value is not None, text(value)) for value in row)


def text(value):
    """Texts compare by their bytes."""
    return value.encode() if isinstance(value, str) else value
