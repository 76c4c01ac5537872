"""The process is killed while it writes: every file is the old one or the new one, whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kflint.expand.expansion import expand_text
from kflint.source.text import Text
from tests.conftest import ROOT

OLD = (ROOT / "examples" / "shorthand-volume.yaml").read_text(encoding="utf-8")
NEW = expand_text(Text(OLD)).text.string
NAMES = ("a.yaml", "b.yaml", "c.yaml")
# Kills itself without warning before or after the call of a function that writing a file goes through, the N-th time.
PROGRAM = """\
import os, signal, sys, tempfile
module, name, when, times = {module}, {name!r}, {when!r}, [{times}]
real = getattr(module, name)

def deadly(*arguments, **named):
    times[0] -= 1
    if when == "before" and not times[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*arguments, **named)
    if when == "after" and not times[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(module, name, deadly)
from kflint.cli.main import main
sys.exit(main(["expand", "--write", "."], sys.stdin, sys.stdout, sys.stderr))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system can't kill a process without warning")
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("module", "name"), [("tempfile", "mkstemp"), ("os", "fsync"), ("os", "chmod"), ("os", "replace")])
def test_files_are_whole(module: str, name: str, when: str, times: int, tmp_path: Path) -> None:
    for each in NAMES:
        (tmp_path / each).write_text(OLD, encoding="utf-8", newline="")
    program = PROGRAM.format(module=module, name=name, when=when, times=times)
    environment = {"PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr
    written = times if (name, when) == ("replace", "after") else times - 1
    contents = [(tmp_path / each).read_text(encoding="utf-8") for each in NAMES]
    assert contents == [NEW] * written + [OLD] * (len(NAMES) - written)
    again = subprocess.run([sys.executable, "-m", "kflint", "expand", "--write", "."], cwd=tmp_path, env=environment, check=False)
    assert again.returncode == 0
    assert [(tmp_path / each).read_text(encoding="utf-8") for each in NAMES] == [NEW] * len(NAMES)
