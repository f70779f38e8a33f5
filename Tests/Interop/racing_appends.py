"""Appends rows to a Delta table, one commit each, while the Swift tests append to it too.

    python Tests/Interop/racing_appends.py TABLE COUNT

writes the numbers 0 to COUNT - 1 into the column `number`; a commit that lost the race is made again.
"""

import sys

import pyarrow
from deltalake import write_deltalake
from deltalake.exceptions import CommitFailedError

path, count = sys.argv[1], int(sys.argv[2])
for number in range(count):
    row = pyarrow.table({"number": pyarrow.array([number], pyarrow.int32())})
    while True:
        try:
            write_deltalake(path, row, mode="append")
            break
        except CommitFailedError:
            continue
