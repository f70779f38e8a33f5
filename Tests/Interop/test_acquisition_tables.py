"""The tables about when customers came, what became of them and what they cost, computed again by DuckDB."""

import datetime
import decimal
import math

from tables_reference import base, pytestmark, same  # noqa: F401

STAGE = """
    CASE WHEN {quiet} > 365 THEN 'inactive' WHEN {quiet} > 90 THEN 'lapsing' WHEN {returned} THEN 'active' ELSE 'new' END"""

HORIZONS = (30, 60, 90, 180, 365)


def wilson(p, n):
    """The roots of (p - x)² = z² x (1 - x) / n."""
    z = 1.959963984540054
    a, b, c = 1 + z * z / n, -(2 * p + z * z / n), p * p
    root = math.sqrt(max(0, b * b - 4 * a * c))
    return (-b - root) / 2 / a, (-b + root) / 2 / a


def check_rate(row, name, count, whole):
    assert row[name] == count
    if not whole:
        assert row[f"share_{name}"] is None and row[f"share_{name}_low"] is None
        return
    low, high = wilson(count / whole, whole)
    for suffix, value in (("", count / whole), ("_low", low), ("_high", high)):
        assert abs(row[f"share_{name}{suffix}"] - value) < 2e-6


def check_total(base, row, column="net_revenue"):
    assert str(row[column]) == base.document["revenue"]["used_with_guests"]


def cents(amount):
    """An amount rounded half to even."""
    return decimal.Decimal(amount).quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_EVEN)


def margin(amount):
    return cents(amount * decimal.Decimal("0.35"))


def near(found, expected):
    """The same to a cent: means are rounded once, from sums that are exact or rounded."""
    assert (found is None) == (expected is None)
    assert found is None or abs(found - expected) <= decimal.Decimal("0.01")


def firsts(base):
    """In DuckDB `firsts`: each customer's first purchase day, and the second."""
    base.sql.execute("""
        CREATE OR REPLACE TEMP TABLE firsts AS
        SELECT customer_id, min(day) AS first, min(day) FILTER (k = 2) AS second, strftime(min(day), '%Y-%m') AS month,
               date_trunc('month', min(day))::DATE AS month_start, sum(amount) AS revenue,
               sum(amount) FILTER (k = 1) AS first_revenue, sum(orders)::BIGINT AS orders
        FROM days GROUP BY customer_id""")


def test_active_base(base):
    expected = base.query(f"""
        WITH ends AS (
          SELECT least(last_day(month), DATE '{base.as_of}') AS "on" FROM (
            SELECT unnest(generate_series(
              (SELECT date_trunc('month', min(day)) FROM days), DATE '{base.as_of}', INTERVAL 1 MONTH))::DATE AS month)),
        people AS (
          SELECT "on", {STAGE.format(quiet='"on" - max(day)', returned='count(*) > 1')} AS stage,
                 coalesce(sum(amount) FILTER (day > "on" - 365), 0) AS revenue
          FROM ends JOIN days ON day <= "on" GROUP BY "on", customer_id),
        stages AS (SELECT unnest(['new', 'active', 'lapsing', 'inactive']) AS stage, unnest([1, 2, 3, 4]) AS place),
        cells AS (
          SELECT "on", stage, place, count(p.stage) AS n, coalesce(sum(revenue), 0) AS revenue
          FROM ends CROSS JOIN stages LEFT JOIN people p USING ("on", stage) GROUP BY ALL),
        whole AS (SELECT "on", count(*) AS n, sum(revenue) AS revenue FROM people GROUP BY ALL),
        unknown AS (
          SELECT "on", coalesce(sum(amount), 0) AS revenue
          FROM ends LEFT JOIN guests ON day <= "on" AND day > "on" - 365 GROUP BY ALL),
        rows AS (
          SELECT "on", stage, place, n, revenue FROM cells
          UNION ALL SELECT "on", 'all_customers', 5, n, revenue FROM whole
          UNION ALL SELECT "on", 'guests', 6, NULL, revenue FROM unknown
          UNION ALL SELECT "on", 'total', 7, NULL, w.revenue + u.revenue FROM whole w JOIN unknown u USING ("on"))
        SELECT "on", stage AS lifecycle_stage, r.n AS customers, if(place < 6, w.n, NULL) AS of_customers,
               r.n / w.n AS share_of_customers, r.revenue AS net_revenue_365,
               if(place < 6, w.revenue, NULL) AS of_net_revenue_365,
               if(place < 6, r.revenue::DOUBLE / w.revenue::DOUBLE, NULL) AS share_of_net_revenue_365
        FROM rows r JOIN whole w USING ("on") ORDER BY "on", place""")
    found = base.table("active_base")
    same(found, expected, "lifecycle_stage")
    assert list(found[0]) == list(expected[0])
    recency = {row["lifecycle_stage"]: row["customers"] for row in base.table("recency")}
    assert {row["lifecycle_stage"]: row["customers"] for row in found[-7:]} == recency


def test_cohorts(base):
    firsts(base)
    expected = base.query(f"""
        WITH cohorts AS (SELECT month_start, month, count(*) AS n FROM firsts GROUP BY ALL),
        grid AS (
          SELECT *, unnest(range(datediff('month', month_start, DATE '{base.as_of}') + 1)) AS months_since FROM cohorts),
        cells AS (
          SELECT month, datediff('month', month_start, day) AS months_since, count(DISTINCT customer_id) AS customers,
                 sum(days.orders)::BIGINT AS orders, sum(amount) AS revenue
          FROM firsts JOIN days USING (customer_id) GROUP BY ALL),
        rows AS (
          SELECT grid.*, coalesce(customers, 0) AS customers, coalesce(orders, 0) AS orders,
                 coalesce(revenue, 0) AS net_revenue,
                 sum(coalesce(revenue, 0)) OVER (PARTITION BY month ORDER BY months_since) AS cumulative_net_revenue
          FROM grid LEFT JOIN cells USING (month, months_since))
        SELECT month AS first_order_month, months_since,
               last_day((month_start + to_months(months_since::INT))::DATE) <= '{base.as_of}' AS complete, customers,
               n AS of_customers, customers / n AS retention, orders, net_revenue, cumulative_net_revenue
        FROM rows ORDER BY month, months_since""")
    *found, guests, total = base.table("cohorts")
    assert len(found) == len(expected)
    gap, first = base.sql.execute("""
        SELECT greatest(7, round(sum(day - previous) / count(previous)))::INT, min(day) FROM days""").fetchone()
    early, later = base.sql.execute(f"""
        SELECT count(*) FILTER (first < DATE '{first}' + {gap}) / {gap},
               count(*) FILTER (first >= DATE '{first}' + {gap})
                 / count(DISTINCT first) FILTER (first >= DATE '{first}' + {gap})
        FROM firsts""").fetchone()
    assert (early > 2 * later) == (base.name != "cdnow")
    for row in found:
        begins = datetime.date.fromisoformat(row["first_order_month"] + "-01")
        assert row["left_truncated"] == (early > 2 * later and begins < first + datetime.timedelta(days=gap))
    same(found, expected, "first_order_month")
    for row in found:
        near(row["cumulative_net_revenue_per_customer"], row["cumulative_net_revenue"] / row["of_customers"])
        near(row["cumulative_margin"], margin(row["cumulative_net_revenue"]))
        near(row["cumulative_margin_per_customer"], row["cumulative_margin"] / row["of_customers"])
    assert sum(row["net_revenue"] for row in [*found, guests]) == total["net_revenue"]
    check_total(base, total)


def test_one_timers(base):
    firsts(base)
    lost = f"second IS NULL AND first < DATE '{base.as_of}' - 365"
    expected = base.query(f"""
        WITH rows AS (FROM firsts UNION ALL BY NAME SELECT * REPLACE ('all_customers' AS month) FROM firsts)
        SELECT month AS first_order_month, count(*) AS of_customers, count(second) AS repeated_customers,
               count(second) / count(*) AS share_repeated,
               count(*) FILTER (second IS NULL AND NOT ({lost})) AS open_customers,
               count(*) FILTER (second IS NULL AND NOT ({lost})) / count(*) AS share_open,
               count(*) FILTER ({lost}) AS lost_customers, count(*) FILTER ({lost}) / count(*) AS share_lost,
               sum(revenue) AS net_revenue, coalesce(sum(revenue) FILTER (second IS NULL), 0) AS one_time_net_revenue,
               coalesce(sum(revenue) FILTER (second IS NULL), 0)::DOUBLE / sum(revenue)::DOUBLE
                 AS share_of_one_time_net_revenue
        FROM rows GROUP BY month ORDER BY month""")
    *found, guests, total = base.table("one_timers")
    same(found, expected, "first_order_month")
    assert list(found[0]) == list(expected[0])
    assert found[-1]["net_revenue"] + guests["net_revenue"] == total["net_revenue"]
    check_total(base, total)


def test_drift(base):
    firsts(base)
    found = base.table("drift")
    rows = iter(found)
    for days in (90, 365):
        quarters = base.query(f"""
            WITH had AS (
              SELECT *, year(first) || '-Q' || quarter(first) AS name, first <= DATE '{base.as_of}' - {days} AS closed
              FROM firsts),
            named AS (
              SELECT unnest(range(datediff('quarter', min(first), max(first)) + 1)) AS step, min(first) AS start FROM firsts)
            SELECT year(day) || '-Q' || quarter(day) AS name, count(first) AS new_customers,
                   count(*) FILTER (closed) AS customers, count(*) FILTER (closed AND second - first <= {days}) AS again,
                   last_day((date_trunc('quarter', any_value(day)) + INTERVAL 2 MONTH)::DATE) AS last
            FROM (SELECT (start + to_months(3 * step::INT))::DATE AS day FROM named)
            LEFT JOIN had ON name = year(day) || '-Q' || quarter(day) GROUP BY ALL ORDER BY name""")
        newest, = base.sql.execute("SELECT max(last_day(first)) FROM firsts").fetchone()
        for quarter in quarters:
            end = min(quarter["last"], newest)
            quarter["complete"] = (base.as_of - end).days >= days
        complete = [place for place, quarter in enumerate(quarters) if quarter["complete"]]
        for place, (quarter, row) in enumerate(zip(quarters, rows)):
            assert row["first_order_quarter"] == quarter["name"] and row["within_days"] == days
            assert row["complete"] == quarter["complete"] and row["new_customers"] == quarter["new_customers"]
            assert row["customers"] == quarter["customers"]
            check_rate(row, "came_again", quarter["again"], quarter["customers"])
            earlier = [one for one in quarters[:place] if one["customers"]]
            if not complete or place != complete[-1] or len(earlier) < 3:
                assert row["earlier_low"] is None and row["leaves_earlier"] is None
                continue
            p = sum(one["again"] for one in earlier) / sum(one["customers"] for one in earlier)
            shares = [one["again"] / one["customers"] for one in earlier]
            mean = sum(shares) / len(shares)
            variance = sum((share - mean) ** 2 for share in shares) / (len(shares) - 1)
            half = 1.959963984540054 * math.sqrt(variance + p * (1 - p) / row["customers"])
            assert abs(row["earlier_low"] - max(0, p - half)) < 2e-6
            assert abs(row["earlier_high"] - min(1, p + half)) < 2e-6
            assert row["leaves_earlier"] == (abs(row["share_came_again"] - p) > half)
    assert next(rows, None) is None


def windows(base, where="true"):
    """For each horizon the customers who had the time, those who came again in it, and what they spent."""
    return {
        days: base.sql.execute(f"""
            SELECT count(DISTINCT customer_id), count(DISTINCT customer_id) FILTER (second - first <= {days}),
                   coalesce(sum(amount) FILTER (day - first <= {days}), 0)
            FROM firsts JOIN days USING (customer_id)
            WHERE first <= DATE '{base.as_of}' - {days} AND ({where})""").fetchone()
        for days in HORIZONS}


def test_economics(base):
    firsts(base)
    cac = decimal.Decimal("12.50")
    *found, other, guests, total = base.table("economics")
    names = [month for month, in base.sql.execute("SELECT DISTINCT month FROM firsts ORDER BY month").fetchall()]
    assert [row["first_order_month"] for row in found] == [*names, "all_known_months"]
    passed_by_all = None
    for row in found:
        where = "true" if row["first_order_month"] == "all_known_months" else f"month = '{row['first_order_month']}'"
        n, revenue, first, once, unpaid = base.sql.execute(f"""
            SELECT count(*), sum(revenue), sum(first_revenue), count(*) FILTER (second IS NULL),
                   count(*) FILTER (second IS NULL AND revenue * 0.35 < 12.5)
            FROM firsts WHERE {where}""").fetchone()
        assert (row["new_customers"], row["net_revenue"], row["first_net_revenue"]) == (n, revenue, first)
        assert (row["spend"], row["cac"]) == (n * cac, cac)
        assert abs(row["first_contribution"] - margin(first)) <= decimal.Decimal("0.01")
        near(row["first_contribution_per_customer"], row["first_contribution"] / n)
        assert row["first_contribution_less_spend"] == row["first_contribution"] - row["spend"]
        near(row["first_contribution_less_cac"], row["first_contribution"] / n - cac)
        for days, (had, _, spent) in windows(base, where).items():
            assert row[f"customers_{days}"] == had
            near(row[f"contribution_{days}"], margin(spent))
            near(row[f"contribution_{days}_per_customer"], row[f"contribution_{days}"] / had if had else None)
        assert (row["one_time_customers"], row["never_repaid"]) == (once, unpaid)
        cells = base.sql.execute(f"""
            SELECT datediff('month', month_start, day) AS since, sum(amount) FROM firsts JOIN days USING (customer_id)
            WHERE {where} GROUP BY since ORDER BY since""").fetchall()
        # Months that are over for all of them.
        last, = base.sql.execute(f"""
            SELECT min(datediff('month', month_start, DATE '{base.as_of}' + 1)) - 1 FROM firsts WHERE {where}""").fetchone()
        reached, spent = None, decimal.Decimal(0)
        for since, amount in cells:
            spent += amount
            if since <= last and margin(spent) >= row["spend"]:
                reached = since
                break
        assert row["break_even_month"] == reached
    assert other["net_revenue"] == 0
    assert found[-1]["net_revenue"] + guests["net_revenue"] == total["net_revenue"]
    check_total(base, total)


def test_promotions(base):
    firsts(base)
    inside = {name: f"first BETWEEN '{start}' AND '{end}'" for name, start, end in base.periods}
    any_of = " OR ".join(f"({where})" for where in inside.values())
    rows = {**inside, "inside_any": any_of, "outside": f"NOT ({any_of})", "all_customers": "true"}
    *found, guests, total = base.table("promotions")
    assert [row["first_order_in"] for row in found] == list(rows)
    assert [(row["period_start"], row["period_end"]) for row in found] == [
        *((start, end) for _, start, end in base.periods), *[(None, None)] * 3]
    everybody, = base.sql.execute("SELECT count(*) FROM firsts").fetchone()
    for row in found:
        where = rows[row["first_order_in"]]
        n, revenue, first, orders = base.sql.execute(f"""
            SELECT count(*), coalesce(sum(revenue), 0), coalesce(sum(first_revenue), 0), coalesce(sum(orders), 0)::BIGINT
            FROM firsts WHERE {where}""").fetchone()
        assert (row["new_customers"], row["of_customers"], row["orders"]) == (n, everybody, orders)
        assert (row["net_revenue"], row["first_net_revenue"]) == (revenue, first)
        for column, value in (("first_net_revenue", first), ("net_revenue", revenue)):
            near(row[f"{column}_per_customer"], value / n if n else None)
        assert row["orders_per_customer"] is None if n == 0 else math.isclose(
            row["orders_per_customer"], orders / n, rel_tol=1e-6)
        assert abs(row["share_of_customers"] - n / everybody) < 2e-6
        seen = windows(base, where)
        for days in (90, 365):
            had, again, _ = seen[days]
            assert row[f"customers_{days}"] == had
            check_rate(row, f"came_again_{days}", again, had)
        had, _, spent = seen[365]
        assert row["net_revenue_within_365"] == spent
        near(row["net_revenue_within_365_per_customer"], spent / had if had else None)
    assert found[-1]["net_revenue"] + guests["net_revenue"] == total["net_revenue"]
    check_total(base, total)


def test_migration(base):
    def stage(day):
        return STAGE.format(
            quiet=f"DATE '{day}' - max(day) FILTER (day <= '{day}')", returned=f"count(*) FILTER (day <= '{day}') > 1")

    expected = base.query(f"""
        WITH people AS (
          SELECT if(min(day) > '{base.compared_to}', 'not_yet', {stage(base.compared_to)}) AS stage_then,
                 {stage(base.as_of)} AS stage_now,
                 coalesce(sum(amount) FILTER (day > '{base.compared_to}'), 0) AS revenue
          FROM days GROUP BY customer_id),
        names AS (
          SELECT unnest(['new', 'active', 'lapsing', 'inactive', 'not_yet']) AS name, unnest([1, 2, 3, 4, 5]) AS place)
        SELECT DATE '{base.compared_to}' AS compared_to, a.name AS stage_then, b.name AS stage_now,
               count(revenue) AS customers, sum(count(revenue)) OVER (PARTITION BY a.name)::BIGINT AS of_customers,
               count(revenue) / nullif(sum(count(revenue)) OVER (PARTITION BY a.name), 0) AS share_of_customers,
               coalesce(sum(revenue), 0) AS net_revenue_since
        FROM names a CROSS JOIN names b LEFT JOIN people ON a.name = stage_then AND b.name = stage_now
        WHERE b.place < 5 GROUP BY a.name, a.place, b.name, b.place ORDER BY a.place, b.place""")
    *found, guests, total = base.table("migration")
    same(found, expected, "stage_now")
    assert list(found[0]) == list(expected[0])
    of_guests, = base.sql.execute(
        f"SELECT coalesce(sum(amount), 0) FROM guests WHERE day > '{base.compared_to}'").fetchone()
    assert guests["net_revenue_since"] == of_guests
    assert total["net_revenue_since"] == sum(row["net_revenue_since"] for row in found) + of_guests
