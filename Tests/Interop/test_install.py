"""What `make install` puts beside the binary: man pages that groff has nothing to say about, and completions that shells take.

PATRON_MAN is the folder of the pages, by default .build/man, where `make man` writes them.
"""

import os
import pathlib
import shutil
import subprocess

import pytest
from docs_pages import BINARY, commands
from scores_reference import ROOT

MAN = pathlib.Path(os.environ.get("PATRON_MAN") or ROOT / ".build/man")

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}")


@pytest.mark.skipif(not MAN.exists(), reason=f"there is no {MAN}: make man")
def test_every_command_has_a_page():
    names = {".".join(["patron", *words.split()]) + ".1" for words in commands()}
    assert {path.name for path in MAN.iterdir()} == names


@pytest.mark.skipif(not MAN.exists() or not shutil.which("groff"), reason=f"there is no {MAN}, or no groff")
@pytest.mark.parametrize("page", sorted(MAN.glob("*.1")) if MAN.exists() else [], ids=lambda page: page.name)
def test_groff_has_nothing_to_say_about_a_page(page):
    done = subprocess.run(
        ["groff", "-mandoc", "-ww", "-K", "utf8", "-T", "utf8", page], check=True, capture_output=True, text=True)
    assert done.stderr == ""
    assert "Show the version." in done.stdout


def script(shell):
    return subprocess.run([BINARY, "--generate-completion-script", shell], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("words,completion", [
    (["patron", "sc"], ["score"]), (["patron", "store", "ver"], ["verify"]), (["patron", "score", "--marg"], ["--margin"])])
def test_bash_completes(words, completion, tmp_path):
    (tmp_path / "patron").symlink_to(BINARY)
    (tmp_path / "completion").write_text(script("bash"))
    line = " ".join(words)
    done = subprocess.run(
        ["bash", "--norc", "-c", f"""
            source {tmp_path}/completion
            COMP_WORDS=({line}) COMP_CWORD={len(words) - 1} COMP_LINE='{line}' COMP_POINT={len(line)}
            $(complete -p patron | grep -o -- '-F [^ ]*' | cut -c 4-) patron {words[-1]} {words[-2]}
            printf '%s\\n' "${{COMPREPLY[@]}}" """],
        check=True, capture_output=True, text=True, env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert [word.strip() for word in done.stdout.splitlines()] == completion
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_read_their_completions(shell, tmp_path):
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell}")
    (tmp_path / "completion").write_text(script(shell))
    subprocess.run([shell, "-n", tmp_path / "completion"], check=True)
