"""What the peers in forecasters.py share: their steps, timed, and that there is no fit."""

import resource
import time


class NoFit(Exception):
    """A peer has nothing to predict with; the message says why."""


def _cpu_seconds() -> float:
    """Those of compilers that a peer starts, too."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class Steps:
    """Wall and CPU seconds of one step after another; imports in between do not count."""

    def __init__(self):
        self.seconds: dict[str, float] = {}
        self.cpu_seconds: dict[str, float] = {}
        self.begin()

    def begin(self) -> None:
        self._wall, self._cpu = time.monotonic(), _cpu_seconds()

    def ends(self, step: str) -> None:
        self.seconds[step] = round(time.monotonic() - self._wall, 4)
        self.cpu_seconds[step] = round(_cpu_seconds() - self._cpu, 4)
        self.begin()

    def result(self) -> dict:
        return {"seconds": sum(self.seconds.values()), "cpu_seconds": sum(self.cpu_seconds.values()),
                "steps": self.seconds, "cpu_steps": self.cpu_seconds}
