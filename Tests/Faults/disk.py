"""What may stand on a disk after a power failure, rebuilt from the log of a run (faults.c).

The model is what POSIX promises, and no more:

- the bytes of a file are safe when an fsync of the file has returned, its names are not;
- a name that was made, replaced or removed is safe when an fsync of its folder has returned;
- of what is not safe each change of a name, and each file's bytes, may have reached the disk or not; a
  rename is one change.

File systems promise more and write in some order of their own. A program that is right by this model is
right on all of them.
"""

import dataclasses
import hashlib
import itertools
import os
import pathlib

FOLDER = "folder"
# Up to so many changes of names every subset is tried, beyond it only those near none and all.
GREATEST_POWER_SET = 5


@dataclasses.dataclass
class File:
    """The bytes that the program sees, those that are safe, and where they may differ."""

    bytes: bytearray
    safe: bytes
    unsafe_ranges: list

    def after_failure(self, fate):
        if fate == "kept" or not self.unsafe_ranges:
            return bytes(self.bytes)
        if fate == "lost":
            return self.safe
        # The length is there and the bytes are not, from the first or from the middle on.
        torn = bytearray(self.bytes)
        for start, end in self.unsafe_ranges:
            start += (end - start) // 2 if fate == "torn" else 0
            torn[start:end] = bytes(end - start)
        return bytes(torn)


FATES = ["lost", "kept", "zeros", "torn"]


def tree(folder):
    """The folders below a folder, with None, and its files with their bytes, by their paths from it."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        found[str(path.relative_to(folder))] = None if path.is_dir() else path.read_bytes()
    return found


def write_tree(found, folder):
    folder.mkdir()
    for path, content in sorted(found.items()):
        if content is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(content)


class Disk:
    """The folder `root`, beginning with the durable tree `before`, as calls change it."""

    def __init__(self, root, before):
        self.root = str(root)
        self.names = {
            path: FOLDER if content is None else File(bytearray(content), content, [])
            for path, content in before.items()
        }
        self.safe_names = dict(self.names)
        # Changes of names that are not safe: the folder, and each name with what then stands under it.
        self.pending = []

    def relative(self, path):
        return os.path.relpath(path, self.root)

    def change(self, names):
        folder = {os.path.dirname(name) for name in names}
        assert len(folder) == 1, f"a change in two folders: {names}"
        for name, entry in names.items():
            if entry is None:
                self.names.pop(name, None)
            else:
                self.names[name] = entry
        self.pending.append((folder.pop(), names))

    def apply(self, call, data):
        """Makes a call of the log; `data` are the bytes that it wrote."""
        if call.result < 0:
            return
        path = self.relative(call.path)
        if call.name == "open":
            if call.offset & os.O_CREAT and path not in self.names:
                self.change({path: File(bytearray(), b"", [])})
            assert not call.offset & os.O_TRUNC or not self.names[path].bytes, f"{call} truncates a file"
        elif call.is_write:
            file, end = self.names[path], call.offset + len(data)
            file.bytes.extend(bytes(max(0, end - len(file.bytes))))
            file.bytes[call.offset:end] = data
            file.unsafe_ranges.append((call.offset, end))
        elif call.is_sync:
            self.sync("" if path == "." else path)
        elif call.name == "mkdir":
            self.change({path: FOLDER})
        elif call.name == "unlink":
            self.change({path: None})
        elif call.name == "link":
            self.change({self.relative(call.second): self.names[path]})
        elif call.name == "rename":
            assert self.names[path] != FOLDER, f"{call} renames a folder"
            self.change({path: None, self.relative(call.second): self.names[path]})
        else:
            assert call.is_read, f"{call} is unknown here"

    def sync(self, path):
        if path and isinstance(self.names[path], File):
            file = self.names[path]
            file.safe, file.unsafe_ranges = bytes(file.bytes), []
            return
        for folder, names in self.pending:
            if folder == path:
                self.safe_names |= names
        self.pending = [change for change in self.pending if change[0] != path]

    def subsets(self):
        """Which changes of names may have reached the disk."""
        count = len(self.pending)
        everything = range(count)
        if count <= GREATEST_POWER_SET:
            sizes = range(count + 1)
            return [set(some) for size in sizes for some in itertools.combinations(everything, size)]
        near = [set(everything[:end]) for end in range(count + 1)]
        for index in everything:
            near += [{index}, set(everything) - {index}]
        return near

    def after_failure(self, kept, fate):
        """The tree in which the changes of names `kept` reached the disk, and unsafe bytes met their fate."""
        names = dict(self.safe_names)
        for index, (_, changed) in enumerate(self.pending):
            if index in kept:
                names |= changed
        found = {}
        for path, entry in sorted(names.items()):
            # A name in a folder that is lost is lost with it.
            above = os.path.dirname(path)
            if entry is None or above and above not in found:
                continue
            found[path] = None if entry == FOLDER else entry.after_failure(fate)
        return found


@dataclasses.dataclass(frozen=True)
class PowerFailure:
    """What one may leave."""

    number: int
    # The last call that was made, None if there was none.
    after: object
    # Whether the run had come to its end, and said so.
    has_ended: bool
    tree: dict

    def __str__(self):
        return f"power failure {self.number} after {self.after or 'no call'}"


@dataclasses.dataclass(frozen=True)
class Replay:
    """The calls of a log made again."""

    root: pathlib.Path
    # The tree below the root before the first call, which is durable.
    before: dict
    calls: list
    # What the calls wrote, one after another.
    data: bytes

    def disks(self):
        """The disk before the first call and after each, with the number of calls made."""
        disk = Disk(self.root, self.before)
        yield 0, disk
        position = 0
        for number, call in enumerate(self.calls, 1):
            length = max(0, call.result) if call.is_write else 0
            disk.apply(call, self.data[position:position + length])
            position += length
            yield number, disk

    def last_disk(self):
        return list(self.disks())[-1]

    def tree(self):
        """The tree that the calls leave."""
        _, disk = self.last_disk()
        return disk.after_failure(set(range(len(disk.pending))), "kept")

    def power_failures(self, only_at_end=False):
        """All power failures before, between and after the calls that leave something different."""
        seen = set()
        for number, disk in [self.last_disk()] if only_at_end else self.disks():
            has_ended = number == len(self.calls)
            for kept, fate in itertools.product(disk.subsets(), FATES):
                found = disk.after_failure(kept, fate)
                state = hashlib.sha256(repr(sorted(found.items())).encode()).digest(), has_ended
                if state not in seen:
                    seen.add(state)
                    after = self.calls[number - 1] if number else None
                    yield PowerFailure(len(seen), after, has_ended, found)
