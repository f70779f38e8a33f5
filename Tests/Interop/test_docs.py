"""What README.md and docs/ say: examples run, links lead somewhere, options and columns are those that there are."""

import json
import re
import subprocess
import sys

import duckdb
import pytest
from detail_bases import Base
from docs_pages import BINARY, PAGES, blocks, commands, dictionary, prepare, prose, run, sections, shell_lines
from scores_reference import ROOT

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")

DEMO = "patron score fixtures/cdnow/orders.csv --as-of 1997-09-30 --zero-orders keep --currency USD -o demo/scores.csv"
# What is run; the others are `text`, or are read by test_docs_loading.py and test_docs_nightly.py.
RUN = ["sh", "sql", "python"]
READ = ["text", "bash", "airflow", "yaml", "postgresql", "bigquery", "snowflake"]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, *RUN)])
def test_examples_run(page, tmp_path):
    prepare(tmp_path, store=page != "README.md")
    sql = duckdb.connect()
    sql.execute(f"SET file_search_path = '{tmp_path}'")
    for language, text in blocks(page, *RUN):
        if language == "sql":
            sql.execute(text)
        elif language == "python":
            subprocess.run([sys.executable, "-c", text], check=True, cwd=tmp_path)
        else:
            for line, status in shell_lines(text):
                run(line, tmp_path, status)


def test_the_demo_prints_what_readme_shows(tmp_path):
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    (tmp_path / "demo").mkdir()
    assert DEMO.removeprefix("patron ") in (ROOT / "Makefile").read_text().replace("\\\n\t  ", "")
    printed = [line.rstrip() for line in run(DEMO, tmp_path).splitlines()]
    shown = re.search(r"prints:\n\n(.*?)\n\nThe scores", PAGES["README.md"], re.DOTALL)[1]
    shown = [line[4:] for line in shown.splitlines()]
    rows = shown.index("…")
    assert printed[:rows] == shown[:rows] and printed[-1] == shown[-1]


@pytest.mark.parametrize("page", PAGES)
def test_blocks_are_of_languages_that_are_run_or_read(page):
    found = re.findall(r"^```(\w*)\n.*?^```$", PAGES[page], re.MULTILINE | re.DOTALL)
    # Of lists.md the rules are compared by ScenarioTests.swift.
    assert set(found) <= set(RUN + READ) | ({""} if page == "docs/lists.md" else set())


def anchors(page):
    """What links may name of a page's headings."""
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)$", PAGES[page], re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES)
def test_links_and_paths_lead_somewhere(page):
    folder = (ROOT / page).parent
    for target in re.findall(r"\]\(([^)]+)\)", prose(page)):
        path, _, anchor = target.partition("#")
        file = (folder / path).resolve() if path else ROOT / page
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(str(file.relative_to(ROOT))), target
    for path in re.findall(r"`((?:Sources|Tests|Benchmarks|fixtures|docs)/[\w./+-]+)`", prose(page)):
        assert "NAME" in path or (ROOT / path).exists(), path


def test_pages_are_all_in_the_index():
    linked = set(re.findall(r"\]\((\w+\.md)\)", PAGES["docs/README.md"]))
    assert {f"docs/{name}" for name in linked} == set(PAGES) - {"README.md", "docs/README.md"}


def uses(page):
    """The calls of patron on a page: the words after it; and options that stand alone."""
    texts = [line for _, text in blocks(page, "sh", "bash", "airflow", "yaml", "text") for line in text.splitlines()]
    texts += re.findall(r"`([^`]+)`", prose(page).replace("\n", " "))
    texts += re.findall(r"^    (patron .*)$", prose(page), re.MULTILINE)
    calls, alone = [], []
    for text in texts:
        for call in re.findall(r"\bpatron ((?:(?!\bpatron )[^|;`#])*)", text):
            calls.append(call.split())
        if text.startswith("--"):
            alone.append(text.split()[0].split("=")[0])
    return calls, alone


def test_options_and_subcommands_are_those_that_there_are():
    known = commands()
    every = set().union(*known.values())
    named = set()
    for page in PAGES:
        calls, alone = uses(page)
        for words in calls:
            command = ""
            while words and f"{command} {words[0]}".strip() in known:
                command = f"{command} {words.pop(0)}".strip()
            named |= {command, command.split(" ")[0]}
            for word in words:
                # Of text in a shell or in Python the quotes are around it.
                option = re.fullmatch(r"[\"'({$]*(--?[a-z][a-z-]*)[\"'),.:}]*", word)
                if option and command:
                    assert option[1] in known[command], f"{page}: patron {command} has no {option[1]}"
        for option in alone:
            assert option in every, f"{page}: nothing has {option}"
    assert set(known) - named - {"help"} == set(), "commands that no page names"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return Base("made orders", tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    return Base("made lines", tmp_path_factory.mktemp("lines"))


def header(path):
    return [tuple(row[:2]) for row in duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()]


def required(path):
    """The columns of a Parquet file that are never absent."""
    return {name for name, in duckdb.sql(
        f"SELECT name FROM parquet_schema('{path}') WHERE repetition_type = 'REQUIRED'").fetchall()}


HORIZONS = ["7", "30", "400"]


def documented_scores():
    """The dictionary of score files, one group of columns for each horizon."""
    page = sections("docs/columns.md", 2)
    parts = [page[name] for name in ("What happened", "Compared with the base", "Predicted", "With options")]
    columns, group = [], []
    for name, kind, cells in [row for part in parts for row in dictionary(part)]:
        if "<H>" in name:
            group.append((name, kind, cells))
            continue
        columns += [(one.replace("<H>", horizon), kind, cells) for horizon in HORIZONS for one, kind, cells in group]
        group = []
        columns.append((name, kind, cells))
    return columns


def test_the_dictionary_of_score_files_is_complete(base, lines, tmp_path):
    known = documented_scores()
    found = {}
    for place, one in enumerate([base, lines]):
        path = tmp_path / f"{place}.parquet"
        subprocess.run(
            [BINARY, "score", one.store, "--profile", "--compare-to", "2024-06-30", "--horizons", ",".join(HORIZONS),
             "--churn-horizon", "30", "--margin", "0.35", "--quiet", "-o", path], check=True)
        names = [name for name, _ in header(path)]
        # What the store has nothing for is left out; the rest stands in the order of the page.
        assert [name for name, _, _ in known if name in names] == names
        found |= dict(header(path))
        for name, _, cells in known:
            if name in names:
                assert (cells[1] == "never") == (name in required(path)), name
    assert found == {name: kind for name, kind, _ in known}


def test_the_dictionary_of_changes_is_complete(tmp_path):
    prepare(tmp_path, store=False)
    run("patron changes monday.parquet tuesday.parquet -o changes.parquet", tmp_path)
    known = dictionary(sections("docs/columns.md", 2)["What moved"])
    path = tmp_path / "changes.parquet"
    assert [(name, kind) for name, kind, _ in known] == header(path)
    assert {name for name, _, cells in known if cells[1] == "never"} == required(path)


def test_the_keys_of_the_manifest_are_documented(tmp_path):
    prepare(tmp_path, store=False)
    text = run(
        "patron score orders.csv --compare-to 1997-12-31 --lookback 365d --previous monday.parquet --json -o scores.parquet", tmp_path)
    keys = set(json.loads(text))
    known = set(re.findall(r"`(\w+)`", sections("docs/columns.md", 2)["The manifest"]))
    assert keys <= known, keys - known


def test_the_tables_are_documented(base, lines, tmp_path):
    parts = sections("docs/tables.md", 3)
    # The columns that all have stand before the first table.
    last = dictionary(sections("docs/tables.md", 1)["The base in tables"].split("\n## ")[0])
    made = {}
    (tmp_path / "periods.csv").write_text("name,start,end\nsale,2024-02-01,2024-02-20\n")
    subprocess.run(
        [BINARY, "tables", base.store, "-o", tmp_path / "tables", "--margin", "0.35", "--cac", base.store.parent / "spend.csv",
         "--compare-to", "2024-06-30", "--periods", tmp_path / "periods.csv", "--quiet"], check=True)
    for folder in (tmp_path / "tables", lines.folder):
        made |= {path.stem: path for path in folder.glob("*.parquet")}
    assert set(made) == set(parts), "tables, and sections about tables"
    for name, path in made.items():
        known = [(column, kind) for column, kind, _ in dictionary(parts[name]) + last]
        assert known == header(path), name
