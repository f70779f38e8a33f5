"""The bases of which the tests of tables by models make them, with their scores of the same day.

They are those of test_tables.py, and CDNOW's sample with order ids, some orders of which are paid back later.
"""

import subprocess

import pytest
from tables_reference import BINARY, ROOT, Base

MARGIN = ["--margin", "0.35"]


class ModelBase(Base):
    """A base with its scores as of the same day; in DuckDB `scores`, and `gross` with refunds by as-of."""

    def read(self, name, folder):
        if name != "refunds":
            super().read(name, folder)
            self.sql.execute("""
                CREATE TABLE gross AS SELECT *, 0::DECIMAL(18, 2) AS refunded FROM orders""")
            return
        self.sql.execute("CREATE TABLE guests (day DATE, amount DECIMAL(18, 2))")
        self.sql.execute(f"""
            CREATE TABLE bought AS
            SELECT row_number() OVER () AS id, customer_id, order_date::DATE AS day, amount::DECIMAL(18, 2) AS amount
            FROM read_csv('{ROOT}/fixtures/cdnow/orders.csv', header = true, all_varchar = true)
            WHERE amount::DECIMAL(18, 2) > 0""")
        # One of six is paid back whole, or a part of it, once or on two days.
        self.sql.execute("""
            CREATE TABLE returned AS
            SELECT id, customer_id, day + (id % 50 + 20 * part)::INT AS day,
                   CASE WHEN id % 4 = 0 THEN amount ELSE (amount * (id % 7 + 1) / 20)::DECIMAL(18, 2) END AS amount
            FROM bought, range(2) AS parts(part) WHERE id % 6 = 0 AND (part = 0 OR id % 4 > 1)""")
        self.source = folder / "refunds.csv"
        self.sql.execute(f"""
            COPY (SELECT id AS order_id, customer_id, day AS order_date, amount AS order_total FROM bought
                  UNION ALL SELECT id, customer_id, day, -amount FROM returned WHERE amount > 0)
            TO '{self.source}' (HEADER)""")
        last, = self.sql.execute("SELECT max(day) FROM bought").fetchone()
        self.sql.execute(f"""
            CREATE TABLE gross AS
            SELECT b.customer_id, b.day, b.amount, least(b.amount, coalesce(sum(r.amount), 0)) AS refunded
            FROM bought b LEFT JOIN returned r ON b.id = r.id AND r.day <= DATE '{last}' - 60
            GROUP BY b.id, b.customer_id, b.day, b.amount""")
        self.sql.execute("""
            CREATE TABLE orders AS SELECT customer_id, day, (amount - refunded)::DECIMAL(18, 2) AS amount
            FROM gross WHERE amount > refunded""")

    def __init__(self, name, folder):
        super().__init__(name, folder)
        self.sql.execute(f"DELETE FROM gross WHERE day > '{self.as_of}'")
        self.score("scores", self.as_of, *MARGIN)

    def score(self, table, as_of, *options):
        """Scores the base as of a day into a table of DuckDB."""
        path = self.folder / f"../{table}.parquet"
        subprocess.run(
            [BINARY, "score", self.source, "-o", path, "--as-of", str(as_of), "--quiet", *options], check=True)
        self.sql.execute(f"CREATE OR REPLACE TABLE {table} AS FROM read_parquet('{path}')")

    def sums(self, expressions, table):
        return self.sql.execute(f"SELECT {expressions} FROM {table}").fetchone()


@pytest.fixture(scope="module", params=["cdnow", "refunds", "retail transactions", "online retail", "complete journey"])
def base(request, tmp_path_factory):
    return ModelBase(request.param, tmp_path_factory.mktemp("base"))
