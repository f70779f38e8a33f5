"""What benchmarks share: commands run in turn, with their time and their memory."""

import concurrent.futures
import dataclasses
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading

#: Of ours and of peers, where nothing else is said: the machine that the goals are set for has two cores.
THREADS = 2
HERE = pathlib.Path(__file__).parent
FOLDER = HERE.parent / ".build" / "bench"


class Disk:
    """The most bytes that the files below a folder take while a command runs."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.peak = 0

    def watch(self, ended: threading.Event) -> None:
        while not ended.wait(0.1):
            size = 0
            for path in self.folder.rglob("*"):
                try:
                    size += path.stat().st_size if path.is_file() else 0
                except FileNotFoundError:
                    pass
            self.peak = max(self.peak, size)


@dataclasses.dataclass(frozen=True)
class Run:
    """What one run of a command took, how many cores were busy with other things, and what it printed."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    busy_elsewhere: float
    peak_disk_bytes: int
    output: dict


def run(command: list, memory: int, disk: pathlib.Path | None = None) -> Run:
    """Runs a command that prints a JSON object.

    `memory` is how many bytes are touched and freed right before, at least what any contender will need, so that
    it is the host's no more; `disk` names the folder whose files are watched.

    The times are those of the process from start to end, unless it prints `seconds` and `cpu_seconds` of
    its own: peers in Python do, so that neither the interpreter's start nor the imports are held against them.
    """
    ended = threading.Event()
    watched = Disk(disk) if disk else None
    with tempfile.NamedTemporaryFile() as usage, concurrent.futures.ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watched.watch, ended) if watched else None
        launch = [sys.executable, "-I", "-S", HERE / "launch.py", usage.name, memory, *command]
        text = subprocess.run([str(word) for word in launch], stdout=subprocess.PIPE, check=True).stdout
        ended.set()
        if watching:
            watching.result()
        took = json.load(usage)
    if took.pop("status"):
        sys.exit(f"failed: {' '.join(map(str, command))}")
    output = json.loads(text) if text.strip() else {}
    took |= {name: output[name] for name in ("seconds", "cpu_seconds") if "cpu_seconds" in output}
    return Run(**took, peak_disk_bytes=watched.peak if watched else 0, output=output)


def peer(work: str, source: object, last: object, threads: int) -> list:
    """The command of a peer's work: see peers.py."""
    return [sys.executable, HERE / "peers.py", threads, work, source, last]


def in_turn(contenders: dict, rounds: int) -> dict[str, list[Run]]:
    """Runs of functions that each return a `Run`, alternating, so that what else goes on meets all alike."""
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, contender in contenders.items():
            result = contender()
            runs[name].append(result)
            print(f"  round {number + 1} {name:24} {result.seconds:8.3f} s, {result.cpu_seconds:8.3f} s of CPU, "
                  f"{result.peak_bytes / 1e6:6.0f} MB, others {result.busy_elsewhere:.2f} cores", file=sys.stderr)
    return runs


def summary(runs: list[Run]) -> dict:
    """Medians, the largest peaks, and all rounds."""
    disk = max(run.peak_disk_bytes for run in runs)
    return {
        "seconds": round(statistics.median(run.seconds for run in runs), 3),
        "cpu_seconds": round(statistics.median(run.cpu_seconds for run in runs), 3),
        "peak_bytes": max(run.peak_bytes for run in runs),
        **({"peak_disk_bytes": disk} if disk else {}),
        "rounds": [round(run.seconds, 3) for run in runs],
        "cpu_rounds": [round(run.cpu_seconds, 3) for run in runs],
        "busy_elsewhere": [round(run.busy_elsewhere, 2) for run in runs],
    }


def compared(runs: dict[str, list[Run]], ours: str = "patron") -> dict:
    """Summaries of all, and how many times our median the medians of the others are."""
    summaries = {name: summary(of) for name, of in runs.items()}
    for name, of in summaries.items():
        if name != ours:
            of["times_ours"] = round(of["seconds"] / summaries[ours]["seconds"], 2)
            of["times_our_cpu"] = round(of["cpu_seconds"] / summaries[ours]["cpu_seconds"], 2)
    return summaries
