"""Every system call of a command fails, one after another: faults.c says how, scenarios.py what must hold.

Commands run on one thread, so that the calls have the same numbers in every run.
"""

import concurrent.futures
import os
import re
import shutil
import subprocess

import disk
import faults
import pytest
import scenarios
from conftest import add_row
from faults import Fault
from scenarios import Breach, require

SCENARIOS = {scenario.name: scenario for scenario in scenarios.ALL}
# Failures that are told in full.
SHOWN = 5

pytestmark = pytest.mark.skipif(
    not (faults.BINARY.exists() and faults.LIBRARY.exists()),
    reason=f"there is no {faults.BINARY} or no {faults.LIBRARY}; `make faults` builds both",
)


@pytest.fixture(scope="module", params=SCENARIOS)
def scenario(request, tmp_path_factory):
    return SCENARIOS[request.param](tmp_path_factory.mktemp("states") / request.param)


def trace(scenario, folder, **options):
    """The outcome of a run in which nothing fails."""
    scenario.before(folder)
    outcome = faults.run(scenario.arguments(folder), folder, **options)
    require(outcome.code == 0, f"exit code {outcome.code}: {outcome.line}\n{outcome.err}")
    require(outcome.calls, "nothing was numbered")
    return outcome


class Traced:
    """A run in which nothing fails, with all that it wrote."""

    def __init__(self, scenario, folder):
        self.folder = folder / "run"
        self.outcome = trace(scenario, self.folder, data=True)
        self.data = (folder / "run.data").read_bytes()
        scenario.before(folder / "before")
        self.before = disk.tree(folder / "before")

    def replayed(self):
        return disk.replayed(self.folder, self.before, self.outcome.calls, self.data)

    def power_failures(self, without=None):
        """What a power failure at any call may leave, had the run not made the call `without`."""
        calls = [call for call in self.outcome.calls if call is not without]
        return disk.power_failures(self.folder, self.before, calls, self.data)


@pytest.fixture
def traced(scenario, tmp_path):
    return Traced(scenario, tmp_path)


def check_all(scenario, what, calls, kinds, cases, check):
    """Checks all cases, adds a row to the table and fails if one has."""
    def failure(case):
        try:
            check(case)
        except (Breach, OSError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
            return f"{case}: {type(error).__name__}: {error}"
        return None

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failures = [result for result in pool.map(failure, cases) if result]
    add_row(scenario.name, what, len(calls), kinds, len(cases), len(failures))
    if failures:
        pytest.fail(f"{len(failures)} of {len(cases)} failed\n" + "\n".join(failures[:SHOWN]), pytrace=False)


def run_with(scenario, fault, tmp_path, judge):
    """Lets one run fail, and checks what it said and what it left; keeps the folder if that is wrong."""
    folder = tmp_path / f"{fault.at:04}-{fault.kind}{'-lasting' if fault.is_lasting else ''}"
    scenario.before(folder)
    outcome = faults.run(scenario.arguments(folder), folder, fault)
    try:
        scenario.check(folder, outcome, judge(outcome))
    except Breach as breach:
        call = next((call for call in outcome.calls if call.number == fault.at), "")
        said = f"exit code {outcome.code}, said: {outcome.err}"
        raise Breach(f"{breach}\n  {call}\n  {outcome.line}\n  {said}") from None
    shutil.rmtree(folder)


def test_a_call_has_the_same_number_in_every_run(scenario, tmp_path):
    first, second = (trace(scenario, tmp_path / name, counts_reads=True) for name in ("first", "second"))
    assert [call.name for call in first.calls] == [call.name for call in second.calls]


def test_the_log_explains_every_byte_on_the_disk(traced):
    assert traced.replayed() == disk.tree(traced.folder)


def test_killed_at_any_call(scenario, tmp_path):
    calls = trace(scenario, tmp_path / "trace").calls
    cases = [Fault(call.number, kind) for call in calls for kind in faults.KILLS]
    cases += [Fault(call.number, "kill-half") for call in calls if call.is_write]

    def judge(outcome):
        require(outcome.code == faults.KILLED, "it was not killed")
        return True

    check_all(scenario, "killed", calls, 3, cases, lambda fault: run_with(scenario, fault, tmp_path, judge))


@pytest.mark.parametrize("is_lasting", [False, True], ids=["once", "from-then-on"])
def test_an_error_at_any_call(scenario, tmp_path, is_lasting):
    calls = trace(scenario, tmp_path / "trace", counts_reads=True).calls
    cases = [
        Fault(call.number, kind, is_lasting, counts_reads=True)
        for call in calls
        for kind in (faults.LASTING_ERRORS if is_lasting else faults.ERRORS[call.name])
    ]

    def check(fault):
        run_with(scenario, fault, tmp_path, lambda outcome: judge_error(fault, outcome))

    what = "errors from then on" if is_lasting else "errors"
    check_all(scenario, what, calls, len({fault.kind for fault in cases}), cases, check)


def judge_error(fault, outcome):
    """Checks how a run with an error ended; true if it may have left temporary files behind."""
    require(outcome.code in (0, 1), "neither success nor an error")
    call = outcome.calls[fault.at - 1]
    if fault.kind == "short" or fault.kind == "eintr" and call.name in ("read", "pread", "write", "pwrite"):
        require(outcome.code == 0, "an interrupted call is made again, a short one continued")
    elif call.is_write or call.is_sync:
        require(outcome.code == 1, "what was not written or synced was acknowledged")
    if outcome.code == 1:
        require_named(outcome)
    syncs = {}
    for made in outcome.calls:
        if made.is_sync:
            require(syncs.get(made.path, 0) >= 0, f"fsync of {made.path} failed and was called again")
            syncs[made.path] = made.result
    # Files that cannot be removed stay.
    return call.name == "unlink" or fault.is_lasting and fault.kind in ("eio", "erofs")


def require_named(outcome):
    """Checks that the error is one line and names a file that a failed call was for."""
    lines = outcome.err.strip().splitlines()
    failed = [path for call in outcome.calls if call.result < 0 or call.number == outcome.fault.at
              for path in (call.path, call.second) if path]
    # A temporary name stands for the file that it will be.
    targets = {re.sub(r"/\.?([^/]*)\.\d+-[0-9a-f]+\.tmp$", r"/\1", path) for path in failed}
    is_named = len(lines) == 1 and any(target in lines[0] for target in targets)
    require(is_named, f"no line that names one of {targets}")


def check_power_failure(scenario, state, failure, outcome):
    """Checks what stands after a power failure; keeps it if that is wrong."""
    disk.write_tree(failure.tree, state)
    try:
        scenario.check(state, outcome if failure.has_ended else None, True)
    except Breach as breach:
        raise Breach(f"{breach}\n  {state}") from None
    shutil.rmtree(state)


def test_power_fails_at_any_call(scenario, traced, tmp_path):
    cases = list(traced.power_failures())

    def check(failure):
        check_power_failure(scenario, tmp_path / f"{failure.number:05}", failure, traced.outcome)

    check_all(scenario, "power fails", traced.outcome.calls, len(disk.FATES), cases, check)


def test_a_missing_fsync_is_seen(scenario, traced, tmp_path):
    """Of a run that had left out one of its fsyncs, some power failure leaves what must not be."""
    syncs = [call for call in traced.outcome.calls if call.is_sync]

    def check(sync):
        for failure in traced.power_failures(without=sync):
            state = tmp_path / f"{sync.number:04}-{failure.number:05}"
            try:
                check_power_failure(scenario, state, failure, traced.outcome)
            except Breach:
                return
        raise Breach("nobody misses it")

    check_all(scenario, "fsync left out", traced.outcome.calls, 1, syncs, check)


# Of the shell's ulimit: blocks of 512 bytes a file, open files, KiB of memory. A program in Swift that gets
# no memory is stopped by the runtime, without a word.
LIMITS = [f"-f {blocks}" for blocks in (0, 1, 8)] + [f"-n {files}" for files in range(4, 12)]
LIMITS += [f"-v {kibibytes}" for kibibytes in range(70_000, 120_000, 5_000)]


def test_a_limit_of_the_process(scenario, tmp_path):
    def check(limit):
        folder = tmp_path / limit.replace(" ", "")
        scenario.before(folder)
        outcome = faults.run(scenario.arguments(folder), limit=limit)
        is_memory = limit.startswith("-v")
        has_said = is_memory or outcome.code in (0, 1)
        require(has_said, f"neither success nor an error: {outcome.line}\n{outcome.err}")
        scenario.check(folder, outcome, is_memory)

    check_all(scenario, "limits", [], 3, LIMITS, check)
