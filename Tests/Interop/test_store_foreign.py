"""What other programs write into the table of a store is read like orders of their own, or refused with the remedy.

Each store is compared with a twin: one that got the same orders by `patron import` alone.
"""

import datetime
import decimal
import json
import subprocess
import sys
import time
import uuid

import pyarrow
import pyarrow.parquet
import pytest
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError
from stores import (
    BINARY, DUCKDB, ENGINES, SCHEMA, Store, arrow, by_delta_rs, by_duckdb, cdnow, odd_orders, parts, patron,
    patron_json, scores, with_buckets, write_csv
)

SEED = 20261122
DAY = datetime.date(1998, 2, 3)

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")


@pytest.fixture(params=[1, 4], ids=["one bucket", "four buckets"])
def store(request, tmp_path):
    store = Store(tmp_path / "shop")
    for part in parts(cdnow(), 3, SEED):
        store.add(part)
    if request.param > 1:
        store.compact(buckets=request.param)
        store.add(odd_orders(40, SEED))
    return store


@pytest.fixture
def two_runs(tmp_path):
    store = Store(tmp_path / "shop")
    for part in parts(cdnow(), 2, SEED):
        store.add(part)
    return store


def check(store, orders, folder):
    """The store has these orders: to us, to others, and to all of them again when it was compacted."""
    twin = Store(folder / "twin")
    twin.add(orders)
    wanted = scores(twin.path, folder)
    assert scores(store.path, folder) == wanted
    rows = by_delta_rs(store.table, None)
    assert sorted(row[:3] for row in rows) == sorted(orders)
    found = patron_json("store", "verify", store.path)
    assert found["orders"] == len(orders) and found["unsealed_files"] > 0
    assert patron_json("store", "info", store.path)["foreign_files"] == found["unsealed_files"]

    version = patron_json("store", "compact", store.path)["version"]
    assert patron_json("store", "verify", store.path)["unsealed_files"] == 0
    assert scores(store.path, folder) == wanted
    # Files of others do not say how many buckets there were.
    sorted_rows = with_buckets(orders, patron_json("store", "info", store.path)["buckets"])
    for engine in ENGINES:
        if engine is not by_duckdb or DUCKDB.exists():
            assert engine(store.table, version) == sorted_rows, engine


def test_an_append_of_delta_rs_is_read(store, tmp_path):
    more = odd_orders(200, SEED + 1) + parts(cdnow(), 10, SEED)[0]
    write_deltalake(store.table, arrow(more, store.buckets), mode="append")
    check(store, store.orders + more, tmp_path)


def test_several_appends_of_one_row_are_read(two_runs, tmp_path):
    more = odd_orders(5, SEED)
    for order in more:
        write_deltalake(two_runs.table, arrow([order], 1), mode="append")
    check(two_runs, two_runs.orders + more, tmp_path)


def test_an_append_with_a_wrong_bucket_is_read_and_put_right_by_compaction(store, tmp_path):
    more = odd_orders(50, SEED + 2)
    table = arrow(more, store.buckets)
    wrong = pyarrow.array([(value + 7) % 32 for value in table["bucket"].to_pylist()], pyarrow.int32())
    write_deltalake(store.table, table.set_column(3, table.schema.field(3), wrong), mode="append")
    check(store, store.orders + more, tmp_path)


def test_files_that_delta_rs_merged_are_read(store, tmp_path):
    more = odd_orders(50, SEED + 3)
    write_deltalake(store.table, arrow(more, store.buckets), mode="append")
    DeltaTable(store.table).optimize.compact()
    check(store, store.orders + more, tmp_path)


def test_files_that_delta_rs_sorted_by_a_curve_are_read(store, tmp_path):
    DeltaTable(store.table).optimize.z_order(["order_date", "amount"])
    check(store, store.orders, tmp_path)


def test_an_import_goes_on_top_of_files_of_others(two_runs, tmp_path):
    DeltaTable(two_runs.table).optimize.compact()
    more = odd_orders(60, SEED)
    write_csv(tmp_path / "more.csv", more)
    patron("import", tmp_path / "more.csv", "--into", two_runs.path)
    check(two_runs, two_runs.orders + more, tmp_path)


@pytest.mark.parametrize("customer", ["00004", "O'Brien", "客户"])
def test_a_customer_whom_delta_rs_deleted_is_gone(store, tmp_path, customer):
    more = odd_orders(400, SEED)
    store.add(more)
    quoted = customer.replace("'", "''")
    gone = DeltaTable(store.table).delete(f"customer_id = '{quoted}'")
    left = [order for order in store.orders if order[0] != customer]
    assert gone["num_deleted_rows"] == len(store.orders) - len(left) > 0
    check(store, left, tmp_path)


def test_amounts_that_delta_rs_corrected_count(two_runs, tmp_path):
    DeltaTable(two_runs.table).update(
        updates={"amount": "CAST(12.34 AS DECIMAL(18, 2))"}, predicate="customer_id = '00004'")
    changed = [
        (order[0], order[1], decimal.Decimal("12.34")) if order[0] == "00004" else order
        for order in two_runs.orders]
    check(two_runs, changed, tmp_path)


def test_rows_that_delta_rs_put_in_the_place_of_all_others_count(two_runs, tmp_path):
    rows = parts(cdnow(), 2, SEED + 5)[0]
    write_deltalake(two_runs.table, arrow(rows, 1), mode="overwrite")
    check(two_runs, rows, tmp_path)


def test_a_version_that_delta_rs_restored_is_read_as_it_was(two_runs, tmp_path):
    """Our own files with our own tags come back, or come back as foreign ones: the orders are the same."""
    DeltaTable(two_runs.table).restore(0)
    orders = two_runs.versions[0][0]
    twin = Store(tmp_path / "twin")
    twin.add(orders)
    assert scores(two_runs.path, tmp_path) == scores(twin.path, tmp_path)


def test_a_checkpoint_beside_the_log_changes_nothing(two_runs, tmp_path):
    before = scores(two_runs.path, tmp_path)
    DeltaTable(two_runs.table).create_checkpoint()
    assert scores(two_runs.path, tmp_path) == before
    more = odd_orders(10, SEED)
    two_runs.add(more)
    twin = Store(tmp_path / "twin")
    twin.add(two_runs.orders)
    assert scores(two_runs.path, tmp_path) == scores(twin.path, tmp_path)


def test_a_log_that_begins_with_a_checkpoint_is_read(two_runs, tmp_path):
    before = scores(two_runs.path, tmp_path)
    table = DeltaTable(two_runs.table)
    table.create_checkpoint()
    for version in range(table.version() + 1):
        (two_runs.table / f"_delta_log/{version:020}.json").unlink()
    assert scores(two_runs.path, tmp_path) == before
    # What was imported before is known from the checkpoint too.
    done = patron_json("import", tmp_path / "shop-1.csv", "--into", two_runs.path)
    assert done["already_imported"] and done["version"] == table.version()
    two_runs.add(odd_orders(10, SEED))
    assert patron_json("store", "verify", two_runs.path)["orders"] == len(two_runs.orders)


def test_no_id_comes_into_the_log_by_what_delta_rs_writes(tmp_path):
    store = Store(tmp_path / "shop")
    orders = [(f"shopper-{customer}", day, amount) for customer, day, amount in cdnow()[:2000]]
    store.add(orders[:1500])
    write_deltalake(store.table, arrow(orders[1500:], 1), mode="append")
    DeltaTable(store.table).optimize.compact()
    check(store, orders, tmp_path)
    log = [path.read_bytes() for path in (store.table / "_delta_log").iterdir()]
    assert len(log) == 4 and not [text for text in log if b"shopper" in text]


# ------------------------------------------------------------------------------------------------------------
# What cannot be used


def append_by_hand(store, table, **options):
    """A commit of a writer that checks nothing: one Parquet file with the columns of `table`."""
    name = f"bucket=0/{uuid.uuid4().hex}.parquet"
    (store.table / "bucket=0").mkdir(exist_ok=True)
    pyarrow.parquet.write_table(table, store.table / name, **options)
    action = {
        "path": name, "partitionValues": {"bucket": "0"}, "size": (store.table / name).stat().st_size,
        "modificationTime": 0, "dataChange": True}
    version = DeltaTable(store.table).version() + 1
    (store.table / f"_delta_log/{version:020}.json").write_text(json.dumps({"add": action}) + "\n")


def rows(*orders):
    """Orders as a table without the column of the partition, absent values and all."""
    return pyarrow.table({
        field.name: pyarrow.array(column, field.type) for field, column in zip(SCHEMA, zip(*orders))})


GOOD = ("some", DAY, decimal.Decimal("1.50"))


@pytest.mark.parametrize("options", [
    {}, {"store_decimal_as_integer": True}, {"compression": "gzip"}, {"data_page_version": "2.0"},
    {"use_dictionary": False, "column_encoding": "PLAIN"}, {"row_group_size": 1}], ids=str)
def test_a_file_that_pyarrow_wrote_is_read(two_runs, tmp_path, options):
    more = [GOOD, ("other", DAY, decimal.Decimal("0.00")), ("some", DAY, decimal.Decimal("2.00"))]
    append_by_hand(two_runs, rows(*more), **options)
    check(two_runs, two_runs.orders + more, tmp_path)


UNUSABLE = {
    "an id that is NULL": rows(GOOD, (None, *GOOD[1:])),
    "an id without characters": rows(GOOD, ("", *GOOD[1:])),
    "an id of blanks": rows(GOOD, ("  ", *GOOD[1:])),
    "an id with a NUL": rows(GOOD, ("a\0b", *GOOD[1:])),
    "a day that is NULL": rows(GOOD, ("some", None, GOOD[2])),
    "a day out of range": rows(GOOD, ("some", datetime.date(9999, 12, 31), GOOD[2])),
    "an amount that is NULL": rows(GOOD, ("some", DAY, None)),
    "a negative amount": rows(GOOD, ("some", DAY, decimal.Decimal("-0.01"))),
    "no column of ids": rows(GOOD).drop_columns("customer_id"),
    "no column of amounts": rows(GOOD).drop_columns("amount"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_rows_that_are_no_orders_are_refused_with_the_remedy(two_runs, name):
    append_by_hand(two_runs, UNUSABLE[name])
    for command in (["score", two_runs.path], ["store", "compact", two_runs.path], ["store", "verify", two_runs.path]):
        said = patron(*command, status=1)
        assert str(two_runs.table) in said, (command, said)
        assert "another program" in said or "other programs" in said, (command, said)
        assert "patron import" in said, (command, said)


def test_a_file_that_is_no_parquet_is_refused(two_runs):
    append_by_hand(two_runs, rows(GOOD))
    path = max((two_runs.table / "bucket=0").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    size = path.stat().st_size
    path.write_bytes(b"customer_id,order_date,amount\n".ljust(size, b"\n"))
    assert path.name in patron("score", two_runs.path, status=1)


def test_a_column_that_another_program_added_is_refused(two_runs):
    table = arrow([GOOD], 1).append_column("channel", pyarrow.array(["web"]))
    write_deltalake(two_runs.table, table, mode="append", schema_mode="merge")
    said = patron("score", two_runs.path, status=1)
    assert "channel" in said and "somebody changed the table" in said


# ------------------------------------------------------------------------------------------------------------
# At the same time


IMPORTS = 20
APPENDS = 60


def append_many(table, count):
    """Appends orders of a customer each, one commit after the other; one that lost a race is made again."""
    for number in range(count):
        order = (f"appended {number}", DAY, decimal.Decimal(number).scaleb(-2))
        while True:
            try:
                write_deltalake(table, arrow([order], 1), mode="append")
                break
            except CommitFailedError:
                continue


def test_no_commit_is_lost_in_a_race_of_imports_and_appends(tmp_path):
    store = Store(tmp_path / "shop")
    store.add([GOOD])
    batches = parts(cdnow(), 2 * IMPORTS, SEED)
    for number, batch in enumerate(batches):
        write_csv(tmp_path / f"part-{number}.csv", batch)
    imports = [
        [f"'{BINARY}' import '{tmp_path}/part-{number}.csv' --into '{store.path}' --quiet" for number in numbers]
        for numbers in (range(IMPORTS), range(IMPORTS, 2 * IMPORTS))]
    racers = [subprocess.Popen([sys.executable, __file__, str(store.table), str(APPENDS)])]
    while DeltaTable(store.table).version() == 0 and racers[0].poll() is None:
        time.sleep(0.01)
    racers += [subprocess.Popen(["sh", "-c", " && ".join(commands)]) for commands in imports]
    assert [racer.wait(timeout=300) for racer in racers] == [0, 0, 0]

    appended = [(f"appended {n}", DAY, decimal.Decimal(n).scaleb(-2)) for n in range(APPENDS)]
    assert DeltaTable(store.table).version() == 2 * IMPORTS + APPENDS
    writers = [commit["engineInfo"].split("/")[0] for commit in DeltaTable(store.table).history()]
    turns = sum(before != after for before, after in zip(writers, writers[1:]))
    assert turns >= 10, "they did not race"
    assert patron_json("store", "info", store.path)["imports"] == 2 * IMPORTS + 1
    check(store, [GOOD, *cdnow(), *appended], tmp_path)


if __name__ == "__main__":
    append_many(sys.argv[1], int(sys.argv[2]))
