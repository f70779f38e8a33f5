"""The columns of the score table by formulas that share nothing with Patron's code.

- History, scores, segments, tiers, stages: plain Python on integers, ranks by counting.
- P(alive): the sigmoid of Batislam, Denizel and Filiztekin (2007) with 40 digits (mpmath).
- Expected orders: the closed form with 2F1 of the same paper, with 40 digits (Patron sums a series).
- CLV and residual CLV: the rate of purchases at each future instant, integrated over the dropout probability
  (Gauss-Jacobi) and then over discounted time (composite Gauss-Legendre).
"""

import collections
import csv
import datetime
import decimal
import fractions
import functools
import math
import pathlib

import mpmath
import numpy
import scipy.special

ROOT = pathlib.Path(__file__).resolve().parents[2]
ORDERS = ROOT / "fixtures/cdnow/orders.csv"
AS_OF = datetime.date(1997, 9, 30)
HORIZONS = (30, 90, 365)
DELTA = math.log(1.1) / 365.25
DAY = datetime.timedelta(1)
mpmath.mp.dps = 40

# ------------------------------------------------------------------------------------------------------------
# History, from the orders


Customer = collections.namedtuple("Customer", "orders days")  # [(day, cents)], {day: cents}


def read_customers():
    customers = {}
    with ORDERS.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            day = datetime.date.fromisoformat(row["order_date"])
            cents = int(decimal.Decimal(row["amount"]) * 100)
            assert decimal.Decimal(cents) == decimal.Decimal(row["amount"]) * 100
            if day > AS_OF:
                continue
            customer = customers.setdefault(row["customer_id"], Customer([], {}))
            customer.orders.append((day, cents))
            customer.days[day] = customer.days.get(day, 0) + cents
    return customers


CUSTOMERS = read_customers()


def mean(cents, count):
    """Python rounds a fraction half to even."""
    return round(fractions.Fraction(cents, count))


def history(customer):
    first, last = min(customer.days), max(customer.days)
    recent = [cents for day, cents in customer.orders if day > AS_OF - 365 * DAY]
    revenue = sum(customer.days.values())
    x = len(customer.days) - 1
    return {
        "as_of": AS_OF,
        "first_order_date": first,
        "last_order_date": last,
        "orders": len(customer.orders),
        "purchase_days": len(customer.days),
        "days_since_last_order": (AS_OF - last).days,
        "days_since_first_order": (AS_OF - first).days,
        "net_revenue": revenue,
        "orders_365": len(recent),
        "net_revenue_365": sum(recent),
        "refunded_orders": None,
        "refunded_amount": None,
        "average_order_value": mean(revenue, len(customer.orders)),
        "average_purchase_value": mean(revenue, len(customer.days)),
        "average_days_between_purchases": (last - first).days / x if x else None,
        "prediction_basis": "customer" if x else "base",
    }


def stage(customer):
    """90 and 365 days after the last order, as Emarsys draws the line; and the first day of the stage."""
    days = sorted(customer.days)
    quiet = (AS_OF - days[-1]).days
    if quiet > 365:
        return "inactive", days[-1] + 366 * DAY
    if quiet > 90:
        return "lapsing", days[-1] + 91 * DAY
    if len(days) == 1:
        return "new", days[0]
    # Active since the second purchase, or the one that ended the last gap of more than 91 days: after 91, the customer
    # has been active on every day.
    since = days[1]
    for before, after in zip(days[1:], days[2:]):
        if (after - before).days > 91:
            since = after
    return "active", since


# ------------------------------------------------------------------------------------------------------------
# Scores by counting


def score(values, worse):
    """1 + floor(5 * customers strictly worse / customers), for each distinct value."""
    counts = collections.Counter(values)
    return {
        value: 1 + 5 * sum(n for other, n in counts.items() if worse(other, value)) // len(values)
        for value in counts
    }


def above(values):
    """The customers strictly above each distinct value."""
    counts = collections.Counter(values)
    return {value: sum(n for other, n in counts.items() if other > value) for value in counts}


def tier(rank, count):
    names = zip((1, 5, 10, 25, 50), ("platinum", "gold", "silver", "bronze", "medium"))
    return next((name for percent, name in names if 100 * rank < percent * count), "low")


SEGMENTS = {
    "hibernating": "11 12 21 22",
    "at_risk": "13 14 23 24",
    "cant_lose": "15 25",
    "about_to_sleep": "31 32",
    "need_attention": "33",
    "loyal_customers": "34 35 44 45",
    "promising": "41",
    "new_customers": "51",
    "potential_loyalists": "42 43 52 53",
    "champions": "54 55",
}
SEGMENT = {cell: name for name, cells in SEGMENTS.items() for cell in cells.split()}


# ------------------------------------------------------------------------------------------------------------
# The models


class Model:
    """MBG/NBD and Gamma-Gamma with the parameters of a manifest."""

    def __init__(self, manifest):
        parameters = manifest["model"]["parameters"]
        self.r, self.alpha, self.a, self.b = (
            mpmath.mpf(parameters[name]) for name in ("r", "alpha", "a", "b")
        )
        self.p, self.q, self.v = (manifest["spend_model"]["parameters"][name] for name in "pqv")

    def alive(self, x, tx, T):
        odds = self.a / (self.b + x) * ((self.alpha + T) / (self.alpha + tx)) ** (self.r + x)
        return 1 / (1 + odds)

    @functools.cache
    def expected_if_alive(self, x, T, t):
        """(a+b+x)/(a-1) (1 - ((alpha+T)/(alpha+T+t))^(r+x) 2F1(r+x, b+x+1; a+b+x; t/(alpha+T+t)))"""
        A, B, c = self.r + x, self.b + x + 1, self.alpha + T
        F = mpmath.hyp2f1(A, B, self.a + B - 1, t / (c + t))
        return (self.a + B - 1) / (self.a - 1) * (1 - (c / (c + t)) ** A * F)

    def order_probability_if_alive(self, x, T, t):
        c = self.alpha + T
        return 1 - (c / (c + t)) ** (self.r + x)

    def rate(self, x, T, t):
        """Purchases per day, t days from now, of a customer who is alive now."""
        A, B, c = self.r + x, self.b + x + 1, self.alpha + T
        return A / c * mpmath.hyp2f1(A + 1, self.a, self.a + B, -t / c)

    @functools.cache
    def dropout_nodes(self, x):
        """Gauss nodes and weights of an expectation over p ~ Beta(a, b + x + 1)."""
        a, B = float(self.a), float(self.b) + x + 1
        nodes, weights = scipy.special.roots_jacobi(300, B - 1, a - 1)
        return (1 + nodes) / 2, weights / weights.sum()

    @functools.cache
    def discounted_if_alive(self, x, T, end):
        """The integral of exp(-delta t) rate(t) over [0, end], in panels that double."""
        p, weight = self.dropout_nodes(x)
        A, c = float(self.r) + x, float(self.alpha) + T
        edges = [0.0]
        while edges[-1] < end:
            edges.append(min(end, 2 * edges[-1] + 8))
        nodes, panel = numpy.polynomial.legendre.leggauss(24)
        total = 0.0
        for start, stop in zip(edges, edges[1:]):
            t = start + (stop - start) * (nodes + 1) / 2
            rates = A / c * ((1 + numpy.outer(t, p) / c) ** (-A - 1) @ weight)
            total += (stop - start) / 2 * float(panel @ (numpy.exp(-DELTA * t) * rates))
        return total

    def wait(self, share, x, tx):
        return (self.alpha + tx) * ((1 - share) ** (-1 / (self.r + x)) - 1)

    def value(self, purchases, spend):
        return self.p * (self.v + spend) / (self.p * purchases + self.q - 1)


def due(last, wait):
    return last + round(wait) * DAY if wait <= 1095 else None


FOREVER = 60 / DELTA


def predictions(model, customer):
    days = sorted(customer.days)
    x, tx, T = len(days) - 1, (days[-1] - days[0]).days, (AS_OF - days[0]).days
    alive = model.alive(x, tx, T)
    repeats = [customer.days[day] for day in days[1:] if customer.days[day] > 0]
    value = 100 * model.value(len(repeats), sum(repeats) / 100)
    result = {"probability_alive": alive, "expected_order_value": value}
    for H in HORIZONS:
        expected = alive * model.expected_if_alive(x, T, H)
        result[f"expected_orders_{H}"] = expected
        result[f"order_probability_{H}"] = alive * model.order_probability_if_alive(x, T, H)
        result[f"expected_revenue_{H}"] = expected * value
        result[f"clv_{H}"] = float(alive) * model.discounted_if_alive(x, T, H) * value
    result["churn_probability"] = 1 - result["order_probability_365"]
    result["residual_clv"] = float(alive) * model.discounted_if_alive(x, T, FOREVER) * value
    result["value_at_stake"] = float(1 - alive) * model.discounted_if_alive(x, T, 365) * value
    waits = [model.wait(share, x, tx) for share in (0.25, 0.5, 0.75)]
    for name, wait in zip(("from", "date", "to"), waits):
        result[f"next_order_due_{name}"] = due(days[-1], wait)
    result["overdue_ratio"] = (AS_OF - days[-1]).days / waits[1]
    return result


def table_of(manifest):
    """For each customer every column but the id: money in cents, dates, texts, unrounded numbers."""
    model = Model(manifest)
    table = {id: history(c) | predictions(model, c) for id, c in CUSTOMERS.items()}
    recency = score([row["days_since_last_order"] for row in table.values()], lambda a, b: a > b)
    frequency = score([row["orders"] for row in table.values()], lambda a, b: a < b)
    monetary = score([row["net_revenue"] for row in table.values()], lambda a, b: a < b)
    by_revenue = above([row["net_revenue"] for row in table.values()])
    by_days = above([row["purchase_days"] for row in table.values()])
    by_clv = above([round(row["clv_365"]) for row in table.values()])
    count = len(table)
    for id, row in table.items():
        row["r_score"] = recency[row["days_since_last_order"]]
        row["f_score"] = frequency[row["orders"]]
        row["m_score"] = monetary[row["net_revenue"]]
        row["rfm_segment"] = SEGMENT[f"{row['r_score']}{row['f_score']}"]
        row["lifecycle_stage"], row["lifecycle_stage_since"] = stage(CUSTOMERS[id])
        row["value_tier"] = tier(by_revenue[row["net_revenue"]], count)
        row["predicted_value_tier"] = tier(by_clv[round(row["clv_365"])], count)
        row["is_hero"] = (
            10 * by_revenue[row["net_revenue"]] < count and 10 * by_days[row["purchase_days"]] < count
        )
    return table
