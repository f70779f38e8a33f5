"""Runs of the release binary with one system call failing (faults.c).

PATRON_BINARY (default .build/release/patron) is the program, PATRON_FAULTS (default .build/faults/faults.so)
the library that is preloaded.
"""

import dataclasses
import os
import pathlib
import shlex
import signal
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("PATRON_BINARY") or ROOT / ".build/release/patron")
LIBRARY = pathlib.Path(os.environ.get("PATRON_FAULTS") or ROOT / ".build/faults/faults.so")

KILLED = -signal.SIGKILL
# Of a run that takes a tenth of a second.
TIMEOUT_SECONDS = 60

KILLS = ["kill-before", "kill-after"]
# How each call may fail.
ERRORS = {
    "open to read": ["eio", "eintr", "emfile", "eacces"],
    "open": ["eio", "enospc", "edquot", "eintr", "emfile", "eacces", "erofs"],
    "write": ["short", "eintr", "eio", "enospc", "edquot"],
    "pwrite": ["short", "eintr", "eio", "enospc", "edquot"],
    "read": ["short", "eintr", "eio"],
    "pread": ["short", "eintr", "eio"],
    "fsync": ["eintr", "eio", "eio-after", "enospc", "edquot"],
    "fdatasync": ["eintr", "eio", "eio-after", "enospc", "edquot"],
    "link": ["eintr", "eio", "eio-after", "enospc", "edquot", "emlink", "eperm"],
    "rename": ["eintr", "eio", "eio-after", "enospc", "edquot", "eacces"],
    "unlink": ["eintr", "eio", "eio-after", "eacces"],
    "mkdir": ["eintr", "eio", "eio-after", "enospc", "edquot", "emlink", "eacces"],
}
# Not EINTR: a program may well wait until it comes no more.
LASTING_ERRORS = ["short", "eio", "enospc", "erofs"]


@dataclasses.dataclass(frozen=True)
class Call:
    """A line of the log."""

    number: int
    name: str
    result: int
    errno: int
    # Where a write begins; the flags of an opening.
    offset: int
    bytes: int
    path: str
    second: str

    def __str__(self):
        return f"call {self.number}, {self.name} {self.path} {self.second}".rstrip()

    @property
    def is_write(self):
        return self.name in ("write", "pwrite")

    @property
    def is_read(self):
        changes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
        return self.name in ("read", "pread") or self.name == "open" and not self.offset & changes

    @property
    def errors(self):
        """How it may fail."""
        return ERRORS["open to read" if self.name == "open" and self.is_read else self.name]

    @property
    def is_sync(self):
        return self.name in ("fsync", "fdatasync")


@dataclasses.dataclass(frozen=True)
class Fault:
    """How the call of that number fails, and whether all after it do."""

    at: int
    kind: str
    is_lasting: bool = False
    counts_reads: bool = False

    def __str__(self):
        return f"{self.kind} at call {self.at}{' and all after it' if self.is_lasting else ''}"

    @property
    def environment(self):
        variables = {"FAULT_AT": str(self.at), "FAULT_KIND": self.kind}
        if self.is_lasting:
            variables["FAULT_FOREVER"] = "yes"
        if self.counts_reads:
            variables["FAULT_READS"] = "yes"
        return variables


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How a run ended, and the calls that it made."""

    code: int
    out: str
    err: str
    calls: list
    fault: Fault
    # The run as a line for a shell.
    line: str


def run(arguments, root=None, fault=None, data=None, counts_reads=False, limit=None):
    """Runs the binary, its calls on what stands below `root` numbered.

    The log, and the bytes of writes if `data` is true, are written beside the root: ROOT.log, ROOT.data.
    `limit` is what `ulimit` of the shell is given.
    """
    variables = {"SWIFT_BACKTRACE": "enable=no"}
    if root:
        root = pathlib.Path(root).resolve()
        log = pathlib.Path(f"{root}.log")
        log.unlink(missing_ok=True)
        variables |= {"LD_PRELOAD": str(LIBRARY), "FAULT_ROOT": str(root), "FAULT_LOG": str(log)}
        if data:
            pathlib.Path(f"{root}.data").unlink(missing_ok=True)
            variables["FAULT_DATA"] = f"{root}.data"
        if counts_reads:
            variables["FAULT_READS"] = "yes"
    if fault:
        variables |= fault.environment
    command = [str(BINARY), *map(str, arguments)]
    if limit:
        command = ["sh", "-c", f'ulimit {limit}; exec "$@"', "sh", *command]
    done = subprocess.run(
        command, env=os.environ | variables, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
    calls = []
    if root and log.exists():
        for fields in (line.split("\t") for line in log.read_text().splitlines()):
            calls.append(Call(int(fields[0]), fields[1], *map(int, fields[2:6]), *fields[6:]))
    assert done.returncode != 125 and "cannot be preloaded" not in done.stderr, done.stderr
    line = f"{settings} {shlex.join(command)}"
    return Outcome(done.returncode, done.stdout, done.stderr, calls, fault, line)
