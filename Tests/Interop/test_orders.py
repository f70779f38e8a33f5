"""Order files in Parquet by other engines: their scores are, byte for byte, those of the same orders in CSV."""

import os
import pathlib
import subprocess

import pytest
from foreign_orders import FORMS

ROOT = pathlib.Path(__file__).parents[2]
BINARY = pathlib.Path(os.environ.get("PATRON_BINARY") or ROOT / ".build/release/patron")

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")


def score(source, options):
    """The bytes of the scores, and what was said beside them."""
    path = source.with_suffix(".scores")
    # As of a day that every form has; zero orders kept, so that every row of the sample counts.
    command = [BINARY, "score", source.name, "--format", "csv", "--as-of", "1998-06-30", "--zero-orders", "keep",
               "--max-rejects", "0", "--quiet", *options, "-o", path.name]
    outcome = subprocess.run(command, cwd=source.parent, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr
    return path.read_bytes(), outcome.stdout + outcome.stderr


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_foreign_file_scores_as_the_csv_of_the_same_orders(form, tmp_path):
    # The same name, as messages have it.
    parquet, text = tmp_path / "parquet" / "orders.data", tmp_path / "csv" / "orders.data"
    parquet.parent.mkdir()
    text.parent.mkdir()
    form.parquet(parquet)
    form.csv(text)
    ours, said = score(parquet, form.options)
    expected, said_of_csv = score(text, form.options)
    assert ours == expected
    assert said == said_of_csv
    for threads in ("1", "3"):
        assert score(parquet, (*form.options, "--threads", threads))[0] == ours
