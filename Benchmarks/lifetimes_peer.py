"""What lifetimes does with the same orders: summary, BG/NBD and MBG/NBD, Gamma-Gamma, lifetime value.

    python3 lifetimes_peer.py ORDERS.parquet

Prints wall and CPU seconds of the whole, from the file on, with MBG/NBD as the model, which ours takes too,
and of each step. Needs lifetimes, in an environment of its own: see requirements-lifetimes.txt.
"""

import json
import sys
import time

import lifetimes
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter, ModifiedBetaGeoFitter
from lifetimes.utils import summary_data_from_transaction_data


def main() -> None:
    steps: dict[str, float] = {}
    last = time.monotonic()

    def ends(step: str) -> None:
        nonlocal last
        steps[step] = round(time.monotonic() - last, 3)
        last = time.monotonic()

    cpu = time.process_time()
    orders = pd.read_parquet(sys.argv[1])
    orders["order_date"] = pd.to_datetime(orders["order_date"])
    orders["amount"] = orders["amount"].astype(float)
    ends("read")
    customers = summary_data_from_transaction_data(
        orders, "customer_id", "order_date", "amount", observation_period_end=orders["order_date"].max())
    ends("summary")
    x, tx, T = customers["frequency"], customers["recency"], customers["T"]
    model = ModifiedBetaGeoFitter()
    model.fit(x, tx, T)
    ends("mbg_nbd")
    repeat = customers[(x > 0) & (customers["monetary_value"] > 0)]
    spend = GammaGammaFitter()
    spend.fit(repeat["frequency"], repeat["monetary_value"])
    ends("gamma_gamma")
    values = spend.customer_lifetime_value(
        model, x, tx, T, customers["monetary_value"], time=12, discount_rate=0.01, freq="D")
    ends("lifetime_value")
    seconds, cpu_seconds = sum(steps.values()), time.process_time() - cpu
    BetaGeoFitter().fit(x, tx, T)
    ends("bg_nbd, which is not in the sum")
    print(json.dumps({
        "seconds": seconds, "cpu_seconds": cpu_seconds, "steps": steps,
        "versions": {"lifetimes": lifetimes.__version__, "pandas": pd.__version__},
        "parameters": {name: float(value) for name, value in {**model.params_, **spend.params_}.items()},
        "answer": {"customers": len(values), "repeat_purchase_days": int(x.sum())},
    }))


if __name__ == "__main__":
    main()
