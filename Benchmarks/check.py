"""Exits 1 if ours has become slower than the committed record says.

    python3 check.py --binary ../.build/release/patron [--record]

A million orders beside peers: no ratio of a peer's time to ours may fall more than 20 % below the record's; one
that does is measured again. What is compared holds on a busy machine too: the medians of CPU seconds on one
thread; and of wall seconds on two, over the rounds in which others left both cores alone, if there are three.
Small runs under callgrind: no count of instructions may rise more than 5 %. --record writes Records/check.json
anew, with the medians of three such measurements, for which the machine should be quiet.
"""

import argparse
import json
import pathlib
import statistics
import sys

import aggregating
import importing
import instructions
import scoring
from orders import Orders
from record import circumstances
from runs import HERE

RECORD = HERE / "Records" / "check.json"
ORDERS = 1_000_000
LEAST_RATIO, MOST_INSTRUCTIONS = 0.8, 1.05
ATTEMPTS = 3
#: Cores that others may keep busy in a round whose wall seconds count.
QUIET = 0.2
LEAST_ROUNDS = 3


def measured(orders: Orders, rounds: int, threads: int) -> dict[str, dict]:
    """What took how long, by piece of work and contender."""
    imports = importing.measure(orders, rounds, threads)
    return {
        "import of csv": imports["csv"],
        "import of parquet": imports["parquet"],
        "score": scoring.measure(orders, rounds, threads),
        # Of a few hundredths of a second each, so more of them.
        "aggregate": aggregating.measure(orders, 3 * rounds, threads),
    }


def undisturbed(of: dict) -> float | None:
    """The least wall seconds of the rounds that others did not disturb, if there are enough."""
    quiet = [seconds for seconds, busy in zip(of["rounds"], of["busy_elsewhere"]) if busy < QUIET]
    return min(quiet) if len(quiet) >= LEAST_ROUNDS else None


def cpu(of: dict) -> float:
    return min(of["cpu_rounds"])


def contests(found: dict[str, dict]) -> list[tuple[str, dict, dict]]:
    """What is compared, with what the peer took and what ours did."""
    return [
        (f"{work}, {peer}", of[peer], of["patron"])
        for work, of in found.items() for peer in ("duckdb", "polars") if peer in of
    ]


def ratios(orders: Orders, rounds: int) -> dict[str, float]:
    """How many times ours each peer takes."""
    on_one = contests(measured(orders, rounds, threads=1))
    result = {f"{name}, CPU": cpu(theirs) / cpu(ours) for name, theirs, ours in on_one}
    if statistics.median(busy for _, _, ours in on_one for busy in ours["busy_elsewhere"]) < QUIET:
        for name, theirs, ours in contests(measured(orders, rounds, threads=2)):
            if (wall := undisturbed(ours)) and (theirs_wall := undisturbed(theirs)):
                result[f"{name}, wall"] = theirs_wall / wall
    return {name: round(ratio, 3) for name, ratio in result.items()}


def is_worse(name: str, found: dict[str, float], recorded: dict[str, float]) -> bool:
    return name in found and found[name] < LEAST_RATIO * recorded[name]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    orders = Orders(ORDERS, options.binary.resolve())
    counts = instructions.measure(orders.binary)
    if options.record:
        several = [ratios(orders, options.rounds) for _ in range(ATTEMPTS)]
        record = {
            "what": "peers' seconds by ours; instructions of ours an order",
            **circumstances("make bench-check RECORD=yes"),
            "ratios": {name: statistics.median(found[name] for found in several) for name in several[0]},
            "instructions": counts,
        }
        RECORD.write_text(json.dumps(record, indent=2) + "\n")
        print(RECORD.read_text())
        return
    found = ratios(orders, options.rounds)
    recorded = json.loads(RECORD.read_text())
    wanted = recorded["ratios"]
    for _ in range(ATTEMPTS - 1):
        if not any(is_worse(name, found, wanted) for name in wanted):
            break
        print("check.py: measuring again", file=sys.stderr)
        for name, ratio in ratios(orders, options.rounds).items():
            found[name] = max(ratio, found.get(name, 0))
    worse = [name for name in wanted if is_worse(name, found, wanted)]
    worse += [name for name, count in recorded["instructions"].items() if counts[name] > MOST_INSTRUCTIONS * count]
    for of, now in (("ratios", found), ("instructions", counts)):
        for name, before in recorded[of].items():
            print(f"{'WORSE ' if name in worse else ''}{name}: {now.get(name, 'disturbed')}, recorded {before}")
    if worse:
        sys.exit(f"check.py: slower than {RECORD.name} says: {'; '.join(worse)}")


if __name__ == "__main__":
    main()
