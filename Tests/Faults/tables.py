"""Delta tables, read without the program."""

import hashlib
import re
import urllib.parse
import zlib

from scenarios import parsed, require

COMMIT = re.compile(r"\d{20}\.json")
DATA_FILE = re.compile(rb"part-[0-9a-f]{32}\.parquet")
TEMPORARY_END = re.compile(rb"\.\d+-[0-9a-f]+\.tmp")
# Rejected rows are named by the time of the import.
REJECTED = re.compile(rb"rejects/\d+\.csv")
CHECKSUM = re.compile(rb'(?<="patronCrc32":")[0-9a-f]{8}')
# The parts of a commit that are other ones in every run: times and the table's identifier.
PASSING = re.compile(rb'"(timestamp|createdTime|modificationTime|deletionTimestamp)":\d+|"id":"[^"]*"')


class Table:
    """What the log of a table says."""

    def __init__(self, folder):
        self.folder = folder
        self.files = {}
        log = folder / "_delta_log"
        commits = sorted(path for path in log.iterdir() if COMMIT.fullmatch(path.name)) if log.exists() else []
        versions = [int(path.stem) for path in commits]
        require(versions == list(range(len(commits))), f"a gap in {folder}: {versions}")
        # None before the first.
        self.version = len(commits) - 1 if commits else None
        for path in commits:
            for line in path.read_bytes().splitlines():
                self.apply(parsed(line))
        self.expected = {*commits, *(folder / path for path in self.files)}

    def apply(self, action):
        if "add" in action:
            self.files[urllib.parse.unquote(action["add"]["path"])] = action["add"]["size"]
        if "remove" in action:
            self.files.pop(urllib.parse.unquote(action["remove"]["path"]), None)

    def check(self):
        """Fails unless every file that the last version names is there, in full length."""
        for name, size in self.files.items():
            path = self.folder / name
            require(path.exists() and path.stat().st_size == size, f"version {self.version} has lost {path}")


def normal_form(tree):
    """What is the same in trees that differ only in what each run makes up: names, times, their checksums."""
    contents = {
        DATA_FILE.search(path.encode())[0]: hashlib.sha256(content).hexdigest().encode()
        for path, content in tree.items()
        if content is not None and DATA_FILE.search(path.encode()) and not path.endswith(".tmp")
    }

    def normal(text):
        text = DATA_FILE.sub(lambda name: b"part-" + contents.get(name[0], b"missing"), text)
        return TEMPORARY_END.sub(b".tmp", REJECTED.sub(b"rejects/time.csv", text))

    form = []
    for path, content in tree.items():
        if content is not None and "_delta_log" in path:
            checksums = CHECKSUM.findall(content)
            is_right = [int(found, 16) == zlib.crc32(CHECKSUM.sub(b"0" * 8, content)) for found in checksums]
            content = repr(is_right).encode() + PASSING.sub(b"", normal(CHECKSUM.sub(b"", content)))
        form.append((normal(path.encode()), content is not None and hashlib.sha256(content).digest()))
    return tuple(sorted(form))
