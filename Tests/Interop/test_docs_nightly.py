"""The recipes of docs/nightly.md: the script is run for some nights, the others are read."""

import ast
import os
import subprocess

import duckdb
import pytest
import yaml
from docs_pages import BINARY, blocks
from scores_reference import ROOT

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")

PAGE = "docs/nightly.md"


class Shop:
    """A shop whose orders come in, file by file, and the script that scores it."""

    def __init__(self, folder):
        self.folder = folder / "shop"
        (self.folder / "exports").mkdir(parents=True)
        (folder / "bin").mkdir()
        (folder / "bin/patron").symlink_to(BINARY)
        self.path = f"{folder / 'bin'}:{os.environ['PATH']}"
        self.script = folder / "nightly.sh"
        (_, text), = blocks(PAGE, "bash")
        self.script.write_text(text, encoding="utf-8")
        self.header, *self.rows = (ROOT / "fixtures/cdnow/orders.csv").read_text().splitlines(keepends=True)

    def export(self, name, first, last):
        """A file of the orders from one day to another."""
        rows = [row for row in self.rows if first <= row.split(",")[1] <= last]
        (self.folder / "exports" / name).write_text(self.header + "".join(rows))

    def night(self, day):
        return subprocess.run(
            ["bash", self.script, self.folder, day], capture_output=True, text=True, env={**os.environ, "PATH": self.path})

    def newest(self):
        path = self.folder / "scores/latest.parquet"
        return path.resolve().name, path.read_bytes()


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def test_nights_that_go_well(shop):
    shop.export("1.csv", "1997-01-01", "1998-05-30")
    assert shop.night("1998-05-30").returncode == 0
    assert not (shop.folder / "changes.csv").exists()
    shop.export("2.csv", "1998-05-31", "1998-05-31")
    done = shop.night("1998-05-31")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    name, scores = shop.newest()
    assert name == "1998-05-31.parquet"
    kinds = dict(duckdb.sql(
        f"SELECT change, count(*) FROM read_csv('{shop.folder}/changes.csv') GROUP BY ALL").fetchall())
    ordered = {row.split(",")[0] for row in shop.rows if row.split(",")[1] == "1998-05-31" and not row.endswith(",0.00\n")}
    assert kinds["order"] == len(ordered) > 0
    assert {path.name for path in shop.folder.iterdir()} == {
        ".lock", "backtest.json", "changes.csv", "changes.csv.manifest.json", "exports", "lists", "report.html",
        "report.html.manifest.json", "scores", "store", "tables"}
    # The same night again.
    assert shop.night("1998-05-31").returncode == 0
    assert shop.newest() == (name, scores)


def test_a_short_history_is_scored_without_a_backtest(shop):
    shop.export("1.csv", "1997-01-01", "1997-02-10")
    assert shop.night("1997-02-10").returncode == 0
    assert shop.newest()[0] == "1997-02-10.parquet" and not (shop.folder / "backtest.json").exists()


def test_a_night_that_a_gate_stops_leaves_the_last_one(shop):
    shop.export("1.csv", "1997-01-01", "1998-05-30")
    assert shop.night("1998-05-30").returncode == 0
    before = shop.newest()
    # The same orders, as if by others: an export with its ids written in another way.
    rows = [row.replace(row.split(",")[0], f"c{row.split(',')[0]}", 1) for row in shop.rows]
    (shop.folder / "exports/again.csv").write_text(shop.header + "".join(rows))
    done = shop.night("1998-05-31")
    assert done.returncode == 4 and "customers" in done.stderr and "--max-change" in done.stderr
    assert shop.newest() == before
    assert not (shop.folder / "scores/1998-05-31.parquet").exists()


def test_a_run_waits_for_none_that_is_going_on(shop):
    shop.export("1.csv", "1997-01-01", "1998-05-30")
    with subprocess.Popen(
        ["flock", shop.folder / ".lock", "-c", "echo held; read line"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True) as other:
        assert other.stdout.readline() == "held\n"
        assert shop.night("1998-05-30").returncode == 75
        other.communicate("go\n")
    assert not (shop.folder / "store").exists()


def test_the_airflow_file_is_python_and_its_tasks_are_shell():
    (_, text), = blocks(PAGE, "airflow")
    tree = ast.parse(text)
    names = {"DAY": "1998-05-30", "SCORES": "scores/1998-05-30.parquet", "PREVIOUS": "scores/1998-05-29.parquet"}
    commands = [
        eval(compile(ast.Expression(keyword.value), "docs", "eval"), {}, names)
        for node in ast.walk(tree) if isinstance(node, ast.Call) for keyword in node.keywords if keyword.arg == "bash_command"]
    assert len(commands) == 6
    for command in commands:
        subprocess.run(["bash", "-n", "-c", command], check=True)


def test_the_tasks_of_airflow_score_a_shop(shop):
    """Two nights by the commands of the tasks, as templates would fill them."""
    (_, text), = blocks(PAGE, "airflow")
    tree = ast.parse(text)
    shop.export("1.csv", "1997-01-01", "1998-05-31")
    for before, day in [("1998-05-29", "1998-05-30"), ("1998-05-30", "1998-05-31")]:
        names = {"DAY": day, "SCORES": f"scores/{day}.parquet", "PREVIOUS": f"scores/{before}.parquet"}
        for node in ast.walk(tree):
            for keyword in node.keywords if isinstance(node, ast.Call) else []:
                if keyword.arg == "bash_command":
                    command = eval(compile(ast.Expression(keyword.value), "docs", "eval"), {}, names)
                    subprocess.run(
                        ["bash", "-c", command], check=True, cwd=shop.folder, env={**os.environ, "PATH": shop.path})
    assert (shop.folder / "scores/1998-05-31.parquet").exists() and (shop.folder / "changes.csv").exists()


def test_the_workflow_is_yaml_and_its_steps_are_shell():
    (_, text), = blocks(PAGE, "yaml")
    workflow = yaml.safe_load(text)
    # YAML 1.1 takes the key `on` for true.
    assert workflow[True] == {"schedule": [{"cron": "15 4 * * *"}]}
    steps = workflow["jobs"]["score"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    for step in steps:
        subprocess.run(["bash", "-n", "-c", step.get("run", "")], check=True)
