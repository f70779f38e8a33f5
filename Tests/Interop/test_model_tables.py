"""The tables that need a model: what is of orders computed again by DuckDB, what is predicted from the score files."""

import datetime
import json
import subprocess

import pytest
from model_bases import MARGIN, base  # noqa: F401
from tables_reference import BINARY, pytestmark, same  # noqa: F401


def test_every_column_is_looked_at(base):
    columns = {table["name"]: set(table["columns"]) for table in base.document["tables"]}
    common = {"as_of", "period_from", "period_to", "currency"}
    assert columns["focus"] - common == set(
        "rank lifecycle_stage value_tier customers of_customers share_of_customers net_revenue_365 alive_customers "
        "mean_probability_alive horizon_days clv clv_if_alive clv_if_alive_per_customer value_at_stake share_at_stake "
        "of_value_at_stake share_of_value_at_stake value_at_stake_per_customer".split())
    assert columns["what_if"] - common == set(
        "what_if change horizon_days customers of_customers repeat_net_revenue repeat_customers "
        "net_revenue_per_repeat_customer revenue_base revenue_gain expected_revenue share_of_expected_revenue clv_base "
        "clv_gain clv share_of_clv".split())
    assert ("returns" in columns) == (base.name == "refunds")
    assert columns["calibration"] - common == set(
        "decile split until horizon_days predicted_buyers observed_buyers customers predicted_probability "
        "observed_share expected_purchase_days actual_purchase_days expected_net_revenue actual_net_revenue".split())


def cents(row, mean, of, per):
    """Checks a mean that is rounded to a cent."""
    if row[per]:
        assert abs(float(row[mean]) - float(row[of]) / row[per]) <= 0.005 + 1e-9 * abs(float(row[mean]))
    else:
        assert row[mean] is None


def test_focus(base):
    expected = base.query("""
        WITH ranked AS (
          SELECT *, rank() OVER (ORDER BY revenue DESC) - 1 AS above, count(*) OVER () AS n FROM customers),
        cells AS (
          SELECT CASE WHEN quiet > 365 THEN 'inactive' WHEN quiet > 90 THEN 'lapsing' WHEN ranked.purchase_days > 1
                 THEN 'active' ELSE 'new' END AS lifecycle_stage,
                 CASE WHEN revenue <= 0 THEN 'low' WHEN 100 * above < n THEN 'platinum' WHEN 20 * above < n THEN 'gold'
                 WHEN 10 * above < n THEN 'silver' WHEN 4 * above < n THEN 'bronze' WHEN 2 * above < n THEN 'medium'
                 ELSE 'low' END AS value_tier,
                 count(*) AS customers, any_value(n) AS of_customers, sum(recent) AS net_revenue_365,
                 sum(round(probability_alive::DOUBLE, 6)) AS alive_customers, sum(clv_365) AS clv,
                 sum(value_at_stake) AS value_at_stake
          FROM ranked JOIN scores USING (customer_id) GROUP BY ALL),
        rows AS (
          FROM cells UNION ALL
          SELECT 'all_customers', 'all_customers', sum(customers)::BIGINT, any_value(of_customers),
                 sum(net_revenue_365), sum(alive_customers), sum(clv), sum(value_at_stake) FROM cells)
        SELECT *, customers / of_customers AS share_of_customers, alive_customers / customers AS mean_probability_alive,
               clv + value_at_stake AS clv_if_alive,
               value_at_stake::DOUBLE / (clv + value_at_stake)::DOUBLE AS share_at_stake,
               (SELECT sum(value_at_stake) FROM cells) AS of_value_at_stake,
               value_at_stake::DOUBLE / nullif((SELECT sum(value_at_stake) FROM cells), 0)::DOUBLE
               AS share_of_value_at_stake,
               365 AS horizon_days
        FROM rows ORDER BY lifecycle_stage, value_tier""")
    found = base.table("focus")
    *ranks, last = [row.pop("rank") for row in found]
    assert ranks == list(range(1, len(found))) and last is None
    stakes = [row["value_at_stake"] for row in found[:-1]]
    assert stakes == sorted(stakes, reverse=True)
    for row in found + expected:
        row["cell"] = row["lifecycle_stage"], row["value_tier"]
    same(sorted(found, key=lambda row: row["cell"]), expected, "cell")
    for row in found:
        cents(row, "clv_if_alive_per_customer", "clv_if_alive", "customers")
        cents(row, "value_at_stake_per_customer", "value_at_stake", "customers")
    manifest = json.loads((base.folder / "../scores.parquet.manifest.json").read_text())
    assert str(found[-1]["clv"]) == manifest["base"]["clv"]["365"]
    assert abs(found[-1]["alive_customers"] - manifest["base"]["alive"]) <= 1e-3
    assert base.document["model"]["parameters"] == manifest["model"]["parameters"]


def test_what_if(base):
    rows = {(row["what_if"], row["change"] > 0.03, row["horizon_days"]): row for row in base.table("what_if")}
    assert len(rows) == 14
    n, one_time = base.sums("count(*), count(*) FILTER (purchase_days = 1 AND quiet < 365)", "customers")
    alive, = base.sums("sum(round(probability_alive::DOUBLE, 6))", "scores")

    def check(row, change, customers, revenue, clv):
        assert row["change"] == pytest.approx(change, abs=1e-7) and row["of_customers"] == n
        assert row["customers"] == pytest.approx(customers, rel=1e-6, abs=1e-6)
        for base, gain, expected, share, values in (
                ("revenue_base", "revenue_gain", "expected_revenue", "share_of_expected_revenue", revenue),
                ("clv_base", "clv_gain", "clv", "share_of_clv", clv)):
            assert (row[base], row[expected]) == values
            if values[0] is None:
                assert row[gain] is None
            else:
                assert abs(float(row[gain]) - change * float(row[base])) <= 0.005 + 1e-9 * float(row[base])
            if values[1] is None:
                assert row[share] is None
            else:
                assert row[share] == pytest.approx(change * float(values[0]) / float(values[1]), abs=1e-6)

    for horizon in (30, 90, 365):
        # Value at stake is over the longest horizon: each is the longest once, discounted and not.
        base.score("discounted", base.as_of, *MARGIN, "--horizons", str(horizon))
        base.score("plain", base.as_of, "--horizons", str(horizon), "--annual-discount", "0")
        clv, stake = base.sums(f"sum(clv_{horizon}), sum(value_at_stake)", "discounted")
        revenue, lost = base.sums(f"sum(expected_revenue_{horizon}), sum(value_at_stake)", "plain")
        for change in (0.01, 0.05):
            check(rows["fewer_lost", change > 0.03, horizon], change, n - alive, (lost, revenue), (stake, clv))
            check(rows["more_orders", change > 0.03, horizon], change, alive, (revenue, revenue), (clv, clv))
            for name in ("repeat_customers", "repeat_net_revenue", "net_revenue_per_repeat_customer"):
                assert rows["more_orders", change > 0.03, horizon][name] is None
    repeat, revenue = base.sql.execute(f"""
        SELECT count(DISTINCT d.customer_id), coalesce(sum(d.amount), 0) FROM days d JOIN days f USING (customer_id)
        WHERE f.k = 1 AND f.day <= DATE '{base.as_of}' - 365 AND d.k > 1 AND d.day - f.day <= 365""").fetchone()
    for change in (0.01, 0.05):
        row = rows["more_second_purchases", change > 0.03, 365]
        assert (row["repeat_customers"], row["repeat_net_revenue"]) == (repeat, revenue)
        if not repeat:
            # A history of less than a year, as of Complete Journey, says nothing.
            assert [row[name] for name in ("net_revenue_per_repeat_customer", "revenue_base", "revenue_gain")] == [None] * 3
            continue
        cents(row, "net_revenue_per_repeat_customer", "repeat_net_revenue", "repeat_customers")
        check(row, change, one_time, (one_time * row["net_revenue_per_repeat_customer"], None), (None, None))


def test_returns(base):
    if base.name != "refunds":
        assert {table["name"] for table in base.document["left_out"]} & {
            "rfm_grid", "clv_distribution", "focus", "what_if", "returns", "calibration", "tracking"} == {"returns"}
        return
    expected = base.query("""
        WITH own AS (
          SELECT customer_id, count(*) AS orders, count(*) FILTER (refunded > 0) AS refunded_orders,
                 sum(amount) AS gross, sum(refunded) AS refunded FROM gross GROUP BY customer_id),
        banded AS (
          SELECT own.*, c.revenue, c.purchase_days AS purchase_days, probability_alive::DOUBLE AS alive, clv_365,
                 CASE WHEN c.customer_id IS NULL THEN 'everything_returned' WHEN refunded = 0 THEN 'none'
                 WHEN refunded <= gross * 0.1 THEN 'up_to_10_percent' WHEN refunded <= gross * 0.25
                 THEN '10_to_25_percent' WHEN refunded <= gross * 0.5 THEN '25_to_50_percent'
                 ELSE 'above_50_percent' END AS band
          FROM own LEFT JOIN customers c USING (customer_id) LEFT JOIN scores USING (customer_id)),
        wanted AS (
          SELECT unnest(range(7)) AS place, unnest(['none', 'up_to_10_percent', '10_to_25_percent', '25_to_50_percent',
                 'above_50_percent', 'all_customers', 'everything_returned']) AS return_band),
        sums AS (
          SELECT place, return_band, count(band) AS customers, sum(orders)::BIGINT AS orders,
                 sum(refunded_orders)::BIGINT AS refunded_orders, sum(gross) AS gross_revenue,
                 sum(refunded) AS refunded_amount, coalesce(sum(revenue), 0) AS net_revenue,
                 count(*) FILTER (purchase_days > 1) AS repeat_customers, coalesce(sum(alive), 0) AS alive_customers,
                 sum(clv_365) AS clv
          FROM wanted LEFT JOIN banded ON band = return_band OR return_band = 'all_customers' AND revenue IS NOT NULL
          GROUP BY place, return_band),
        whole AS (SELECT count(*) AS n, sum(revenue) AS revenue FROM customers)
        SELECT return_band, customers, orders, refunded_orders, gross_revenue, refunded_amount, net_revenue,
               refunded_amount::DOUBLE / gross_revenue::DOUBLE AS return_rate, 365 AS horizon_days, alive_customers,
               CASE WHEN clv IS NOT NULL THEN alive_customers / customers END AS mean_probability_alive,
               CASE WHEN clv IS NOT NULL THEN n END AS of_customers,
               CASE WHEN clv IS NOT NULL THEN customers / n END AS share_of_customers,
               CASE WHEN clv IS NOT NULL THEN revenue END AS of_net_revenue,
               CASE WHEN clv IS NOT NULL THEN net_revenue::DOUBLE / revenue::DOUBLE END AS share_of_net_revenue,
               CASE WHEN clv IS NOT NULL THEN repeat_customers END AS repeat_customers,
               CASE WHEN clv IS NOT NULL THEN repeat_customers / customers END AS repeat_rate, clv
        FROM sums, whole ORDER BY place""")
    assert all(row["customers"] for row in expected)
    found = base.table("returns")
    same(found, expected, "return_band")
    for row in found[:-1]:
        assert row["net_revenue"] == row["gross_revenue"] - row["refunded_amount"]
        cents(row, "net_revenue_per_customer", "net_revenue", "customers")
        cents(row, "clv_per_customer", "clv", "customers")
    assert len(found[0]) == len(expected[0]) + 2


def test_calibration(base):
    found = base.table("calibration")
    horizon, split, until = found[0]["horizon_days"], found[0]["split"], found[0]["until"]
    first, = base.sums("min(day)", "orders")
    room = (base.as_of - first).days // 2
    assert horizon == max(days for days in (30, 90, 365) if days <= room)
    assert until == base.as_of and split == until - datetime.timedelta(days=horizon)
    document = json.loads(subprocess.run(
        [BINARY, "backtest", base.source, "--as-of", str(base.as_of), "--split", str(split), "--horizon", str(horizon),
         "--model", "mbg-nbd", "--json"], check=True, capture_output=True).stdout)
    tested, = document["splits"]
    method, = (method for method in tested["methods"] if method["kind"] == "model")
    assert [row["decile"] for row in found] == [str(place) for place in range(1, 11)] + ["all_customers"]
    for row, decile in zip(found, method["deciles"]):
        n = decile["customers"]
        assert row["customers"] == n
        for column in ("predicted_probability", "observed_share", "expected_purchase_days", "actual_purchase_days"):
            assert row[column] == pytest.approx(decile[column], rel=1e-6, abs=1e-6)
        assert row["predicted_buyers"] == pytest.approx(n * decile["predicted_probability"], rel=1e-6, abs=1e-6)
        assert row["observed_buyers"] == pytest.approx(n * decile["observed_share"], rel=1e-6, abs=1e-6)
        assert row["expected_net_revenue"] is None and row["actual_net_revenue"] is None
    every = found[-1]
    assert every["customers"] == tested["customers"]
    assert every["observed_buyers"] == tested["actual"]["buyers"]
    assert every["actual_purchase_days"] == tested["actual"]["purchase_days"]
    assert every["expected_purchase_days"] == pytest.approx(method["expected_purchase_days"], rel=1e-6)
    assert str(every["expected_net_revenue"]) == method["revenue"]["expected"]
    assert str(every["actual_net_revenue"]) == tested["actual"]["revenue"]
    # The scores as of the split, and what the orders say that came of them.
    base.score("before", split, "--horizons", str(horizon))
    customers, buyers, days, revenue = base.sums(
        f"count(*), sum(order_probability_{horizon}::DOUBLE), sum(expected_orders_{horizon}::DOUBLE), "
        f"sum(expected_revenue_{horizon})", "before")
    assert (every["customers"], every["expected_net_revenue"]) == (customers, revenue)
    assert every["predicted_buyers"] == pytest.approx(buyers, rel=5e-5)
    assert every["expected_purchase_days"] == pytest.approx(days, rel=1e-5)
    ranked = [probability for probability, in base.sql.execute(
        f"SELECT order_probability_{horizon}::DOUBLE FROM before ORDER BY 1 DESC").fetchall()]
    for tenth, row in enumerate(found[:-1]):
        own = ranked[tenth * customers // 10:(tenth + 1) * customers // 10]
        assert row["customers"] == len(own)
        assert row["predicted_buyers"] == pytest.approx(sum(own), rel=2e-4)
    if base.name != "refunds":
        came = base.sums("count(DISTINCT customer_id), count(*), sum(amount)", f"""
            (SELECT * FROM days WHERE day > '{split}' AND customer_id IN (SELECT customer_id FROM before))""")
        assert (every["observed_buyers"], every["actual_purchase_days"], every["actual_net_revenue"]) == came
    for column in ("observed_buyers", "actual_purchase_days"):
        assert sum(row[column] for row in found[:-1]) == pytest.approx(every[column], abs=1e-3)
