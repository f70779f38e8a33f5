"""Columns of made-up values, and how expectations spell them.

A value is what goes into the writers: an integer for dates, times and stamps (counted in their unit), a
`decimal.Decimal`, `bytes`, `str`, `float` or `bool`. An expectation holds, per column, the SHA-256 over all
values joined by line feeds, spelled as Tests/ParquetTests/Support/Canonical.swift spells what our reader reads.

    python Tests/Interop/foreign_columns.py FILE.parquet...

prints the same of any file, read by pyarrow.
"""

import dataclasses
import decimal
import functools
import hashlib
import random
import struct
import sys
import typing
import uuid

import pyarrow as pa
import pyarrow.parquet

PER_SECOND = {"ms": 10**3, "us": 10**6, "ns": 10**9}
WIDE = decimal.Context(prec=40)
# Years 1 to 9999, which Python, pyarrow, DuckDB and Polars all have.
FIRST_DAY, LAST_DAY = -719_162, 2_932_896


@dataclasses.dataclass(frozen=True)
class Kind:
    """Values of one meaning, named as the Swift test names it."""

    meaning: str
    arrow: pa.DataType
    spell: typing.Callable
    draw: typing.Callable
    edges: tuple = ()
    sql: str | None = None
    polars: bool = True


def integer(bits, signed, sql):
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    name = f"{'' if signed else 'u'}int{bits}"
    meaning = "unsigned" if name == "uint64" else "integer"
    return Kind(meaning, getattr(pa, name)(), str, lambda r: r.randint(low, high),
                (low, high, 0, 1), sql)


def real(size, arrow, form, sql=None):
    limit = {"f16": 65504.0, "f32": 3.4028234663852886e38, "f64": 1.7976931348623157e308}[size]

    def nearest(value):
        return struct.unpack(form, struct.pack(form, value))[0]

    return Kind("real", arrow, lambda v: f"{size}:{struct.pack(form, v)[::-1].hex()}",
                lambda r: nearest(r.uniform(-1000, 1000)),
                (0.0, -0.0, float("inf"), float("-inf"), float("nan"), limit, -limit), sql)


def spelled_stamp(unit):
    scale = 10**9 // PER_SECOND[unit]

    def spell(count):
        day, rest = divmod(count * scale, 86_400 * 10**9)
        return f"{day}:{rest}"

    return spell


def stamp(unit, zone, sql=None):
    per_day = 86_400 * PER_SECOND[unit]
    low, high = FIRST_DAY * per_day, (LAST_DAY + 1) * per_day - 1
    if unit == "ns":
        low, high = -(1 << 62), 1 << 62
    return Kind(f"timestamp {'UTC' if zone else 'local'}", pa.timestamp(unit, zone),
                spelled_stamp(unit), lambda r: r.randint(low, high), (low, high, 0, -1, per_day), sql)


def time(unit, sql=None, polars=True):
    end = 86_400 * PER_SECOND[unit]
    arrow = pa.time32(unit) if unit == "ms" else pa.time64(unit)
    return Kind(f"time {unit} local", arrow, str, lambda r: r.randrange(end), (0, end - 1),
                sql, polars)


def amount(precision, scale):
    top = 10**precision - 1

    def number(units):
        return decimal.Decimal(units).scaleb(-scale, WIDE)

    return Kind(f"decimal {scale}", pa.decimal128(precision, scale),
                lambda v: "d:" + format(v, "f"), lambda r: number(r.randint(-top, top)),
                (number(top), number(-top), number(0), number(-1)), f"DECIMAL({precision}, {scale})")


def hexadecimal(value):
    return "x:" + value.hex()


def text(r):
    return "".join(r.choices("abcdefgh äß€😀\n\t\"\\,", k=r.randrange(24)))


KINDS = {
    "bool": Kind("boolean", pa.bool_(), lambda v: "true" if v else "false",
                 lambda r: r.random() < 0.5, (True, False), "BOOLEAN"),
    "int8": integer(8, True, "TINYINT"), "int16": integer(16, True, "SMALLINT"),
    "int32": integer(32, True, "INTEGER"), "int64": integer(64, True, "BIGINT"),
    "uint8": integer(8, False, "UTINYINT"), "uint16": integer(16, False, "USMALLINT"),
    "uint32": integer(32, False, "UINTEGER"), "uint64": integer(64, False, "UBIGINT"),
    "float16": real("f16", pa.float16(), "<e"), "float": real("f32", pa.float32(), "<f", "FLOAT"),
    "double": real("f64", pa.float64(), "<d", "DOUBLE"),
    "date": Kind("date", pa.date32(), str, lambda r: r.randint(FIRST_DAY, LAST_DAY),
                 (FIRST_DAY, LAST_DAY, 0, -1), "DATE"),
    "time_ms": time("ms", polars=False), "time_us": time("us", "TIME", polars=False),
    "time_ns": time("ns", "TIME_NS"),
    "stamp_ms": stamp("ms", None, "TIMESTAMP_MS"), "stamp_us": stamp("us", None, "TIMESTAMP"),
    "stamp_ns": stamp("ns", None, "TIMESTAMP_NS"), "stamp_ms_utc": stamp("ms", "UTC"),
    "stamp_us_utc": stamp("us", "UTC", "TIMESTAMPTZ"), "stamp_ns_utc": stamp("ns", "UTC"),
    "amount_7": amount(7, 2), "amount_18": amount(18, 4), "amount_38": amount(38, 10),
    "text": Kind("text", pa.string(), str, text, ("", "\0", "\\N", "ä" * 300), "VARCHAR"),
    "labels": Kind("text", pa.dictionary(pa.int32(), pa.string()), str,
                   lambda r: f"label {r.randrange(9)}", (), "ENUM (%s)" % ", ".join(
                       f"'label {n}'" for n in range(9))),
    "json": Kind("text", pa.json_(), str, lambda r: '{"n": %d}' % r.randrange(99), (), "JSON", False),
    "binary": Kind("binary", pa.binary(), hexadecimal, lambda r: r.randbytes(r.randrange(12)),
                   (b"", b"\xff\x00"), "BLOB"),
    "fixed": Kind("binary", pa.binary(7), hexadecimal, lambda r: r.randbytes(7), (bytes(7),), None, False),
    "uuid": Kind("binary", pa.uuid(), hexadecimal, lambda r: r.randbytes(16), (bytes(16),), "UUID", False),
}


def kept(value, row, rows, nulls, r):
    """The value, or None at the rows that `nulls` leaves out."""
    absent = {
        "no": False, "all": True, "some": r.random() < 0.2, "few": row % 997 == 500,
        "stretches": row % 700 < 300, "but_last": row + 1 < rows,
    }[nulls]
    return None if absent else value


@dataclasses.dataclass
class Column:
    name: str
    kind: Kind
    values: list
    required: bool = False

    @classmethod
    def drawn(cls, name, kind, rows, nulls="no", distinct=None, ordered=False, required=False):
        """Edges first, then random values; the same for the same name and arguments."""
        r = random.Random(f"{name} {rows} {nulls} {distinct}")
        some = [kind.draw(r) for _ in range(distinct or rows)]
        values = some[:rows] if distinct is None else r.choices(some, k=rows)
        if distinct is None:
            values[:len(kind.edges)] = kind.edges[:rows]
        if ordered:
            values.sort()
        values = [kept(value, row, rows, nulls, r) for row, value in enumerate(values)]
        return cls(name, kind, values, required)

    @property
    def field(self):
        return pa.field(self.name, self.kind.arrow, nullable=not self.required)

    @functools.cached_property
    def array(self):
        arrow = self.kind.arrow
        if isinstance(arrow, pa.BaseExtensionType):
            return pa.ExtensionArray.from_storage(arrow, pa.array(self.values, arrow.storage_type))
        if pa.types.is_dictionary(arrow):
            return pa.array(self.values, arrow.value_type).dictionary_encode()
        return pa.array(self.values, arrow)

    @functools.cached_property
    def expectation(self):
        return {"name": self.name, "meaning": self.kind.meaning, "nulls": self.values.count(None),
                "sha256": fingerprint(self.values, self.kind.spell)}


def fingerprint(values, spell):
    joined = "\n".join("\\N" if value is None else spell(value) for value in values)
    return hashlib.sha256(joined.encode()).hexdigest()


def values_of(array):
    """The values of an Arrow array as they are given to writers."""
    arrow = array.type
    if isinstance(arrow, pa.BaseExtensionType):
        return values_of(pa.chunked_array([chunk.storage for chunk in array.chunks], arrow.storage_type))
    if pa.types.is_dictionary(arrow):
        return values_of(array.cast(arrow.value_type))
    if pa.types.is_temporal(arrow):
        return array.cast(pa.int32() if arrow.bit_width == 32 else pa.int64()).to_pylist()
    return array.to_pylist()


def is_read_back(column, array):
    """Whether what an engine reads, in whatever type it gives it, is what went in."""
    arrow = column.kind.arrow
    if array.type.id == arrow.id and array.equals(pa.chunked_array([column.array])):
        return True
    if arrow == pa.uuid() and pa.types.is_string(array.type):
        found = [None if text is None else uuid.UUID(text).bytes for text in array.to_pylist()]
    else:
        storage = arrow.storage_type if isinstance(arrow, pa.BaseExtensionType) else arrow
        if isinstance(array.type, pa.BaseExtensionType) or pa.types.is_dictionary(storage):
            found = values_of(array)
        else:
            found = values_of(array.cast(storage))
    spell = column.kind.spell
    return len(found) == len(column.values) and all(
        (a is None) == (b is None) and (a == b or a is not None and spell(a) == spell(b))
        for a, b in zip(found, column.values))


def meaning_and_spelling(arrow):
    """Of the types that files have whose values are not ours."""
    if pa.types.is_timestamp(arrow):
        return f"timestamp {'UTC' if arrow.tz else 'local'}", spelled_stamp(arrow.unit)
    for kind in KINDS.values():
        if kind.arrow == arrow:
            return kind.meaning, kind.spell
    raise TypeError(f"no spelling for {arrow}")


if __name__ == "__main__":
    for path in sys.argv[1:]:
        table = pyarrow.parquet.read_table(path)
        print(path, table.num_rows)
        for name, column in zip(table.column_names, table.columns):
            meaning, spell = meaning_and_spelling(column.type)
            print(f'("{name}", "{meaning}", {column.null_count}, "{fingerprint(values_of(column), spell)}")')
