"""What changed between two score files, found again by DuckDB's joins of the two.

Online Retail II of the folder PATRON_TEST_DATA, as of two days; else CDNOW's orders of fixtures.
"""

import json
import subprocess

import duckdb
import pytest
from accounts import DATA
from test_segments import BINARY, pytestmark  # noqa: F401
from scores_reference import ROOT

#: The orders, their column of customers, what the run has to be told, and the days that are compared.
SETS = {
    "cdnow": (ROOT / "fixtures/cdnow/orders.csv", "customer_id", (), "1997-09-30", "1998-03-31"),
    "online retail": (
        DATA / "online_retail_ii/online_retail_II_2009_2010.parquet", '"Customer ID"',
        ("--currency", "GBP", "--time-zone", "Europe/London"), "2010-06-30", "2010-11-30"),
}
TEXTS = ("lifecycle_stage", "rfm_segment", "value_tier", "predicted_value_tier", "is_hero")
KINDS = ("new", "gone", *TEXTS, "churn_probability", "order")
READERS = {"csv": "read_csv('{}', all_varchar = true)", "parquet": "read_parquet('{}')"}


class Scores:
    """Scores of two days in both formats."""

    def __init__(self, name, folder):
        path, customer, options, *days = SETS[name]
        if not path.exists():
            pytest.skip(f"there is no {path}")
        self.folder = folder
        self.days = days
        # Some of the earlier customers are not among the later orders.
        later = folder / f"later{path.suffix}"
        source = READERS[path.suffix[1:]].format(path)
        duckdb.sql(f"COPY (FROM {source} WHERE {customer}::BIGINT % 10 <> 3) TO '{later}'")
        for day, orders, which in zip(days, (path, later), ("old", "new")):
            for suffix in READERS:
                subprocess.run(
                    [BINARY, "score", orders, "--as-of", day, "--quiet", "-o", folder / f"{which}.{suffix}", *options],
                    check=True)

    def changes(self, suffix, output, *options):
        """The rows that patron finds in the files of a format, and its manifest."""
        target = self.folder / output
        subprocess.run(
            [BINARY, "changes", self.folder / f"old.{suffix}", self.folder / f"new.{suffix}", "--quiet", "-o", target,
             *options], check=True)
        return target, json.loads(target.with_name(f"{output}.manifest.json").read_text())

    def expected(self, suffix, threshold):
        """The same by DuckDB, as sets."""
        sql = duckdb.connect()
        for which in ("old", "new"):
            source = READERS[suffix].format(self.folder / f"{which}.{suffix}")
            sql.execute(f"CREATE TABLE {which} AS FROM {source}")
        stamp = "old.as_of::DATE, new.as_of::DATE"
        both = "old JOIN new USING (customer_id)"
        days = f"DATE '{self.days[0]}', DATE '{self.days[1]}'"
        # Millionths, which is what both formats hold.
        churn = "round({}.churn_probability::DOUBLE * 1e6)::BIGINT"
        text = "printf('%.6f', {}.churn_probability::DOUBLE)"
        parts = [
            f"SELECT customer_id, 'new', NULL, NULL, {days} FROM new ANTI JOIN old USING (customer_id)",
            f"SELECT customer_id, 'gone', NULL, NULL, {days} FROM old ANTI JOIN new USING (customer_id)",
            f"""SELECT customer_id, 'churn_probability', {text.format('old')}, {text.format('new')}, {stamp} FROM {both}
                WHERE abs({churn.format('new')} - {churn.format('old')}) >= {round(threshold * 1e6)}""",
            f"""SELECT customer_id, 'order', old.orders::VARCHAR, new.orders::VARCHAR, {stamp} FROM {both}
                WHERE new.orders::BIGINT > old.orders::BIGINT""",
            *(f"""SELECT customer_id, '{name}', old.{name}::VARCHAR, new.{name}::VARCHAR, {stamp} FROM {both}
                  WHERE old.{name} IS DISTINCT FROM new.{name}""" for name in TEXTS),
        ]
        return {kind: {row for row in rows if row[1] == kind}
                for rows in [sql.execute(" UNION ALL ".join(parts)).fetchall()] for kind in KINDS}


@pytest.fixture(scope="module", params=SETS)
def scores(request, tmp_path_factory):
    return Scores(request.param, tmp_path_factory.mktemp("changes"))


def read(path):
    """All rows of a table of changes, in its order."""
    source = {
        ".csv": f"read_csv('{path}', all_varchar = true)",
        ".parquet": f"read_parquet('{path}')",
        ".jsonl": f"""read_json('{path}', format = 'newline_delimited', columns = {{customer_id: 'VARCHAR',
            change: 'VARCHAR', "before": 'VARCHAR', "after": 'VARCHAR', as_of_before: 'DATE', as_of: 'DATE'}})""",
    }[path.suffix]
    return duckdb.sql(f"""
        SELECT customer_id, change, "before", "after", as_of_before::DATE, as_of::DATE FROM {source}""").fetchall()


@pytest.mark.parametrize("threshold", [0.1, 0.01, 0.5])
@pytest.mark.parametrize("suffix", READERS)
def test_every_change_is_that_of_a_join(scores, suffix, threshold):
    path, manifest = scores.changes(suffix, f"changes-{suffix}.csv", "--threshold", str(threshold))
    found = read(path)
    expected = scores.expected(suffix, threshold)
    for kind, rows in expected.items():
        own = [row for row in found if row[1] == kind]
        assert len(own) == len(set(own)) and set(own) == rows, kind
        assert manifest["changes"][kind] == len(rows)
    assert len(found) == manifest["rows"] == sum(map(len, expected.values())) > 0
    # Without a change of each kind nothing was compared.
    assert all(expected[kind] for kind in KINDS[1:])


def test_formats_make_no_difference(scores):
    tables = {}
    for suffix in READERS:
        for output in ("csv", "parquet", "jsonl"):
            path, manifest = scores.changes(suffix, f"{suffix}.{output}")
            assert manifest["warnings"] == [] and manifest["left_out"] == []
            tables[suffix, output] = read(path), path.read_bytes() if output == "csv" else None
    rows = tables["csv", "csv"]
    assert all(table[0] == rows[0] for table in tables.values())
    assert tables["parquet", "csv"][1] == rows[1]


def test_customers_stand_as_in_the_scores(scores):
    path, _ = scores.changes("parquet", "order.csv")
    found = read(path)
    places = {kind: place for place, kind in enumerate(KINDS)}
    for which, missing in (("old", "new"), ("new", "gone")):
        source = READERS["csv"].format(scores.folder / f"{which}.csv")
        customers = duckdb.sql(f"SELECT customer_id FROM {source}").fetchall()
        order = {row[0]: place for place, row in enumerate(customers)}
        keys = [(order[row[0]], places[row[1]]) for row in found if row[1] != missing]
        assert keys == sorted(keys)


def test_files_that_another_engine_copied_give_the_same(scores):
    """In the same order, but with other pages and row groups."""
    path, _ = scores.changes("parquet", "own.parquet")
    for which in ("old", "new"):
        copy = scores.folder / f"copied-{which}.parquet"
        duckdb.sql(f"COPY (FROM '{scores.folder}/{which}.parquet') TO '{copy}' (ROW_GROUP_SIZE 2048)")
        assert duckdb.sql(f"SELECT max(row_group_id) FROM parquet_metadata('{copy}')").fetchall()[0][0] > 0
    target = scores.folder / "copied.parquet"
    subprocess.run(
        [BINARY, "changes", scores.folder / "copied-old.parquet", scores.folder / "copied-new.parquet", "--quiet",
         "-o", target], check=True)
    assert target.read_bytes() == path.read_bytes()
