"""Growth from a million orders on, and one thread beside two, which must write the same bytes."""

import hashlib
import pathlib
import sys

from orders import SIZES, Orders
from runs import FOLDER, in_turn, summary
from scoring import score


def sha256(path: pathlib.Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def threads(orders: Orders, rounds: int) -> dict:
    """A scoring on one thread and on two."""
    targets = {count: FOLDER / f"ours-{count}.parquet" for count in (1, 2)}
    runs = in_turn(
        {str(count): lambda count=count: score(orders, targets[count], count) for count in targets},
        rounds)
    hashes = {count: sha256(path) for count, path in targets.items()}
    if hashes[1] != hashes[2]:
        sys.exit(f"scaling.py: one thread and two write other bytes: {hashes}")
    summaries = {name: summary(of) for name, of in runs.items()}
    for path in targets.values():
        path.unlink()
    return {
        "threads": summaries,
        "speed_up": round(summaries["1"]["seconds"] / summaries["2"]["seconds"], 2),
        "sha256": hashes[1],
    }


def measure(orders: Orders, rounds: int) -> dict:
    """The sizes up to that of `orders`, the smallest first."""
    sizes = {name: size for name, size in SIZES.items() if size <= orders.orders}
    result = {}
    for name, size in sizes.items():
        found = threads(orders if size == orders.orders else Orders(size, orders.binary), rounds)
        seconds = found["threads"]["2"]["seconds"]
        result[name] = {**found, "ns_per_order": round(seconds / size * 1e9, 2)}
    return result
