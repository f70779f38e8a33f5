"""Other engines read what Sources/Parquet writes.

PATRON_INTEROP_DIR/parquet is a folder of samples: NAME.parquet, and NAME.json with the values that must be in
it, both written by the Swift tests (Tests/ParquetTests/InteropSamples.swift), the values without the
Parquet code.
"""

import datetime
import decimal
import json
import os
import pathlib
import struct

import duckdb
import polars
import pyarrow
import pyarrow.parquet
import pytest

FOLDER = pathlib.Path(os.environ.get("PATRON_INTEROP_DIR") or "no folder") / "parquet"
# All that the Swift tests write; a missing one is a failure, not a test less.
NAMES = [
    "all_nulls", "clustered", "clustered_nulls", "empty", "encodings", "encodings_nulls", "extremes",
    "labels_256", "labels_one", "labels_two", "long_texts", "many_distinct", "many_rows", "no_nulls",
    "one_absent_row", "one_row", "page_ends", "some_nulls", "three_row_groups",
]
EPOCH = datetime.date(1970, 1, 1)

pytestmark = pytest.mark.skipif(
    not os.environ.get("PATRON_INTEROP_DIR"), reason="PATRON_INTEROP_DIR names no folder of samples"
)


def float32_bits(value):
    """The bits of a double rounded to the nearest float; one pattern for every NaN."""
    if value != value:
        return "NaN"
    try:
        return struct.pack("<f", value)
    except OverflowError:
        return struct.pack("<f", float("inf") if value > 0 else float("-inf"))


def converter(column):
    """From the value in the JSON to the one that Python should see."""
    if column["type"] == "date":
        return lambda days: EPOCH + datetime.timedelta(days)
    if column["type"] == "money":
        return lambda units: decimal.Decimal(units).scaleb(-column["scale"], WIDE)
    if column["type"] == "real":
        return float32_bits
    return lambda value: value


WIDE = decimal.Context(prec=40)


class Sample:
    def __init__(self, name):
        self.path = FOLDER / f"{name}.parquet"
        document = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        self.row_groups = document["row_groups"]
        self.sorting = document["sorting"]
        self.columns = document["columns"]
        self.names = [column["name"] for column in self.columns]
        for column in self.columns:
            convert = converter(column)
            column["values"] = [None if v is None else convert(v) for v in column["values"]]

    def check(self, name, values):
        column = self.columns[self.names.index(name)]
        if column["type"] == "real":
            values = [None if value is None else float32_bits(value) for value in values]
        # Not one assert over the lists: pytest would spend minutes on their difference.
        assert len(values) == len(column["values"]), name
        for row, (found, expected) in enumerate(zip(values, column["values"])):
            if found != expected or type(found) is not type(expected):
                pytest.fail(f"{name}, row {row}: found {found!r:.80}, expected {expected!r:.80}")


@pytest.fixture(params=NAMES, scope="module")
def sample(request):
    return Sample(request.param)


def arrow_type(column):
    return {
        "text": pyarrow.string(),
        "integer": pyarrow.int32(),
        "date": pyarrow.date32(),
        "money": pyarrow.decimal128(18, column["scale"]),
        "real": pyarrow.float32(),
        "boolean": pyarrow.bool_(),
    }[column["type"]]


def test_the_folder_holds_the_samples_and_nothing_else():
    assert sorted(path.stem for path in FOLDER.glob("*.parquet")) == NAMES


def test_pyarrow_reads_the_values(sample):
    table = pyarrow.parquet.read_table(sample.path, page_checksum_verification=True)
    assert table.column_names == sample.names
    for column in sample.columns:
        field = table.schema.field(column["name"])
        assert field.type == arrow_type(column)
        assert field.nullable == column["nullable"]
        sample.check(column["name"], table[column["name"]].to_pylist())
    table.validate(full=True)


def test_pyarrow_reads_texts_as_dictionaries(sample):
    texts = [column["name"] for column in sample.columns if column["type"] == "text"]
    # pyarrow 26 has no way from one of the encodings to a dictionary.
    metadata = pyarrow.parquet.ParquetFile(sample.path).metadata
    for index in range(metadata.num_row_groups):
        for column in map(metadata.row_group(index).column, range(metadata.num_columns)):
            if "DELTA_LENGTH_BYTE_ARRAY" in column.encodings and column.path_in_schema in texts:
                texts.remove(column.path_in_schema)
    table = pyarrow.parquet.read_table(
        sample.path, read_dictionary=texts, page_checksum_verification=True
    )
    for name in texts:
        assert pyarrow.types.is_dictionary(table.schema.field(name).type)
        sample.check(name, table[name].to_pylist())


def test_duckdb_reads_the_values(sample):
    connection = duckdb.connect()
    connection.execute(f"create view sample as from read_parquet('{sample.path}')")
    types = {
        "text": "VARCHAR",
        "integer": "INTEGER",
        "date": "DATE",
        "real": "FLOAT",
        "boolean": "BOOLEAN",
    }
    described = connection.execute("describe sample").fetchall()
    assert [row[0] for row in described] == sample.names
    for row, column in zip(described, sample.columns):
        assert row[1] == types.get(column["type"], f"DECIMAL(18,{column['scale']})")
        found = connection.execute(f'select "{column["name"]}" from sample').fetchall()
        sample.check(column["name"], [value for value, in found])


def test_polars_reads_the_values(sample):
    frame = polars.read_parquet(sample.path)
    types = {
        "text": polars.String,
        "integer": polars.Int32,
        "date": polars.Date,
        "real": polars.Float32,
        "boolean": polars.Boolean,
    }
    assert frame.columns == sample.names
    for column in sample.columns:
        series = frame[column["name"]]
        assert series.dtype == types.get(column["type"], polars.Decimal(18, column["scale"]))
        sample.check(column["name"], series.to_list())


def test_duckdb_and_polars_skip_by_statistics_without_losing_rows(sample):
    """A filter on a value that occurs finds as many rows as there are: bounds are not too tight."""
    connection = duckdb.connect()
    for column in sample.columns:
        if column["type"] not in ("integer", "date", "money", "text"):
            continue
        present = [value for value in column["values"] if value is not None]
        for value in {min(present), max(present)} if present else ():
            name, count = column["name"], present.count(value)
            if column["type"] == "money":
                literal = f"{value:f}::decimal(18, {column['scale']})"
                constant = polars.lit(value, dtype=polars.Decimal(18, column["scale"]))
            else:
                literal = f"date '{value}'" if column["type"] == "date" else str(value)
                constant = polars.lit(value)
                if column["type"] == "text":
                    literal = "'" + value.replace("'", "''") + "'"
            query = f"select count(*) from read_parquet('{sample.path}') where \"{name}\" = {literal}"
            assert connection.execute(query).fetchone()[0] == count, name
            lazy = polars.scan_parquet(sample.path).filter(polars.col(name) == constant)
            assert lazy.select(polars.len()).collect().item() == count, name


def test_the_metadata_says_what_the_file_holds(sample):
    file = pyarrow.parquet.ParquetFile(sample.path)
    metadata = file.metadata
    assert metadata.created_by == "Patron version 0.1.0 (build 1)"
    assert metadata.metadata == {b"patron.sample": sample.path.stem.encode()}
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == sample.row_groups
    first_row = 0
    for index, rows in enumerate(sample.row_groups):
        sorting = metadata.row_group(index).sorting_columns
        found = [[by.column_index, by.descending, by.nulls_first] for by in sorting]
        assert found == sample.sorting
        for position, column in enumerate(sample.columns):
            chunk = metadata.row_group(index).column(position)
            values = column["values"][first_row : first_row + rows]
            check_chunk(chunk, column, values)
        first_row += rows


DATA_ENCODINGS = {
    "PLAIN", "RLE_DICTIONARY", "DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "BYTE_STREAM_SPLIT", "RLE",
}


def check_chunk(chunk, column, values):
    present = [value for value in values if value is not None]
    assert chunk.path_in_schema == column["name"]
    assert chunk.num_values == len(values)
    assert chunk.compression in ("UNCOMPRESSED", "ZSTD")
    if chunk.compression == "ZSTD":
        assert chunk.total_compressed_size < chunk.total_uncompressed_size
    else:
        assert chunk.total_compressed_size == chunk.total_uncompressed_size
    assert set(chunk.encodings) <= DATA_ENCODINGS
    if column["type"] != "boolean":
        assert ("RLE" in chunk.encodings) == column["nullable"]
    assert chunk.has_dictionary_page == ("RLE_DICTIONARY" in chunk.encodings)
    assert chunk.has_offset_index
    check_statistics(chunk, column, values, present)


def check_statistics(chunk, column, values, present):
    statistics = chunk.statistics
    assert statistics.null_count == len(values) - len(present)
    ordered = present
    if column["type"] == "real":
        ordered = sorted(struct.unpack("<f", bits)[0] for bits in present if bits != "NaN")
    if not column["bounds"] or not ordered:
        assert not statistics.has_min_max
        # Pages without values have no bounds to tell; those that hold nothing but NaN cannot.
        assert chunk.has_column_index == (column["bounds"] and not present)
        return
    assert chunk.has_column_index
    if column["type"] == "text":
        # Python orders texts by character, which is the order of their bytes in UTF-8.
        assert statistics.min == min(present) or (
            min(present).startswith(statistics.min)
            and 60 < len(statistics.min.encode()) <= 64
        )
        assert statistics.max == max(present) or (
            statistics.max > max(present)
            and 60 < len(statistics.max.encode()) <= 64
        )
    else:
        assert statistics.min == min(ordered)
        assert statistics.max == max(ordered)


@pytest.mark.parametrize("name", ["encodings", "encodings_nulls"])
def test_the_samples_have_the_encodings_that_their_columns_are_named_for(name):
    sample = Sample(name)
    group = pyarrow.parquet.ParquetFile(sample.path).metadata.row_group(0)
    pages = duckdb.execute(f"select path_in_schema, encodings from parquet_metadata('{sample.path}')")
    by_duckdb = dict(pages.fetchall())
    found = set()
    for position, column in enumerate(sample.columns):
        encoding, codec, _ = column["name"].split("--")
        chunk = group.column(position)
        assert encoding in chunk.encodings, column["name"]
        assert encoding in by_duckdb[column["name"]], column["name"]
        if encoding == "PLAIN":
            assert set(chunk.encodings) <= {"PLAIN", "RLE"}, column["name"]
        if name == "encodings":
            assert chunk.compression == codec, column["name"]
        found.add(encoding)
    assert found == DATA_ENCODINGS


def test_pages_of_the_callers_lengths_occur_in_every_encoding():
    group = pyarrow.parquet.ParquetFile(Sample("page_ends").path).metadata.row_group(0)
    assert {e for i in range(group.num_columns) for e in group.column(i).encodings} == DATA_ENCODINGS
