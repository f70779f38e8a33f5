"""LightGBM on recency, frequency and money, and the plain guess that the last period comes again.

Both learn one horizon earlier: who was a customer by AS-OF - HORIZON, as was known then, and what they did in the days
from there to AS-OF, which are known too. What was learned is applied to all customers by AS-OF. The settings below were
written down before a result was seen, and are the same for all data.
"""

import numpy as np
import pandas as pd

from forecasting import NoFit

SETTINGS = {"learning_rate": 0.05, "num_leaves": 15, "min_child_samples": 50, "verbosity": -1, "num_threads": 2,
            "seed": 0, "deterministic": True, "force_row_wise": True}
MOST_TREES, FOLDS, PATIENCE = 1000, 5, 30
#: Fewer customers one horizon earlier, or of those who came or did not, are nothing to learn from.
LEAST_CUSTOMERS = 20
#: What is predicted, and as what.
TARGETS = {"probability": {"objective": "binary"}, "purchase_days": {"objective": "poisson"},
           "revenue": {"objective": "tweedie", "tweedie_variance_power": 1.5}}


def features(orders: pd.DataFrame, day: pd.Timestamp, horizon: int) -> pd.DataFrame:
    """What is known of customers at the end of a day; orders after it are not looked at."""
    known = orders[orders["order_date"] <= day]
    grouped = known.groupby("customer_id")
    first, last, count = grouped["order_date"].min(), grouped["order_date"].max(), grouped.size()
    found = pd.DataFrame({
        "days_since_last": (day - last).dt.days, "days_since_first": (day - first).dt.days, "purchase_days": count,
        "mean_gap": (last - first).dt.days / (count - 1).where(count > 1)})
    for period in sorted({30, 90, 365, horizon}):
        recent = known[known["order_date"] > day - pd.Timedelta(days=period)]
        found[f"purchase_days_{period}"] = recent.groupby("customer_id").size()
        if "amount" in known:
            found[f"revenue_{period}"] = recent.groupby("customer_id")["amount"].sum()
    recent_columns = [name for name in found if name[-1].isdigit()]
    found[recent_columns] = found[recent_columns].fillna(0)
    if "amount" in known:
        found["revenue"] = grouped["amount"].sum()
        found["mean_amount"], found["largest_amount"] = grouped["amount"].mean(), grouped["amount"].max()
        found["last_amount"] = known.sort_values("order_date").groupby("customer_id")["amount"].last()
    return found


def outcomes(orders: pd.DataFrame, customers: pd.Index, begin: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """What customers did after `begin`, up to `end`."""
    grouped = orders[(orders["order_date"] > begin) & (orders["order_date"] <= end)].groupby("customer_id")
    found = pd.DataFrame({"purchase_days": grouped.size()})
    if "amount" in orders:
        found["revenue"] = grouped["amount"].sum()
    found = found.reindex(customers).fillna(0)
    return found.assign(probability=(found["purchase_days"] > 0).astype(float))


def one_horizon_earlier(orders: pd.DataFrame, as_of: pd.Timestamp, horizon: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Customers as they were known then, and what they did since."""
    then = as_of - pd.Timedelta(days=horizon)
    known = features(orders, then, horizon)
    since = outcomes(orders, known.index, then, as_of)
    came = int(since["probability"].sum())
    if min(came, len(known) - came) < LEAST_CUSTOMERS:
        raise NoFit(f"one horizon earlier there were {len(known)} customers, of whom {came} came again")
    return known, since


def last_period(orders: pd.DataFrame, as_of: pd.Timestamp, horizon: int, steps) -> tuple[pd.DataFrame, dict]:
    """Purchase days and revenue of the last period again; the probability is that of those who came, or not, then."""
    period = pd.Timedelta(days=horizon)
    known, since = one_horizon_earlier(orders, as_of, horizon)
    before = known[f"purchase_days_{horizon}"] > 0
    shares = since["probability"].groupby(before).mean()
    steps.ends("fit")
    customers = pd.Index(orders["customer_id"].unique())
    found = outcomes(orders, customers, as_of - period, as_of)
    found["probability"] = (found["purchase_days"] > 0).map(shares).fillna(since["probability"].mean())
    steps.ends("predict")
    return found, {"share_by_came_before": {str(key): round(float(share), 4) for key, share in shares.items()}}


def lightgbm(orders: pd.DataFrame, as_of: pd.Timestamp, horizon: int, steps) -> tuple[pd.DataFrame, dict]:
    """The number of trees is the one that five-fold cross-validation among the earlier customers finds best."""
    return _boosted(orders, as_of, horizon, steps, SETTINGS, cross_validated=True)


def lightgbm_defaults(orders: pd.DataFrame, as_of: pd.Timestamp, horizon: int, steps) -> tuple[pd.DataFrame, dict]:
    own = {name: SETTINGS[name] for name in ("verbosity", "num_threads", "seed", "deterministic", "force_row_wise")}
    return _boosted(orders, as_of, horizon, steps, own, cross_validated=False)


def _boosted(orders, as_of, horizon, steps, settings: dict, cross_validated: bool) -> tuple[pd.DataFrame, dict]:
    import lightgbm as package

    steps.begin()
    known, since = one_horizon_earlier(orders, as_of, horizon)
    now = features(orders, as_of, horizon)
    steps.ends("features")
    models, trees = {}, {}
    for target, objective in TARGETS.items():
        if target not in since:
            continue
        data = package.Dataset(known, since[target], free_raw_data=False)
        parameters, trees[target] = {**settings, **objective}, 100
        if cross_validated:
            folds = package.cv(
                parameters, data, MOST_TREES, nfold=FOLDS, stratified=target == "probability", seed=0,
                callbacks=[package.early_stopping(PATIENCE, verbose=False)])
            trees[target] = len(next(iter(folds.values())))
        models[target] = package.train(parameters, data, trees[target])
    steps.ends("fit")
    found = pd.DataFrame({target: model.predict(now) for target, model in models.items()}, index=now.index)
    steps.ends("predict")
    return found, {"customers_learned_from": len(known), "trees": trees}
