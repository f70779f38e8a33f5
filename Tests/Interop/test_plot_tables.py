"""The tables that are made to be plotted: by the score files in DuckDB, and by the models' formulas in Python."""

import collections
import datetime
import decimal
import json
import subprocess

import numpy
import pytest
from model_bases import MARGIN, base  # noqa: F401
from scores_reference import Model
from tables_reference import BINARY, pytestmark, same  # noqa: F401

DAY = datetime.timedelta(1)
COMMON = {"as_of", "period_from", "period_to", "currency"}


def test_every_column_is_looked_at(base):
    columns = {table["name"]: set(table["columns"]) - COMMON for table in base.document["tables"]}
    assert columns["rfm_grid"] == set(
        "r_score f_score rfm_segment customers of_customers share_of_customers net_revenue of_net_revenue "
        "share_of_net_revenue net_revenue_per_customer mean_days_since_last_order".split())
    assert columns["clv_distribution"] == set(
        "clv_band clv_above clv_up_to horizon_days customers of_customers share_of_customers cumulative_customers "
        "cumulative_share_of_customers clv of_clv share_of_clv clv_per_customer cumulative_clv "
        "cumulative_share_of_clv".split())
    assert columns["tracking"] == set(
        "part split week day days_in_row customers actual_purchase_days expected_purchase_days "
        "cumulative_actual_purchase_days cumulative_expected_purchase_days cumulative_bias".split())


GRID = """
    WITH whole AS (SELECT count(*) AS n, sum(net_revenue) AS revenue FROM {scores}),
    grid AS (FROM range(1, 6) AS r(r), range(1, 6) AS f(f)),
    cells AS (
      SELECT r AS r_score, f AS f_score, count(customer_id) AS customers, coalesce(sum(net_revenue), 0) AS net_revenue,
             avg(days_since_last_order) AS mean_days_since_last_order, any_value(rfm_segment) AS rfm_segment
      FROM grid LEFT JOIN {scores} ON r_score = r AND f_score = f GROUP BY ALL
      UNION ALL SELECT NULL, NULL, count(*), sum(net_revenue), avg(days_since_last_order), 'all_customers' FROM {scores})
    SELECT *, n AS of_customers, customers / n AS share_of_customers, revenue AS of_net_revenue,
           net_revenue::DOUBLE / revenue::DOUBLE AS share_of_net_revenue
    FROM cells, whole ORDER BY r_score NULLS LAST, f_score"""


def check_grid(found, base, scores):
    expected = base.query(GRID.format(scores=scores))
    assert len(found) == len(expected) == 26
    for row in found + expected:
        row["cell"] = row["r_score"], row["f_score"]
    segments = [(row, other.pop("rfm_segment")) for row, other in zip(found, expected)]
    assert all(row["rfm_segment"] == segment for row, segment in segments if segment)
    for row in expected:
        row.pop("n"), row.pop("revenue")
    same(found, expected, "cell")
    for row in found:
        if row["customers"]:
            each = row["net_revenue"] / row["customers"]
            assert abs(row["net_revenue_per_customer"] - each) <= decimal.Decimal("0.005")
        else:
            assert row["net_revenue_per_customer"] is None


def test_rfm_grid(base):
    check_grid(base.table("rfm_grid"), base, "scores")


def test_rfm_grid_of_a_lookback(base):
    base.score("recent", base.as_of, "--lookback", "120d")
    folder = base.folder / "../recent-tables"
    subprocess.run(
        [BINARY, "tables", base.source, "-o", folder, "--as-of", str(base.as_of), "--lookback", "120d", "--quiet"],
        check=True)
    found = base.query(f"""
        SELECT * EXCLUDE (as_of, period_from, period_to, currency) FROM read_parquet('{folder}/rfm_grid.parquet')""")
    check_grid(found, base, "recent")
    whole = base.table("rfm_grid")
    assert [row["customers"] for row in found] != [row["customers"] for row in whole]
    assert found[-1]["net_revenue"] == whole[-1]["net_revenue"]


def test_clv_distribution(base):
    found = base.table("clv_distribution")
    values = [value for value, in base.sql.execute("SELECT clv_365 FROM scores ORDER BY 1").fetchall()]
    borders = [decimal.Decimal(0)]
    while borders[-1] < values[-1]:
        exponent, step = divmod(len(borders) - 1, 3)
        borders.append(decimal.Decimal((1, 2, 5)[step] * 10 ** exponent))
    assert [row["clv_up_to"] for row in found] == borders + [None]
    assert [row["clv_above"] for row in found] == [None] + borders[:-1] + [None]
    names = ["up_to_0"] + [f"{low}_to_{high}" for low, high in zip(borders, borders[1:])] + ["all_customers"]
    assert [row["clv_band"] for row in found] == names
    n, total = len(values), sum(values)
    so_far = 0, decimal.Decimal(0)
    for row in found:
        low, high = row["clv_above"], row["clv_up_to"]
        own = [value for value in values if (low is None or value > low) and (high is None or value <= high)]
        assert (row["horizon_days"], row["customers"], row["of_customers"]) == (365, len(own), n)
        assert (row["clv"], row["of_clv"]) == (sum(own), total)
        so_far = so_far[0] + len(own), so_far[1] + sum(own)
        if row is found[-1]:
            assert all(value is None for name, value in row.items() if name.startswith("cumulative"))
        else:
            assert (row["cumulative_customers"], row["cumulative_clv"]) == so_far
            assert row["cumulative_share_of_customers"] == pytest.approx(so_far[0] / n, abs=1e-6)
            assert row["cumulative_share_of_clv"] == pytest.approx(float(so_far[1] / total), abs=1e-6)
        assert row["share_of_customers"] == pytest.approx(len(own) / n, abs=1e-6)
        assert row["share_of_clv"] == pytest.approx(float(sum(own) / total), abs=1e-6)
        if own:
            assert abs(row["clv_per_customer"] - sum(own) / len(own)) <= decimal.Decimal("0.005")
    assert found[-2]["customers"] and (found[-2]["cumulative_customers"], found[-2]["cumulative_clv"]) == (n, total)


class Tracked:
    """MBG/NBD's expectations as means over the dropout probability p: those of a customer who is alive at T are
    E[(1 - (1 + p t / c)^-(r + x)) / p], c = alpha + T, p ~ Beta(a, b + x + 1)."""

    def __init__(self, parameters):
        self.model = Model({"model": {"parameters": parameters}, "spend_model": {"parameters": dict(p=0, q=0, v=0)}})
        self.r, self.alpha, self.a, self.b = (float(parameters[name]) for name in ("r", "alpha", "a", "b"))

    def if_alive(self, x, T, times):
        p, weights = self.model.dropout_nodes(x)
        growth = numpy.log1p(numpy.outer(times, p) / (self.alpha + T))
        return (-numpy.expm1(-(self.r + x) * growth) / p) @ weights

    def given(self, x, tx, T, times):
        odds = self.a / (self.b + x) * ((self.alpha + T) / (self.alpha + tx)) ** (self.r + x)
        return self.if_alive(x, T, times) / (1 + odds)

    def new(self, times):
        return self.b / (self.a + self.b) * self.if_alive(0, 0, times)


def test_tracking(base):
    found = base.table("tracking")
    calibration = base.table("calibration")[-1]
    split, horizon = calibration["split"], calibration["horizon_days"]
    before, after = ([row for row in found if row["part"] == part] for part in ("before_split", "after_split"))
    assert found == before + after and {row["split"] for row in found} == {split}
    # Weeks, counted from the split, back to the first order; the last ends with as-of.
    first, = base.sums("min(day)", "orders")
    assert [row["day"] for row in after[:-1]] == [split + 7 * DAY * k for k in range(1, len(after))]
    assert [row["week"] for row in after] == list(range(1, len(after) + 1))
    assert after[-1]["day"] == base.as_of == split + horizon * DAY and (horizon - 1) // 7 == len(after) - 1
    assert [row["day"] for row in before[::-1]] == [split - 7 * DAY * k for k in range(len(before))]
    assert [row["week"] for row in before] == list(range(1 - len(before), 1))
    assert before[0]["day"] - before[0]["days_in_row"] * DAY == first - DAY and before[0]["days_in_row"] <= 7
    for rows in (before, after):
        actual = expected = 0
        for row in rows:
            actual += row["actual_purchase_days"]
            expected += row["expected_purchase_days"]
            assert row["cumulative_actual_purchase_days"] == actual
            assert row["cumulative_expected_purchase_days"] == pytest.approx(expected, rel=2e-6)
            bias = row["cumulative_bias"]
            assert bias is None if actual == 0 else bias == pytest.approx(expected / actual - 1, abs=5e-6)
    # The last row is calibration's of all customers.
    last = found[-1]
    assert last["customers"] == calibration["customers"]
    assert last["cumulative_actual_purchase_days"] == calibration["actual_purchase_days"]
    assert last["cumulative_expected_purchase_days"] == pytest.approx(calibration["expected_purchase_days"], rel=1e-9)
    if base.name == "refunds":
        # What counts before the split is there net of what was paid back by then alone.
        return
    days = base.sql.execute(
        f"SELECT customer_id, list(day ORDER BY day) FROM days GROUP BY 1 HAVING min(day) <= '{split}'").fetchall()
    for rows, start in ((before, first - DAY), (after, split)):
        came = sorted(
            day for _, own in days for day in own[1:] if (day <= split) == (rows is before))
        for row in rows:
            assert row["actual_purchase_days"] == sum(row["day"] - row["days_in_row"] * DAY < day <= row["day"] for day in came)
        assert rows[0]["day"] - rows[0]["days_in_row"] * DAY == start
    firsts = collections.Counter(own[0] for _, own in days)
    base.score("before", split)
    manifest = json.loads((base.folder / "../before.parquet.manifest.json").read_text())
    model = Tracked(manifest["model"]["parameters"])
    lengths = numpy.arange((split - first).days + 1)
    new = model.new(lengths)
    for row in before:
        assert row["customers"] == sum(n for day, n in firsts.items() if day <= row["day"])
        expected = sum(n * new[(row["day"] - day).days] for day, n in firsts.items() if day <= row["day"])
        assert row["cumulative_expected_purchase_days"] == pytest.approx(expected, rel=1e-6, abs=2e-6)
    times = numpy.array([(row["day"] - split).days for row in after])
    histories = collections.Counter()
    for _, own in days:
        known = [day for day in own if day <= split]
        histories[len(known) - 1, (known[-1] - known[0]).days, (split - known[0]).days] += 1
    expected = sum(n * model.given(*history, times) for history, n in histories.items())
    for row, value in zip(after, expected):
        assert row["customers"] == len(days)
        assert row["cumulative_expected_purchase_days"] == pytest.approx(value, rel=1e-6)


def test_files_are_the_same_on_any_number_of_threads(base):
    for threads in ("1", "3"):
        folder = base.folder / f"../threads-{threads}"
        subprocess.run(
            [BINARY, "tables", base.source, "-o", folder, "--as-of", str(base.as_of), "--quiet", "--threads", threads,
             *MARGIN], check=True)
        for name in ("rfm_grid", "clv_distribution", "tracking"):
            assert (folder / f"{name}.csv").read_bytes() == (base.folder / f"{name}.csv").read_bytes()
