"""Scoring a store beside lifetimes, which summarises, fits and predicts from the Parquet file, once."""

import json
import pathlib
import sys

from orders import Orders
from runs import FOLDER, HERE, run, summary


def measure(orders: Orders, scored: dict, python: str) -> dict:
    """`scored` is what `scoring.measure` found; the scores' manifest is still there."""
    theirs = run([python, HERE / "lifetimes_peer.py", orders.parquet])
    manifest = json.loads(pathlib.Path(f"{FOLDER / 'ours.parquet'}.manifest.json").read_text())
    answer = {
        "customers": manifest["customers"],
        "repeat_purchase_days": manifest["purchase_days"] - manifest["customers"],
    }
    if theirs.output["answer"] != answer:
        sys.exit(f"against_lifetimes.py: the answers differ: {answer}, {theirs.output['answer']}")
    ours = manifest["model"]["parameters"] | manifest["spend_model"]["parameters"]
    return {
        **summary([theirs]),
        "steps": theirs.output["steps"],
        **theirs.output["versions"],
        "parameters": {"patron": ours, "lifetimes": theirs.output["parameters"]},
        "times_ours": round(theirs.seconds / scored["patron"]["seconds"], 1),
    }
