"""Runs a command and writes what it took to a file, as JSON.

    python3 -I -S launch.py TARGET MEMORY COMMAND...

A process by itself: the peak that the system tells of a child begins with the memory of who started it, so
that has to be small. `busy_elsewhere` is how many cores others kept busy meanwhile, the hypervisor's among them;
a tick of the clock on each core is forgiven, for it may have been ours.

Right before, MEMORY bytes are touched and freed, so that every contender finds memory of the same kind. Virtual
machines give freed memory back to their host, huge pages first, and whoever touches it next waits: see README.md.
"""

import json
import mmap
import os
import sys
import time

TICK = 1 / os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def busy() -> float:
    """The seconds that all cores together have not been idle."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, *interrupts_and_stolen = map(int, file.readline().split()[1:9])
    return TICK * (user + nice + system + sum(interrupts_and_stolen))


def touch(size: int) -> None:
    """Touches bytes in huge pages, in a child that frees them by ending; three quarters of what is free at most."""
    size = min(size, 3 * PAGE * os.sysconf("SC_AVPHYS_PAGES") // 4)
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        # Not shared, which is the default and has no huge pages.
        memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        memory.madvise(mmap.MADV_HUGEPAGE)
        for at in range(0, size, PAGE):
            memory[at] = 1
    finally:
        os._exit(0)


target, memory, *command = sys.argv[1:]
touch(int(memory))
busy_before, start = busy(), time.monotonic()
child = os.posix_spawn(command[0], command, os.environ)
_, status, usage = os.wait4(child, 0)
seconds, cpu_seconds = time.monotonic() - start, usage.ru_utime + usage.ru_stime
with open(target, "w") as file:
    json.dump({
        "status": os.waitstatus_to_exitcode(status),
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "peak_bytes": usage.ru_maxrss * 1024,
        "busy_elsewhere": max(0, busy() - busy_before - cpu_seconds - TICK * os.cpu_count()) / seconds,
    }, file)
