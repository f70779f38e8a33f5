"""Replaces the commits of a table by a checkpoint that delta-rs makes, as its clean-up does.

    python Tests/Interop/cut_table.py TABLE
"""

import pathlib
import sys

from deltalake import DeltaTable

table = DeltaTable(sys.argv[1])
table.create_checkpoint()
for commit in pathlib.Path(sys.argv[1]).glob("_delta_log/*.json"):
    commit.unlink()
