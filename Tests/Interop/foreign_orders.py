"""The CDNOW orders as other engines write them: Parquet files of every type that an id, a date or an amount comes
in, for test_orders.py.

Each is a Form: how it is written, and how a CSV of the same orders spells the ids and stamps, so that scores of
both must be the same bytes.
"""

import csv
import dataclasses
import datetime
import decimal
import pathlib
import random
import typing
import uuid

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq

SOURCE = pathlib.Path(__file__).parents[2] / "fixtures/cdnow/orders.csv"
UTC = datetime.timezone.utc


def orders():
    with SOURCE.open(newline="", encoding="utf-8") as file:
        return [(r["customer_id"], datetime.date.fromisoformat(r["order_date"]), decimal.Decimal(r["amount"]))
                for r in csv.DictReader(file)]


@dataclasses.dataclass
class Form:
    name: str
    # Writes a table of the three columns to a path.
    write: typing.Callable
    id: typing.Callable = str
    date: typing.Callable = lambda date: date
    amount: typing.Callable = lambda amount: amount
    types: tuple = (pa.string(), pa.date32(), pa.decimal128(9, 2))
    # How the CSV beside it writes them.
    csv_id: typing.Callable = None
    csv_date: typing.Callable = str
    options: tuple = ()
    shuffled: bool = False

    def rows(self):
        rows = orders()
        if self.shuffled:
            random.Random(1).shuffle(rows)
        return rows

    def parquet(self, path):
        rows = self.rows()
        table = pa.table(
            [pa.array([read(row[index]) for row in rows], type) for index, (read, type) in
             enumerate(zip((self.id, self.date, self.amount), self.types))],
            ["customer_id", "order_date", "amount"])
        # Beside what is read, columns that are not: a list, and one of another meaning.
        table = table.append_column("tags", pa.array([[1, n] for n in range(len(rows))]))
        self.write(table.append_column("is_gift", pa.array([n % 2 == 0 for n in range(len(rows))])), path)

    def csv(self, path):
        """The same orders in the file's first order: the order of rows must not matter."""
        spelled = self.csv_id or self.id
        lines = [f"{spelled(i)},{self.csv_date(d)},{a}\n" for i, d, a in orders()]
        path.write_text("customer_id,order_date,amount\n" + "".join(lines), encoding="utf-8")


def arrow(**options):
    return lambda table, path: pq.write_table(table, path, **options)


def duck(select="*", options=""):
    def write(table, path):
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("input", table)
        connection.execute(f"COPY (SELECT {select} FROM input) TO '{path}' (FORMAT parquet{options})")
    return write


def polar(**options):
    return lambda table, path: polars.from_arrow(table).write_parquet(path, **options)


def at(hours, zone=None):
    """The moment so many hours into a day."""
    return lambda day: datetime.datetime.combine(day, datetime.time(), zone) + datetime.timedelta(hours=hours)


def stamps(unit, zone=None):
    return (pa.string(), pa.timestamp(unit, zone), pa.decimal128(9, 2))


def amounts(type):
    return (pa.string(), pa.date32(), type)


def ids(type):
    return (type, pa.date32(), pa.decimal128(9, 2))


def packed(number):
    return uuid.UUID(int=int(number) * 0x0123_4567_89AB_CDEF)


BERLIN = ("--time-zone", "Europe/Berlin")
LATE = "{}T23:30:00Z".format
SMALL = {"data_page_size": 900, "write_batch_size": 50}
FORMS = [
    Form("arrow", arrow()),
    Form("arrow_v2_zstd_no_dictionary", arrow(data_page_version="2.0", compression="zstd", use_dictionary=False)),
    Form("arrow_small_pages_gzip", arrow(compression="gzip", **SMALL)),
    Form("arrow_dictionary_falls_back", arrow(dictionary_pagesize_limit=2000, **SMALL)),
    Form("arrow_row_groups", arrow(row_group_size=501), shuffled=True),
    Form("arrow_row_groups_of_one_row", arrow(row_group_size=1)),
    Form("arrow_delta", arrow(use_dictionary=False, column_encoding={
        "customer_id": "DELTA_BYTE_ARRAY", "order_date": "DELTA_BINARY_PACKED", "amount": "BYTE_STREAM_SPLIT"})),
    Form("arrow_shuffled", arrow(compression="none"), shuffled=True),
    Form("arrow_fixed_length_ids", arrow(), id=str.encode, types=ids(pa.binary(5)), csv_id=str),
    Form("arrow_binary_ids", arrow(), id=str.encode, types=ids(pa.binary()), csv_id=str),
    Form("arrow_decimal_ids", arrow(), id=decimal.Decimal, types=ids(pa.decimal128(38, 0)), csv_id=int),
    *(Form(f"arrow_{type}_ids", arrow(use_dictionary=n % 2 == 0), id=int, types=ids(type))
      for n, type in enumerate([pa.int16(), pa.int32(), pa.int64(), pa.uint16(), pa.uint32(), pa.uint64()])),
    Form("duckdb_uuid_ids", duck("* REPLACE (customer_id::UUID AS customer_id)"), id=lambda i: str(packed(i))),
    *(Form(f"arrow_decimal_{digits}_{decimals}", arrow(store_decimal_as_integer=digits in (9, 18)),
           types=amounts(pa.decimal128(digits, decimals)))
      for digits, decimals in [(9, 2), (18, 2), (10, 2), (38, 2), (38, 10), (12, 4)]),
    Form("arrow_doubles", arrow(), amount=float, types=amounts(pa.float64())),
    Form("arrow_doubles_split", arrow(use_dictionary=False, column_encoding={"amount": "BYTE_STREAM_SPLIT"}), id=int,
         date=lambda day: int(day.strftime("%Y%m%d")), amount=float, types=(pa.int32(), pa.int32(), pa.float64())),
    Form("arrow_floats", arrow(), amount=float, types=amounts(pa.float32())),
    Form("arrow_text_amounts", arrow(), amount=str, types=amounts(pa.string())),
    Form("arrow_text_dates", arrow(), date=str, types=(pa.string(), pa.string(), pa.float64()), amount=float),
    Form("arrow_american_dates", arrow(), date=lambda d: d.strftime("%m/%d/%Y"),
         types=(pa.string(), pa.string(), pa.decimal128(9, 2))),
    Form("arrow_format", arrow(), date=lambda d: d.strftime("%d %b %y"), csv_date=lambda d: d.strftime("%d %b %y"),
         types=(pa.string(), pa.string(), pa.decimal128(9, 2)), options=("--date-format", "%d %b %y")),
    *(Form(f"arrow_stamps_{unit}", arrow(), date=at(23.5), types=stamps(unit)) for unit in ("ms", "us", "ns")),
    *(Form(f"arrow_stamps_{unit}_utc", arrow(), date=at(23.5, UTC), types=stamps(unit, "UTC"), csv_date=LATE)
      for unit in ("ms", "us", "ns")),
    *(Form(f"arrow_stamps_{unit}_berlin", arrow(), date=at(23.5, UTC), types=stamps(unit, "UTC"), csv_date=LATE,
           options=BERLIN) for unit in ("ms", "us", "ns")),
    Form("arrow_int96", arrow(use_deprecated_int96_timestamps=True), date=at(23.5), types=stamps("us"),
         csv_date=LATE),
    Form("arrow_int96_berlin", arrow(use_deprecated_int96_timestamps=True, use_dictionary=False), date=at(23.5),
         types=stamps("ns"), csv_date=LATE, options=BERLIN),
    Form("duckdb", duck()),
    Form("duckdb_v2_zstd", duck(options=", PARQUET_VERSION v2, COMPRESSION zstd"), shuffled=True),
    Form("duckdb_row_groups", duck(options=", ROW_GROUP_SIZE 2048"), id=int, types=ids(pa.int64())),
    Form("duckdb_doubles", duck("* REPLACE (amount::DOUBLE AS amount, order_date::TIMESTAMP AS order_date)")),
    Form("duckdb_stamps_utc", duck("* REPLACE (order_date::TIMESTAMPTZ AS order_date)"), options=BERLIN,
         csv_date="{}T00:00:00Z".format),
    Form("duckdb_int96", duck("* REPLACE (order_date::TIMESTAMP AS order_date)", ", WRITE_TIMESTAMP_AS_INT96 true"),
         csv_date="{}T00:00:00Z".format),
    Form("polars", polar()),
    Form("polars_row_groups", polar(row_group_size=701, compression="lz4"), shuffled=True),
    Form("polars_small_pages", polar(data_page_size=1000, compression="snappy"), id=int, amount=float,
         types=(pa.uint32(), pa.date32(), pa.float64())),
    Form("polars_stamps_utc", polar(compression="gzip"), date=at(23.5, UTC), types=stamps("us", "UTC"),
         csv_date=LATE, options=BERLIN),
]
