"""How many instructions small runs of ours take on one thread, counted by callgrind.

Counts repeat to a few in a hundred thousand whatever else the machine does. What the process needs to start is
counted apart and taken off: loading the libraries is a good part of a small run.
"""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

from orders import Orders
from runs import FOLDER

ORDERS = 200_000


def readable(binary: pathlib.Path) -> pathlib.Path:
    """The binary without the compiler's newer debug information, which valgrind stops at."""
    copy = FOLDER / "counted" / binary.name
    subprocess.run(["objcopy", "--strip-debug", binary, copy], check=True)
    return copy


def counted(command: list) -> int:
    """The instructions of a run."""
    words = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command)]
    environment = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}
    done = subprocess.run(words, capture_output=True, text=True, env=environment)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        sys.exit(f"failed: {' '.join(words)}\n{done.stderr}")
    return int(found[1])


def measure(binary: pathlib.Path) -> dict[str, int]:
    """Instructions an order of each piece of work."""
    orders, folder = Orders(ORDERS, binary), FOLDER / "counted"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    patron, rates = readable(binary), readable(binary.parent / "HistoryRates")
    score = [patron, "score", orders.store, "--threads", 1, "--quiet", "-o"]
    commands = {
        "start": [patron, "--version"],
        "score to Parquet": [*score, folder / "scores.parquet"],
        "score to CSV": [*score, folder / "scores.csv"],
        "histories": [rates, orders.store, 1],
        **{
            f"import of {path.suffix[1:]}":
                [patron, "import", path, "--into", folder / path.suffix[1:], "--threads", 1, "--quiet"]
            for path in (orders.csv, orders.parquet)
        },
    }
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = dict(zip(commands, pool.map(counted, commands.values())))
    shutil.rmtree(folder)
    start = counts.pop("start")
    return {name: round((count - start) / ORDERS) for name, count in counts.items()}
