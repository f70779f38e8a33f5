"""Runs a command and writes what it took to a file, as JSON.

    python3 -I -S launch.py TARGET COMMAND...

A process by itself: the peak that the system tells of a child begins with the memory of who started it, so
that has to be small.
"""

import json
import os
import sys
import time

start = time.monotonic()
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.monotonic() - start
with open(sys.argv[1], "w") as file:
    json.dump({
        "status": os.waitstatus_to_exitcode(status),
        "seconds": seconds,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * 1024,
    }, file)
