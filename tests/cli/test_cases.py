"""Whole runs of the command line. Each folder of `tests/cli/cases` is one: `args` are the arguments as in a shell, `files` what is
in the current folder, `stdin` (if there) the standard input, and `expected` everything that the run leaves: the exit code, both
outputs, and the files that it changed or made. `pytest --update` rewrites `expected`.
"""

from __future__ import annotations

import io
import shlex
import shutil
from pathlib import Path

import pytest

from kflint.cli.main import main
from tests.conftest import Golden

CASES = Path(__file__).parent / "cases"


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _shown(data: bytes) -> str:
    """Bytes as text that a person can check: what is no UTF-8, and carriage returns, as escapes."""
    text = data.decode("utf-8", "backslashreplace").replace("\r", "\\r").replace("\ufeff", "\\ufeff")
    return text if not text or text.endswith("\n") else f"{text}\\\n"


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: str(case.name))
def test_case(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Golden) -> None:
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    if (case / "files").is_dir():
        shutil.copytree(case / "files", folder, dirs_exist_ok=True)
    monkeypatch.chdir(folder)
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    before = _contents(folder)
    given = (case / "stdin").read_bytes() if (case / "stdin").is_file() else b""
    stdout, stderr = io.BytesIO(), io.BytesIO()
    streams = [io.TextIOWrapper(raw, encoding="utf-8", newline="") for raw in (io.BytesIO(given), stdout, stderr)]
    code = main(shlex.split((case / "args").read_text(encoding="utf-8")), *streams)
    for stream in streams[1:]:
        stream.flush()
    parts = [f"exit {code}\n"]
    parts += [f"=== {name}\n{_shown(raw.getvalue())}" for name, raw in (("stdout", stdout), ("stderr", stderr)) if raw.getvalue()]
    parts += [f"=== {path}\n{_shown(data)}" for path, data in _contents(folder).items() if before.get(path) != data]
    golden(case / "expected", "".join(parts))
