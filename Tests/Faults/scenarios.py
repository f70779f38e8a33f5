"""Commands that are let fail, the state before each, and what must hold after a failure.

A scenario has
    name                   as it stands in the table
    before(folder)         makes the state before it, as a new folder
    arguments(folder)      of the command
    check(folder, outcome, can_have_leftovers)
                           fails unless the folder is in the old state or the new one, whole, and the
                           command can be run again; the outcome is None if it did not come to an end
    afterwards(folder)     arguments of what is run when the command was killed: it and what builds on it
    needs_every_fsync      false if a power failure may undo what it did
"""

import hashlib
import json
import shutil

import faults

ORDERS = faults.ROOT / "fixtures/cdnow/orders.csv"
# Files that are not published yet, of OutputFile.
TEMPORARY = ".tmp"


class Breach(Exception):
    """Something that must hold and does not."""


def require(holds, message):
    if not holds:
        raise Breach(message)


def parsed(text):
    """The document of a text in JSON."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise Breach(f"no JSON: {error}") from None


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def done(arguments, root=None):
    """The outcome of a run that succeeds."""
    outcome = faults.run(arguments, root)
    require(outcome.code == 0, f"exit code {outcome.code}: {outcome.line}\n{outcome.err}")
    return outcome


def temporaries(folder):
    return sorted(path.name for path in folder.rglob("*") if path.name.endswith(TEMPORARY))


def some_orders(path, lines):
    """The header and some of the CDNOW orders."""
    rows = ORDERS.read_text().splitlines(keepends=True)
    path.write_text("".join([rows[0], *(rows[1 + number] for number in lines)]))


class Output:
    """A file with its manifest, written anew over that of an earlier run with another option."""

    needs_every_fsync = True

    def __init__(self, folder):
        folder.mkdir()
        self.prepare(folder)
        self.old, self.new = folder / "old", folder / "new"
        for state, choice in ((self.old, self.choices[0]), (self.new, self.choices[1])):
            state.mkdir()
            done(self.writing(state, choice))

    def prepare(self, folder):
        """Makes what the command reads."""

    def before(self, folder):
        shutil.copytree(self.old, folder)

    def arguments(self, folder):
        return self.writing(folder, self.choices[1])

    def afterwards(self, folder):
        return [self.arguments(folder)]

    def check(self, folder, outcome, can_have_leftovers):
        output, manifest = folder / self.output, folder / f"{self.output}.manifest.json"
        found = output.read_bytes()
        is_new = found == (self.new / output.name).read_bytes()
        require(is_new or found == (self.old / output.name).read_bytes(), "the output is neither")
        if manifest.exists():
            said = parsed(manifest.read_bytes())["outputs"][0]["sha256"]
            require(said == sha256(output), "the manifest speaks of another output")
        if outcome and outcome.code == 0:
            require(is_new and manifest.exists(), "acknowledged, and not there")
        left = temporaries(folder)
        require(can_have_leftovers or not left, f"left behind: {left}")
        done(self.arguments(folder))
        for path in self.new.iterdir():
            found = (folder / path.name).read_bytes()
            require(found == path.read_bytes(), f"{path.name} differs when run again")


class Score(Output):
    """A score file; the runs differ in their as-of."""

    name = "score"
    output = "scores.parquet"
    choices = ["1997-06-30", "1997-09-30"]

    def prepare(self, folder):
        self.orders = folder / "orders.csv"
        some_orders(self.orders, range(400))

    def writing(self, folder, day):
        options = ["--as-of", day, "--quiet", "--threads", "1"]
        return ["score", self.orders, *options, "-o", folder / self.output]


class Fit(Score):
    """A model on its own; the runs differ in their as-of."""

    name = "fit"
    output = "model.json"

    def writing(self, folder, day):
        options = ["--as-of", day, "--quiet", "--threads", "1"]
        return ["fit", self.orders, *options, "-o", folder / self.output]


class Report(Score):
    """A page; the runs differ in their as-of."""

    name = "report"
    output = "report.html"

    def writing(self, folder, day):
        options = ["--as-of", day, "--title", "Orders", "--quiet", "--threads", "1"]
        return ["report", self.orders, *options, "-o", folder / self.output]


class Simulate(Output):
    """A log of simulated orders; the runs differ in their seeds."""

    name = "simulate"
    output = "orders.csv"
    choices = ["1", "2"]

    def writing(self, folder, seed):
        options = ["--orders", "900", "--customers", "90", "--seed", seed, "--quiet", "--threads", "1"]
        return ["simulate", *options, "-o", folder / self.output]


class Folder(Score):
    """A folder of files; the runs differ in their as-of, and the earlier one has a file more.

    Each file is an old one or a new one, or is not there; where the document of all is, all are its own.
    """

    def prepare(self, folder):
        super().prepare(folder)
        self.run_again = set()

    def check(self, folder, outcome, can_have_leftovers):
        document = folder / self.name / f"{self.name}.json"
        files = [path for path in folder.glob(f"{self.name}/*.*") if not path.name.endswith(TEMPORARY)]
        for path in files:
            same = [state / self.name / path.name for state in (self.old, self.new)]
            require(
                any(state.exists() and path.read_bytes() == state.read_bytes() for state in same), f"{path.name} is neither")
        if document.exists():
            said = {output["file"]: output["sha256"] for output in parsed(document.read_bytes())["outputs"]}
            found = {path.name: sha256(path) for path in files if path != document}
            # What a killed run had not yet taken away, no later one knows of.
            require(said.items() <= found.items(), "the document speaks of other files")
            require(can_have_leftovers or len(said) == len(found), "what is no part of it is there")
        if outcome and outcome.code == 0:
            require(
                document.exists() and document.read_bytes() == (self.new / self.name / document.name).read_bytes(),
                "acknowledged, and not there")
        left = temporaries(folder)
        require(can_have_leftovers or not left, f"left behind: {left}")
        # What is the same before the next run is the same after it.
        state = frozenset((path.name, sha256(path)) for path in files)
        if state in self.run_again:
            return
        done(self.arguments(folder))
        for path in (self.new / self.name).iterdir():
            require((folder / self.name / path.name).read_bytes() == path.read_bytes(), f"{path.name} differs when run again")
        self.run_again.add(state)


class Tables(Folder):
    """Tables; the earlier run has one more."""

    name = "tables"
    # Each is needed, as for lists, which show it: for forty files that would take a quarter of an hour.
    needs_every_fsync = False

    def writing(self, folder, day):
        options = ["--as-of", day, "--amount", "none", "--horizons", "30", "--quiet", "--threads", "1"]
        options += ["--compare-to", "1997-03-31"] if day == self.choices[0] else []
        return ["tables", self.orders, *options, "-o", folder / "tables"]


class Lists(Folder):
    """Lists of people; the earlier run has those who were held out, too."""

    name = "lists"

    def prepare(self, folder):
        super().prepare(folder)
        self.scenarios = folder / "scenarios.txt"
        self.scenarios.write_text("once: purchase_days = 1 by clv\noften: purchase_days > 1\n")

    def writing(self, folder, day):
        options = ["--as-of", day, "--scenarios", self.scenarios, "--quiet", "--threads", "1"]
        options += ["--holdout", "20%"] if day == self.choices[0] else []
        return ["lists", self.orders, *options, "-o", folder / "lists"]


ALL = [Score, Fit, Report, Simulate, Tables, Lists]
