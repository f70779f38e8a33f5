"""Other engines read what Sources/Delta writes, at every version.

PATRON_INTEROP_DIR/delta is a folder of tables: NAME, and NAME.json with the rows that must be in it, both
written by the Swift tests (Tests/DeltaTests/InteropTables.swift), the rows without the Delta code. `raced` was
written by them and delta-rs at the same time.
"""

import datetime
import decimal
import json
import os
import pathlib
import shutil
import zlib

import polars
import pyarrow
import pytest
from deltalake import DeltaTable, write_deltalake

FOLDER = pathlib.Path(os.environ.get("PATRON_INTEROP_DIR") or "no folder") / "delta"
NAMES = ["appended", "buckets", "many_commits", "odd_names"]
RACED = 60
EPOCH = datetime.date(1970, 1, 1)
COLUMNS = ["bucket", "customer_id", "order_date", "amount"]

pytestmark = pytest.mark.skipif(
    not os.environ.get("PATRON_INTEROP_DIR"), reason="PATRON_INTEROP_DIR names no folder of tables"
)


def expected(name):
    document = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    versions = [
        sorted(
            (row["bucket"], row["customer"], EPOCH + datetime.timedelta(row["day"]),
             decimal.Decimal(row["amount"]).scaleb(-2))
            for row in rows)
        for rows in document["versions"]]
    return versions, document["tombstones"]


def rows(table):
    return sorted(zip(*(table[column].to_pylist() for column in COLUMNS)))


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def test_delta_rs_reads_every_version(name):
    versions, _ = expected(name)
    assert DeltaTable(FOLDER / name).version() == len(versions) - 1
    for version, wanted in enumerate(versions):
        assert rows(DeltaTable(FOLDER / name, version=version).to_pyarrow_table()) == wanted, version


def test_polars_reads_every_version(name):
    versions, _ = expected(name)
    for version, wanted in enumerate(versions):
        frame = polars.read_delta(str(FOLDER / name), version=version)
        found = sorted(frame.select(COLUMNS).rows())
        assert found == wanted, version


def test_readers_prune_by_bucket():
    wanted = [row for row in expected("buckets")[0][-1] if row[0] == 2]
    path = FOLDER / "buckets"
    table = DeltaTable(path).to_pyarrow_table(filters=[("bucket", "=", 2)])
    assert rows(table) == wanted
    scan = polars.scan_delta(str(path)).filter(polars.col("bucket") == 2)
    assert sorted(scan.select(COLUMNS).collect().rows()) == wanted


def test_delta_rs_understands_what_stands_beside_the_rows(name):
    table = DeltaTable(FOLDER / name)
    assert table.protocol().min_reader_version == 1
    assert table.protocol().min_writer_version == 2
    assert table.metadata().partition_columns == ["bucket"]
    history = table.history()
    assert len(history) == table.version() + 1
    assert {commit["engineInfo"].split("/")[0] for commit in history} == {"Patron"}
    if name == "appended":
        assert table.transaction_version("orders.csv") == 4
    actions = pyarrow.table(table.get_add_actions(flatten=True)).to_pylist()
    assert sum(action["num_records"] for action in actions) == len(expected(name)[0][-1])


def test_vacuum_of_delta_rs_finds_our_tombstones_and_nothing_else(name):
    _, tombstones = expected(name)
    table = DeltaTable(FOLDER / name)
    found = table.vacuum(retention_hours=0, dry_run=True, enforce_retention_duration=False)
    assert sorted(found) == tombstones


def test_the_checksum_is_the_crc_32_of_the_file_with_its_digits_zero(name):
    for commit in sorted((FOLDER / name / "_delta_log").glob("*.json")):
        text = commit.read_bytes()
        digits = json.loads(text.split(b"\n")[0])["commitInfo"]["patronCrc32"].encode()
        mark = b'"patronCrc32":"'
        assert text.count(mark) == 1
        assert b"%08x" % zlib.crc32(text.replace(mark + digits, mark + b"00000000")) == digits


def test_delta_rs_goes_on_with_our_table(name, tmp_path):
    path = tmp_path / name
    shutil.copytree(FOLDER / name, path)
    before = DeltaTable(path)
    more = before.to_pyarrow_table().slice(0, 3)
    write_deltalake(path, more, mode="append")
    DeltaTable(path).optimize.compact()
    after = DeltaTable(path)
    assert after.version() >= before.version() + 1
    assert rows(after.to_pyarrow_table()) == sorted(expected(name)[0][-1] + rows(more))
    # A checkpoint would be the first step to cutting the log that our history stands in.
    assert not list((path / "_delta_log").glob("*checkpoint*"))


def test_no_commit_was_lost_in_the_race():
    wanted = sorted([*range(RACED), *range(1000, 1000 + RACED)])
    table = DeltaTable(FOLDER / "raced")
    assert table.version() == 2 * RACED
    assert sorted(table.to_pyarrow_table()["number"].to_pylist()) == wanted
    assert sorted(polars.read_delta(str(FOLDER / "raced"))["number"].to_list()) == wanted
