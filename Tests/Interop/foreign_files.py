"""Files that pyarrow, DuckDB and Polars write, for our reader: the reading half of `make interop`.

    python Tests/Interop/foreign_files.py FOLDER

writes NAME.parquet and NAME.json for each. The JSON says what is in the file, from the values that went in and
not from reading it back; after that the engine itself reads the file, and must find the same. Values are drawn
from seeds made of the columns' names, so every run writes the same.

    rows        how many
    columns     of each column with one value a row, those of structures after the others: name, meaning,
                nulls, SHA-256 of the spelled values (foreign_columns.py)
    lists       of each leaf below a list or map, in the file's order: name, SHA-256 of the spelled lists
    encodings   numbers of encodings that data pages must be in: a file that lost its point is a failure
    refused     instead of `rows` and `columns`: a part of the error that reading must end in
"""

import dataclasses
import functools
import json
import pathlib
import sys

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq

from foreign_columns import KINDS, Column, amount, fingerprint, is_read_back

PLAIN, PLAIN_DICTIONARY, RLE, DELTA, DELTA_LENGTH, DELTA_BYTES, DICTIONARY, SPLIT = 0, 2, 3, 5, 6, 7, 8, 9
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "date",
            "time_ms", "time_us", "time_ns", "stamp_ms", "stamp_us", "stamp_ns"]
SPLITTABLE = ["float16", "float", "double", "int32", "int64", "fixed", "uuid", "amount_38"]
BYTES = ["text", "binary", "json"]
NULLS = ["no", "some", "all", "few", "stretches", "but_last"]
MANY = 3_000_000


def columns(kinds=None, rows=2000, nulls=("some",), **options):
    """A column per kind and way of being absent."""
    return [Column.drawn(f"{kind}_{absent}", KINDS[kind], rows, absent, **options)
            for kind in kinds or KINDS for absent in nulls]


@functools.cache
def many_rows():
    """What order files look like, at a size at which every page is full and no chunk has one page."""
    spread = [(row * 2_654_435_761) % MANY for row in range(MANY)]
    return [
        Column("sorted_id", KINDS["int64"], [row // 7 for row in range(MANY)]),
        Column("random_id", KINDS["int32"], spread),
        Column("day_runs", KINDS["date"], [19_000 + row // 4111 for row in range(MANY)]),
        Column("stamp", KINDS["stamp_us"], [1_600_000_000_000_000 + n * 9_973 for n in spread]),
        Column("cents", KINDS["int64"], [None if n % 11 == 0 else n % 19_999 - 500 for n in spread]),
        Column("real", KINDS["double"], [n / 128 for n in spread]),
        Column("sku", KINDS["text"], [None if n % 100 == 7 else f"sku-{n % 5000}" for n in spread]),
    ]


def wide_texts():
    """Texts of 1 MiB among empty ones."""
    values = [("%07d" % n) * 149_797 if n % 3 == 0 else "" for n in range(30)]
    return [Column("long", KINDS["text"], values),
            Column("long_binary", KINDS["binary"], [value.encode()[::-1] for value in values]),
            Column("long_or_absent", KINDS["text"], [value or None for value in values])]


def decimals():
    return [Column.drawn(f"p{precision}_s{scale}", amount(precision, scale), 100, "some")
            for precision in range(1, 39) for scale in sorted({0, precision // 2, precision})]


def odd_names():
    names = ["größe", "数量", "💶", "with space", "a.b", "Customer", "customer", '"quoted"', "new\nline", "_"]
    return [Column.drawn(name, KINDS["int32"], 20) for name in names]


def three_hundred():
    kinds = [kind for kind, of in KINDS.items() if of.sql and of.polars and kind != "labels"]
    return [Column.drawn(f"c{n}", KINDS[kinds[n % len(kinds)]], 50, "some") for n in range(300)]


class Files:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.count = 0
        self.duck = duckdb.connect()
        # DuckDB gives stamps of UTC in the connection's zone.
        self.duck.execute("SET TimeZone = 'UTC'")

    def path(self, name):
        self.count += 1
        return str(self.folder / f"{name}.parquet")

    def expect(self, name, **expectation):
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps({"lists": [], "encodings": [], **expectation}), encoding="utf-8")

    def check(self, name, columns, back, encodings, codec, nested=None):
        """Compares what the engine read back, and writes the expectation."""
        assert len(back) == len(columns), name
        for column, array in zip(columns, back):
            assert is_read_back(column, array), f"{name}: {column.name} is not what the writer was given"
        metadata = pq.read_metadata(self.folder / f"{name}.parquet")
        if codec and metadata.num_row_groups:
            assert metadata.row_group(0).column(0).compression == codec.upper(), name
        self.expect(name, rows=len(columns[0].values), encodings=sorted(encodings),
                    columns=[column.expectation for column in columns + (nested.fields if nested else [])],
                    lists=nested.lists if nested else [])

    def arrow(self, name, columns, encodings=(), nested=None, checks_codec=None, **options):
        table = pa.table([c.array for c in columns], pa.schema([c.field for c in columns]))
        for other, array in (nested.arrays if nested else {}).items():
            table = table.append_column(other, array)
        path = self.path("arrow_" + name)
        pq.write_table(table, path, **options)
        # INT96 holds all years in nanoseconds, pyarrow's own 64 bits do not.
        has_ns = any(getattr(c.kind.arrow, "unit", "") == "ns" for c in columns)
        back = pq.read_table(path, page_checksum_verification=True,
                             coerce_int96_timestamp_unit="ns" if has_ns else "us")
        self.check("arrow_" + name, columns, back.columns[:len(columns)], encodings,
                   checks_codec, nested)

    def duckdb(self, name, columns, options="", encodings=(), nested=None, codec="snappy"):
        columns = [c for c in columns if c.kind.sql]
        table = pa.table([
            c.array.cast(pa.string()) if c.kind.sql.startswith("ENUM") else
            pa.array([v and "%032x" % int.from_bytes(v, "big") for v in c.values], pa.string())
            if c.kind.sql == "UUID" else c.array for c in columns], [c.name for c in columns])
        quoted = ['"' + c.name.replace('"', '""') + '"' for c in columns]
        casts = ", ".join(f"CAST({n} AS {c.kind.sql}) AS {n}" for n, c in zip(quoted, columns))
        for other, array in (nested.arrays if nested else {}).items():
            table = table.append_column(other, array)
            casts += f", {other}"
        self.duck.register("input", table)
        path = self.path("duckdb_" + name)
        self.duck.execute(f"COPY (SELECT {casts} FROM input) TO '{path}' (FORMAT parquet, "
                          f"COMPRESSION {codec}{options})")
        back = self.duck.sql(f"SELECT {', '.join(quoted)} FROM read_parquet('{path}')")
        self.check("duckdb_" + name, columns, back.to_arrow_table().columns, encodings,
                   "LZ4" if codec == "lz4_raw" else codec, nested)

    def polars(self, name, columns, encodings=(), nested=None, compression="zstd", **options):
        columns = [c for c in columns if c.kind.polars]
        frame = polars.DataFrame([
            polars.Series(c.name, c.values, polars.Boolean) if c.kind.meaning == "boolean" else
            polars.from_arrow(pa.table([c.array], [c.name])).to_series() for c in columns])
        for other, array in (nested.arrays if nested else {}).items():
            frame = frame.with_columns(polars.from_arrow(array).alias(other))
        path = self.path("polars_" + name)
        frame.write_parquet(path, compression=compression, **options)
        back = polars.read_parquet(path, columns=[c.name for c in columns]).to_arrow()
        self.check("polars_" + name, columns, back.columns, encodings, compression, nested)

    def refused(self, name, finding, write):
        write(self.path(name))
        self.expect(name, refused=finding)


def int96(columns):
    """Columns of stamps whose zone the file does not say."""
    for column in columns:
        column.kind = dataclasses.replace(column.kind, meaning="timestamp UTC")
    return columns


STAMPS = ["stamp_ms", "stamp_us", "stamp_ms_utc", "stamp_us_utc"]


def spelled_list(kind, values):
    return "[" + ",".join("\\N" if value is None else kind.spell(value) for value in values) + "]"


class Nested:
    """Columns of a list, of structures, and of a map if the engine has maps."""

    def __init__(self, has_map=True):
        rows = range(500)
        number, text = KINDS["int64"], KINDS["text"]
        tags = [None if n % 7 == 0 else [n, None, n * n][:n % 4] for n in rows]
        points = [None if n % 11 == 0 else {"x": n, "y": None if n % 5 == 0 else {"z": str(n)}} for n in rows]
        marks = [None if n % 13 == 0 else [(str(m), m if m % 2 else None) for m in range(n % 3)] for n in rows]
        self.arrays = {"tags": pa.array(tags), "point": pa.array(points)}
        if has_map:
            self.arrays["marks"] = pa.array(marks, pa.map_(pa.string(), pa.int64()))
        self.fields = [
            Column("point.x", number, [point and point["x"] for point in points]),
            Column("point.y.z", text, [point and point["y"] and point["y"]["z"] for point in points])]
        self.lists = [
            self.expected("tags.list.element", number, tags),
            self.expected("marks.key_value.key", text, [mark and [k for k, _ in mark] for mark in marks]),
            self.expected("marks.key_value.value", number, [mark and [v for _, v in mark] for mark in marks]),
        ][:3 if has_map else 1]

    @staticmethod
    def expected(name, kind, rows):
        return {"name": name, "sha256": fingerprint(rows, functools.partial(spelled_list, kind))}


def arrow_files(files):
    write = files.arrow
    write("defaults", columns(nulls=NULLS, rows=1500), [DICTIONARY, PLAIN])
    write("defaults_few_values", columns(nulls=NULLS, rows=1500, distinct=7), [DICTIONARY])
    write("required", columns(nulls=["no"], required=True), [DICTIONARY, PLAIN])
    write("required_v2", columns(nulls=["no"], required=True), [DICTIONARY, RLE],
          data_page_version="2.0")
    write("format_1_0", columns(["bool", "int8", "int32", "int64", "uint8", "uint16", "uint64", "float",
                                 "double", "date", "time_us", "stamp_ms_utc", "stamp_us_utc", "amount_18",
                                 "text", "binary", "fixed"]), version="1.0")
    for codec in ["none", "snappy", "gzip", "zstd", "lz4"]:
        for version in ["1.0", "2.0"]:
            write(f"{codec}_v{version[0]}", columns(nulls=["no", "stretches"], distinct=90), [DICTIONARY],
                  checks_codec="uncompressed" if codec == "none" else codec, compression=codec,
                  data_page_version=version, data_page_size=512, write_batch_size=100)
    for version in ["1.0", "2.0"]:
        pages = {"data_page_version": version, "use_dictionary": False}
        for shape, small in [("", {}), ("_small_pages", {"data_page_size": 700, "write_batch_size": 64})]:
            def forced(name, encoding, kinds):
                few = columns(kinds, nulls=NULLS, rows=1100)
                write(f"{name}_v{version[0]}{shape}", few, [encoding], column_encoding={
                    c.name: name.upper() for c in few}, **pages, **small)
            forced("plain", PLAIN, [kind for kind in KINDS if kind != "bool"])
            forced("delta_binary_packed", DELTA, INTEGERS)
            forced("delta_length_byte_array", DELTA_LENGTH, BYTES)
            forced("delta_byte_array", DELTA_BYTES, [*BYTES, "fixed", "uuid", "amount_38"])
            forced("byte_stream_split", SPLIT, SPLITTABLE)
            flags = columns(["bool"], nulls=NULLS, rows=1100)
            write(f"flags_v{version[0]}{shape}", flags, [PLAIN if version == "1.0" else RLE], **pages, **small)
    sorted_runs = columns(["int32", "int64", "date", "text"], rows=9000, distinct=40, ordered=True)
    write("dictionary_runs", sorted_runs, [DICTIONARY], data_page_size=64, write_batch_size=50)
    write("dictionary_falls_back", columns(["int64", "double", "text", "amount_38"], rows=9000,
                                           nulls=["no", "some"]),
          [DICTIONARY, PLAIN], dictionary_pagesize_limit=2048, data_page_size=1000, write_batch_size=100)
    write("dictionary_falls_back_v2", columns(["int64", "text"], rows=9000), [DICTIONARY, PLAIN],
          dictionary_pagesize_limit=2048, data_page_size=1000, write_batch_size=100, data_page_version="2.0")
    for version in ["1.0", "2.0"]:
        write(f"checksums_index_v{version[0]}", columns(nulls=["no", "some"]), [DICTIONARY],
              data_page_version=version, write_page_checksum=True, write_page_index=True, data_page_size=900,
              compression="zstd")
    write("rows_of_a_page", columns(["int64", "text"], rows=1000), max_rows_per_page=7)
    write("pages_of_one_row", columns(["int64", "text", "bool"], rows=300), max_rows_per_page=1)
    write("small_row_groups", columns(nulls=["no", "few"], rows=1000), row_group_size=37)
    write("row_groups_of_one_row", columns(["int64", "text", "bool"], rows=99), row_group_size=1)
    write("int96", int96(columns(STAMPS, nulls=NULLS)), [DICTIONARY],
          use_deprecated_int96_timestamps=True)
    write("int96_plain", int96(columns(["stamp_ns"], nulls=NULLS)), [PLAIN],
          use_deprecated_int96_timestamps=True, use_dictionary=False)
    # parquet-java cannot run here: what Spark 4 writes by default, as near as pyarrow comes to it.
    write("like_spark", int96(columns(["stamp_us_utc"], rows=50_000, distinct=30_000)) + columns(
        ["int32", "int64", "double", "date", "text", "amount_18", "bool"], rows=50_000, distinct=900),
        [PLAIN_DICTIONARY, PLAIN], flavor="spark", use_deprecated_int96_timestamps=True,
        max_rows_per_page=20_000, write_page_checksum=True, write_page_index=True,
        store_schema=False, store_decimal_as_integer=True, version="1.0")
    write("decimals", decimals())
    write("decimals_as_integers", decimals(), store_decimal_as_integer=True)
    write("decimals_delta", decimals()[:50], [DELTA], store_decimal_as_integer=True, use_dictionary=False,
          column_encoding={c.name: "DELTA_BINARY_PACKED" for c in decimals()[:50]})
    write("no_rows", columns(rows=0))
    write("no_rows_required", columns(rows=0, required=True, nulls=["no"]), data_page_version="2.0")
    write("one_row", columns(rows=1, nulls=["no", "all"]))
    no_groups = columns(rows=0)
    path = files.path("arrow_no_row_groups")
    pq.ParquetWriter(path, pa.schema([c.field for c in no_groups])).close()
    files.check("arrow_no_row_groups", no_groups, pq.read_table(path).columns, [], None)
    write("many_rows", many_rows(), [DICTIONARY, PLAIN], row_group_size=1_000_000)
    many = many_rows()
    encodings = {c.name: "DELTA_BINARY_PACKED" for c in many[:5]} | {
        "real": "BYTE_STREAM_SPLIT", "sku": "DELTA_BYTE_ARRAY"}
    write("many_rows_encoded", many, [DELTA, SPLIT, DELTA_BYTES], use_dictionary=False, compression="zstd",
          column_encoding=encodings, data_page_version="2.0", row_group_size=700_001)
    write("wide_texts", wide_texts(), [DICTIONARY])
    write("wide_texts_delta", wide_texts(), [DELTA_BYTES], use_dictionary=False,
          column_encoding="DELTA_BYTE_ARRAY")
    write("three_hundred_columns", three_hundred())
    write("odd_names", odd_names())
    for version in ["1.0", "2.0"]:
        write(f"nested_v{version[0]}", columns(rows=500), nested=Nested(), data_page_version=version)
    write("nested_small_pages", columns(rows=500), nested=Nested(), data_page_size=200, write_batch_size=9)
    write("nested_small_row_groups", columns(rows=500), nested=Nested(), row_group_size=77)
    few = columns(["int32"])
    files.refused("arrow_brotli", "Brotli", lambda path: pq.write_table(
        pa.table([few[0].array], ["a"]), path, compression="brotli"))


def duckdb_files(files):
    write = files.duckdb
    write("defaults", columns(nulls=NULLS, rows=1500), encodings=[PLAIN, PLAIN_DICTIONARY])
    write("v2", columns(nulls=NULLS, rows=1500), ", PARQUET_VERSION v2", [DELTA, DELTA_LENGTH, SPLIT])
    write("v2_few_values", columns(nulls=NULLS, rows=5000, distinct=7), ", PARQUET_VERSION v2", [DICTIONARY])
    for codec in ["uncompressed", "snappy", "gzip", "zstd", "lz4_raw"]:
        for version in ["v1", "v2"]:
            write(f"{codec}_{version}", columns(nulls=["no", "stretches"], distinct=400),
                  f", PARQUET_VERSION {version}", codec=codec)
    write("small_pages", columns(nulls=["no", "some"], rows=20_000), ", DATA_PAGE_SIZE_LIMIT 1000")
    write("small_pages_v2", columns(nulls=["no", "some"], rows=20_000),
          ", DATA_PAGE_SIZE_LIMIT 1000, PARQUET_VERSION v2")
    write("small_row_groups", columns(nulls=["no", "few"], rows=10_000), ", ROW_GROUP_SIZE 2048")
    write("small_dictionaries", columns(nulls=["some"], rows=5000, distinct=1000),
          ", DICTIONARY_SIZE_LIMIT 100, STRING_DICTIONARY_PAGE_SIZE_LIMIT 100")
    # Not of TIMESTAMP_NS: DuckDB 2.0 leaves out their nanoseconds.
    write("int96", int96(columns(["stamp_us", "stamp_us_utc"])), ", WRITE_TIMESTAMP_AS_INT96 true")
    write("decimals", decimals())
    write("decimals_v2", decimals(), ", PARQUET_VERSION v2")
    write("no_rows", columns(rows=0))
    write("one_row", columns(rows=1, nulls=["no", "all"]))
    write("one_row_v2", columns(rows=1, nulls=["no", "all"]), ", PARQUET_VERSION v2")
    write("many_rows", many_rows(), encodings=[PLAIN, PLAIN_DICTIONARY])
    write("many_rows_v2", many_rows(), ", PARQUET_VERSION v2", [DELTA, DICTIONARY], codec="zstd")
    write("wide_texts", wide_texts())
    write("three_hundred_columns", three_hundred())
    names = [c for c in odd_names() if c.name != "customer"]  # DuckDB's names have no case
    write("odd_names", names)
    write("nested", columns(rows=500), nested=Nested())
    write("nested_v2", columns(rows=500), ", PARQUET_VERSION v2", nested=Nested())
    # The key protects nothing: any generator of random numbers will do.
    files.duck.execute("SET force_mbedtls_unsafe = 'true'; PRAGMA add_parquet_key('key', '0123456789abcdef')")
    files.refused("duckdb_encrypted", "encrypted", lambda path: files.duck.execute(
        f"COPY (SELECT 1 AS a) TO '{path}' (FORMAT parquet, ENCRYPTION_CONFIG {{footer_key: 'key'}})"))


def polars_files(files):
    write = files.polars
    write("defaults", columns(nulls=NULLS, rows=1500))
    write("few_values", columns(nulls=NULLS, rows=5000, distinct=7), [DICTIONARY])
    for codec in ["uncompressed", "snappy", "gzip", "zstd", "lz4"]:
        write(codec, columns(nulls=["no", "stretches"], distinct=90), compression=codec)
    write("small_pages", columns(nulls=["no", "some"], rows=10_000), data_page_size=1000)
    write("small_pages_few_values", columns(nulls=["no", "some"], rows=10_000, distinct=90), [DICTIONARY],
          data_page_size=1000)
    write("small_row_groups", columns(nulls=["no", "few"], rows=3000), row_group_size=701)
    write("no_statistics", columns(["int64", "text"]), statistics=False)
    write("decimals", decimals())
    write("no_rows", columns(rows=0))
    write("one_row", columns(rows=1, nulls=["no", "all"]))
    write("many_rows", many_rows(), row_group_size=900_001)
    write("wide_texts", wide_texts())
    write("three_hundred_columns", three_hundred())
    write("odd_names", odd_names())
    write("nested", columns(rows=500), nested=Nested(has_map=False))
    write("nested_small_pages", columns(rows=500), nested=Nested(has_map=False), data_page_size=200)


if __name__ == "__main__":
    files = Files(sys.argv[1])
    arrow_files(files)
    duckdb_files(files)
    polars_files(files)
    print(f"{files.count} files in {files.folder}")
