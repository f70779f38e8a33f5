"""How near predictions came to what customers then did.

All customers count alike, those with equal predictions too: an order among them is never made up, their outcomes
are averaged wherever a ranking is asked for.
"""

import math

import numpy as np
import pandas as pd
from scipy.stats import rankdata

#: A probability of 0 or 1 that turns out wrong would cost without limit; nobody is charged for more than this.
LEAST_PROBABILITY = 1e-6


def surprise(probability: np.ndarray, came: np.ndarray) -> np.ndarray:
    """What each customer adds to the log loss, in nats."""
    p = np.clip(probability, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
    return -np.where(came, np.log(p), np.log1p(-p))


def auc(probability: np.ndarray, came: np.ndarray) -> float:
    """How often one who came was given more than one who did not; ties are half."""
    ones = int(came.sum())
    over = rankdata(probability)[came].sum() - ones * (ones + 1) / 2
    return over / (ones * (len(came) - ones))


def by_prediction(predicted: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """What was, highest prediction first; where predictions are equal, their mean."""
    _, group = np.unique(-predicted, return_inverse=True)
    means = np.bincount(group, weights=actual) / np.bincount(group)
    return means[np.sort(group)]


def gini(ranked: np.ndarray) -> float:
    """Twice the area between the share that the first of a ranking have and their number."""
    shares = np.cumsum(ranked) / ranked.sum()
    # The trapezia under the curve that begins at (0, 0).
    return 2 * ((shares.sum() - 0.5) / len(ranked)) - 1


def normalised_gini(predicted: np.ndarray, actual: np.ndarray) -> float:
    """1 for the ranking that the outcome itself gives, 0 for none."""
    return gini(by_prediction(predicted, actual)) / gini(by_prediction(actual, actual))


def share_of_first(predicted: np.ndarray, actual: np.ndarray, part: float = 0.1) -> float:
    """The share of all that the first tenth of a ranking turned out to have."""
    return by_prediction(predicted, actual)[: math.ceil(part * len(actual))].sum() / actual.sum()


def judge(predictions: pd.DataFrame, outcomes: pd.DataFrame) -> dict:
    """All measures; nothing but a count where predictions are missing or not finite.

    Both are indexed by the same customers in the same order. `predictions` has `probability`, `purchase_days`
    and maybe `revenue`.
    """
    unusable = {name: int(count) for name, count in (~np.isfinite(predictions)).sum().items() if count}
    days, actual = predictions["purchase_days"].to_numpy(), outcomes["purchase_days"].to_numpy()
    probability, came = predictions["probability"].to_numpy(), actual > 0
    found: dict = {"not_finite": unusable} if unusable else {}
    if "probability" not in unusable:
        found |= {
            "log_loss": surprise(probability, came).mean(),
            "auc": auc(probability, came),
            "brier": np.mean((probability - came) ** 2),
            "bias_of_active_customers": probability.sum() / came.sum() - 1,
        }
    if "purchase_days" not in unusable:
        found |= {
            "bias_of_purchase_days": days.sum() / actual.sum() - 1,
            "mae": np.abs(days - actual).mean(),
            "rmse": math.sqrt(np.mean((days - actual) ** 2)),
            "spearman": np.corrcoef(rankdata(days), rankdata(actual))[0, 1],
            "gini_of_purchase_days": normalised_gini(days, actual),
            "purchase_days_of_first_tenth": share_of_first(days, actual),
        }
    if "revenue" in predictions and "revenue" not in unusable:
        money, paid = predictions["revenue"].to_numpy(), outcomes["revenue"].to_numpy()
        found |= {
            "bias_of_revenue": money.sum() / paid.sum() - 1,
            "gini_of_revenue": normalised_gini(money, paid),
            "revenue_of_first_tenth": share_of_first(money, paid),
        }
    return {name: round(float(value), 5) if name != "not_finite" else value for name, value in found.items()}


def difference(one: pd.DataFrame, other: pd.DataFrame, outcomes: pd.DataFrame) -> dict:
    """By how much the log loss of one is above that of another, customer by customer, and its standard error."""
    came = outcomes["purchase_days"].to_numpy() > 0
    apart = surprise(one["probability"].to_numpy(), came) - surprise(other["probability"].to_numpy(), came)
    return {"log_loss": round(float(apart.mean()), 5),
            "standard_error": round(float(apart.std(ddof=1) / math.sqrt(len(apart))), 5)}
