"""What benchmarks share: the generated orders, and a command run with its time and its memory."""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
FOLDER = HERE.parent / ".build" / "bench"


def orders_csv(orders: int, customers: int) -> pathlib.Path:
    """The CSV of so many generated orders, made if it is not there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    source = FOLDER / f"orders-{orders}-{customers}.csv"
    if not source.exists():
        part = source.with_suffix(".part")
        subprocess.run(
            [sys.executable, HERE / "make_orders.py", "--orders", str(orders),
             "--customers", str(customers), part], check=True)
        part.rename(source)
    return source


def run(command: list[str], watch=lambda: None) -> tuple[float, int, str]:
    """Wall seconds, peak bytes and standard output of a command; `watch` is called while it runs."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out)
        while True:
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            watch()
            time.sleep(0.02)
        seconds = time.monotonic() - start
        out.seek(0)
        text = out.read().decode()
    if status:
        sys.exit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss * 1024, text
