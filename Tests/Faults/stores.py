"""Imports, compactions and vacuums of a store, let fail: scenarios.py says what a scenario has."""

import shutil

import disk
import faults
from scenarios import TEMPORARY, Breach, done, parsed, require, some_orders
from tables import Table, normal_form

AS_OF = "1997-09-30"
THREADS = ["--threads", "1"]
# Those that go with the orders.
TABLES = ["set_aside", "lines", "customers", "merges", "forgotten"]


class Store:
    """A scenario whose folder has the store, or nothing yet.

    States that differ only in what each run makes up (normal_form) are examined once.
    """

    needs_every_fsync = True

    def __init__(self, folder):
        folder.mkdir()
        self.examined = {}
        self.first, self.second = folder / "first.csv", folder / "second.csv"
        some_orders(self.first, range(0, 600, 2))
        some_orders(self.second, range(1, 600, 2))
        self.old = folder / "old"
        self.old.mkdir()
        self.prepare(self.old)
        self.old_state = self.state(self.old)
        shutil.copytree(self.old, folder / "new")
        done(self.arguments(folder / "new"))
        self.new_state = self.state(folder / "new")
        self.take_again(folder / "new")

    def prepare(self, folder):
        """Makes the store that the command is to change."""

    def before(self, folder):
        shutil.copytree(self.old, folder)

    def afterwards(self, folder):
        return [self.arguments(folder)]

    def importing(self, folder, orders):
        return ["import", orders, "--into", folder / "store", "--currency", "USD", "--quiet", *THREADS]

    def vacuuming(self, folder):
        return ["store", "vacuum", folder / "store", "--retention", "0h"]

    def state(self, folder):
        """The version and the scores that come of it, both None if there is no version."""
        version = Table(folder / "store" / "orders").version
        return version, None if version is None else self.scores(folder)

    def scores(self, folder):
        output = folder.with_name(f"{folder.name}.scores.csv")
        done(["score", folder / "store", "--as-of", AS_OF, "--quiet", *THREADS, "-o", output])
        return output.read_bytes()

    def check(self, folder, outcome, can_have_leftovers):
        left = self.leftovers(folder)
        require(can_have_leftovers or not left, f"left behind: {left}")
        version = Table(folder / "store" / "orders").version
        form = normal_form(disk.tree(folder))
        if form not in self.examined:
            try:
                self.examined[form] = self.examine(folder), None
            except Breach as breach:
                self.examined[form] = None, breach
        found, breach = self.examined[form]
        if breach:
            raise breach
        if outcome and outcome.code == 0:
            require(found == self.new_state, f"acknowledged, and version {version} is not new")

    def examine(self, folder):
        """The state of the store; fails unless it is the old or the new one and all can go on from there."""
        table = Table(folder / "store" / "orders")
        found = self.state(folder)
        if table.version is None:
            require(found == self.old_state, "the store has lost its versions")
            code = faults.run(["score", folder / "store", "--as-of", AS_OF, "--quiet"]).code
            require(code == 1, f"exit code {code} of scoring what has no version")
        else:
            table.check()
            done(["store", "verify", folder / "store"])
            version = parsed(done(["store", "info", folder / "store", "--json"]).out)["version"]
            require(version == table.version, f"info says version {version}, the log {table.version}")
            states = [self.old_state, self.new_state]
            require(version in [version for version, _ in states], f"version {version} is neither old nor new")
            require(found in states, f"version {version} has not its scores")
        done(self.arguments(folder))
        require(self.state(folder) == self.new_state, "run again, it does not come to the new state")
        self.take_again(folder)
        return found

    def expected(self, folder):
        """What the logs of the store's tables explain."""
        tables = ["orders", *(name for name in TABLES if (folder / "store" / name).exists())]
        return set().union(*(Table(folder / "store" / name).expected for name in tables))

    def leftovers(self, folder):
        """Files in the store that are new, and in no table; rejected rows are nobody's but the user's."""
        expected = {path.name for path in [*self.old.rglob("*"), *self.expected(folder)]}
        return sorted(path.name for path in self.files(folder) if path.name not in expected)

    def files(self, folder):
        """All files in the store but those of rejected rows."""
        found = (path for path in (folder / "store").rglob("*") if path.is_file())
        return {path for path in found if path.parent.name != "rejects" or path.name.endswith(TEMPORARY)}

    def take_again(self, folder):
        """Removes what no version needs, and checks that nothing else was removed and nothing stayed."""
        done(self.vacuuming(folder))
        Table(folder / "store" / "orders").check()
        left = sorted(path.name for path in self.files(folder) - self.expected(folder))
        require(not left, f"not gone: {left}")
        done(["store", "verify", folder / "store"])
        require(self.state(folder) == self.new_state, "the state changed with a vacuum")


class FirstImport(Store):
    """The store does not exist before."""

    name = "first import"

    def arguments(self, folder):
        return self.importing(folder, self.first)


class SecondImport(Store):
    """The store has one version, and a row of the new orders cannot be read."""

    name = "import"
    REJECTED = "00001,no date,1,11.77"

    def prepare(self, folder):
        with self.second.open("a") as orders:
            orders.write(f"{self.REJECTED}\n")
        done(self.importing(folder, self.first))

    def arguments(self, folder):
        return self.importing(folder, self.second)

    def check(self, folder, outcome, can_have_leftovers):
        handed_back = [path.read_text() for path in (folder / "store").glob("rejects/*.csv")]
        version = Table(folder / "store" / "orders").version
        is_back = any(self.REJECTED in text for text in handed_back)
        require(is_back or version == self.old_state[0], "a row is neither in the store nor handed back")
        super().check(folder, outcome, can_have_leftovers)


class Restatement(Store):
    """Orders with lines come again, some as others: three tables change together, or none."""

    name = "restatement"

    def prepare(self, folder):
        self.export(self.first, range(90), lambda order: "pending" if order % 7 == 0 else "paid")
        # An order that was pending was paid, others are cancelled, one moves to another customer, and ten are new.
        states = {0: "paid", 8: "cancelled", 15: "cancelled"}
        self.export(self.second, [*range(30), *range(90, 100)], lambda order: states.get(order, "paid"), moved=3)
        done(self.importing(folder, self.first))

    @staticmethod
    def export(path, orders, status, moved=None):
        lines = ["order_id,customer_id,order_date,product_id,quantity,unit_price,status"]
        for order in orders:
            customer = "c99" if order == moved else f"c{order % 23}"
            day = f"1997-0{1 + order % 8}-1{order % 9}"
            lines += [f"R{order},{customer},{day},p{line},{1 + line},{order + 1}.50,{status(order)}" for line in range(3)]
        path.write_text("\n".join(lines) + "\n")

    def arguments(self, folder):
        return self.importing(folder, self.second)


class Compaction(Store):
    """The store has two runs of orders that become one; the scores stay as they are."""

    name = "compaction"

    def prepare(self, folder):
        done(self.importing(folder, self.first))
        done(self.importing(folder, self.second))

    def arguments(self, folder):
        return ["store", "compact", folder / "store", *THREADS]

    def afterwards(self, folder):
        # The old files must not go while a power failure may bring back the version that needs them.
        return [self.arguments(folder), self.vacuuming(folder)]


class Vacuum(Compaction):
    """Files that a compaction replaced are removed; the version stays as it is."""

    name = "vacuum"
    needs_every_fsync = False

    def prepare(self, folder):
        super().prepare(folder)
        done(super().arguments(folder))

    def arguments(self, folder):
        return self.vacuuming(folder)

    def afterwards(self, folder):
        return [self.arguments(folder)]


ALL = [FirstImport, SecondImport, Restatement, Compaction, Vacuum]
