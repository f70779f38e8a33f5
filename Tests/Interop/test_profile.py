"""The columns of `patron score --profile`, and those of refunds, computed again by DuckDB from a store's files.

The bases (detail_bases.py) are of orders made there, and of what is there of the folder PATRON_TEST_DATA: Online Retail II,
and The Complete Journey with its products.
"""

import math
import subprocess

import pytest
from detail_bases import BINARY, Base

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")

CHANNEL_COLUMNS = [
    "first_channel", "last_channel", "channels", "preferred_channel", "preferred_channel_orders", "orders_with_channel",
    "preferred_channel_share"]
DISCOUNT_COLUMNS = ["discounted_orders", "discounted_order_share"]
BEFORE = "prediction_basis"


def favourite_columns(name, several, rows):
    return [several, f"preferred_{name}", f"preferred_{name}_{rows}", f"{rows}_with_{name}", f"preferred_{name}_share"]


@pytest.fixture(scope="module", params=["made orders", "made lines", "online retail", "journey"])
def base(request, tmp_path_factory):
    base = Base(request.param, tmp_path_factory.mktemp("base"))
    base.scores = base.folder.parent / "scores.parquet"
    run = subprocess.run(
        [BINARY, "score", base.store, "--profile", "-o", base.scores, "--as-of", str(base.as_of)],
        check=True, capture_output=True, text=True)
    base.summary = run.stdout
    names = [row[0] for row in base.sql.execute(f"DESCRIBE FROM '{base.scores}'").fetchall()]
    base.profile = names[names.index(BEFORE) + 1:]
    return base


def check(base, columns, expected):
    """Compares columns of all customers with those that a query finds."""
    found = base.sql.execute(
        f"SELECT customer_id, {', '.join(columns)} FROM '{base.scores}' ORDER BY customer_id").fetchall()
    rows = base.sql.execute(f"""
        SELECT customer_id, {', '.join(columns)}
        FROM customers LEFT JOIN ({expected}) USING (customer_id) ORDER BY customer_id""").fetchall()
    assert len(found) == len(rows) > 0
    for one, other in zip(found, rows):
        for name, left, right in zip(["customer_id"] + columns, one, other):
            if isinstance(left, float) and right is not None:
                assert math.isclose(left, right, rel_tol=1e-6, abs_tol=1e-6), (one[0], name, left, right)
            else:
                assert left == right, (one[0], name, left, right)


def favourites(rows, name, several, counted):
    """A customer's most frequent value, of several the one that brought more, then the first one."""
    return f"""
        SELECT customer_id, count(*) AS {several}, arg_min(value, place) AS preferred_{name},
               max(times)::INT AS preferred_{name}_{counted}, sum(times)::INT AS {counted}_with_{name},
               max(times) / sum(times) AS preferred_{name}_share
        FROM (SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY times DESC, brought DESC, value) AS place
              FROM (SELECT customer_id, {name} AS value, count(*) AS times, sum(coalesce(brought, 0)) AS brought
                    FROM ({rows}) WHERE {name} IS NOT NULL GROUP BY ALL))
        GROUP BY customer_id"""


def has(base, table, *columns):
    if not (base.store / table).exists():
        return False
    known = {row[0] for row in base.sql.execute(f"DESCRIBE FROM {base.files(table)}").fetchall()}
    return any(column in known for column in columns)


def test_columns_are_those_that_the_store_has_something_for(base):
    expected = ["days_to_second_purchase"]
    missing = []
    for columns, what, table, wanted in [
        (CHANNEL_COLUMNS, "channels", "orders", ["channel"]), (["country"], "the country", "orders", ["country"]),
        (DISCOUNT_COLUMNS, "discounted orders", "orders", ["discount", "discount_code"]),
        (favourite_columns("category", "categories", "lines") + ["price_point"], "categories", "lines", ["category"]),
        (favourite_columns("brand", "brands", "lines"), "brands", "lines", ["brand"]),
    ]:
        if has(base, table, *wanted):
            expected += columns
        else:
            missing.append(what)
    assert base.profile == expected
    warnings = [line for line in base.summary.replace("\n ", " ").splitlines() if "--profile without" in line]
    for what in missing:
        assert any(what in warning for warning in warnings), (what, base.summary)


def test_days_to_the_second_purchase(base):
    check(base, ["days_to_second_purchase"], "SELECT customer_id, next - first AS days_to_second_purchase FROM customers")


def test_channels(base):
    if not has(base, "orders", "channel"):
        pytest.skip("no channels")
    check(base, CHANNEL_COLUMNS[:2], """
        SELECT customer_id, first(channel ORDER BY number) AS first_channel, last(channel ORDER BY number) AS last_channel
        FROM orders GROUP BY customer_id""")
    rows = "SELECT customer_id, channel, amount AS brought FROM orders"
    check(base, CHANNEL_COLUMNS[2:], favourites(rows, "channel", "channels", "orders"))


def test_country(base):
    if not has(base, "orders", "country"):
        pytest.skip("no countries")
    check(base, ["country"], """
        SELECT customer_id, arg_max(country, number) FILTER (country IS NOT NULL) AS country FROM orders GROUP BY customer_id""")


def test_discounts(base):
    if not has(base, "orders", "discount", "discount_code"):
        pytest.skip("no discounts")
    check(base, DISCOUNT_COLUMNS, """
        SELECT customer_id, count(*) FILTER (discount <> 0 OR discount_code IS NOT NULL)::INT AS discounted_orders,
               discounted_orders / count(*) AS discounted_order_share
        FROM orders GROUP BY customer_id""")


def test_refunds(base):
    (sent_back,) = base.sql.execute("SELECT sum(whole - amount) > 0 FROM placed").fetchone()
    check(base, ["refunded_orders", "refunded_amount"], f"""
        SELECT customer_id, CASE WHEN {sent_back} THEN count(*) FILTER (whole > amount) END::INT AS refunded_orders,
               CASE WHEN {sent_back} THEN sum(whole - amount) END AS refunded_amount
        FROM placed GROUP BY customer_id""")


@pytest.mark.parametrize(("name", "several"), [("category", "categories"), ("brand", "brands")])
def test_lines(base, name, several):
    if not has(base, "lines", name):
        pytest.skip(f"no {several}")
    rows = f"SELECT customer_id, {name}, revenue AS brought FROM lines WHERE pieces > 0"
    check(base, favourite_columns(name, several, "lines"), favourites(rows, name, several, "lines"))


def test_price_points(base):
    if not has(base, "lines", "category"):
        pytest.skip("no categories")
    check(base, ["price_point"], """
        SELECT customer_id, median(unit_price::DOUBLE / usual) AS price_point
        FROM lines
        JOIN (SELECT category, median(unit_price::DOUBLE) AS usual FROM lines
              WHERE pieces > 0 AND unit_price > 0 AND category IS NOT NULL GROUP BY category) USING (category)
        WHERE pieces > 0 AND unit_price > 0
        GROUP BY customer_id""")


def test_files_are_the_same_on_any_number_of_threads_and_after_compaction(base, tmp_path):
    if not base.name.startswith("made"):
        pytest.skip("of made orders only")
    options = ["--profile", "--as-of", str(base.as_of), "--quiet"]
    subprocess.run([BINARY, "score", base.store, "-o", tmp_path / "one.parquet", "--threads", "1", *options], check=True)
    assert (tmp_path / "one.parquet").read_bytes() == base.scores.read_bytes()
    subprocess.run(["cp", "-r", base.store, tmp_path / "store"], check=True)
    subprocess.run([BINARY, "store", "compact", tmp_path / "store", "--quiet"], check=True)
    subprocess.run([BINARY, "score", tmp_path / "store", "-o", tmp_path / "compact.parquet", *options], check=True)
    assert (tmp_path / "compact.parquet").read_bytes() == base.scores.read_bytes()
