"""The way of generated orders from files to scores, stage by stage beside peers, in one run.

    python3 pipeline.py --binary ../.build/release/patron --size 10m [--only score ...] [--record]

The sections: import (DuckDB's sort), restate (orders that come again; DuckDB sorts once more), score (DuckDB's RFM),
csv (scores as text), backtest, tables (DuckDB: one of them), aggregate (DuckDB, Polars), stages (what the machine
allows), scaling (sizes and threads), and lifetimes where it is within reach. Contenders take turns; medians count, and
all answers are compared before a time is printed. The peers' plans go to .build/bench/plans-SIZE.txt. Needs duckdb,
polars, pyarrow and numpy, and HistoryRates beside the binary.
"""

import argparse
import pathlib
import sys

import duckdb
import polars
import pyarrow

import against_lifetimes
import aggregating
import backtesting
import importing
import limits
import restating
import scaling
import scoring
import tabling
import writing_csv
from orders import SIZES, Orders
from record import circumstances, show
from runs import FOLDER

SECTIONS = ["import", "restate", "score", "csv", "backtest", "tables", "aggregate", "stages", "scaling", "lifetimes"]


def plans(found: dict, path: str = "") -> str:
    """Takes the plans out of what was measured, which are for people alone."""
    text = ""
    for name, value in list(found.items()):
        if name == "plan":
            several = value if isinstance(value, dict) else {"duckdb": value}
            text += "".join(f"== {path.strip('/')}: {peer}\n{plan}\n\n" for peer, plan in several.items())
            del found[name]
        elif isinstance(value, dict):
            text += plans(value, f"{path}/{name}")
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--size", choices=SIZES, default="10m")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lifetimes", help="the python of an environment that has lifetimes")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    orders = Orders(SIZES[options.size], options.binary.resolve())
    wanted = set(options.only)
    found: dict[str, dict] = {}

    def measure(name: str, work) -> None:
        print(f"{name}, {options.size}", file=sys.stderr)
        found[name] = work()

    if "import" in wanted:
        measure("import", lambda: importing.measure(orders, options.rounds))
    if "restate" in wanted:
        measure("restate", lambda: restating.measure(orders, options.rounds))
    if wanted & {"score", "stages", "lifetimes"}:
        measure("score", lambda: scoring.measure(orders, options.rounds))
    if "csv" in wanted:
        measure("csv", lambda: writing_csv.measure(orders, options.rounds))
    if "backtest" in wanted:
        measure("backtest", lambda: backtesting.measure(orders, options.rounds))
    if "tables" in wanted:
        measure("tables", lambda: tabling.measure(orders, options.rounds))
    if "aggregate" in wanted:
        measure("aggregate", lambda: aggregating.measure(orders, options.rounds))
    if "stages" in wanted:
        measure("stages", lambda: limits.measure(orders, found["score"]))
    if "scaling" in wanted:
        measure("scaling", lambda: scaling.measure(orders, options.rounds))
    if "lifetimes" in wanted and options.lifetimes and options.size != "100m":
        measure("lifetimes", lambda: against_lifetimes.measure(orders, found["score"], options.lifetimes))
    (FOLDER / f"plans-{options.size}.txt").write_text(plans(found))
    record = {
        "what": "generated orders from files to scores; medians; times_ours is a peer's time by ours",
        **circumstances(f"make bench SIZE={options.size}"),
        "duckdb": duckdb.__version__, "polars": polars.__version__, "pyarrow": pyarrow.__version__,
        "orders": orders.orders,
        "customers": orders.customers,
        "rounds": options.rounds,
        "memory_touched_before_each_run": orders.memory,
        **found,
    }
    # A section by itself has a record of its own: sections of one record were measured in one run.
    part = f"-{options.only[0]}" if len(options.only) == 1 else ""
    show(record, f"pipeline-{options.size}{part}", options.record)


if __name__ == "__main__":
    main()
