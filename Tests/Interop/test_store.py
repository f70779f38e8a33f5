"""Other engines read a store as it stands, at every version: exactly the orders that were imported up to then."""

import csv
import datetime
import decimal
import random

import numpy
import polars
import pyarrow
import pyarrow.csv
import pyarrow.parquet
import pytest
from deltalake import DeltaTable
from stores import (
    BINARY, COLUMNS, DUCKDB, ENGINES, Store, by_duckdb, by_pyarrow, cdnow, files_of, hash_of, odd_orders, parts,
    patron, patron_json, place, scores
)

SEED = 20261122
# In row groups of so many orders ids stand in a dictionary (Sources/Orders/Store/RunFormat.swift).
ROW_BY_ROW = 1 << 15

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Imports and compactions in turn, from one bucket to sixteen."""
    store = Store(tmp_path_factory.mktemp("store") / "shop")
    pieces = parts(cdnow(), 6, SEED)
    store.add(pieces[0])
    store.add(pieces[1])
    store.add(odd_orders(500, SEED))
    store.add(pieces[2][:1])
    store.compact()
    store.add(pieces[2][1:])
    store.add(pieces[3])
    store.compact(buckets=16)
    store.add(pieces[4])
    store.add(odd_orders(3, SEED + 1))
    store.add(pieces[5])
    store.compact(buckets=64)
    store.add(odd_orders(50, SEED + 2))
    return store


def test_the_hash_is_the_one_that_the_store_says_in_its_file(store):
    """Else every test below would sort by a wrong one."""
    for name, rows in files_of(store.table).items():
        facts = pyarrow.parquet.read_metadata(store.table / name).metadata[b"patron.row_groups"].decode().split(" ")
        assert [int(word, 16) for word in facts[:2]] == [hash_of(rows[0][0]), hash_of(rows[-1][0])]
        assert int(facts[2]) == len({row[0] for row in rows})


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_reads_every_version(store, engine):
    if engine is by_duckdb and not DUCKDB.exists():
        pytest.skip(f"there is no {DUCKDB}")
    assert DeltaTable(store.table).version() == len(store.versions) - 1
    for version in range(len(store.versions)):
        assert engine(store.table, version) == store.expected(version), version


def test_every_file_of_every_version_is_sorted(store):
    for version, (_, buckets) in enumerate(store.versions):
        for name, rows in files_of(store.table, version).items():
            assert rows == sorted(rows, key=place), name
            assert len({row[3] for row in rows}) == 1 and buckets > rows[0][3], name


def test_a_compacted_version_has_one_file_for_each_bucket(store):
    compacted = [n for n in range(1, len(store.versions)) if store.versions[n][0] == store.versions[n - 1][0]]
    assert len(compacted) == 3
    for version in compacted:
        orders, buckets = store.versions[version]
        found = [rows[0][3] for rows in files_of(store.table, version).values()]
        assert sorted(found) == sorted({row[3] for row in store.expected(version)})
        assert buckets == 1 or len(found) > 1


def test_a_file_that_is_there_under_another_name_makes_no_version(store, tmp_path):
    first = store.path.with_name("shop-1.csv")
    (tmp_path / "renamed.csv").write_bytes(first.read_bytes())
    done = patron_json("import", tmp_path / "renamed.csv", "--into", store.path)
    assert done["version"] == len(store.versions) - 1
    assert done["already_imported"] == [str(tmp_path / "renamed.csv")]


def test_the_schema_is_as_readers_expect_it(store):
    table = DeltaTable(store.table)
    fields = [(field.name, field.type.type, field.nullable) for field in table.schema().fields]
    assert fields == [
        ("customer_id", "string", False), ("order_date", "date", False),
        ("amount", "decimal(18,2)", False), ("bucket", "integer", False)]
    protocol = table.protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2)
    assert not protocol.reader_features and not protocol.writer_features
    assert table.metadata().partition_columns == ["bucket"]
    for name in files_of(store.table):
        schema = pyarrow.parquet.read_schema(store.table / name)
        assert schema.names == COLUMNS[:3] and not any(field.nullable for field in schema)
        assert schema.types == [pyarrow.string(), pyarrow.date32(), pyarrow.decimal128(18, 2)]


def test_no_id_of_a_customer_is_in_the_log(tmp_path):
    store = Store(tmp_path / "shop")
    for part in parts(cdnow(), 3, SEED):
        store.add((f"shopper-{customer}", day, amount) for customer, day, amount in part)
    store.compact()
    commits = list((store.table / "_delta_log").iterdir())
    assert len(commits) == len(store.versions)
    assert not [commit for commit in commits if b"shopper" in commit.read_bytes()]


def test_no_file_has_bounds_of_ids_and_all_have_those_of_days(store):
    actions = pyarrow.table(DeltaTable(store.table).get_add_actions(flatten=True)).to_pylist()
    files = files_of(store.table)
    for action in actions:
        days = [row[1] for row in files[action["path"]]]
        assert (action["min.order_date"], action["max.order_date"]) == (min(days), max(days))
        assert action["num_records"] == len(days)
        assert action.get("min.customer_id") is None and action.get("max.customer_id") is None
        assert (action["null_count.order_date"], action["null_count.amount"]) == (0, 0)
        metadata = pyarrow.parquet.read_metadata(store.table / action["path"])
        for group in range(metadata.num_row_groups):
            customer, day = (metadata.row_group(group).column(column) for column in (0, 1))
            assert not customer.statistics.has_min_max and not customer.has_column_index
            assert day.statistics.has_min_max


def test_readers_prune_by_bucket_and_by_day(store):
    """A wrong bound would cost rows here."""
    day = datetime.date(1998, 3, 1)
    wanted = [row for row in store.expected(-1) if row[1] >= day and row[3] == 5]
    table = DeltaTable(store.table).to_pyarrow_table(filters=[("order_date", ">=", day), ("bucket", "=", 5)])
    assert sorted(zip(*(table[column].to_pylist() for column in COLUMNS))) == wanted
    newest = len(store.versions) - 1
    if DUCKDB.exists():
        query = f"SELECT {', '.join(COLUMNS)} FROM orders WHERE order_date >= '{day}' AND bucket = 5"
        assert by_duckdb(store.table, newest, query) == wanted


RFM = """
WITH customers AS (
  SELECT customer_id, min(order_date) first_day, max(order_date) last_day, count(*) orders,
         count(DISTINCT order_date) purchase_days, sum(amount) revenue
  FROM orders GROUP BY customer_id)
SELECT customer_id, first_day, last_day, orders, purchase_days, revenue,
       1 + 5 * (rank() OVER (ORDER BY last_day) - 1) // count(*) OVER () r,
       1 + 5 * (rank() OVER (ORDER BY orders) - 1) // count(*) OVER () f,
       1 + 5 * (rank() OVER (ORDER BY revenue) - 1) // count(*) OVER () m
FROM customers
"""


@pytest.mark.skipif(not DUCKDB.exists(), reason=f"there is no {DUCKDB}")
def test_duckdb_computes_the_same_histories_and_scores_from_the_live_store(store, tmp_path):
    lines = scores(store.path, tmp_path).decode().splitlines()
    ours = sorted(
        (row["customer_id"], datetime.date.fromisoformat(row["first_order_date"]),
         datetime.date.fromisoformat(row["last_order_date"]), int(row["orders"]), int(row["purchase_days"]),
         decimal.Decimal(row["net_revenue"]), int(row["r_score"]), int(row["f_score"]), int(row["m_score"]))
        for row in csv.DictReader(lines))
    theirs = by_duckdb(store.table, len(store.versions) - 1, RFM)
    assert ours == theirs


def test_the_history_of_imports_makes_no_difference_to_the_scores(store, tmp_path):
    plain = Store(tmp_path / "plain")
    plain.add(store.orders)
    assert scores(plain.path, tmp_path) == scores(store.path, tmp_path)


def test_a_small_file_is_small(tmp_path):
    """Ids of few orders stand row by row: the runs of a dictionary would take more than the ids."""
    store = Store(tmp_path / "shop")
    store.add(cdnow())
    assert encodings(store, 0) == {"DELTA_LENGTH_BYTE_ARRAY"}
    assert patron_json("store", "info", store.path)["bytes_per_order"] <= 4.5


def encodings(store, column):
    files = [pyarrow.parquet.read_metadata(store.table / name) for name in files_of(store.table)]
    return {
        name for file in files for group in range(file.num_row_groups)
        for name in file.row_group(group).column(column).encodings}


@pytest.mark.parametrize("count", [ROW_BY_ROW - 1, ROW_BY_ROW, 2 * ROW_BY_ROW + 1])
def test_ids_of_many_orders_stand_in_a_dictionary(tmp_path, count):
    chance = random.Random(SEED)
    orders = [
        (f"{chance.randrange(count // 5):013}", datetime.date(2020, 1, 1) + datetime.timedelta(chance.randrange(900)),
         decimal.Decimal(chance.randrange(10_000)).scaleb(-2))
        for _ in range(count)]
    store = Store(tmp_path / "shop")
    store.add(orders)
    assert ("RLE_DICTIONARY" in encodings(store, 0)) == (count >= ROW_BY_ROW)
    for engine in ENGINES:
        if engine is not by_duckdb or DUCKDB.exists():
            assert engine(store.table, 0) == store.expected(0), engine
    store.add(orders[:9])
    store.compact()
    assert by_pyarrow(store.table, 2) == store.expected(2)
    assert patron_json("store", "verify", store.path)["orders"] == count + 9


def test_row_groups_of_a_large_file_end_between_customers(tmp_path):
    """Too many orders for lists: columns are compared as they are."""
    random_numbers = numpy.random.default_rng(SEED)
    count = 1_400_000
    numbers = random_numbers.integers(0, 150_000, count)
    made = pyarrow.table({
        "customer_id": pyarrow.array(numpy.char.mod("C%07d", numbers)),
        "order_date": pyarrow.array(random_numbers.integers(18_000, 20_000, count, dtype=numpy.int32), pyarrow.date32()),
        "amount": pyarrow.array(
            random_numbers.integers(0, 5000, count, dtype=numpy.int32)).cast(pyarrow.decimal128(18, 2)),
    })
    pyarrow.csv.write_csv(made, tmp_path / "orders.csv")
    patron("import", tmp_path / "orders.csv", "--into", tmp_path / "shop")
    table = tmp_path / "shop/orders"
    (file,) = table.glob("bucket=0/*.parquet")
    file = pyarrow.parquet.ParquetFile(file, page_checksum_verification=True)
    customers = [
        set(file.read_row_group(group, columns=["customer_id"])["customer_id"].unique().to_pylist())
        for group in range(file.num_row_groups)]
    assert len(customers) > 1 and sum(map(len, customers)) == len(set.union(*customers))
    keys = [(name, "ascending") for name in COLUMNS[:3]]
    wanted = made.sort_by(keys)
    polars_found = polars.scan_delta(str(table)).select(COLUMNS[:3]).collect().to_arrow()
    for found in (file.read(), polars_found, DeltaTable(table).to_pyarrow_table()):
        assert found.select(COLUMNS[:3]).cast(wanted.schema).sort_by(keys).equals(wanted)


def test_the_store_is_whole(store):
    found = patron_json("store", "verify", store.path)
    assert (found["orders"], found["unsealed_files"]) == (len(store.orders), 0)
    info = patron_json("store", "info", store.path)
    assert info["customers"] == len({order[0] for order in store.orders})
    assert decimal.Decimal(info["revenue"]) == sum(order[2] for order in store.orders)
    assert info["buckets"] == 64
    assert info["imports"] == store.imports
    patron("store", "vacuum", store.path, "--retention", "0h")
    assert files_of(store.table).keys() == {
        str(path.relative_to(store.table)) for path in store.table.glob("bucket=*/*.parquet")}
