"""What peers expect of customers, one peer a process, from a file that ends with the last day that may be known.

    python3 forecasters.py PEER ORDERS.csv AS-OF HORIZON TARGET.parquet

    last-period            what each customer did in the last HORIZON days comes again
    lightgbm               boosted trees on recency, frequency and money, trained one horizon earlier
    lightgbm-defaults      the same with the settings that LightGBM comes with
    lifetimes-bg-nbd, lifetimes-mbg-nbd, lifetimes-pareto-nbd      maximum likelihood
    pymc-bg-nbd, pymc-mbg-nbd, pymc-pareto-nbd                     maximum a posteriori, priors of PyMC-Marketing

Writes one row a customer: the probability of an order within HORIZON days, the purchase days in them, and the
revenue where there are amounts. Prints the wall and CPU seconds of each step, without the interpreter's start and the
imports, as JSON, with `no_fit` and the reason if there is none. Needs what requirements-accuracy.txt has.
"""

import contextlib
import json
import sys
import traceback
import warnings

import numpy as np
import pandas as pd

import purchase_models
import trees
from forecasting import NoFit, Steps

PEERS = {
    "last-period": trees.last_period,
    "lightgbm": trees.lightgbm,
    "lightgbm-defaults": trees.lightgbm_defaults,
    **{f"lifetimes-{family}": purchase_models.lifetimes(family) for family in purchase_models.FAMILIES},
    **{f"pymc-{family}": purchase_models.pymc_marketing(family) for family in purchase_models.FAMILIES},
}


def main() -> None:
    name, source, as_of, horizon, target = sys.argv[1:]
    warnings.simplefilter("ignore")
    np.random.seed(0)
    steps = Steps()
    orders = pd.read_csv(source, dtype={"customer_id": str}, parse_dates=["order_date"])
    steps.ends("read")
    found: dict = {}
    # Peers print to the standard output, which is for the result alone.
    with contextlib.redirect_stdout(sys.stderr):
        try:
            predictions, found = PEERS[name](orders, pd.Timestamp(as_of), int(horizon), steps)
            predictions.rename_axis("customer_id").reset_index().to_parquet(target)
            steps.ends("write")
        except NoFit as error:
            found["no_fit"] = str(error)
        except Exception as error:
            traceback.print_exc()
            found["no_fit"] = f"{type(error).__name__}: {error}"
    print(json.dumps({**found, **steps.result()}))


if __name__ == "__main__":
    main()
