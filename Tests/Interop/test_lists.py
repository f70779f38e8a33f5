"""The lists of `patron lists`, chosen again by DuckDB from score files and from what is known of people.

The bases: orders made here with people, some of whom have not ordered; Online Retail II, if the folder PATRON_TEST_DATA has it;
and the CDNOW orders, from a file.
"""

import csv
import datetime
import hashlib
import json
import math
import random
import subprocess

import duckdb
import pytest
from detail_bases import BINARY, DATA, Base, made_orders
from scores_reference import ROOT

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")

DAYS = 30
# Scenarios of one's own, with other kinds of comparisons.
OWN = """
# Comments, and a line that goes on
steady:  net_revenue > 250.50 and average_days_between_purchases <= 90.5
         and rfm_segment != champions|hibernating and not is_hero by purchase_days
clubs:   customer_id = c1|c2|"c3" or_not
"""


def made_people(path, count=1200):
    """People, of whom the first 900 may have ordered."""
    chance = random.Random(7)
    people = []
    for number in range(count):
        birthday = datetime.date(1950, 1, 1) + datetime.timedelta(chance.randrange(20000))
        birthday = datetime.date(1980, 2, 29) if chance.random() < .02 else birthday
        people.append({
            "customer_id": f"c{number}", "email": f"c{number}@example.com" if chance.random() < .9 else "",
            "consent": chance.choice(["yes", "no", ""]), "birthday": birthday if chance.random() < .8 else "",
            "registered_at": datetime.date(2024, 6, 1) + datetime.timedelta(chance.randrange(330))})
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, people[0])
        rows.writeheader()
        rows.writerows(people)


def refunded_orders(path, count=400):
    """Orders, a part of which was paid back on no known day, or by what their status says; many of people with no others."""
    chance = random.Random(11)
    with open(path, "w", encoding="utf-8") as file:
        file.write("order_id,customer_id,order_date,amount,status,refunded_amount\n")
        for number in range(count):
            day = datetime.date(2023, 6, 1) + datetime.timedelta(chance.randrange(800))
            back = chance.choice(["", "", "5.00", "12.50"])
            file.write(
                f"r{number},c{chance.randrange(1500)},{day},12.50,{chance.choice(['paid', 'paid', 'refunded', 'cancelled'])},{back}\n")


class Lists:
    """A base with its scores and its lists; in DuckDB `people`."""

    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.options = ["--currency", "USD"]
        if name == "cdnow":
            self.source, self.as_of = ROOT / "fixtures/cdnow/orders.csv", "1997-09-30"
        elif name == "online retail":
            file = DATA / "online_retail_ii/online_retail_II.csv.zst"
            if not file.exists():
                pytest.skip(f"there is no {file}")
            self.source, self.as_of = folder / "store", "2011-11-30"
            self.run("import", file, "--into", self.source, "--currency", "GBP", "--time-zone", "Europe/London")
            self.options = []
        else:
            made_orders(folder / "orders.csv", 3)
            made_people(folder / "people.csv")
            self.source, self.as_of = folder / "store", "2025-03-31"
            refunded_orders(folder / "refunded.csv")
            self.run(
                "import", folder / "orders.csv", folder / "refunded.csv", "--into", self.source, "--customers", folder / "people.csv", "--currency", "USD")
            self.options = []
        self.options += ["--as-of", self.as_of]
        self.scores = folder / "scores.parquet"
        self.run("score", self.source, "--profile", "-o", self.scores, *self.options)
        self.document = self.lists(folder / "lists")
        self.sql = duckdb.connect()
        columns = {row[0] for row in self.sql.execute(f"DESCRIBE FROM '{self.scores}'").fetchall()}
        absent = "" if "discounted_orders" in columns else ", NULL AS discounted_orders"
        refunded = "SELECT NULL::VARCHAR AS customer_id, NULL::DATE AS refunded_day WHERE false"
        known = "SELECT NULL::VARCHAR AS customer_id, NULL::VARCHAR AS consent, NULL::DATE AS birthday, NULL::DATE AS seen WHERE false"
        if name == "made":
            known = f"""
                SELECT customer_id, consent, birthday::DATE AS birthday, registered_at::DATE AS seen
                FROM read_csv('{folder / "people.csv"}', all_varchar = true)"""
            refunded = f"""
                SELECT customer_id, min(order_date)::DATE AS refunded_day
                FROM (SELECT customer_id, order_date, status = 'refunded' OR refunded_amount >= amount AS back, status
                      FROM read_csv('{folder / "refunded.csv"}', types = {{'amount': 'DECIMAL(18, 2)', 'refunded_amount': 'DECIMAL(18, 2)'}})
                      UNION ALL
                      SELECT customer_id, order_date::DATE, amount > 0 AND refunded_amount >= amount AND refund_date <= DATE '{self.as_of}', ''
                      FROM read_csv('{folder / "orders.csv"}', types = {{'amount': 'DECIMAL(18, 2)', 'refunded_amount': 'DECIMAL(18, 2)'}}))
                WHERE back AND status <> 'cancelled' AND order_date <= DATE '{self.as_of}' AND customer_id IS NOT NULL
                GROUP BY customer_id"""
        self.sql.execute(f"""
            CREATE TABLE people AS
            SELECT s.* EXCLUDE (lifecycle_stage, customer_id), coalesce(s.customer_id, k.customer_id, r.customer_id) AS customer_id,
                   CASE WHEN first_order_date IS NULL OR refunded_day < first_order_date
                     THEN DATE '{self.as_of}' - refunded_day END AS days_since_refunded, k.customer_id IS NULL AS is_unknown,
                   coalesce(lifecycle_stage, 'lead') AS stage, coalesce(k.consent, 'unknown') AS subscribed, birthday, CASE WHEN seen <= DATE '{self.as_of}' THEN DATE '{self.as_of}' - seen END AS seen,
                   {self.until("birthday")} AS days_until_birthday, {self.until("first_order_date")} AS days_until_anniversary,
                   next_order_due_date - as_of AS days_until_due {absent}
            FROM (SELECT *, file_row_number AS place FROM read_parquet('{self.scores}', file_row_number = true)) s
            FULL JOIN ({known}) k USING (customer_id)
            FULL JOIN ({refunded}) r ON r.customer_id = coalesce(s.customer_id, k.customer_id)
            WHERE s.customer_id IS NOT NULL OR k.seen <= DATE '{self.as_of}' OR refunded_day IS NOT NULL""")
        self.window = self.second_order_window() if name == "made" else None

    def run(self, *arguments):
        return subprocess.run([BINARY, *arguments], check=True, capture_output=True, text=True).stdout

    def lists(self, folder, *options):
        self.run("lists", self.source, "-o", folder, "--days", str(DAYS), "--quiet", *self.options, *options)
        return json.loads((folder / "lists.json").read_text())

    def until(self, column):
        """Days until the month and day of a column come round; 29 February is the 28th in other years."""
        def round_about(year):
            return f"""CASE WHEN strftime({column}, '%m-%d') = '02-29' THEN last_day(make_date({year}, 2, 1))
                       ELSE make_date({year}, month({column}), day({column})) END"""
        year = int(self.as_of[:4])
        return f"""CASE WHEN {round_about(year)} > DATE '{self.as_of}' THEN {round_about(year)}
                   ELSE {round_about(year + 1)} END - DATE '{self.as_of}'"""

    def second_order_window(self):
        """Where a quarter and three quarters of the second purchases have come, by Kaplan and Meier."""
        waits = self.sql.execute(f"""
            SELECT coalesce(days_to_second_purchase, days_since_first_order) AS length,
                   days_to_second_purchase IS NOT NULL AS came
            FROM read_parquet('{self.scores}') ORDER BY length""").fetchall()
        survival, curve, at_risk = 1.0, [], len(waits)
        for length in range(max(wait for wait, _ in waits) + 1):
            came = sum(1 for wait, has in waits if wait == length and has)
            survival *= 1 - came / at_risk if came else 1
            curve.append(1 - survival)
            at_risk -= sum(1 for wait, _ in waits if wait == length)
        return tuple(
            next(length for length, share in enumerate(curve) if share >= part * curve[-1]) for part in (0.25, 0.75))

    def chosen(self, where, rank=None):
        order = f"{rank} DESC NULLS LAST, " if rank else ""
        # Leads stand behind customers, in an order that a set has not.
        return [row[0] for row in self.sql.execute(f"""
            SELECT customer_id FROM people WHERE {where} ORDER BY {order} place NULLS LAST, is_unknown, customer_id""").fetchall()]

    def members(self, name, folder=None):
        with open((folder or self.folder / "lists") / f"{name}.csv", encoding="utf-8", newline="") as file:
            return [row["customer_id"] for row in csv.DictReader(file)]


@pytest.fixture(scope="module", params=["made", "online retail", "cdnow"])
def base(request, tmp_path_factory):
    return Lists(request.param, tmp_path_factory.mktemp("lists"))


RULES = {
    "new_buyers": (f"purchase_days = 1 AND days_since_first_order < {DAYS}", "net_revenue"),
    "second_order_due": ("purchase_days = 1 AND days_since_first_order BETWEEN {from} AND {to}", "clv_365"),
    "due": (f"days_until_due BETWEEN 1 AND {DAYS}", "expected_order_value"),
    "lapsing": ("stage = 'lapsing'", "value_at_stake"),
    "heroes_lapsing": ("is_hero AND stage = 'lapsing'", "value_at_stake"),
    "heroes_to_reward": ("is_hero AND stage = 'active'", "net_revenue"),
    "advocates": (
        "stage = 'active' AND purchase_days >= 3 AND days_since_first_order > 365 AND value_tier IN ('platinum', 'gold', 'silver')",
        "net_revenue"),
    "full_price_loyals": ("stage = 'active' AND purchase_days >= 3 AND discounted_orders = 0", "net_revenue"),
    "one_timers_gone_quiet": (
        "purchase_days = 1 AND days_since_first_order > {to} AND stage <> 'inactive'", "value_at_stake"),
    "anniversaries": (f"days_until_anniversary <= {DAYS}", "net_revenue"),
    "birthdays": (f"stage <> 'lead' AND days_until_birthday <= {DAYS}", "net_revenue"),
    "not_subscribed": ("stage <> 'lead' AND subscribed IN ('no', 'unknown')", "clv_365"),
}


@pytest.mark.parametrize("name", RULES)
def test_a_list_has_whom_duckdb_finds(base, name):
    if name in {left["name"] for left in base.document["left_out"]}:
        assert base.name != "made" and name in {"full_price_loyals", "birthdays", "not_subscribed"}
        pytest.skip("left out")
    numbers = base.document["numbers"]
    if base.window:
        assert (numbers["second_order_from"], numbers["second_order_to"]) == base.window
    where, rank = RULES[name]
    where = where.format(**{"from": numbers["second_order_from"], "to": numbers["second_order_to"]})
    found, expected = base.members(name), base.chosen(where, rank)
    assert found == expected
    entry, = [one for one in base.document["lists"] if one["name"] == name]
    assert entry["members"] == entry["written"] == len(expected)
    sums = base.sql.execute(f"""
        SELECT coalesce(sum(net_revenue), 0), coalesce(sum(clv_365), 0), coalesce(sum(value_at_stake), 0)
        FROM people WHERE {where}""").fetchone()
    assert [entry["value"][column] for column in ("net_revenue", "clv", "value_at_stake")] == [str(value) for value in sums]


def test_whose_first_order_was_paid_back_whole(base, tmp_path):
    if base.name == "cdnow":
        assert "first_orders_refunded" in {left["name"] for left in base.document["left_out"]}
        pytest.skip("it says nothing of refunds")
    assert sorted(base.members("first_orders_refunded")) == sorted(base.chosen("days_since_refunded <= 90"))
    (tmp_path / "own.txt").write_text("ever: days_since_refunded_first_order >= 0")
    base.lists(tmp_path / "own", "--scenarios", tmp_path / "own.txt")
    found, expected = base.members("ever", tmp_path / "own"), base.chosen("days_since_refunded >= 0")
    assert sorted(found) == sorted(expected)
    if base.name == "made":
        leads = set(base.chosen("stage = 'lead'"))
        assert 10 < len(leads & set(found)) < len(found) - 10


def test_leads_are_told_apart_by_age(base):
    if base.name != "made":
        assert {"leads_new", "leads_cold", "leads_inactive"} <= {left["name"] for left in base.document["left_out"]}
        pytest.skip("nobody is known but who ordered")
    leads = set(base.chosen("stage = 'lead'"))
    assert base.document["leads"] == len(leads) > 0
    ages = {"leads_new": "seen <= 90", "leads_cold": "seen > 90 AND seen <= 180", "leads_inactive": "seen > 180"}
    for name, age in ages.items():
        found = base.members(name)
        assert len(found) == len(set(found)) > 0
        assert set(found) == set(base.chosen(f"stage = 'lead' AND {age}"))


def test_scenarios_of_ones_own(base, tmp_path):
    (tmp_path / "own.txt").write_text(OWN.replace(" or_not", ""))
    document = base.lists(tmp_path / "own", "--scenarios", tmp_path / "own.txt")
    assert [one["name"] for one in document["lists"]] == ["steady", "clubs"] and document["left_out"] == []
    assert base.members("steady", tmp_path / "own") == base.chosen(
        "net_revenue > 250.50 AND average_days_between_purchases <= 90.5 AND rfm_segment NOT IN ('champions', 'hibernating') "
        "AND NOT is_hero", "purchase_days")
    assert base.members("clubs", tmp_path / "own") == base.chosen("customer_id IN ('c1', 'c2', 'c3')")


def test_who_was_written_to_is_left_out(base, tmp_path):
    everybody = base.members("lapsing")
    day = datetime.date.fromisoformat(base.as_of)
    with open(tmp_path / "sent.csv", "w", encoding="utf-8") as file:
        file.write("customer_id,contacted_on\n")
        for number, customer in enumerate(everybody):
            if number % 2:
                file.write(f"{customer},{day - datetime.timedelta(number % 20)}\n")
    document = base.lists(tmp_path / "out", "--suppress", tmp_path / "sent.csv", "--suppress-days", "10")
    kept = [customer for number, customer in enumerate(everybody) if not (number % 2 and number % 20 < 10)]
    assert base.members("lapsing", tmp_path / "out") == kept
    entry, = [one for one in document["lists"] if one["name"] == "lapsing"]
    assert entry["suppressed"] == len(everybody) - len(kept)


def test_the_same_people_are_held_out_of_every_list(base, tmp_path):
    document = base.lists(tmp_path / "out", "--holdout", "20%")
    with open(tmp_path / "out/members.csv", encoding="utf-8", newline="") as file:
        rows = [(row["list"], row["customer_id"], row["sent_or_held_out"]) for row in csv.DictReader(file)]
    held = {customer for _, customer, group in rows if group == "held_out"}
    sent = {customer for _, customer, group in rows if group == "sent"}
    assert not held & sent
    assert abs(len(held) / len(held | sent) - .2) < .05
    for entry in document["lists"]:
        name = entry["name"]
        mine = [customer for one, customer, group in rows if one == name and group == "sent"]
        assert base.members(name, tmp_path / "out") == mine
        assert set(mine) | {c for one, c, group in rows if one == name and group == "held_out"} == set(base.members(name))
        assert mine == [customer for customer in base.members(name) if customer not in held]


def test_only_who_agreed_is_handed_to_others(base, tmp_path):
    document = base.lists(tmp_path / "out", "--for", "klaviyo")
    agreed = set(base.chosen("subscribed = 'yes'"))
    with open(tmp_path / "out/lapsing.csv", encoding="utf-8", newline="") as file:
        found = [row["customer_id"] for row in csv.DictReader(file)]
    entry, = [one for one in document["lists"] if one["name"] == "lapsing"]
    everybody = base.members("lapsing")
    assert entry["without_consent"] == len([customer for customer in everybody if customer not in agreed])
    assert set(found) <= agreed & set(everybody)
    assert len(found) == entry["written"] == len(everybody) - entry["without_consent"] - entry["without_contact"]


def test_files_are_the_same_on_any_number_of_threads(base, tmp_path):
    base.lists(tmp_path / "out", "--threads", "1")
    for file in (base.folder / "lists").iterdir():
        assert (tmp_path / "out" / file.name).read_bytes() == file.read_bytes(), file.name


Z = 1.959963984540054


def wilson(successes, n):
    p, scale = successes / n, 1 + Z * Z / n
    centre, half = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return max(0, (centre - half) / scale), min(1, (centre + half) / scale)


@pytest.mark.parametrize("name", ["made orders", "online retail"])
def test_what_came_of_lists(name, tmp_path):
    base = Base(name, tmp_path)
    made = base.as_of - datetime.timedelta(120)
    run = [BINARY, "lists", base.store, "-o", tmp_path / "june", "--as-of", str(made), "--holdout", "30%", "--quiet"]
    subprocess.run(run, check=True)
    subprocess.run(
        [BINARY, "lists", "measure", "--lists", tmp_path / "june", base.store, "--as-of", str(base.as_of),
         "-o", tmp_path / "measured.parquet", "--quiet"], check=True)
    base.sql.execute(f"""
        CREATE TABLE members AS
        SELECT m.*, coalesce(n, 0) AS n, coalesce(revenue, 0) AS revenue
        FROM read_csv('{tmp_path / "june/members.csv"}', all_varchar = true) m
        LEFT JOIN (SELECT customer_id, count(*) AS n, sum(amount) AS revenue FROM orders
                   WHERE day > DATE '{made}' GROUP BY customer_id) USING (customer_id)""")
    found = base.query(f"SELECT * FROM '{tmp_path / 'measured.parquet'}'")
    with open(tmp_path / "june/members.csv", encoding="utf-8", newline="") as file:
        names = list(dict.fromkeys(row["list"] for row in csv.DictReader(file)))
    assert [row["list"] for row in found] == names
    note = json.loads((tmp_path / "measured.parquet.manifest.json").read_text())
    assert note["lists"]["sha256"] == hashlib.sha256((tmp_path / "june/members.csv").read_bytes()).hexdigest()
    assert note["measured"]["columns"] == list(found[0]) and len(note["measured"]["rows"]) == len(found)
    few = many = 0
    for row in found:
        assert (row["period_from"], row["period_to"]) == (made + datetime.timedelta(1), base.as_of)
        groups = {}
        for group in ("sent", "held_out"):
            n, buyers, orders, revenue, variance = base.sql.execute(f"""
                SELECT count(*), count(*) FILTER (n > 0), coalesce(sum(n), 0)::INT, coalesce(sum(revenue), 0),
                       var_samp(revenue::DOUBLE) / count(*)
                FROM members WHERE list = '{row["list"]}' AND sent_or_held_out = '{group}'""").fetchone()
            assert (row[group], row[f"{group}_buyers"], row[f"{group}_orders"]) == (n, buyers, orders)
            assert row[f"{group}_net_revenue"] == revenue
            groups[group] = n, buyers, float(revenue), variance
        (n, k, money, variance), (m, j, other, other_variance) = groups["sent"], groups["held_out"]
        if not n or not m:
            assert row["share_difference"] is None
            continue
        (low, high), (other_low, other_high) = wilson(k, n), wilson(j, m)
        difference = k / n - j / m
        expected = [
            difference, difference - math.hypot(k / n - low, other_high - j / m),
            difference + math.hypot(high - k / n, j / m - other_low)]
        for column, value in zip(("", "_low", "_high"), expected):
            assert math.isclose(row[f"share_difference{column}"], value, abs_tol=2e-6)
        each = money / n - other / m
        assert abs(float(row["net_revenue_difference_each"]) - each) <= .01
        if k < 20 or j < 20:
            few += 1
            assert row["net_revenue_difference_each_low"] is row["net_revenue_brought_about"] is None
            continue
        many += 1
        half = Z * math.sqrt(variance + other_variance)
        for column, value in (("_low", each - half), ("_high", each + half)):
            assert abs(float(row[f"net_revenue_difference_each{column}"]) - value) <= .01
        assert abs(float(row["net_revenue_brought_about"]) - each * n) <= .01
    assert few and many


def test_who_is_not_handed_over_is_not_compared(base, tmp_path):
    if base.name != "made":
        pytest.skip("nobody's consent is known")
    everybody = base.lists(tmp_path / "all", "--holdout", "30%")
    handed = base.lists(tmp_path / "some", "--holdout", "30%", "--for", "klaviyo")
    taken = {row[0] for row in base.sql.execute(
        f"SELECT customer_id FROM read_csv('{base.folder / 'people.csv'}', all_varchar = true) "
        "WHERE consent = 'yes' AND email IS NOT NULL").fetchall()}
    rows = {}
    for folder in ("all", "some"):
        with open(tmp_path / folder / "members.csv", encoding="utf-8", newline="") as file:
            rows[folder] = list(csv.reader(file))
    assert rows["some"] == [rows["all"][0]] + [row for row in rows["all"][1:] if row[1] in taken]
    assert {row[2] for row in rows["some"][1:]} == {"sent", "held_out"} and len(rows["some"]) < len(rows["all"])
    sent = sum(row[2] == "sent" for row in rows["some"][1:])
    assert sent == sum(entry["written"] for entry in handed["lists"])
    assert [entry["members"] for entry in handed["lists"]] == [entry["members"] for entry in everybody["lists"]]


def test_members_that_are_others_now_are_not_measured(base, tmp_path):
    def measure(lists):
        return subprocess.run(
            [BINARY, "lists", "measure", "--lists", tmp_path / lists, base.source, *base.options], capture_output=True, text=True)
    base.lists(tmp_path / "none")
    outcome = measure("none")
    assert outcome.returncode == 1 and "without --holdout" in outcome.stderr
    base.lists(tmp_path / "out", "--holdout", "20%")
    with open(tmp_path / "out/members.csv", "a", encoding="utf-8") as file:
        file.write("lapsing,c1,sent\n")
    outcome = measure("out")
    assert outcome.returncode == 1 and "is not the file that lists.json speaks of" in outcome.stderr


def test_nothing_is_measured_before_a_later_day(base, tmp_path):
    base.lists(tmp_path / "out", "--holdout", "20%")
    measured = subprocess.run(
        [BINARY, "lists", "measure", "--lists", tmp_path / "out", base.source, *base.options], capture_output=True, text=True)
    assert measured.returncode == 2 and "there is nothing to measure before a later day" in measured.stderr
