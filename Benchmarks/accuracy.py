"""How near the scores of real customers come to what they then did, beside peers on the same customers.

    python3 accuracy.py --binary ../.build/release/patron [--rounds 3] [--only grocery ...] [--record]

Of each set of orders, those up to a day go to a file, which is all that any contender is given; this script alone
has the orders of the days after it, and judges. Contenders take turns, so many rounds, but once those that take long;
times are medians, and predictions those of the last round, none of which depends on chance. Every result stays in
the record, "no fit" among them. At last a backtest of ours goes over all the orders, split at that day: what it says of
its models must be what this script says. Needs the folder PATRON_TEST_DATA and what requirements-accuracy.txt has.
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import pathlib
import statistics
import subprocess
import sys

import pandas as pd

import accuracy_tables
from forecasters import PEERS
from judging import difference, judge
from order_sets import ORDER_SETS, Split, split
from purchase_models import FAMILIES
from record import circumstances, show
from runs import FOLDER, HERE, THREADS, Run, in_turn, run, summary

#: More than any contender was seen to take.
MEMORY = 1 << 30
#: Seconds of a run that is not worth another: what it takes shows once.
LONG = 5
#: The model that is used when none is named, with which others are compared customer by customer.
OURS = "patron-mbg-nbd"
PACKAGES = ["lifetimes", "lightgbm", "pymc-marketing", "pymc", "numpy", "scipy", "pandas"]
#: What the record says of a fit.
OF_OUR_FIT = ["parameters", "converged", "fallback"]
OF_THEIR_FIT = ["parameters", "parameters_per_week", "no_fit_of_spend", "trees", "customers_learned_from"]
#: What a backtest calls the measures of `judge`, and how far they may be apart: both are rounded, and its ranks have ties.
OF_A_BACKTEST = {
    "log_loss": "log_loss", "auc": "auc", "brier": "brier", "bias_of_purchase_days": "bias", "mae": "mae",
    "rmse": "rmse", "spearman": "spearman", "gini_of_purchase_days": "gini"}
APART = 5e-4
#: Steps from histories, or features, to predictions.
FIT, PREDICT = ["fit", "fit_of_spend"], ["predict"]


class Contest:
    """One set of orders: its contenders by name, and where each leaves what it predicts."""

    def __init__(self, name: str, cut: Split, binary: pathlib.Path):
        self.cut, self.binary = cut, binary
        self.folder = FOLDER / "accuracy" / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.known = self.folder / "known.csv"
        cut.write_known(self.known)
        self.last = cut.as_of + datetime.timedelta(days=cut.horizon)

    def target(self, contender: str) -> pathlib.Path:
        return self.folder / f"{contender}.parquet"

    def our_command(self, family: str) -> list:
        return [self.binary, "score", self.known, "--as-of", self.cut.as_of, "--horizons", self.cut.horizon,
                "--model", family, *self.amounts, "--threads", THREADS, "-o", self.target(f"patron-{family}"), "--json"]

    def backtest_command(self) -> list:
        """That of a backtest at the same split. Writes what the contenders were not given: none may run after it."""
        whole = self.folder / "all.csv"
        self.cut.write_all(whole)
        return [self.binary, "backtest", whole, "--as-of", self.last, "--split", self.cut.as_of,
                "--horizon", self.cut.horizon, *self.amounts, "--threads", THREADS, "--json"]

    @property
    def amounts(self) -> list:
        return [] if self.cut.has_amounts else ["--amount", "none"]

    def their_command(self, peer: str) -> list:
        return [sys.executable, HERE / "forecasters.py", peer, self.known, self.cut.as_of, self.cut.horizon,
                self.target(peer)]

    def refused(self, family: str) -> str | None:
        """What ours says if it scores nothing with a model, or None."""
        tried = subprocess.run([str(word) for word in self.our_command(family)], capture_output=True, text=True)
        return tried.stderr.strip() if tried.returncode else None

    def predictions(self, contender: str, customers: pd.Index) -> pd.DataFrame:
        table = pd.read_parquet(self.target(contender)).set_index("customer_id")
        if len(table) != len(customers) or not customers.isin(table.index).all():
            sys.exit(f"accuracy.py: {contender} has other customers than the orders")
        names = {name: name for name in ("probability", "purchase_days", "revenue") if name in table}
        if contender.startswith("patron-"):
            days = self.cut.horizon
            names = {f"order_probability_{days}": "probability", f"expected_orders_{days}": "purchase_days",
                     f"expected_revenue_{days}": "revenue"}
            if not self.cut.has_amounts:
                del names[f"expected_revenue_{days}"]
        return table.loc[customers, list(names)].rename(columns=names).astype(float)


def times(runs: list[Run], ours: bool) -> dict:
    """Medians of the whole, from the file on, and of its steps."""
    of_steps = [one.output["seconds" if ours else "steps"] for one in runs]
    steps = {step: round(statistics.median(of[step] for of in of_steps), 4) for step in of_steps[0] if step != "total"}
    return {**summary(runs), "steps": steps,
            "fit_seconds": round(sum(steps.get(step, 0) for step in FIT), 4),
            "predict_seconds": round(sum(steps.get(step, 0) for step in PREDICT), 4)}


def backtest(contest: Contest, found: dict[str, dict], rounds: int) -> dict:
    """The times of one, with what it is apart from what was found of the scores."""
    command = contest.backtest_command()
    tried = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if tried.returncode == 3:
        return {"no_backtest": tried.stderr.strip()}
    runs = in_turn({"patron backtest": lambda: run(command, MEMORY)}, rounds)["patron backtest"]
    apart: dict[str, float] = {}
    for method in runs[0].output["splits"][0]["methods"]:
        judged = found.get(f"patron-{method['name']}", {}).get("measures", {})
        for name, own in OF_A_BACKTEST.items():
            if name in judged:
                apart[name] = max(apart.get(name, 0), abs(method[own] - judged[name]))
    if not apart or max(apart.values()) > APART:
        sys.exit(f"accuracy.py: a backtest says something else than the judge, by {apart}")
    return {"times": summary(runs), "apart_from_judge": {name: round(value, 6) for name, value in apart.items()}}


def measure(name: str, data: pathlib.Path, binary: pathlib.Path, rounds: int) -> dict:
    contest = Contest(name, split(data, ORDER_SETS[name]), binary)
    outcomes = contest.cut.outcomes()
    found: dict[str, dict] = {}
    contenders = {}
    for family in FAMILIES:
        if message := contest.refused(family):
            found[f"patron-{family}"] = {"no_fit": message}
        else:
            contenders[f"patron-{family}"] = lambda family=family: run(contest.our_command(family), MEMORY)
    for peer in PEERS:
        contenders[peer] = lambda peer=peer: run(contest.their_command(peer), MEMORY)
    runs = in_turn(contenders, 1)
    short = {one: again for one, again in contenders.items() if runs[one][0].seconds < LONG}
    for one, again in in_turn(short, rounds - 1).items():
        runs[one] += again
    predicted = {}
    for contender, of in runs.items():
        last, ours = of[-1].output, contender.startswith("patron-")
        if "no_fit" in last:
            found[contender] = {"no_fit": last["no_fit"], "times": times(of, ours)}
            continue
        predicted[contender] = contest.predictions(contender, outcomes.index)
        fitted = last["model"] if ours else last
        found[contender] = {
            "measures": judge(predicted[contender], outcomes),
            "times": times(of, ours),
            **{key: fitted[key] for key in (OF_OUR_FIT if ours else OF_THEIR_FIT) if key in fitted},
        }
    for contender, predictions in predicted.items():
        if contender != OURS and OURS in predicted and "log_loss" in found[contender]["measures"]:
            found[contender]["above_ours"] = difference(predictions, predicted[OURS], outcomes)
    return {
        "as_of": contest.cut.as_of.isoformat(), "horizon": contest.cut.horizon,
        "left_out": ORDER_SETS[name].cleaning,
        "customers": len(outcomes), "who_came": int((outcomes["purchase_days"] > 0).sum()),
        "purchase_days": int(outcomes["purchase_days"].sum()),
        "of_customers_not_yet_known": len(contest.cut.kept_back) - int(outcomes["purchase_days"].sum()),
        **({"revenue": round(float(outcomes["revenue"].sum()), 2)} if contest.cut.has_amounts else {}),
        "contenders": found,
        "backtest": backtest(contest, found, rounds),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=ORDER_SETS, default=list(ORDER_SETS))
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    if options.record and options.only != list(ORDER_SETS):
        parser.error("the record is of all sets")
    data = os.environ.get("PATRON_TEST_DATA")
    if not data:
        sys.exit("accuracy.py: PATRON_TEST_DATA names no folder of orders")
    sets = {}
    for name in options.only:
        print(name, file=sys.stderr)
        sets[name] = measure(name, pathlib.Path(data), options.binary.resolve(), options.rounds)
    record = {
        "what": "predictions of real customers' next days, judged by orders that no contender was given; "
                "log loss in nats; above_ours is a contender's log loss minus that of " + OURS,
        **circumstances("make accuracy"),
        "versions": {package: importlib.metadata.version(package) for package in PACKAGES},
        "rounds": options.rounds,
        "sets": sets,
    }
    show(record, "accuracy", options.record)
    print(accuracy_tables.text(record), file=sys.stderr)


if __name__ == "__main__":
    main()
