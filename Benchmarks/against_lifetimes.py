"""Scoring a store beside lifetimes, which summarises, fits and predicts from the Parquet file, once.

Set beside each other are the way from the orders on; and fits and predictions alone, of the summary that
lifetimes is given and of the histories that ours has, where ours ranks customers, too.
"""

import json
import pathlib
import sys

from orders import Orders
from runs import FOLDER, HERE, run, summary

OF_HISTORIES = ["mbg_nbd", "gamma_gamma", "lifetime_value"]


def measure(orders: Orders, scored: dict, python: str) -> dict:
    """`scored` is what `scoring.measure` found; the scores' manifest is still there."""
    theirs = run([python, HERE / "lifetimes_peer.py", orders.parquet], orders.memory)
    manifest = json.loads(pathlib.Path(f"{FOLDER / 'ours.parquet'}.manifest.json").read_text())
    answer = {
        "customers": manifest["customers"],
        "repeat_purchase_days": manifest["purchase_days"] - manifest["customers"],
    }
    if theirs.output["answer"] != answer:
        sys.exit(f"against_lifetimes.py: the answers differ: {answer}, {theirs.output['answer']}")
    ours = manifest["model"]["parameters"] | manifest["spend_model"]["parameters"]
    steps, stages = theirs.output["steps"], scored["stages_of_median_run"]
    their_seconds, our_seconds = sum(steps[name] for name in OF_HISTORIES), stages["fit"] + stages["predict"]
    return {
        **summary([theirs]),
        "steps": steps,
        **theirs.output["versions"],
        "parameters": {"patron": ours, "lifetimes": theirs.output["parameters"]},
        "times_ours": round(theirs.seconds / scored["patron"]["seconds"], 1),
        "from_histories": {
            "patron": round(our_seconds, 3),
            "lifetimes": round(their_seconds, 3),
            "times_ours": round(their_seconds / our_seconds, 1),
        },
    }
