"""Stages, tiers, heroes and scores by cut points, computed again by DuckDB from the orders.

PATRON_BINARY (default .build/release/patron) scores CDNOW's sample, and what is there of the folder PATRON_TEST_DATA.
"""

import datetime
import json
import os
import pathlib
import subprocess

import duckdb
import pytest
from scores_reference import ROOT

BINARY = pathlib.Path(os.environ.get("PATRON_BINARY") or ROOT / ".build/release/patron")
DATA = pathlib.Path(os.environ.get("PATRON_TEST_DATA") or "nowhere")

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")

#: Files of one order a row, and the columns of customer, day and amount.
SETS = {
    "cdnow": (ROOT / "fixtures/cdnow/orders.csv", "customer_id", "order_date", "amount"),
    "retail transactions": (
        DATA / "retail_transactions/Retail_Data_Transactions.csv",
        "customer_id", "trans_date", "tran_amount"),
}


class Base:
    """A file, its orders above zero in DuckDB, and its scores under some options."""

    def __init__(self, name, folder):
        path, customer, day, amount = SETS[name]
        if not path.exists():
            pytest.skip(f"there is no {path}")
        self.path, self.folder = path, folder
        self.sql = duckdb.connect()
        self.sql.execute(f"""
            CREATE TABLE orders AS
            SELECT {customer} AS customer_id, {day}::DATE AS day, {amount}::DECIMAL(18, 2) AS amount
            FROM read_csv('{path}', header = true, all_varchar = true) WHERE {amount}::DECIMAL(18, 2) > 0""")
        self.last = self.sql.execute("SELECT max(day) FROM orders").fetchone()[0]

    def score(self, *options):
        """The manifest; the scores are the view `scores`."""
        target = self.folder / "scores.parquet"
        command = [BINARY, "score", self.path, "--quiet", "-o", target]
        subprocess.run([*command, *options], check=True)
        self.sql.execute(f"CREATE OR REPLACE VIEW scores AS FROM read_parquet('{target}')")
        return json.loads(pathlib.Path(f"{target}.manifest.json").read_text())

    def wrong(self, condition):
        """How many customers are not as a condition says."""
        return self.sql.execute(f"SELECT count(*) FROM scores WHERE NOT ({condition})").fetchone()[0]


@pytest.fixture(params=SETS)
def base(request, tmp_path):
    return Base(request.param, tmp_path)


def kaplan_meier(base):
    """Lengths with the share of gaps that have ended by then: [(days, F)]."""
    lengths = base.sql.execute(f"""
        WITH days AS (SELECT DISTINCT customer_id, day FROM orders),
        gaps AS (
          SELECT day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS length, 1 AS ended FROM days
          QUALIFY length IS NOT NULL
          UNION ALL SELECT DATE '{base.last}' - max(day), 0 FROM days GROUP BY customer_id)
        SELECT length, sum(ended), sum(count(*)) OVER (ORDER BY length DESC) FROM gaps GROUP BY length
        ORDER BY length""").fetchall()
    survival, curve = 1.0, []
    for length, ended, at_risk in lengths:
        survival *= 1 - int(ended) / int(at_risk)
        if ended:
            curve.append((length, 1 - survival))
    return curve


def test_windows_of_the_gaps_are_kaplan_and_meiers(base):
    manifest = base.score("--stage-windows", "auto")
    curve = kaplan_meier(base)
    plateau = curve[-1][1]
    active, lapsing = (next(days for days, share in curve if share >= p * plateau) for p in (0.8, 0.95))
    found = manifest["stage_windows"]
    assert (found["active"], found["lapsing"], found["basis"]) == (active, lapsing, "gaps")
    assert abs(found["gaps"]["ever_ended"] - plateau) < 1e-12
    assert base.wrong(f"""
        lifecycle_stage = CASE
          WHEN days_since_last_order > {lapsing} THEN 'inactive' WHEN days_since_last_order > {active} THEN 'lapsing'
          WHEN purchase_days > 1 THEN 'active' ELSE 'new' END""") == 0


def test_the_first_day_of_a_stage_is_the_first_with_it(base):
    """Each customer has the stage on that day, by the orders up to it, and another one the day before."""
    active, lapsing = 40, 120
    base.score("--stage-windows", f"{active},{lapsing}")
    base.sql.execute(f"""
        CREATE OR REPLACE MACRO stage(quiet, days) AS CASE
          WHEN days = 0 THEN 'none' WHEN quiet > {lapsing} THEN 'inactive' WHEN quiet > {active} THEN 'lapsing'
          WHEN days > 1 THEN 'active' ELSE 'new' END""")
    wrong = base.sql.execute("""
        WITH moments AS (
          SELECT customer_id, lifecycle_stage, is_first, lifecycle_stage_since - (NOT is_first)::INT AS moment
          FROM scores, (VALUES (true), (false)) AS v(is_first)),
        known AS (
          SELECT customer_id, lifecycle_stage, is_first, moment, moment - max(day) AS quiet,
                 count(DISTINCT day) AS bought
          FROM moments LEFT JOIN orders USING (customer_id) WHERE day <= moment OR day IS NULL
          GROUP BY customer_id, lifecycle_stage, is_first, moment)
        SELECT count(*) FROM known WHERE is_first <> (stage(quiet, bought) = lifecycle_stage)""").fetchone()[0]
    assert wrong == 0


def test_tiers_and_heroes_are_ranks_with_ties_by_the_smallest(base):
    manifest = base.score()
    base.sql.execute("""
        CREATE OR REPLACE TABLE ranks AS
        SELECT customer_id, value_tier, is_hero, net_revenue,
               (rank() OVER (ORDER BY net_revenue DESC) - 1) * 100 / count(*) OVER () AS revenue_rank,
               (rank() OVER (ORDER BY purchase_days DESC) - 1) * 100 / count(*) OVER () AS days_rank FROM scores""")
    wrong = base.sql.execute("""
        SELECT count(*) FROM ranks WHERE value_tier <> CASE
          WHEN revenue_rank < 1 THEN 'platinum' WHEN revenue_rank < 5 THEN 'gold' WHEN revenue_rank < 10 THEN 'silver'
          WHEN revenue_rank < 25 THEN 'bronze' WHEN revenue_rank < 50 THEN 'medium' ELSE 'low' END
        OR is_hero <> (revenue_rank < 10 AND days_rank < 10)""").fetchone()[0]
    assert wrong == 0
    heroes, of, revenue, of_revenue = base.sql.execute("""
        SELECT count(*) FILTER (is_hero), count(*), sum(net_revenue) FILTER (is_hero), sum(net_revenue)
        FROM ranks""").fetchone()
    said = manifest["heroes"]
    assert (said["customers"], said["of_customers"]) == (heroes, of)
    assert (said["net_revenue"], said["of_net_revenue"]) == (str(revenue), str(of_revenue))


def test_cut_points_of_an_earlier_day_score_a_later_one(base):
    before = base.last - datetime.timedelta(days=100)
    cuts = base.score("--as-of", str(before))["rfm_cuts"]
    earlier = base.folder / "earlier.json"
    earlier.write_text(json.dumps({"rfm_cuts": cuts}))
    assert base.score("--rfm-cuts", earlier)["rfm_cuts"] == cuts
    for score, value, sign, limits in [
        ("r_score", "days_since_last_order", "<", cuts["days_since_last_order_below"]),
        ("f_score", "orders", ">", cuts["orders_above"]),
        ("m_score", "net_revenue", ">", cuts["net_revenue_above"]),
    ]:
        passed = " + ".join(f"({value} {sign} {limit})::INT" for limit in limits)
        assert base.wrong(f"{score} = 1 + {passed}") == 0


@pytest.mark.parametrize("options", [(), ("--stage-windows", "20,60")])
def test_stages_of_an_earlier_day_are_those_of_scores_as_of_then(base, options):
    day = str(base.last - datetime.timedelta(days=150))
    assert "compared_to" not in base.score("--as-of", day, *options)
    base.sql.execute("CREATE TABLE earlier AS SELECT customer_id, lifecycle_stage FROM scores")
    for target, read in (("scores.parquet", "read_parquet"), ("scores.csv", "read_csv"), ("scores.jsonl", "read_json")):
        path = base.folder / target
        subprocess.run([BINARY, "score", base.path, "--quiet", "-o", path, "--compare-to", day, *options], check=True)
        assert json.loads(pathlib.Path(f"{path}.manifest.json").read_text())["compared_to"] == day
        types = ", types = {'customer_id': 'VARCHAR'}" if read == "read_csv" else ""
        base.sql.execute(f"CREATE OR REPLACE VIEW scores AS FROM {read}('{path}'{types})")
        n, wrong = base.sql.execute("""
            SELECT count(*), count(*) FILTER (earlier_lifecycle_stage IS DISTINCT FROM earlier.lifecycle_stage)
            FROM scores LEFT JOIN earlier USING (customer_id)""").fetchone()
        assert n == base.sql.execute("SELECT count(DISTINCT customer_id) FROM orders").fetchone()[0] and wrong == 0


def test_scores_tiers_and_heroes_look_back_on_days_and_models_on_all(base):
    base.score()
    base.sql.execute("CREATE TABLE whole AS SELECT customer_id, clv_365, probability_alive, r_score FROM scores")
    manifest = base.score("--lookback", "200d")
    assert manifest["lookback_days"] == 200
    base.sql.execute(f"""
        CREATE OR REPLACE TEMP TABLE expected AS
        WITH recent AS (
          SELECT customer_id, count(*) FILTER (late) AS orders, count(DISTINCT day) FILTER (late) AS days,
                 coalesce(sum(amount) FILTER (late), 0) AS revenue
          FROM (SELECT *, day > DATE '{base.last}' - 200 AS late FROM orders) GROUP BY customer_id)
        SELECT customer_id, 1 + (5 * (rank() OVER (ORDER BY orders) - 1)) // count(*) OVER () AS f,
               1 + (5 * (rank() OVER (ORDER BY revenue) - 1)) // count(*) OVER () AS m,
               rank() OVER (ORDER BY revenue DESC) AS place, rank() OVER (ORDER BY days DESC) AS day_place,
               count(*) OVER () AS n, revenue
        FROM recent""")
    wrong = base.sql.execute("""
        SELECT count(*) FILTER (f_score <> f), count(*) FILTER (m_score <> m),
               count(*) FILTER (is_hero <> (place <= ceil(n / 10) AND day_place <= ceil(n / 10))),
               count(*) FILTER (value_tier <> CASE WHEN revenue <= 0 THEN 'low' WHEN place <= ceil(n / 100) THEN 'platinum'
                 WHEN place <= ceil(n / 20) THEN 'gold' WHEN place <= ceil(n / 10) THEN 'silver'
                 WHEN place <= ceil(n / 4) THEN 'bronze' WHEN place <= ceil(n / 2) THEN 'medium' ELSE 'low' END),
               count(*) FILTER (scores.clv_365 <> whole.clv_365), count(*) FILTER (scores.r_score <> whole.r_score),
               count(*) FILTER (scores.probability_alive <> whole.probability_alive), count(*)
        FROM scores JOIN expected USING (customer_id) JOIN whole USING (customer_id)""").fetchone()
    assert wrong == (0, 0, 0, 0, 0, 0, 0, manifest["customers"])
