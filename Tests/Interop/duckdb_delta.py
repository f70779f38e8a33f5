"""What DuckDB finds in a Delta table, with its delta extension, from a Python environment of its own: the
extension is on PyPI for another release of DuckDB than the one that the other tests use.

    python Tests/Interop/duckdb_delta.py TABLE VERSION QUERY OUT.parquet

runs a query over the view `orders`, which is the table at that version. Nothing is downloaded.
"""

import pathlib
import sys

import duckdb
import duckdb_extension_delta

table, version, query, out = sys.argv[1:]
package = pathlib.Path(duckdb_extension_delta.__file__).parent
connection = duckdb.connect(config={"autoinstall_known_extensions": False})
connection.load_extension(str(next(package.rglob("delta.duckdb_extension"))))
connection.execute(
    f"CREATE VIEW orders AS SELECT * FROM delta_scan('{table}', version => {int(version)})")
connection.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet)")
