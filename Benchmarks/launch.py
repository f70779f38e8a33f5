"""Runs a command and writes what it took to a file, as JSON.

    python3 -I -S launch.py TARGET COMMAND...

A process by itself: the peak that the system tells of a child begins with the memory of who started it, so
that has to be small. `busy_elsewhere` is how many cores others kept busy meanwhile, the hypervisor's among them;
a tick of the clock on each core is forgiven, for it may have been ours.
"""

import json
import os
import sys
import time

TICK = 1 / os.sysconf("SC_CLK_TCK")


def busy() -> float:
    """The seconds that all cores together have not been idle."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, *interrupts_and_stolen = map(int, file.readline().split()[1:9])
    return TICK * (user + nice + system + sum(interrupts_and_stolen))


busy_before, start = busy(), time.monotonic()
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
seconds, cpu_seconds = time.monotonic() - start, usage.ru_utime + usage.ru_stime
with open(sys.argv[1], "w") as file:
    json.dump({
        "status": os.waitstatus_to_exitcode(status),
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "peak_bytes": usage.ru_maxrss * 1024,
        "busy_elsewhere": max(0, busy() - busy_before - cpu_seconds - TICK * os.cpu_count()) / seconds,
    }, file)
