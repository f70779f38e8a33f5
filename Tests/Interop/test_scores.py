"""Every column of the score table, computed again from the orders (scores_reference.py).

PATRON_BINARY (default .build/release/patron) scores fixtures/cdnow/orders.csv; the reference reads the same
orders and shares with the binary nothing but the fitted parameters in the manifest, which are checked here too.
"""

import csv
import datetime
import decimal
import json
import os
import pathlib
import subprocess

import duckdb
import mpmath
import numpy
import polars
import pyarrow
import pyarrow.parquet
import pytest
import scipy.special
from scores_reference import (
    AS_OF, CUSTOMERS, DELTA, FOREVER, HORIZONS, ORDERS, ROOT, SEGMENT, Model, table_of
)

BINARY = pathlib.Path(os.environ.get("PATRON_BINARY") or ROOT / ".build/release/patron")

# Half a unit of the last written digit, and what two computations in doubles may differ by.
SIX_DECIMALS = 0.5e-6 + 1e-11
CENT = 0.5 + 1e-7

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")


class Run:
    """The files of one run per format."""

    def __init__(self, folder):
        self.manifests = {}
        for name in ("csv", "parquet", "jsonl"):
            path = folder / f"scores.{name}"
            command = [BINARY, "score", ORDERS, "--as-of", str(AS_OF), "--zero-orders", "keep"]
            subprocess.run([*command, "--currency", "USD", "--quiet", "-o", path], check=True)
            self.manifests[name] = json.loads(pathlib.Path(f"{path}.manifest.json").read_text())
        self.csv, self.parquet, self.jsonl = (
            folder / f"scores.{name}" for name in ("csv", "parquet", "jsonl")
        )
        self.manifest = self.manifests["csv"]
        with self.csv.open(newline="", encoding="utf-8") as file:
            self.rows = list(csv.DictReader(file))
        self.header = list(self.rows[0])


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return Run(tmp_path_factory.mktemp("scores"))


@pytest.fixture(scope="module")
def expected(run):
    """For each customer every column but the id: money in cents, dates, texts, unrounded numbers."""
    return table_of(run.manifest)


def test_the_segment_map_has_25_cells():
    assert sorted(SEGMENT) == [f"{r}{f}" for r in range(1, 6) for f in range(1, 6)]


COLUMNS = """customer_id as_of first_order_date last_order_date orders purchase_days days_since_last_order
    days_since_first_order net_revenue orders_365 net_revenue_365 refunded_orders refunded_amount
    average_order_value average_purchase_value average_days_between_purchases r_score f_score m_score
    rfm_segment lifecycle_stage lifecycle_stage_since value_tier predicted_value_tier is_hero
    probability_alive churn_probability""".split()
for H in HORIZONS:
    COLUMNS += [f"{n}_{H}" for n in ("order_probability", "expected_orders", "expected_revenue", "clv")]
COLUMNS += """expected_order_value residual_clv value_at_stake next_order_due_from next_order_due_date
    next_order_due_to overdue_ratio prediction_basis""".split()
MONEY = {
    name
    for name in COLUMNS
    if name.startswith(("net_revenue", "expected_revenue", "clv_"))
    or name in (
        "refunded_amount average_order_value average_purchase_value expected_order_value residual_clv "
        "value_at_stake"
    ).split()
}
REAL = {
    name
    for name in COLUMNS
    if name.startswith(("order_probability", "expected_orders_"))
    or name in "average_days_between_purchases probability_alive churn_probability overdue_ratio".split()
}
DATES = {n for n in COLUMNS if n.endswith("_date") or n.startswith("next_order_due")} | {
    "as_of", "lifecycle_stage_since"
}


# ------------------------------------------------------------------------------------------------------------
# The CSV against these


def test_the_columns_are_those_of_the_design(run):
    assert run.header == COLUMNS


def test_there_is_one_row_for_each_customer(run):
    assert len(run.rows) == len(CUSTOMERS) == run.manifest["customers"] == 2357
    assert {row["customer_id"] for row in run.rows} == set(CUSTOMERS)


def mismatch(column, written, value):
    """What is wrong with a written text, or None."""
    if value is None:
        return None if written == "" else "is not empty"
    if column in MONEY:
        number = decimal.Decimal(written)
        if number.as_tuple().exponent != -2:
            return "has not two decimals"
        return None if abs(int(number * 100) - float(value)) <= CENT else "is off"
    if column in REAL:
        number = decimal.Decimal(written)
        if number.as_tuple().exponent != -6:
            return "has not six decimals"
        # Differences of nearly equal numbers stay exact.
        return None if abs(mpmath.mpf(written) - value) <= SIX_DECIMALS else "is off"
    if column == "is_hero":
        return None if written == ("true" if value else "false") else "differs"
    return None if written == str(value) else "differs"


@pytest.mark.parametrize("column", COLUMNS[1:])
def test_a_column_of_the_csv_is_as_computed_here(run, expected, column):
    wrong = []
    for row in run.rows:
        value = expected[row["customer_id"]][column]
        if problem := mismatch(column, row[column], value):
            wrong.append(f"{row['customer_id']}: {row[column]!r} {problem}, expected {value}")
    assert not wrong, f"{len(wrong)} rows: " + "; ".join(wrong[:5])


def test_churn_is_one_minus_the_order_probability_as_written(run):
    for row in run.rows:
        sum = decimal.Decimal(row["churn_probability"]) + decimal.Decimal(row["order_probability_365"])
        assert sum == 1, row["customer_id"]


def test_the_quadratures_of_this_file_agree_with_mpmath(run):
    model = Model(run.manifest)
    for x, T in ((0, 182), (0, 272), (1, 240), (7, 200), (28, 272)):
        for end in (30, 365):
            exact = mpmath.quad(
                lambda t: mpmath.exp(-DELTA * t) * model.rate(x, T, t), [0, end / 8, end / 2, end]
            )
            assert abs(model.discounted_if_alive(x, T, end) / exact - 1) < 1e-11
        edges = [0, 30, 300, 3000, 30000, FOREVER]
        exact = mpmath.quad(lambda t: mpmath.exp(-DELTA * t) * model.rate(x, T, t), edges)
        assert abs(model.discounted_if_alive(x, T, FOREVER) / exact - 1) < 2e-11
        exact = mpmath.quad(lambda t: model.rate(x, T, t), [0, 90])
        assert abs(model.expected_if_alive(x, T, 90) / exact - 1) < 1e-15


# ------------------------------------------------------------------------------------------------------------
# The manifest


def test_the_log_likelihood_is_that_of_the_orders(run):
    """Batislam et al., and Fader and Hardie's note 025; and no step along a parameter improves it."""
    days = [sorted(c.days) for c in CUSTOMERS.values()]
    x = numpy.array([len(d) - 1 for d in days], float)
    tx = numpy.array([(d[-1] - d[0]).days for d in days], float)
    T = numpy.array([(AS_OF - d[0]).days for d in days], float)
    ln = scipy.special.gammaln

    def purchases(r, alpha, a, b):
        stayed = -(r + x) * numpy.log(alpha + T)
        left = numpy.log(a / (b + x)) - (r + x) * numpy.log(alpha + tx)
        terms = ln(r + x) - ln(r) + r * numpy.log(alpha) + ln(a + b) - ln(b)
        return (terms + ln(b + x + 1) - ln(a + b + x + 1) + numpy.logaddexp(stayed, left)).sum()

    repeats = [
        [c.days[d] / 100 for d in sorted(c.days)[1:] if c.days[d] > 0] for c in CUSTOMERS.values()
    ]
    n = numpy.array([len(spends) for spends in repeats if spends], float)
    m = numpy.array([sum(spends) / len(spends) for spends in repeats if spends])

    def spend(p, q, v):
        terms = ln(p * n + q) - ln(p * n) - ln(q) + q * numpy.log(v) + (p * n - 1) * numpy.log(m)
        return (terms + p * n * numpy.log(n) - (p * n + q) * numpy.log(v + n * m)).sum()

    assert run.manifest["model"]["observations"] == len(x)
    assert run.manifest["spend_model"]["observations"] == len(n)
    for likelihood, found, names in (
        (purchases, run.manifest["model"], ("r", "alpha", "a", "b")),
        (spend, run.manifest["spend_model"], "pqv"),
    ):
        best = [found["parameters"][name] for name in names]
        assert found["log_likelihood"] == pytest.approx(likelihood(*best), rel=1e-12)
        for index in range(len(best)):
            for factor in (1 - 1e-3, 1 + 1e-3):
                moved = [*best]
                moved[index] *= factor
                assert likelihood(*moved) < likelihood(*best)


def test_the_totals_are_the_sums_of_the_columns(run):
    def total(column):
        return sum(decimal.Decimal(row[column]) for row in run.rows)

    base = run.manifest["base"]
    assert decimal.Decimal(str(base["alive"])) == total("probability_alive")
    for H in HORIZONS:
        assert decimal.Decimal(str(base["expected_orders"][str(H)])) == total(f"expected_orders_{H}")
        assert decimal.Decimal(base["clv"][str(H)]) == total(f"clv_{H}")
    assert run.manifest["orders"] == total("orders") == run.manifest["rows"]["used"]
    assert run.manifest["purchase_days"] == total("purchase_days")
    assert decimal.Decimal(run.manifest["revenue"]["used"]) == total("net_revenue")


def test_the_cuts_give_the_scores(run):
    cuts = run.manifest["rfm_cuts"]
    for row in run.rows:
        days = int(row["days_since_last_order"])
        assert int(row["r_score"]) == 1 + sum(days < c for c in cuts["days_since_last_order_below"])
        assert int(row["f_score"]) == 1 + sum(int(row["orders"]) > c for c in cuts["orders_above"])
        revenue = decimal.Decimal(row["net_revenue"])
        above = sum(revenue > decimal.Decimal(c) for c in cuts["net_revenue_above"])
        assert int(row["m_score"]) == 1 + above


def test_the_manifests_of_the_formats_differ_in_the_sum_of_their_file_alone(run):
    for manifest in run.manifests.values():
        assert [sorted(output) for output in manifest["outputs"]] == [["rows", "sha256"]]
        assert manifest | {"outputs": []} == run.manifest | {"outputs": []}


# ------------------------------------------------------------------------------------------------------------
# The other formats against the CSV


def value_of(column, written):
    """The value that a typed format must hold where the CSV has this text."""
    if written == "":
        return None
    if column in MONEY:
        return decimal.Decimal(written)
    if column in DATES:
        return datetime.date.fromisoformat(written)
    if column == "is_hero":
        return written == "true"
    kind = expected_kind(column)
    return written if kind == "text" else int(written)


def expected_kind(column):
    texts = "customer_id rfm_segment lifecycle_stage value_tier predicted_value_tier prediction_basis"
    if column in MONEY:
        return "money"
    if column in REAL:
        return "real"
    if column in DATES:
        return "date"
    if column == "is_hero":
        return "boolean"
    return "text" if column in texts.split() else "integer"


def check_typed(run, column, values):
    """Compares a column of Parquet with the CSV: reals are the floats next to the decimals there."""
    assert len(values) == len(run.rows)
    for row, value in zip(run.rows, values):
        if column in REAL and row[column] != "":
            assert value == float(numpy.float32(row[column])), (column, row["customer_id"])
        else:
            assert value == value_of(column, row[column]), (column, row["customer_id"])
            assert type(value) is type(value_of(column, row[column]))


def test_pyarrow_reads_the_parquet_file(run):
    types = {
        "text": pyarrow.string(), "integer": pyarrow.int32(), "date": pyarrow.date32(),
        "money": pyarrow.decimal128(18, 2), "real": pyarrow.float32(), "boolean": pyarrow.bool_(),
    }
    table = pyarrow.parquet.read_table(run.parquet, page_checksum_verification=True)
    assert table.column_names == COLUMNS
    for column in COLUMNS:
        assert table.schema.field(column).type == types[expected_kind(column)], column
        check_typed(run, column, table[column].to_pylist())


def test_duckdb_reads_the_parquet_file(run):
    types = {
        "text": "VARCHAR", "integer": "INTEGER", "date": "DATE", "money": "DECIMAL(18,2)",
        "real": "FLOAT", "boolean": "BOOLEAN",
    }
    connection = duckdb.connect()
    described = connection.execute(f"describe from read_parquet('{run.parquet}')").fetchall()
    assert [(row[0], row[1]) for row in described] == [(c, types[expected_kind(c)]) for c in COLUMNS]
    rows = connection.execute(f"from read_parquet('{run.parquet}')").fetchall()
    for index, column in enumerate(COLUMNS):
        check_typed(run, column, [row[index] for row in rows])


def test_polars_reads_the_parquet_file(run):
    types = {
        "text": polars.String, "integer": polars.Int32, "date": polars.Date,
        "money": polars.Decimal(18, 2), "real": polars.Float32, "boolean": polars.Boolean,
    }
    frame = polars.read_parquet(run.parquet)
    assert dict(frame.schema) == {column: types[expected_kind(column)] for column in COLUMNS}
    for column in COLUMNS:
        check_typed(run, column, frame[column].to_list())


def test_the_json_lines_hold_what_the_csv_holds(run):
    with run.jsonl.open(encoding="utf-8") as file:
        # Numbers stay the text they are, so that digits count.
        lines = [json.loads(line, parse_float=lambda t: t, parse_int=lambda t: t) for line in file]
    assert len(lines) == len(run.rows)
    for line, row in zip(lines, run.rows):
        assert list(line) == COLUMNS
        for column in COLUMNS:
            value = row[column] or None
            if column == "is_hero":
                value = row[column] == "true"
            assert line[column] == value, (column, row["customer_id"])


def test_duckdb_reads_the_csv_and_the_json_lines_alike(run):
    connection = duckdb.connect()
    query = (
        "select count(*), sum(orders), sum(clv_365::decimal(18, 2)), max(next_order_due_date), "
        "sum(probability_alive::decimal(18, 6)) from {}"
    )
    from_csv = connection.execute(query.format(f"read_csv('{run.csv}')")).fetchone()
    from_json = connection.execute(query.format(f"read_json('{run.jsonl}')")).fetchone()
    assert from_csv == from_json
    assert from_csv[2] == decimal.Decimal(run.manifest["base"]["clv"]["365"])
