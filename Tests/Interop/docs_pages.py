"""The pages of README.md and docs/: their blocks, their tables of columns, and folders in which examples are run."""

import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess

from scores_reference import ROOT

BINARY = pathlib.Path(os.environ.get("PATRON_BINARY") or ROOT / ".build/release/patron").resolve()
PAGES = {path.name if path.parent == ROOT else f"docs/{path.name}": path.read_text(encoding="utf-8")
         for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]}

# The types of the dictionaries as DuckDB has those of Parquet; money of two decimals.
TYPES = {
    "text": "VARCHAR", "integer": "INTEGER", "count": "BIGINT", "real": "FLOAT", "date": "DATE", "boolean": "BOOLEAN",
    "money": "DECIMAL(18,2)", "decimal(3)": "DECIMAL(18,3)"}


def blocks(page, *languages):
    """The fenced blocks of some languages in order: (language, text)."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", PAGES[page], re.MULTILINE | re.DOTALL)
    return [(language, text) for language, text in found if language in languages]


def prose(page):
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", PAGES[page], flags=re.MULTILINE | re.DOTALL)


def sections(page, level):
    """The text under each heading of a level, by the heading."""
    parts = re.split(rf"^{'#' * level} (.*)\n", PAGES[page], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def dictionary(text):
    """The rows of tables of columns: (name, type as DuckDB has it, the other cells)."""
    rows = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) > 1 and cells[1] in TYPES:
            rows += [(name, TYPES[cells[1]], cells[2:]) for name in re.findall(r"`([^`]+)`", cells[0])]
    return rows


def run(line, folder, status=0):
    """Runs a line of a shell in which the program is called patron."""
    programs = folder / ".bin"
    programs.mkdir(exist_ok=True)
    if not (programs / "patron").exists():
        (programs / "patron").symlink_to(BINARY)
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"})
    assert done.returncode == status, f"{line}\nexited {done.returncode}\n{done.stderr}"
    return done.stdout


def prepare(folder, store=True):
    """Files under the names that examples call them by: the CDNOW orders, people, scores of two days, and a store."""
    orders = (ROOT / "fixtures/cdnow/orders.csv").read_text(encoding="utf-8")
    header, *rows = orders.splitlines(keepends=True)
    (folder / "orders.csv").write_text(orders, encoding="utf-8")
    ids = sorted({row.split(",")[0] for row in rows})
    (folder / "people.csv").write_text(
        "customer_id,email,consent\n" + "".join(f"{id},{id}@example.com,yes\n" for id in ids), encoding="utf-8")
    # One export three times, in the ways that they come.
    with gzip.open(folder / "old.csv.gz", "wt", encoding="utf-8") as file:
        file.write(header + "".join(rows[:2000]))
    (folder / "exports").mkdir()
    (folder / "exports/1997.csv").write_text(header + "".join(rows[2000:4000]), encoding="utf-8")
    (folder / "new-1.csv").write_text(header + "".join(rows[4000:]), encoding="utf-8")
    for name, day in [("monday", "1998-06-29"), ("tuesday", "1998-06-30")]:
        run(f"patron score orders.csv --as-of {day} --quiet -o {name}.parquet", folder)
    if store:
        run("patron import orders.csv --customers people.csv --into shop --currency USD --quiet", folder)


def shell_lines(text):
    """The commands of a block, each with the exit code that it says."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            status = re.search(r"# exits (\d+)", line)
            if not shutil.which("jq"):
                line = re.sub(r"\| jq .*", "", line)
            yield line, int(status[1]) if status else 0


def commands():
    """The options and subcommands of every command, by its words: 'store info'."""
    tool = json.loads(subprocess.run([BINARY, "--experimental-dump-help"], check=True, capture_output=True).stdout)
    found = {}

    def visit(command, words):
        names = {f"-{name['name']}" if name["kind"] == "short" else f"--{name['name']}"
                 for argument in command.get("arguments", []) for name in argument.get("names", [])}
        found[" ".join(words)] = names
        for child in command.get("subcommands", []):
            visit(child, [*words, child["commandName"]])
            if child["commandName"] == command.get("defaultSubcommand"):
                names |= found[" ".join([*words, child["commandName"]])]

    visit(tool["command"], [])
    # What the parser answers by itself.
    found[""] |= {"--generate-completion-script", "--experimental-dump-help"}
    return found
