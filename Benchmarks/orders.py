"""The simulated orders that benchmarks run on: CSV and Parquet files in the order of time, and a store."""

import dataclasses
import functools
import pathlib
import shutil
import subprocess
import sys

from runs import FOLDER

SIZES = {"1m": 1_000_000, "10m": 10_000_000, "100m": 100_000_000}


@dataclasses.dataclass(frozen=True)
class Orders:
    """Orders of a tenth as many customers; each file is made when it is first asked for."""

    orders: int
    binary: pathlib.Path

    @property
    def customers(self) -> int:
        return self.orders // 10

    @property
    def memory(self) -> int:
        """More bytes than any contender takes for them; DuckDB's sort takes most."""
        return 100 * self.orders + (256 << 20)

    def path(self, ending: str) -> pathlib.Path:
        return FOLDER / f"simulated-{self.orders}-{self.customers}{ending}"

    @functools.cached_property
    def csv(self) -> pathlib.Path:
        return made(self.path(".csv"), lambda path: subprocess.run(
            [self.binary, "simulate", "-o", path, "--orders", str(self.orders),
             "--customers", str(self.customers), "--seed", "1", "--quiet"], check=True))

    @functools.cached_property
    def parquet(self) -> pathlib.Path:
        """What pyarrow makes of the CSV: zstd, decimals as integers, which all read fastest."""
        return made(self.path(".parquet"), lambda path: to_parquet(self.csv, path))

    @functools.cached_property
    def store(self) -> pathlib.Path:
        """A store of this binary's making: it is made anew by every run of a benchmark."""
        store = self.path(".store")
        shutil.rmtree(store, ignore_errors=True)
        subprocess.run([self.binary, "import", self.parquet, "--into", store, "--quiet"], check=True)
        return store


def made(path: pathlib.Path, make) -> pathlib.Path:
    """A file that `make` makes, whole or not at all, if it is not there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr)
        make(path)
    return path


def to_parquet(source: pathlib.Path, target: pathlib.Path) -> None:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet as pq

    types = {"customer_id": pa.string(), "order_date": pa.date32(), "amount": pa.decimal128(18, 2)}
    part = target.with_suffix(".part")
    with (pyarrow.csv.open_csv(
              source, read_options=pyarrow.csv.ReadOptions(block_size=1 << 25),
              convert_options=pyarrow.csv.ConvertOptions(column_types=types)) as batches,
          pq.ParquetWriter(
              part, pa.schema(types.items()), compression="zstd", store_decimal_as_integer=True) as writer):
        for batch in batches:
            writer.write_batch(batch)
    part.rename(target)
