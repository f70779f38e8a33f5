"""Bases of which more than days and amounts is known, with their tables: of orders made here, and of real ones.

PATRON_BINARY (default .build/release/patron) imports them and makes the tables; the folder PATRON_TEST_DATA has the real ones.
"""

import datetime
import json
import os
import pathlib
import random
import subprocess

import duckdb
import pytest
from scores_reference import ROOT

BINARY = pathlib.Path(os.environ.get("PATRON_BINARY") or ROOT / ".build/release/patron")
DATA = pathlib.Path(os.environ.get("PATRON_TEST_DATA") or "nowhere")

# As they are written, and others that look the same.
CHANNELS = ["web", "shop", "app", "", "Web", "A\u030a", "Å", "other", "unknown", 'a "quote", and more']
CODES = [f"CODE{number}" for number in range(130)]


def made_orders(path, seed, count=6000, customers=900, first=0):
    """Orders with all that is told of, many of them alike."""
    chance = random.Random(seed)
    with open(path, "w", encoding="utf-8") as file:
        file.write("order_id,customer_id,order_date,amount,channel,country,coupon,discount,refunded_amount,refund_date\n")
        for number in range(first, first + count):
            customer = min(chance.randrange(customers), chance.randrange(customers))
            day = datetime.date(2023, 1, 1) + datetime.timedelta(chance.randrange(900))
            stamp = f"{day}T{chance.randrange(24):02}:{chance.randrange(2) * 30:02}:00"
            amount = chance.choice([0, 500, 1000, 1000, 1250, 99999])
            discount = chance.choice(["", "", "0.00", "1.50", "-2.25"])
            code = chance.choice(CODES[:chance.choice([1, 2, 130])]) if chance.random() < .4 else ""
            refund, refunded = "", ""
            if chance.random() < .15 and amount:
                refund = f"{chance.choice([amount, 250]) / 100:.2f}"
                refunded = day + datetime.timedelta(chance.randrange(100))
            channel = chance.choice(CHANNELS).replace('"', '""')
            guest = "" if chance.random() < .02 else f"c{customer}"
            file.write(
                f'{number},{guest},{stamp},{amount / 100:.2f},"{channel}",{chance.choice(["NL", "BE", ""])},{code},{discount},'
                f"{refund},{refunded}\n")


def made_lines(path, seed, count=2500, customers=300):
    """Orders of lines, among them pieces in parts, none at all, given back, and of more kinds than have rows."""
    chance = random.Random(seed)
    with open(path, "w", encoding="utf-8") as file:
        file.write("order_id,customer_id,order_date,product,category,vendor,quantity,price,discount\n")
        for number in range(count):
            day = datetime.date(2024, 1, 1) + datetime.timedelta(chance.randrange(500))
            customer = "" if chance.random() < .05 else f"c{chance.randrange(customers)}"
            for line in range(chance.randrange(1, 6)):
                product = f"p{min(chance.randrange(1500), chance.randrange(1500))}"
                category = chance.choice(["hats", "caps", "Å", "A\u030a", ""])
                quantity = chance.choice(["1", "2", "0.333", "12", "0", "-1" if line else "3"])
                price = chance.choice(["9.99", "0.0155", "1000.00", "0", "19.95"])
                discount = chance.choice(["", "", "0.50", "-0.25"])
                file.write(f"{number},{customer},{day},{product},{category},{chance.choice(['x', 'y'])},{quantity},{price},{discount}\n")


def journey(path):
    """The Complete Journey with its products; stores stand for channels."""
    folder = DATA / "complete_journey"
    if not folder.exists():
        pytest.skip(f"there is no {folder}")
    duckdb.connect().execute(f"""
        COPY (
          SELECT household_id AS customer_id, basket_id AS order_id, t.product_id AS product, product_category AS category, brand,
                 quantity, sales_value AS line_total, retail_disc + coupon_disc AS line_discount, 'store ' || store_id AS channel,
                 strftime(transaction_timestamp, '%Y-%m-%dT%H:%M:%S') AS order_date
          FROM read_csv('{folder}/transactions.csv.zst') t LEFT JOIN read_csv('{folder}/products.csv.zst') USING (product_id))
        TO '{path}'""")


class Base:
    """A store with its tables; in DuckDB `orders` and `lines` that count, in the order of purchase."""

    def __init__(self, name, folder):
        self.name = name
        self.store = folder / "store"
        options = ["--currency", "USD"]
        files = [folder / "1.csv"]
        if name == "made orders":
            made_orders(files[0], 1)
            # Two runs to be merged, and refunds of orders of the first.
            files.append(folder / "2.csv")
            made_orders(files[1], 2, first=5500)
        elif name == "made lines":
            made_lines(files[0], 3)
        elif name == "journey":
            journey(files[0])
            options += ["--time-zone", "America/New_York", "--stamp-zone", "UTC"]
        else:
            files = [DATA / "online_retail_ii/online_retail_II.csv.zst"]
            options = ["--currency", "GBP", "--time-zone", "Europe/London"]
            if not files[0].exists():
                pytest.skip(f"there is no {files[0]}")
        for file in files:
            subprocess.run([BINARY, "import", file, "--into", self.store, "--quiet", *options], check=True)
        self.sql = duckdb.connect()
        self.load()
        self.folder = folder / "tables"
        self.spend = self.spends()
        (folder / "spend.csv").write_text(
            "month,channel,spend\n" + "".join(f"{month},{channel},{spend}\n" for month, channel, spend in self.spend),
            encoding="utf-8")
        subprocess.run(
            [BINARY, "tables", self.store, "-o", self.folder, "--as-of", str(self.as_of), "--quiet", "--margin", "0.35",
             "--cac", folder / "spend.csv"], check=True)
        self.document = json.loads((self.folder / "tables.json").read_text())

    def files(self, table):
        """A table of the store as its newest version has it."""
        live = {}
        for commit in sorted((self.store / table / "_delta_log").glob("*.json")):
            for line in commit.read_text(encoding="utf-8").splitlines():
                action = json.loads(line)
                if "add" in action:
                    live[action["add"]["path"]] = True
                if "remove" in action:
                    live.pop(action["remove"]["path"], None)
        names = ", ".join(f"'{self.store / table / path}'" for path in live)
        return f"read_parquet([{names}], union_by_name = true)"

    def load(self):
        columns = {row[0] for row in self.sql.execute(f"DESCRIBE FROM {self.files('orders')}").fetchall()}
        absent = {
            "order_id": "VARCHAR", "order_time": "TIMESTAMP", "channel": "VARCHAR", "country": "VARCHAR",
            "discount_code": "VARCHAR", "discount": "DECIMAL(18, 2)", "refunded_amount": "DECIMAL(18, 2)", "refund_date": "DATE",
            "refunds": "VARCHAR"}
        more = "".join(f", NULL::{kind} AS {name}" for name, kind in absent.items() if name not in columns)
        self.sql.execute(f"CREATE TABLE stored AS SELECT *{more} FROM {self.files('orders')}")
        (last,) = self.sql.execute("SELECT max(order_date) FROM stored WHERE amount > 0").fetchone()
        self.as_of = last - datetime.timedelta(days=70)
        self.sql.execute(f"""
            CREATE TABLE placed AS
            SELECT * REPLACE (amount - least(amount, back) AS amount), amount AS whole, order_date AS day
            FROM (
              SELECT *, CASE
                  WHEN refunds IS NOT NULL THEN coalesce(list_sum([
                    split_part(refund, ':', 2)::BIGINT FOR refund IN split(refunds, ' ')
                    IF split_part(refund, ':', 1)::DATE <= DATE '{self.as_of}'])::DECIMAL(18, 2) / 100, 0)
                  WHEN refund_date <= DATE '{self.as_of}' THEN refunded_amount ELSE 0 END::DECIMAL(18, 2) AS back
              FROM stored)
            WHERE amount > 0 AND order_date <= DATE '{self.as_of}'""")
        self.sql.execute("""
            CREATE TABLE orders AS
            SELECT *, row_number() OVER own AS number, min(day) OVER (PARTITION BY customer_id) AS first_day
            FROM placed WHERE amount > 0
            WINDOW own AS (PARTITION BY customer_id ORDER BY day, order_time NULLS FIRST, whole, channel NULLS FIRST,
                           country NULLS FIRST, discount_code NULLS FIRST, discount NULLS FIRST)""")
        self.sql.execute(f"""
            CREATE TABLE customers AS
            SELECT customer_id, min(day) AS first, min(day) FILTER (day > first_day) AS next, max(day) AS last,
                   sum(amount) FILTER (day = first_day) AS first_day_revenue
            FROM orders GROUP BY customer_id""")
        if (self.store / "lines").exists():
            columns = {row[0] for row in self.sql.execute(f"DESCRIBE FROM {self.files('lines')}").fetchall()}
            absent = {"category": "VARCHAR", "brand": "VARCHAR", "discount": "DECIMAL(18, 2)"}
            more = "".join(f", NULL::{kind} AS {name}" for name, kind in absent.items() if name not in columns)
            self.sql.execute(f"""
                CREATE TABLE lines AS
                SELECT l.*, day, last, coalesce(quantity, 1)::DECIMAL(18, 3) AS pieces,
                       pieces::DECIMAL(19, 3) * unit_price::DECIMAL(19, 4) AS whole,
                       whole - sign(whole)::INT * abs(coalesce(l.discount, 0))
                         - (whole = 0)::INT * abs(coalesce(l.discount, 0)) AS revenue
                FROM (SELECT *{more} FROM {self.files('lines')}) l
                JOIN (SELECT customer_id, order_id, day FROM orders) USING (customer_id, order_id)
                JOIN customers USING (customer_id)""")

    def spends(self):
        """What new customers cost, of some months and channels, some of which have none."""
        months = self.sql.execute("SELECT DISTINCT strftime(day, '%Y-%m') AS month FROM orders ORDER BY month").fetchall()
        channels = self.sql.execute("""
            SELECT channel FROM orders WHERE channel NOT LIKE '%"%' GROUP BY channel ORDER BY count(*) DESC, channel LIMIT 5""")
        names = [name for name, in channels.fetchall()] + ["nowhere"]
        return [
            (month, name, f"{100 + 37 * number + 11 * place}.50") for number, (month,) in enumerate(months)
            for place, name in enumerate(names) if (number + place) % 3]

    def query(self, sql):
        cursor = self.sql.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]

    def table(self, name):
        """The rows of a table, days that all have left out."""
        if not (self.folder / f"{name}.parquet").exists():
            assert name in {table["name"] for table in self.document["left_out"]}
            pytest.skip(f"{self.name} has no {name}")
        return self.query(f"""
            SELECT * EXCLUDE (as_of, period_from, period_to, currency) FROM read_parquet('{self.folder}/{name}.parquet')""")

    def came_again(self, alias="c"):
        """Columns of who came again, of customers in a relation."""
        columns = []
        for days in (90, 365):
            closed = f"DATE '{self.as_of}' - {alias}.first >= {days}"
            columns.append(
                f"count(*) FILTER ({closed}) AS first_customers_{days}, "
                f"count(*) FILTER ({closed} AND {alias}.next - {alias}.first <= {days}) AS came_again_{days}")
        return ", ".join(columns)
