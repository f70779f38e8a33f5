"""What every record says: when, on which machine, by which command and commit."""

import datetime
import json
import os
import pathlib
import platform
import subprocess

HERE = pathlib.Path(__file__).parent


def first_line(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.strip().split("\n")[0]


def circumstances(command: str) -> dict:
    return {
        "date": datetime.date.today().isoformat(),
        "machine": {
            "cpu": first_line(["sh", "-c", "grep -m1 'model name' /proc/cpuinfo | cut -d: -f2"]),
            "cores": os.cpu_count(),
            "kernel": platform.release(),
        },
        "command": command,
        "commit": first_line(["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"]),
    }


def show(record: dict, name: str, keep: bool) -> None:
    """Prints a record, and keeps it under Records/ if asked to."""
    text = json.dumps(record, indent=2)
    print(text)
    if keep:
        (HERE / "Records" / f"{record['date']}-{name}.json").write_text(text + "\n")
