"""The tables that tell of channels, discounts, first orders and lines, computed again by DuckDB from a store's files.

The bases (detail_bases.py) are of orders made there, and of what is there of the folder PATRON_TEST_DATA: Online Retail II,
and The Complete Journey with its products.
"""

import decimal
import math

import pytest
from detail_bases import BINARY, Base

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")


@pytest.fixture(scope="module", params=["made orders", "made lines", "online retail", "journey"])
def base(request, tmp_path_factory):
    return Base(request.param, tmp_path_factory.mktemp("base"))


def half_even(value):
    return value.quantize(decimal.Decimal("0.01"), rounding=decimal.ROUND_HALF_EVEN)


def check(row, column, found, expected):
    """One value: exact but for shares, which have six decimals in a FLOAT."""
    if isinstance(found, float) and expected is not None:
        assert math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-6), (row, column)
    else:
        assert found == expected, (row, column, found, expected)


HORIZONS = (30, 60, 90, 180, 365)


def margin(revenue):
    return decimal.Decimal("0.35") * revenue


def near(found, expected):
    """To the rounding of a cent."""
    assert abs(found - expected) <= decimal.Decimal("0.01"), (found, expected)


def share(part, whole):
    return None if part is None or not whole else float(decimal.Decimal(part) / decimal.Decimal(whole))


def mean(amount, count):
    return None if amount is None or not count else half_even(amount / count)


def wilson(successes, n):
    """The roots of (p - x)² = z² x (1 - x) / n."""
    if not n:
        return None, None
    p, z = successes / n, 1.959963984540054
    a, b, c = 1 + z * z / n, -(2 * p + z * z / n), p * p
    root = math.sqrt(max(0, b * b - 4 * a * c))
    return (-b - root) / 2 / a, (-b + root) / 2 / a


def with_shares(row, shares):
    """Adds shares, and intervals of some of them, to a row of expected values."""
    for name, (part, whole, has_interval) in shares.items():
        row[name] = share(row[part], row[whole])
        if has_interval:
            row[f"{name}_low"], row[f"{name}_high"] = (
                (None, None) if row[part] is None else wilson(row[part], row[whole]))
    return row


CAME_AGAIN = {
    f"share_came_again_{days}": (f"came_again_{days}", f"first_customers_{days}", True) for days in (90, 365)}


def same(found, expected):
    """Checks that tables are the same, row by row and with no column that is not expected."""
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected):
        assert set(ours) == set(theirs)
        for column, value in theirs.items():
            check(ours, column, ours[column], value)


def test_channels(base):
    found = base.table("channels")
    by_channel = """
        SELECT channel, count(DISTINCT customer_id) AS customers, count(*) AS orders, sum(amount) AS net_revenue
        FROM orders GROUP BY channel"""
    first = f"""
        SELECT channel, count(*) AS first_customers, count(c.next) AS came_again, {base.came_again()}
        FROM orders JOIN customers c USING (customer_id) WHERE number = 1 GROUP BY channel"""
    firsts = {row.pop("channel"): row for row in base.query(first)}
    nobody = {name: 0 for name in next(iter(firsts.values()))}
    rows = []
    for row in base.query(by_channel + " ORDER BY net_revenue DESC, channel"):
        channel = row.pop("channel")
        kind = "unknown" if channel is None else "channel"
        rows.append({"row_kind": kind, "channel": channel or "unknown", **row, **firsts.get(channel, nobody)})
    rows.sort(key=lambda row: row["row_kind"] == "unknown")
    if rows[-1]["row_kind"] != "unknown":
        rows.append({
            "row_kind": "unknown", "channel": "unknown", "customers": 0, "orders": 0,
            "net_revenue": decimal.Decimal(0), **nobody})
    unknown = {name: None for name in nobody}
    for place, name in enumerate(["no_known_channel", "single_channel", "multi_channel"]):
        row, = base.query(f"""
            SELECT count(*) AS customers, coalesce(sum(n), 0)::BIGINT AS orders, coalesce(sum(revenue), 0) AS net_revenue
            FROM (SELECT count(*) AS n, sum(amount) AS revenue, least(2, count(DISTINCT channel)) AS known
                  FROM orders GROUP BY customer_id) WHERE known = {place}""")
        rows.append({"row_kind": "customers", "channel": name, **row, **unknown})
    row, = base.query("SELECT count(DISTINCT customer_id) AS customers, count(*) AS orders, sum(amount) AS net_revenue FROM orders")
    total, = base.query(f"SELECT count(*) AS first_customers, count(next) AS came_again, {base.came_again()} FROM customers c")
    rows.append({"row_kind": "all", "channel": "all_customers", **row, **total})
    for whole in rows:
        for name in ("customers", "orders", "net_revenue"):
            whole[f"of_{name}"] = row[name]
        whole["net_revenue_per_order"] = mean(whole["net_revenue"], whole["orders"])
        whole["net_revenue_per_customer"] = mean(whole["net_revenue"], whole["customers"])
        with_shares(whole, {
            **{f"share_of_{name}": (name, f"of_{name}", False) for name in ("customers", "orders", "net_revenue")},
            "orders_per_customer": ("orders", "customers", False),
            "share_of_first_customers": ("first_customers", "of_customers", False),
            "share_came_again": ("came_again", "first_customers", False), **CAME_AGAIN})
    guests, = base.sql.execute(f"""
        SELECT coalesce(sum(amount) FILTER (reason = 'guest' AND order_date <= DATE '{base.as_of}'), 0)
        FROM {base.files('set_aside')}""").fetchone() if (base.store / "set_aside").exists() else [decimal.Decimal(0)]
    empty = {name: None for name in rows[0]}
    rows.append({**empty, "row_kind": "guests", "channel": "guests", "net_revenue": guests})
    rows.append({**empty, "row_kind": "total", "channel": "total", "net_revenue": guests + row["net_revenue"]})
    same(found, rows)
    assert str(found[-1]["net_revenue"]) == base.document["revenue"]["used_with_guests"]


def test_channel_economics(base):
    *found, other, guests, total = base.table("channel_economics")
    base.sql.execute(f"""
        CREATE OR REPLACE TEMP TABLE spent AS
        SELECT * FROM read_csv('{base.folder.parent / "spend.csv"}',
                               columns = {{'month': 'VARCHAR', 'channel': 'VARCHAR', 'spend': 'DECIMAL(18, 2)'}})""")
    base.sql.execute("""
        CREATE OR REPLACE TEMP TABLE won AS
        SELECT customer_id, channel, strftime(first_day, '%Y-%m') AS month, first_day FROM orders WHERE number = 1""")
    names = base.sql.execute("""
        SELECT channel, month FROM (
          SELECT channel, month FROM spent UNION ALL SELECT DISTINCT channel, 'all_known_months' FROM spent)
        ORDER BY channel, month""").fetchall()
    assert [(row["first_channel"], row["first_order_month"]) for row in found] == names
    within = ", ".join(f"sum(amount) FILTER (day - w.first_day <= {days}) AS revenue_{days}" for days in HORIZONS)
    windows = ", ".join(
        f"count(*) FILTER (DATE '{base.as_of}' - first >= {days}) AS customers_{days}, "
        f"coalesce(sum(revenue_{days}) FILTER (DATE '{base.as_of}' - first >= {days}), 0) AS revenue_{days}"
        for days in HORIZONS)
    revenue = decimal.Decimal(0)
    for row in found:
        channel, month = row["first_channel"], row["first_order_month"]
        months = [name for one, name in names if one == channel and name != "all_known_months"]
        months = [month] if month in months else months
        whose = f"channel = '{channel}' AND month IN {tuple(months + [''])}"
        spend, = base.sql.execute(f"SELECT sum(spend) FROM spent WHERE {whose}").fetchone()
        customers = f"(SELECT * FROM won WHERE {whose}) w JOIN orders USING (customer_id)"
        expected, = base.query(f"""
            WITH own AS (
              SELECT customer_id, min(w.first_day) AS first, sum(amount) AS revenue,
                     sum(amount) FILTER (day = w.first_day) AS first_revenue, count(DISTINCT day) AS days, {within}
              FROM {customers} GROUP BY customer_id)
            SELECT count(*) AS new_customers, coalesce(sum(first_revenue), 0) AS first_net_revenue, {windows},
                   count(*) FILTER (days = 1) AS one_time_customers, coalesce(sum(revenue), 0) AS net_revenue
            FROM own""")
        assert row["spend"] == spend and row["cac"] == mean(spend, expected["new_customers"])
        for name in ("new_customers", "first_net_revenue", "one_time_customers", "net_revenue"):
            assert row[name] == expected[name], (row, name)
        near(row["first_contribution"], margin(expected["first_net_revenue"]))
        assert row["first_contribution_less_spend"] == row["first_contribution"] - spend
        for days in HORIZONS:
            assert row[f"customers_{days}"] == expected[f"customers_{days}"]
            near(row[f"contribution_{days}"], margin(expected[f"revenue_{days}"]))
        # Months that are over for all of them.
        last, = base.sql.execute(f"""
            SELECT datediff('month', strptime('{max(months)}', '%Y-%m')::DATE, DATE '{base.as_of}' + 1) - 1""").fetchone()
        so_far, reached = decimal.Decimal(0), None
        for since, amount in base.sql.execute(f"""
                SELECT datediff('month', w.first_day, day) AS since, sum(amount) FROM {customers}
                GROUP BY since ORDER BY since""").fetchall():
            so_far += amount
            if since <= last and margin(so_far) >= spend:
                reached = since
                break
        assert row["break_even_month"] == reached, row
        if month == "all_known_months":
            revenue += row["net_revenue"]
    everybody, = base.sql.execute("SELECT sum(amount) FROM orders").fetchone()
    assert other["net_revenue"] == everybody - revenue
    assert guests["net_revenue"] + everybody == total["net_revenue"]
    assert str(total["net_revenue"]) == base.document["revenue"]["used_with_guests"]



def test_discounts(base):
    found = base.table("discounts")
    has_discounts, = base.sql.execute("SELECT count(discount) > 0 FROM stored").fetchone()
    base.sql.execute("""
        CREATE OR REPLACE TEMP TABLE bought AS
        SELECT orders.*, coalesce(abs(discount), 0) AS off, off > 0 OR discount_code IS NOT NULL AS is_discounted
        FROM orders""")
    popular = [row[0] for row in base.sql.execute("""
        SELECT discount_code FROM bought WHERE discount_code IS NOT NULL
        GROUP BY 1 ORDER BY count(*) DESC, 1""").fetchall()]
    base.sql.execute("CREATE OR REPLACE TEMP TABLE popular (code VARCHAR)")
    if popular:
        base.sql.executemany("INSERT INTO popular VALUES (?)", [[code] for code in popular[:100]])
    groups = [("order_number", str(k), f"number = {k}") for k in range(1, 5)] + [("order_number", "5+", "number >= 5")]
    groups += [("code", code, f"discount_code = '{code}'") for code in popular[:100]]
    if len(popular) > 100:
        groups.append(("other_codes", "other codes", "discount_code NOT IN (FROM popular)"))
    groups += [
        ("discount_without_code", "discount without code", "is_discounted AND discount_code IS NULL"),
        ("no_discount", "no discount", "NOT is_discounted"), ("all", "all orders", "true")]
    rows = []
    for kind, name, where in groups:
        row, = base.query(f"""
            SELECT '{kind}' AS row_kind, '{name}' AS orders_with, count(*) AS orders, count(*) FILTER (number = 1) AS first_orders,
                   count(*) FILTER (is_discounted) AS discounted_orders, coalesce(sum(off), 0) AS discounts,
                   coalesce(sum(amount + off), 0) AS net_revenue_and_discounts, coalesce(sum(amount), 0) AS net_revenue,
                   coalesce(sum(amount) FILTER (is_discounted), 0) AS discounted_net_revenue,
                   count(*) FILTER (NOT is_discounted) AS full_price_orders,
                   coalesce(sum(amount) FILTER (NOT is_discounted), 0) AS full_price_net_revenue
            FROM bought WHERE {where}""")
        again, = base.query(f"""
            SELECT {base.came_again()} FROM bought JOIN customers c USING (customer_id) WHERE number = 1 AND ({where})""")
        row.update(again if row["first_orders"] else {name: None for name in again})
        if not has_discounts:
            row["discounts"] = row["net_revenue_and_discounts"] = None
        for full, orders in (("net_revenue", "orders"), ("discounted_net_revenue", "discounted_orders"),
                             ("full_price_net_revenue", "full_price_orders")):
            name = {"orders": "order", "discounted_orders": "discounted_order", "full_price_orders": "full_price_order"}[orders]
            row[f"net_revenue_per_{name}"] = mean(row[full], row[orders])
        rows.append(with_shares(row, {
            "share_of_first_orders": ("first_orders", "orders", False),
            "share_of_discounted_orders": ("discounted_orders", "orders", False),
            "discount_depth": ("discounts", "net_revenue_and_discounts", False), **CAME_AGAIN}))
    same(found, rows)


def test_drivers(base):
    found = base.table("drivers")
    n, = base.sql.execute("SELECT count(*) FROM customers").fetchone()
    base.sql.execute(f"""
        CREATE OR REPLACE TEMP TABLE firsts AS
        SELECT c.*, channel, country,
               if(coalesce(abs(discount), 0) > 0 OR discount_code IS NOT NULL, 'yes', 'no') AS discounted,
               strftime(first, '%Y-%m') AS month,
               1 + floor(5 * (rank() OVER (ORDER BY first_day_revenue) - 1) / {n})::INT AS value_band
        FROM customers c JOIN orders USING (customer_id) WHERE number = 1""")
    told_of, = base.query("SELECT count(channel) AS channel, count(country) AS country, count(discount) + count(discount_code) AS discounted FROM stored")
    kinds = [kind for kind, orders in told_of.items() if orders]
    rows = []
    for driver in [*kinds, "value_band", "month"]:
        values = base.sql.execute(f"""
            SELECT {driver}::VARCHAR AS value, count(*) AS n FROM firsts WHERE {driver} IS NOT NULL
            GROUP BY 1 ORDER BY n DESC, value {'DESC' if driver == 'month' else ''}""").fetchall()
        first = [value for value, _ in values[:50]]
        if driver == "discounted":
            first = ["no", "yes"]
        elif driver in ("month", "value_band"):
            first.sort()
        base.sql.execute("CREATE OR REPLACE TEMP TABLE told (value VARCHAR)")
        base.sql.executemany("INSERT INTO told VALUES (?)", [[value] for value in first])
        told = [("value", value, f"{driver}::VARCHAR = ?", [value]) for value in first]
        if len(values) > len(first):
            told.append(("other", "other", f"{driver} IS NOT NULL AND {driver}::VARCHAR NOT IN (FROM told)", []))
        if base.sql.execute(f"SELECT count(*) FROM firsts WHERE {driver} IS NULL").fetchone()[0]:
            told.append(("unknown", "unknown", f"{driver} IS NULL", []))
        for kind, value, where, parameters in told:
            for days in (90, 365):
                closed = f"DATE '{base.as_of}' - first >= {days}"
                customers, again, others, others_again, low, high = base.sql.execute(f"""
                    SELECT count(*) FILTER (is_own AND {closed}), count(*) FILTER (is_own AND {closed} AND next - first <= {days}),
                           count(*) FILTER (NOT is_own AND {closed}),
                           count(*) FILTER (NOT is_own AND {closed} AND next - first <= {days}),
                           min(first_day_revenue) FILTER (is_own), max(first_day_revenue) FILTER (is_own)
                    FROM (SELECT *, coalesce({where}, false) AS is_own FROM firsts)""", parameters).fetchone()
                row = {
                    "driver": driver, "row_kind": kind, "value": value, "within_days": days, "customers": customers,
                    "came_again": again, "other_customers": others, "others_came_again": others_again,
                    "net_revenue_from": low if driver == "value_band" else None,
                    "net_revenue_to": high if driver == "value_band" else None,
                    "lift": again * others / (others_again * customers) if others_again and customers else None}
                rows.append(with_shares(row, {
                    "share_came_again": ("came_again", "customers", True),
                    "share_others_came_again": ("others_came_again", "other_customers", False)}))
    same(found, rows)
    compared = sum(row["customers"] > 0 and row["other_customers"] > 0 for row in rows)
    definition, = (table["definition"] for table in base.document["tables"] if table["name"] == "drivers")
    assert f" {compared} shares are compared here" in definition


@pytest.mark.parametrize("name, item", [("products", "product"), ("categories", "category"), ("brands", "brand")])
def test_lines(base, name, item):
    found = base.table(name)
    sums = """
        sum(pieces)::DECIMAL(18, 3) AS units, count(*) AS lines, count(*) FILTER (revenue IS NULL) AS lines_without_price,
        coalesce(sum(revenue), 0)::DECIMAL(38, 7) AS line_revenue, count(DISTINCT (customer_id, order_id)) AS orders,
        count(DISTINCT customer_id) AS buyers"""
    again = """
        SELECT count(*) FILTER (last > first_line) FROM (
          SELECT customer_id, max(last) AS last, min(day) AS first_line FROM lines WHERE {} GROUP BY customer_id)"""
    base.sql.execute(f"""
        CREATE OR REPLACE TEMP TABLE items AS
        SELECT *, row_number() OVER (ORDER BY line_revenue DESC, name) AS place
        FROM (SELECT {item} AS name, {sums} FROM lines WHERE {item} IS NOT NULL GROUP BY 1)""")
    returned = {row["name"]: row["n"] for row in base.query(f"""
        SELECT name, count(*) FILTER (last > first_line) AS n FROM (
          SELECT {item} AS name, customer_id, max(last) AS last, min(day) AS first_line FROM lines GROUP BY ALL) GROUP BY name""")}
    rows = []
    for row in base.query("SELECT * EXCLUDE place FROM items WHERE place <= 1000 ORDER BY place"):
        value = row.pop("name")
        rows.append({"row_kind": item, item: value, **row, "bought_again": returned[value]})
    other, = base.query("""
        SELECT sum(units)::DECIMAL(18, 3) AS units, sum(lines)::BIGINT AS lines, sum(lines_without_price)::BIGINT AS lines_without_price,
               sum(line_revenue) AS line_revenue, NULL AS orders, NULL AS buyers, NULL AS bought_again FROM items WHERE place > 1000""")
    if other["lines"]:
        rows.append({"row_kind": "other", item: "other", **other})
    for kind, label, where in (("unknown", "unknown", f"{item} IS NULL"), ("all", "all lines", "true")):
        row, = base.query(f"SELECT {sums} FROM lines WHERE {where}")
        if row["lines"]:
            row["bought_again"], = base.sql.execute(again.format(where)).fetchone()
            rows.append({"row_kind": kind, item: label, **row})
    total = rows[-1]
    for row in rows:
        row["line_revenue"] = half_even(row["line_revenue"])
        for column in ("line_revenue", "orders", "buyers"):
            row[f"of_{column}"] = total[column] if column != "line_revenue" else half_even(total[column])
    for row in rows:
        with_shares(row, {
            **{f"share_of_{column}": (column, f"of_{column}", False) for column in ("line_revenue", "orders", "buyers")},
            "repeat_rate": ("bought_again", "buyers", False)})
    same(found, rows)


def test_lines_bring_what_their_orders_do(base):
    """Prices have two decimals more than the currency, and discounts stand beside them."""
    if base.name != "journey":
        pytest.skip("orders whose amounts are more than their lines'")
    far, n = base.sql.execute("""
        SELECT count(*) FILTER (abs(brought - amount) > pieces * 0.00005 + lines * 0.005 + 0.005), count(*)
        FROM (SELECT customer_id, order_id, sum(revenue) AS brought, sum(pieces) AS pieces, count(*) AS lines
              FROM lines GROUP BY ALL HAVING count(*) = count(revenue)) JOIN orders USING (customer_id, order_id)""").fetchone()
    assert n > 10000 and far == 0


def test_what_is_left_out_says_why(base):
    told = {table["name"] for table in base.document["tables"]}
    left = {table["name"]: table["reason"] for table in base.document["left_out"]}
    ours = {"channels", "discounts", "drivers", "products", "categories", "brands"}
    assert ours <= told | set(left) and not told & set(left)
    wanted = {
        "made orders": {"channels", "discounts", "drivers"},
        "made lines": {"products", "categories", "brands", "discounts", "drivers"},
        "online retail": {"drivers", "products"}, "journey": ours}[base.name]
    assert told & ours == wanted
    for name in ours & set(left):
        assert "import files with" in left[name]
