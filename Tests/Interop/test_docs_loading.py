"""docs/loading.md: its tables have the columns of score files and of changes; the SQL for Postgres is run where a server
can be started, that for BigQuery and Snowflake is read by sqlglot."""

import glob
import os
import pathlib
import shutil
import subprocess
import tempfile

import duckdb
import pytest
import sqlglot
from docs_pages import BINARY, blocks, prepare, run

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")

PAGE = "docs/loading.md"
DIALECTS = {"postgresql": "postgres", "bigquery": "bigquery", "snowflake": "snowflake"}
# What a type of Parquet, as DuckDB has it, is in each system.
TYPES = {
    "postgresql": {
        "VARCHAR": "TEXT", "DATE": "DATE", "INTEGER": "INT", "DECIMAL(18,2)": "DECIMAL(18, 2)", "FLOAT": "REAL",
        "BOOLEAN": "BOOLEAN"},
    "bigquery": {
        "VARCHAR": "STRING", "DATE": "DATE", "INTEGER": "INT64", "DECIMAL(18,2)": "NUMERIC", "FLOAT": "FLOAT64",
        "BOOLEAN": "BOOL"},
    "snowflake": {
        "VARCHAR": "VARCHAR", "DATE": "DATE", "INTEGER": "INT", "DECIMAL(18,2)": "DECIMAL(18, 2)", "FLOAT": "DOUBLE",
        "BOOLEAN": "BOOLEAN"}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The files that the page loads."""
    folder = tmp_path_factory.mktemp("loading")
    prepare(folder)
    for line in blocks(PAGE, "sh")[0][1].splitlines():
        run(line, folder)
    run("patron changes yesterday.parquet scores.parquet -o changes.parquet", folder)
    return folder


def statements(language):
    """The SQL of the page in a dialect, read; what psql reads itself is left out."""
    text = "\n".join(text for _, text in blocks(PAGE, language))
    text = "\n".join(line for line in text.splitlines() if not line.startswith("\\"))
    return sqlglot.parse(text, dialect=DIALECTS[language], error_level=sqlglot.ErrorLevel.RAISE)


@pytest.mark.parametrize("language", DIALECTS)
def test_tables_have_the_columns_of_the_files(language, folder):
    made = {}
    for statement in statements(language):
        # Of Postgres, whose server reads it too, some is a command that sqlglot does not look into.
        assert language == "postgresql" or not isinstance(statement, sqlglot.exp.Command), statement
        if isinstance(statement, sqlglot.exp.Create) and isinstance(statement.this, sqlglot.exp.Schema):
            columns = statement.this.find_all(sqlglot.exp.ColumnDef)
            made[statement.this.this.name] = [(column.name, column.kind.sql(DIALECTS[language])) for column in columns]
    for name in ("scores", "changes"):
        described = duckdb.sql(f"DESCRIBE FROM '{folder}/{name}.parquet'").fetchall()
        assert made[name] == [(row[0], TYPES[language][row[1]]) for row in described], name


@pytest.fixture(scope="module")
def postgres():
    """The folder of the socket of a server, if there is one to start."""
    paths = [shutil.which("initdb"), *sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))]
    found = next((pathlib.Path(path).resolve().parent for path in paths if path), None)
    if not found or not shutil.which("psql"):
        pytest.skip("there is no server of Postgres here")
    # The server does not run as root, to whom the folders of tests belong.
    drop = ["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if drop:
            shutil.chown(folder, "nobody")

        def call(*arguments):
            subprocess.run([*drop, *arguments], check=True, capture_output=True, cwd=folder)

        call(found / "initdb", "-D", folder / "data", "-U", "shop", "--auth=trust", "--no-sync")
        call(found / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log",
             "-o", f"-c listen_addresses= -c unix_socket_directories={folder}", "start")
        yield folder
        call(found / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")


def test_postgres_loads_what_the_files_have(folder, postgres):
    def psql(text):
        return subprocess.run(
            ["psql", "-h", postgres, "-U", "shop", "-d", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-A", "-t", "-F", "\t"],
            input=text, check=True, capture_output=True, text=True, cwd=folder).stdout.splitlines()

    table, load, changes = [text for _, text in blocks(PAGE, "postgresql")]
    psql(table)
    psql(load)
    # What has changed since, and somebody who is not in the file.
    psql("UPDATE scores SET orders = 999; INSERT INTO scores SELECT (jsonb_populate_record(s, '{\"customer_id\": \"gone\"}')).* "
         "FROM scores s LIMIT 1;")
    psql(load)
    psql(changes)
    psql(changes[changes.index("BEGIN"):])
    (count,), = duckdb.sql(f"SELECT count(*) FROM '{folder}/scores.parquet'").fetchall()
    assert psql("SELECT count(*), count(DISTINCT customer_id) FROM scores;") == [f"{count}\t{count}"]
    for column in ("orders", "net_revenue", "clv_365", "residual_clv"):
        mine = duckdb.sql(f"SELECT sum({column}) FROM '{folder}/scores.parquet'").fetchall()[0][0]
        assert psql(f"SELECT sum({column}) FROM scores;") == [str(mine)], column
    for column in ("average_days_between_purchases", "next_order_due_date", "rfm_segment", "refunded_orders"):
        mine = duckdb.sql(f"SELECT count({column}), count(DISTINCT {column}) FROM '{folder}/scores.parquet'").fetchall()[0]
        assert psql(f"SELECT count({column}), count(DISTINCT {column}) FROM scores;") == ["\t".join(map(str, mine))], column
    mine = duckdb.sql(f"SELECT count(*), count(before), count(after) FROM '{folder}/changes.parquet'").fetchall()[0]
    assert mine[0] > 0 and psql("SELECT count(*), count(before), count(after) FROM changes;") == ["\t".join(map(str, mine))]

