"""The tables about a base, computed again by DuckDB from the orders."""

import math

from tables_reference import BINARY, base, pytestmark, same  # noqa: F401

GROUPED = """
    WITH groups AS ({groups}), whole AS (SELECT count(*) n, sum(revenue) revenue, sum(recent) recent FROM customers),
    sums AS (
      SELECT place, name, count(c.customer_id) AS customers, coalesce(sum(c.orders), 0)::BIGINT AS orders,
             coalesce(sum(c.revenue), 0) AS net_revenue, coalesce(sum(c.recent), 0) AS net_revenue_365
      FROM groups LEFT JOIN customers c ON {condition} GROUP BY place, name)
    SELECT name, customers, n AS of_customers, customers / n AS share_of_customers, orders,
           orders / nullif(customers, 0) AS orders_per_customer, net_revenue, revenue AS of_net_revenue,
           net_revenue::DOUBLE / revenue::DOUBLE AS share_of_net_revenue, net_revenue_365, recent AS of_net_revenue_365
    FROM sums, whole ORDER BY place"""


def grouped(base, name, label, groups, condition):
    expected = base.query(GROUPED.format(
        groups=" UNION ALL ".join(f"SELECT {place} AS place, '{group}' AS name" for place, group in enumerate(groups)),
        condition=condition))
    found = [{"name": row.pop(label), **row} for row in base.table(name)]
    same(found[:-2], expected, "name")
    guests, total = found[-2:]
    (of_guests,), (of_customers,) = (
        base.sql.execute(f"SELECT coalesce(sum({column}), 0) FROM {of}").fetchone()
        for column, of in (("amount", "guests"), ("revenue", "customers")))
    assert (guests["name"], guests["net_revenue"]) == ("guests", of_guests)
    assert (total["name"], total["net_revenue"]) == ("total", of_guests + of_customers)
    assert str(total["net_revenue"]) == base.document["revenue"]["used_with_guests"]
    for row in found[:-2]:
        if row["customers"]:
            mean = row["net_revenue"] / row["customers"]
            assert abs(row["net_revenue_per_customer"] - mean) <= 0.005


def test_summary(base):
    n, repeat, active, orders, days, revenue, recent, active_recent = base.sql.execute("""
        SELECT count(*), count(*) FILTER (purchase_days > 1), count(*) FILTER (quiet <= 90), sum(orders),
               sum(purchase_days), sum(revenue), sum(recent), sum(recent) FILTER (quiet <= 90)
        FROM customers""").fetchone()
    guests, repeated, gini = base.sql.execute(f"""
        SELECT (SELECT coalesce(sum(amount), 0) FROM guests), (SELECT sum(amount) FROM days WHERE k > 1),
               (SELECT sum((2 * i - {n} - 1) * revenue::DOUBLE) / ({n} * {revenue}::DOUBLE)
                FROM (SELECT revenue, row_number() OVER (ORDER BY revenue) AS i FROM customers))""").fetchone()
    total = revenue + guests
    expected = {
        "customers": (n, None, None, None, None), "repeat_customers": (repeat, n, None, None, repeat / n),
        "active_customers": (active, n, None, None, active / n),
        "active_customers_net_revenue_365": (None, None, active_recent, recent, float(active_recent / recent)),
        "orders": (orders, n, None, None, orders / n), "purchase_days": (days, n, None, None, days / n),
        "net_revenue": (None, None, revenue, total, float(revenue / total)),
        "guest_net_revenue": (None, None, guests, total, float(guests / total)),
        "total_net_revenue": (None, None, total, None, None),
        "repeat_net_revenue": (None, None, repeated, revenue, float(repeated / revenue)),
        "net_revenue_per_customer": (None, n, revenue, None, None),
        "net_revenue_per_order": (None, orders, revenue, None, None),
        "gini_of_net_revenue": (None, None, None, None, gini),
    }
    rows = base.table("summary")
    assert [row["figure"] for row in rows] == list(expected)
    for row in rows:
        *exact, value = expected[row["figure"]]
        assert [row[name] for name in ("count", "of_count", "net_revenue", "of_net_revenue")] == exact
        assert row["value"] is None if value is None else math.isclose(row["value"], value, rel_tol=1e-6, abs_tol=1e-6)
        each = row["figure"].startswith("net_revenue_per_")
        assert (row["net_revenue_each"] is not None) == each
        if each:
            assert abs(row["net_revenue_each"] - row["net_revenue"] / row["of_count"]) <= 0.005


def test_recency(base):
    grouped(base, "recency", "lifecycle_stage", ["new", "active", "lapsing", "inactive", "all_customers"], """
        name = 'all_customers' OR name = CASE WHEN quiet > 365 THEN 'inactive' WHEN quiet > 90 THEN 'lapsing'
          WHEN purchase_days > 1 THEN 'active' ELSE 'new' END""")


def test_frequency(base):
    grouped(base, "frequency", "orders_of_customer", ["1", "2", "3", "4", "5+", "2+", "all_customers"], """
        name = 'all_customers' OR name = '2+' AND orders > 1
        OR name = CASE WHEN orders >= 5 THEN '5+' ELSE orders::INT::VARCHAR END""")


def test_concentration(base):
    n, revenue = base.sql.execute("SELECT count(*), sum(revenue) FROM customers").fetchone()
    base.sql.execute("""
        CREATE OR REPLACE TEMP TABLE ranked AS
        SELECT row_number() OVER (ORDER BY revenue DESC, customer_id) AS place,
               sum(revenue) OVER (ORDER BY revenue DESC, customer_id ROWS UNBOUNDED PRECEDING) AS brought
        FROM customers""")
    rows = {row["customers_who"]: row for row in base.table("concentration")}
    for percent in (1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100):
        row = rows.pop(f"top_{percent}_percent")
        assert (row["customers"], row["of_customers"]) == (math.ceil(percent * n / 100), n)
        brought, = base.sql.execute(f"SELECT brought FROM ranked WHERE place = {row['customers']}").fetchone()
        assert (row["net_revenue"], row["of_net_revenue"]) == (brought, revenue)
    for percent in (20, 40, 50, 60, 80):
        row = rows.pop(f"brings_{percent}_percent")
        fewest, = base.sql.execute(
            f"SELECT min(place) FROM ranked WHERE 100 * brought >= {percent} * {revenue}").fetchone()
        assert row["customers"] == fewest
    assert not rows


def test_months(base):
    expected = base.query(f"""
        WITH months AS (
          SELECT unnest(generate_series(
            (SELECT date_trunc('month', min(day)) FROM days), (SELECT date_trunc('month', max(day)) FROM days),
            INTERVAL 1 MONTH))::DATE AS month),
        visits AS (
          SELECT customer_id, date_trunc('month', day)::DATE AS month, min(k) AS first_k,
                 arg_min(day - previous, day) AS gap
          FROM days GROUP BY ALL),
        people AS (
          SELECT month, count(*) AS customers, count(*) FILTER (first_k = 1) AS new_customers,
                 count(*) FILTER (first_k > 1 AND gap <= 365) AS returning_customers,
                 count(*) FILTER (first_k > 1 AND gap > 365) AS reactivated_customers
          FROM visits GROUP BY month),
        money AS (
          SELECT date_trunc('month', day)::DATE AS month, sum(orders)::BIGINT AS orders,
                 coalesce(sum(orders) FILTER (k = 1), 0)::BIGINT AS first_orders, sum(amount) AS net_revenue,
                 coalesce(sum(amount) FILTER (k = 1), 0) AS first_net_revenue,
                 coalesce(sum(amount) FILTER (k > 1), 0) AS repeat_net_revenue
          FROM days GROUP BY 1),
        unknown AS (
          SELECT greatest(date_trunc('month', day), (SELECT min(month) FROM months))::DATE AS month,
                 sum(amount) AS guest_net_revenue
          FROM guests GROUP BY 1)
        SELECT month, last_day(month) <= '{base.as_of}' AS complete,
               * EXCLUDE (month, guest_net_revenue), coalesce(guest_net_revenue, 0) AS guest_net_revenue,
               (returning_customers + reactivated_customers) / customers AS repeat_rate
        FROM months LEFT JOIN people USING (month) LEFT JOIN money USING (month) LEFT JOIN unknown USING (month)
        ORDER BY month""")
    same(base.table("months"), expected, "month")
    found = base.table("months")
    total = sum(row["net_revenue"] + row["guest_net_revenue"] for row in found)
    assert str(total) == base.document["revenue"]["used_with_guests"]


def curve(base, where):
    """Kaplan and Meier's F by length of the gaps from some purchase days on, and the longest one seen."""
    lengths = base.sql.execute(f"""
        SELECT coalesce(next, DATE '{base.as_of}') - day AS length, count(next),
               sum(count(*)) OVER (ORDER BY coalesce(next, DATE '{base.as_of}') - day DESC)
        FROM days WHERE {where} GROUP BY length ORDER BY length""").fetchall()
    survival, points = 1.0, []
    for length, ended, at_risk in lengths:
        survival *= 1 - ended / int(at_risk)
        points.append((length, 1 - survival))
    return points


STEPS = [(f"{k}", f"k = {k}") for k in range(1, 10)] + [("10+", "k >= 10")]


def test_ladder(base):
    rows = {(row["purchase_day"], row["within_days"]): row for row in base.table("ladder")}
    assert len(rows) == 50
    for name, where in STEPS:
        points = curve(base, where)
        for within in (30, 60, 90, 365, None):
            closed = f"day <= DATE '{base.as_of}' - {within}" if within else "true"
            came = f"next - day <= {within}" if within else "next IS NOT NULL"
            n, went = base.sql.execute(
                f"SELECT count(*), count(*) FILTER ({came}) FROM days WHERE {where} AND {closed}").fetchone()
            row = rows[name, within]
            assert (row["customers"], row["went_on"]) == (n, went)
            if n:
                p, z = went / n, 1.959963984540054
                # The roots of (p - x)² = z² x (1 - x) / n.
                a, b, c = 1 + z * z / n, -(2 * p + z * z / n), p * p
                root = math.sqrt(max(0, b * b - 4 * a * c))
                for column, value in (("share", p), ("share_low", (-b - root) / 2 / a),
                                      ("share_high", (-b + root) / 2 / a)):
                    assert abs(row[column] - value) < 2e-6, (name, within, column)
            else:
                assert row["share"] is None and row["share_low"] is None
            if within and (not points or within > points[-1][0]):
                assert row["share_kaplan_meier"] is None
            else:
                known = [share for length, share in points if within is None or length <= within]
                assert abs(row["share_kaplan_meier"] - (known[-1] if known else 0)) < 2e-6


def test_gaps(base):
    rows = {row["purchase_day"]: row for row in base.table("gaps")}
    assert len(rows) == 11
    for name, where in [*STEPS, ("all", "true")]:
        row = rows[name]
        percents = (10, 25, 50, 75, 80, 90, 95)
        quantiles = ", ".join(f"quantile_disc(next - day, {p / 100})" for p in percents)
        ended, still, mean, *expected = base.sql.execute(f"""
            SELECT count(next), count(*) - count(next), avg(next - day), {quantiles} FROM days WHERE {where}""").fetchone()
        assert (row["ended"], row["open"]) == (ended, still)
        assert [row[f"days_p{p}"] for p in percents] == expected
        assert row["mean_days"] is None if mean is None else abs(row["mean_days"] - mean) < 1e-4
        points = curve(base, where)
        plateau = points[-1][1] if points else 0
        for p in (50, 80, 95):
            found = [length for length, share in points if share >= p / 100 * plateau] if plateau else [None]
            assert row[f"days_p{p}_kaplan_meier"] == found[0]


def test_every_table_has_its_day_period_and_currency_and_is_the_same_in_all_files(base):
    first, = base.sql.execute("SELECT min(day) FROM orders").fetchone()
    assert [table["name"] for table in base.document["tables"]][:14] == [
        "summary", "recency", "frequency", "concentration", "active_base", "months", "ladder", "gaps", "cohorts",
        "one_timers", "drift", "economics", "promotions", "migration"]
    for table in base.document["tables"]:
        rows = base.query(f"FROM read_parquet('{base.folder}/{table['name']}.parquet')")
        assert table["definition"] and list(rows[0]) == table["columns"]
        for row, written in zip(rows, table["rows"], strict=True):
            assert (row["as_of"], row["period_to"]) == (base.as_of, base.as_of) and row["period_from"] == first
            for value, said in zip(row.values(), written, strict=True):
                if isinstance(value, float):
                    assert abs(value - said) <= 1e-6 * max(1, abs(said))
                else:
                    assert said == (value if value is None or isinstance(value, (bool, int)) else str(value))
        text = base.sql.execute(f"FROM read_csv('{base.folder}/{table['name']}.csv', all_varchar = true)").fetchall()
        assert len(text) == len(rows)
        for line, row in zip(text, rows):
            for cell, value in zip(line, row.values()):
                assert (cell is None) == (value is None)
                if value is not None and not isinstance(value, float):
                    assert cell == (str(value).lower() if isinstance(value, bool) else str(value))
