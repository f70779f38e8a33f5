"""How many bytes an order takes in a store, beside what others write for the same orders.

    python3 store_sizes.py --binary ../.build/release/patron [--record]

The orders are those of CDNOW and ten million generated ones. All others get them sorted by id and day, and
zstd; neighbours there share digits, which those in a store, sorted by the hash of the id, do not. What stands
in each file is compared before sizes are printed. Of a store it is said what takes the bytes. Needs duckdb,
pyarrow, deltalake and numpy.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys

import deltalake
import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from orders import Orders
from record import circumstances, show
from runs import FOLDER

ROOT = pathlib.Path(__file__).parent.parent
COLUMNS = ["customer_id", "order_date", "amount"]


def orders_of(path: pathlib.Path) -> pa.Table:
    """The orders of a CSV, sorted by customer and day."""
    types = {"customer_id": pa.string(), "order_date": pa.date32(), "amount": pa.decimal128(18, 2)}
    options = pyarrow.csv.ConvertOptions(column_types=types, include_columns=COLUMNS)
    table = pyarrow.csv.read_csv(path, convert_options=options)
    return table.sort_by([(name, "ascending") for name in COLUMNS])


def by_pyarrow(orders: pa.Table, path: pathlib.Path) -> None:
    pq.write_table(orders, path / "orders.parquet", compression="zstd")


def by_pyarrow_chosen(orders: pa.Table, path: pathlib.Path) -> None:
    """The encodings that suit sorted orders; decimals as integers, or they would take 8 bytes each."""
    pq.write_table(
        orders, path / "orders.parquet", compression="zstd", compression_level=3, use_dictionary=["customer_id"],
        column_encoding={"order_date": "DELTA_BINARY_PACKED", "amount": "DELTA_BINARY_PACKED"},
        store_decimal_as_integer=True, dictionary_pagesize_limit=1 << 26)


def by_pyarrow_prefixes(orders: pa.Table, path: pathlib.Path) -> None:
    """The same with ids row by row, as what they share with the one before: they are in order here."""
    pq.write_table(
        orders, path / "orders.parquet", compression="zstd", compression_level=3, use_dictionary=False,
        column_encoding={
            "customer_id": "DELTA_BYTE_ARRAY", "order_date": "DELTA_BINARY_PACKED",
            "amount": "DELTA_BINARY_PACKED"},
        store_decimal_as_integer=True)


def by_duckdb(orders: pa.Table, path: pathlib.Path, version: str = "v1") -> None:
    connection = duckdb.connect()
    connection.register("orders", orders)
    connection.execute(
        f"COPY (FROM orders ORDER BY ALL) TO '{path}/orders.parquet' "
        f"(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION {version})")


def by_duckdb_v2(orders: pa.Table, path: pathlib.Path) -> None:
    by_duckdb(orders, path, "v2")


def by_delta_rs(orders: pa.Table, path: pathlib.Path) -> None:
    deltalake.write_deltalake(
        path, orders, writer_properties=deltalake.WriterProperties(compression="ZSTD", compression_level=3))


OTHERS = {
    "pyarrow": by_pyarrow, "pyarrow, encodings chosen": by_pyarrow_chosen,
    "pyarrow, encodings chosen, prefixes of ids": by_pyarrow_prefixes,
    "duckdb": by_duckdb, "duckdb, version 2": by_duckdb_v2, "delta-rs": by_delta_rs,
}


def parts_of(files: list[pathlib.Path], orders: int) -> dict:
    """What takes the bytes of runs, by order."""
    parts = dict.fromkeys([*COLUMNS, "page indexes", "footer"], 0)
    for file in files:
        metadata = pq.read_metadata(file)
        groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
        for number, name in enumerate(COLUMNS):
            parts[name] += sum(group.column(number).total_compressed_size for group in groups)
        # With its length and the magic at both ends.
        parts["footer"] += metadata.serialized_size + 12
    parts["page indexes"] = sum(file.stat().st_size for file in files) - sum(parts.values())
    return {name: round(size / orders, 4) for name, size in parts.items()}


def answer(files: list[pathlib.Path]) -> tuple:
    """What the files must agree on."""
    names = ", ".join(f"'{file}'" for file in files)
    return duckdb.sql(
        "SELECT count(*), count(DISTINCT customer_id), sum(amount), sum(order_date - DATE '1970-01-01'), "
        f"sum(hash(customer_id, order_date, amount)) FROM read_parquet([{names}])").fetchall()[0]


def sizes_of(source: pathlib.Path, binary: str, folder: pathlib.Path) -> dict:
    """Bytes per order by writer, and ours by what they are for."""
    orders = orders_of(source)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run([binary, "import", source, "--into", folder / "patron", "--quiet"], check=True)
    for name, write in OTHERS.items():
        (folder / name).mkdir()
        write(orders, folder / name)
    wanted = None
    sizes = {}
    for name in ["patron", *OTHERS]:
        files = sorted((folder / name).rglob("*.parquet"))
        found = answer(files)
        wanted = wanted or found
        if found != wanted:
            sys.exit(f"store_sizes.py: {name} has other orders: {found}, {wanted}")
        sizes[name] = round(sum(file.stat().st_size for file in files) / len(orders), 3)
        print(f"{source.stem:32} {name:44} {sizes[name]:6.3f}", file=sys.stderr)
    ours = sorted((folder / "patron").rglob("*.parquet"))
    return {
        "orders": len(orders), "customers": wanted[1], "bytes_per_order": sizes,
        "patron_by_part": parts_of(ours, len(orders))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--orders", type=int, default=10_000_000)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    generated = Orders(options.orders, options.binary).csv
    sources = {"cdnow": ROOT / "fixtures/cdnow/orders.csv", "generated": generated}
    record = {
        "what": "bytes an order in files of the same orders, zstd; sorted by id and day, in stores by hash",
        **circumstances("make bench-store-sizes"),
        "pyarrow": pa.__version__, "duckdb": duckdb.__version__, "deltalake": deltalake.__version__,
        **{name: sizes_of(path, options.binary, FOLDER / "sizes" / name) for name, path in sources.items()},
    }
    show(record, "store-sizes", options.record)


if __name__ == "__main__":
    main()
