"""Delta tables that delta-rs writes, for our log: the reading half of `make interop`.

    python Tests/Interop/foreign_tables.py FOLDER

writes a table NAME and NAME.json for each. The JSON says what delta-rs finds in the table at each version:

    versions   for each version from 0 on, path within the table and partition values of every file, in order
    refused    instead of `versions`: a part of the error that reading the newest version must end in
    first      the first version that can be read, those before it being gone
    whole      a table with the same versions, none of them gone
"""

import json
import pathlib
import shutil
import sys
import urllib.parse

import pyarrow
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake

FOLDER = pathlib.Path(sys.argv[1])


def rows(first, count=6):
    numbers = range(first, first + count)
    return pyarrow.table({
        "bucket": pyarrow.array([number % 3 for number in numbers], pyarrow.int32()),
        "customer_id": [f"customer {number}" for number in numbers],
        "amount": [number * 100 for number in numbers],
    })


def appended(path):
    for version in range(12):
        write_deltalake(path, rows(version), mode="append")


def partitioned(path):
    for version in range(4):
        write_deltalake(path, rows(version), mode="append", partition_by=["bucket"])


def overwritten(path):
    partitioned(path)
    write_deltalake(path, rows(50), mode="overwrite")
    DeltaTable(path).delete("amount = 5000")


def compacted(path):
    partitioned(path)
    DeltaTable(path).optimize.compact()
    write_deltalake(path, rows(60), mode="append")


def checkpointed(path):
    compacted(path)
    DeltaTable(path).create_checkpoint()
    write_deltalake(path, rows(70), mode="append")


def cut(path, whole=checkpointed, first=5):
    """The table without the commits that its checkpoint stands in for, and beside it without the checkpoint."""
    whole(path)
    shutil.copytree(path, path + "_whole")
    for checkpoint in pathlib.Path(path + "_whole/_delta_log").glob("*checkpoint*"):
        checkpoint.unlink()
    for version in range(first + 1):
        (pathlib.Path(path) / f"_delta_log/{version:020d}.json").unlink()


def cut_odd_values(path):
    def whole(path):
        odd_values(path)
        DeltaTable(path).delete("amount = 1")
        DeltaTable(path).create_checkpoint()

    cut(path, whole, first=1)


def cut_features(path):
    """A checkpoint with features of the protocol, which a type asks for, and with settings."""
    def whole(path):
        table = pyarrow.table({"at": pyarrow.array([1, 2, None], pyarrow.timestamp("us"))})
        write_deltalake(path, table, name="name", description="é", configuration={
            "delta.logRetentionDuration": "interval 9 days"})
        write_deltalake(path, table, mode="append", commit_properties=CommitProperties(
            app_transactions=[Transaction("loader", 7), Transaction("other", 1, 123)]))
        DeltaTable(path).create_checkpoint()

    cut(path, whole, first=1)


def odd_values(path):
    values = ["a b", "100%", "é/x", "a=b:c", None, "#?&+"]
    table = pyarrow.table({"region": values, "amount": list(range(len(values)))})
    write_deltalake(path, table, partition_by=["region"])


def features(path):
    table = pyarrow.table({"amount": [1, 2, 3]})
    write_deltalake(path, table, configuration={"delta.enableDeletionVectors": "true"})


def files(path, version):
    """What delta-rs finds at a version: paths as they are on disk, partition values as text."""
    table = DeltaTable(path, version=version)
    prefix = str(pathlib.Path(path).resolve()) + "/"
    columns = table.metadata().partition_columns
    actions = pyarrow.table(table.get_add_actions(flatten=True)).to_pylist()
    # Unlike the URIs, these paths are as they stand in the log.
    values = {
        urllib.parse.unquote(action["path"]): {name: text(action[f"partition.{name}"]) for name in columns}
        for action in actions}
    paths = [uri.removeprefix(prefix) for uri in table.file_uris()]
    assert sorted(paths) == sorted(values), (paths, values)
    return [{"path": file, "partition": values[file]} for file in sorted(paths, key=str.encode)]


def text(value):
    return None if value is None else str(value)


TABLES = [appended, partitioned, overwritten, compacted, checkpointed, odd_values]
CUT = {cut: 5, cut_odd_values: 1, cut_features: 1}
REFUSED = {features: "deletionVectors"}


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for write in [*TABLES, *CUT, *REFUSED]:
        path = str(FOLDER / write.__name__)
        write(path)
        if write in REFUSED:
            document = {"refused": REFUSED[write]}
        else:
            whole = write.__name__ + "_whole" if write in CUT else None
            first, newest = CUT.get(write, 0), DeltaTable(path).version()
            document = {"first": first, "whole": whole,
                        "versions": [files(path, version) for version in range(first, newest + 1)]}
        (FOLDER / f"{write.__name__}.json").write_text(json.dumps(document), encoding="utf-8")


main()
