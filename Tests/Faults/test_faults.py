"""Every system call of a command fails, one after another: faults.c says how, scenarios.py what must hold.

Commands run on one thread, so that the calls have the same numbers in every run.
"""

import concurrent.futures
import dataclasses
import os
import re
import shutil
import subprocess

import disk
import faults
import pytest
import scenarios
import stores
from conftest import add_row
from faults import Fault
from scenarios import Breach, require

SCENARIOS = {scenario.name: scenario for scenario in scenarios.ALL + stores.ALL}
# What is another one in every failure of a kind.
PASSING = re.compile(r"[0-9]+[0-9a-f-]*|/\S*/")

pytestmark = pytest.mark.skipif(
    not (faults.BINARY.exists() and faults.LIBRARY.exists()),
    reason=f"there is no {faults.BINARY} or no {faults.LIBRARY}; `make faults` builds both",
)


@pytest.fixture(scope="module", params=SCENARIOS)
def scenario(request, tmp_path_factory):
    return SCENARIOS[request.param](tmp_path_factory.mktemp("states") / request.param)


def require_end(outcome, code):
    require(outcome.code == code, f"exit code {outcome.code}: {outcome.line}\n{outcome.err}")


def trace(scenario, folder, **options):
    """The calls of a run in which nothing fails."""
    scenario.before(folder)
    outcome = faults.run(scenario.arguments(folder), folder, **options)
    require_end(outcome, 0)
    require(outcome.calls, "nothing was numbered")
    return outcome.calls


def replay(scenario, folder, killed_at=None):
    """The outcome of a run in which nothing fails, perhaps after one that was killed, and the replay of all."""
    scenario.before(folder)
    before = disk.tree(folder)
    runs = [(scenario.arguments(folder), None)]
    if killed_at:
        runs = [(runs[0][0], Fault(killed_at, "kill-after"))]
        runs += [(arguments, None) for arguments in scenario.afterwards(folder)]
    calls, data = [], b""
    for arguments, fault in runs:
        outcome = faults.run(arguments, folder, fault, data=True)
        require_end(outcome, faults.KILLED if fault else 0)
        calls += outcome.calls
        data += folder.with_name(f"{folder.name}.data").read_bytes()
    return outcome, disk.Replay(folder, before, calls, data)


def check_all(scenario, what, calls, kinds, cases, check):
    """Checks all cases, adds a row to the table and fails if one has."""
    def failure(case):
        try:
            check(case)
        except (Breach, OSError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
            return f"{type(error).__name__}: {error}"
        return None

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failures = [(case, said) for case, said in zip(cases, pool.map(failure, cases)) if said]
    add_row(scenario.name, what, len(calls), kinds, len(cases), len(failures))
    if failures:
        # Each kind of failure is told once in full.
        alike = {}
        for case, said in failures:
            alike.setdefault(PASSING.sub("", said.split("\n  ")[0]), []).append((case, said))
        lines = [f"{len(failures)} of {len(cases)} failed"]
        for group in alike.values():
            lines += ["", *(str(case) for case, _ in group), f"  {group[0][1]}"]
        pytest.fail("\n".join(lines), pytrace=False)


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
    remove(folder)


def remove(folder):
    """Removes a folder that was found to be right, and what was written beside it."""
    shutil.rmtree(folder)
    for path in folder.parent.glob(f"{folder.name}.*"):
        path.unlink()


def test_a_call_has_the_same_number_in_every_run(scenario, tmp_path):
    first, second = (trace(scenario, tmp_path / name, counts_reads=True) for name in ("first", "second"))
    assert [call.name for call in first] == [call.name for call in second]


def test_the_log_explains_every_byte_on_the_disk(scenario, tmp_path):
    _, replayed = replay(scenario, tmp_path / "run")
    assert replayed.tree() == disk.tree(tmp_path / "run")


def test_killed_at_any_call(scenario, tmp_path):
    calls = trace(scenario, tmp_path / "trace")
    cases = [Fault(call.number, kind) for call in calls for kind in faults.KILLS]
    cases += [Fault(call.number, "kill-half") for call in calls if call.is_write]

    def judge(outcome):
        require(outcome.code == faults.KILLED, "it was not killed")
        return True

    check_all(scenario, "killed", calls, 3, cases, lambda fault: run_with(scenario, fault, tmp_path, judge))


@pytest.mark.parametrize("is_lasting", [False, True], ids=["once", "from-then-on"])
def test_an_error_at_any_call(scenario, tmp_path, is_lasting):
    calls = trace(scenario, tmp_path / "trace", counts_reads=True)
    cases = [
        Fault(call.number, kind, is_lasting, counts_reads=True)
        for call in calls
        for kind in (faults.LASTING_ERRORS if is_lasting else call.errors)
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
    # Files that cannot be removed stay; so do those of a table whose last version may be lost or not.
    is_open = call.is_sync and call.path.endswith("/_delta_log") and not call.path.endswith("/orders/_delta_log")
    return call.name == "unlink" or is_open or fault.is_lasting and fault.kind in ("eio", "erofs")


def require_named(outcome):
    """Checks that the error is one line and names a file that a failed call was for, or the log's table."""
    lines = outcome.err.strip().splitlines()
    failed = [path for call in outcome.calls if call.result < 0 or call.number == outcome.fault.at
              for path in (call.path, call.second) if path]
    # A temporary name stands for the file that it will be.
    targets = {re.sub(r"/\.?([^/]*)\.\d+-[0-9a-f]+\.tmp$", r"/\1", path) for path in failed}
    targets |= {path.removesuffix("/_delta_log") for path in targets}
    is_named = len(lines) == 1 and any(target in lines[0] for target in targets)
    require(is_named, f"no line that names one of {targets}")


def check_power_failure(scenario, state, failure, outcome):
    """Checks what stands after a power failure; keeps it if that is wrong."""
    disk.write_tree(failure.tree, state)
    try:
        scenario.check(state, outcome if failure.has_ended else None, True)
    except Breach as breach:
        raise Breach(f"{breach}\n  {state}") from None
    remove(state)


def test_power_fails_at_any_call(scenario, tmp_path):
    outcome, replayed = replay(scenario, tmp_path / "run")
    cases = list(replayed.power_failures())

    def check(failure):
        check_power_failure(scenario, tmp_path / f"{failure.number:05}", failure, outcome)

    check_all(scenario, "power fails", outcome.calls, len(disk.FATES), cases, check)


def test_power_fails_after_a_second_attempt(scenario, tmp_path):
    """What a killed run has left is not safe yet: the next run must not build on it."""
    calls = trace(scenario, tmp_path / "trace")

    def check(call):
        folder = tmp_path / f"{call.number:04}"
        outcome, replayed = replay(scenario, folder, killed_at=call.number)
        for failure in replayed.power_failures(only_at_end=True):
            state = tmp_path / f"{folder.name}-{failure.number:05}"
            check_power_failure(scenario, state, failure, outcome)
        remove(folder)

    check_all(scenario, "killed, again, power fails", calls, len(disk.FATES), calls, check)


def test_a_missing_fsync_is_seen(scenario, tmp_path):
    """Had a run not synced a file or folder that it changed, a power failure could leave what must not be."""
    if not scenario.needs_every_fsync:
        pytest.skip("what it does may be lost")
    outcome, replayed = replay(scenario, tmp_path / "run")
    changes = [call for call in outcome.calls if call.result >= 0 and not call.is_sync]
    names = {name for call in changes for name in (call.path, call.second)}
    changed = names | {os.path.dirname(name) for name in names}
    synced = sorted(changed & {call.path for call in outcome.calls if call.is_sync})

    def check(path):
        calls = [call for call in outcome.calls if not (call.is_sync and call.path == path)]
        for failure in dataclasses.replace(replayed, calls=calls).power_failures():
            state = tmp_path / f"{synced.index(path):04}-{failure.number:05}"
            try:
                check_power_failure(scenario, state, failure, outcome)
            except Breach:
                return
        raise Breach("nobody misses it")

    check_all(scenario, "fsyncs left out", outcome.calls, 1, synced, check)


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
