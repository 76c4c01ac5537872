"""What a golden case can't show: terminals, several processes, pipes that break, and kflint's own mistakes."""

from __future__ import annotations

import io
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kflint.checks.registry import Check, Context
from kflint.cli.main import COMMANDS, main
from kflint.findings.finding import Finding, at_node
from kflint.version import __version__
from tests.conftest import ROOT

GOOD = (ROOT / "examples" / "hello.yaml").read_text(encoding="utf-8")
BAD = GOOD.replace("kind: Workflow\n", "kind: Workflow\nkind: Workflow\n", 1)
assert BAD != GOOD


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _run(*arguments: str, stdin: str = "", terminal: bool = False) -> tuple[int, str, str]:
    stdout, stderr = (Terminal(), Terminal()) if terminal else (io.StringIO(), io.StringIO())
    code = main(list(arguments), io.StringIO(stdin), stdout, stderr)
    return code, stdout.getvalue(), stderr.getvalue()


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_version() -> None:
    assert _run("--version") == _run("version") == _run("-V") == (0, f"kflint {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    code, out, err = _run(command, "--help")
    assert (code, err) == (0, "")
    assert COMMANDS[command].summary in out
    assert f"usage: kflint {command}" in out
    assert max(map(len, out.splitlines())) <= 100


def test_a_terminal_gets_colour_and_excerpts(monkeypatch: pytest.MonkeyPatch) -> None:
    code, shown, _ = _run("lint", "-", stdin=BAD, terminal=True)
    assert code == 1
    assert "\x1b[1;31mKF003\x1b[0m" in shown
    assert "^^^^" in shown
    monkeypatch.setenv("NO_COLOR", "1")
    _, plain, _ = _run("lint", "-", stdin=BAD, terminal=True)
    assert plain == re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert _run("lint", "-", "--color", "always", stdin=BAD, terminal=True)[1] == shown
    monkeypatch.delenv("NO_COLOR")
    assert _run("lint", "-", "--color", "never", stdin=BAD, terminal=True)[1] == plain
    monkeypatch.setenv("TERM", "dumb")
    assert _run("lint", "-", stdin=BAD, terminal=True)[1] == plain


def test_a_pipe_gets_neither_unless_colour_is_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    _, plain, _ = _run("lint", "-", stdin=BAD)
    assert len(plain.splitlines()) == 1
    monkeypatch.setenv("FORCE_COLOR", "1")
    _, colored, _ = _run("lint", "-", stdin=BAD)
    assert colored != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is one process only where none can be forked")
def test_processes_change_nothing(tmp_path: Path) -> None:
    for number in range(30):
        Path(f"{number:02}.yaml").write_text((BAD if number % 3 else GOOD) + "---\n" + GOOD, encoding="utf-8")
    Path("other.yaml").write_text("a: b\n")
    one = _run("lint", "--jobs", "1", "--format", "full", ".")
    assert one[0] == 1
    assert "20 errors in 20 of 31 files" in one[2]
    assert _run("lint", "--jobs", "3", "--format", "full", ".") == one
    assert _run("lint", "--format", "full", ".") == one


def test_a_check_that_raises_is_told_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(subject: Any, context: Context) -> Iterator[Finding]:
        yield at_node("KF601", subject.root, "found before it broke")
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("kflint.linter.all_checks", lambda *_: (Check(("KF601", "KF602"), "object", breaks),))
    code, out, err = _run("lint", "-", stdin=BAD)
    assert code == 2
    lines = out.splitlines()
    assert [line.split()[1] for line in lines] == ["KF000", "KF601", "KF003"]
    assert "internal error in KF601, KF602 (RuntimeError: a mistake of ours); please report it" in lines[0]
    assert "Traceback" not in err
    code, out, err = _run("lint", "--debug", "--ignore", "ALL", "--extend-select", "KF601", "-", stdin=BAD)
    assert code == 2
    assert [line.split()[1] for line in out.splitlines()] == ["KF000", "KF601"]
    assert "Traceback (most recent call last):" in err
    assert "in breaks" in err


def test_an_expansion_that_raises_is_told_and_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(text: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("kflint.expand.expansion.expand_text", breaks)
    text = GOOD + "# kflint.dev/volume\n"
    Path("a.yaml").write_text(text)
    for command in (("lint", "a.yaml"), ("expand", "--write", "a.yaml"), ("expand", "--debug", "a.yaml")):
        code, out, err = _run(*command)
        assert code == 2
        assert "KF000 internal error in the expansion of shorthand (RuntimeError: a mistake of ours)" in out + err
        assert ("Traceback" in err) == ("--debug" in command)
    assert Path("a.yaml").read_text() == text


def test_a_mistake_of_the_command_itself_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*arguments: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("kflint.cli.lint.write_report", breaks)
    code, _, err = _run("lint", "-", stdin=BAD)
    assert code == 2
    assert err == "kflint: internal error (RuntimeError: a mistake of ours); please report it; --debug shows where it happened\n"
    assert "Traceback" in _run("lint", "-", "--debug", stdin=BAD)[2]


def test_what_can_not_be_read_or_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("loop.yaml").symlink_to("loop.yaml")
    Path("gone.yaml").symlink_to("nowhere.yaml")
    code, _, err = _run("lint", "loop.yaml", "gone.yaml")
    assert code == 2
    assert [line.split(":")[1].strip() for line in err.splitlines()[:2]] == ["loop.yaml", "gone.yaml"]

    def refuse(path: str, data: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kflint.source.write.write_file", refuse)
    code, _, err = _run("expand", "-", "--output", "out.yaml", stdin=GOOD)
    assert (code, err) == (2, "kflint: out.yaml: can't be written: Permission denied\n")


@pytest.mark.skipif(os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="this user may read everything")
def test_files_and_folders_without_permission_are_told() -> None:
    Path("a.yaml").write_text(BAD)
    Path("folder").mkdir()
    Path("a.yaml").chmod(0)
    Path("folder").chmod(0)
    try:
        code, _, err = _run("lint", ".")
        assert code == 2
        assert "kflint: a.yaml: Permission denied" in err
        assert "kflint: folder: Permission denied" in err
    finally:
        Path("folder").chmod(stat.S_IRWXU)


def test_a_file_named_twice_is_linted_once() -> None:
    Path("a.yaml").write_text(BAD)
    assert _run("lint", "a.yaml", ".", "a.yaml")[2] == "1 error in 1 of 1 file\n"


def _process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "kflint", *arguments], env=environment, check=False, timeout=60, **options)


def test_exit_code_and_streams_of_the_process() -> None:
    run = _process("lint", "-", input=BAD.encode("utf-16"), capture_output=True)
    assert run.returncode == 1
    assert run.stdout.startswith(b"<stdin>:")
    assert b"1 error in 1 of 1 file" in run.stderr
    run = _process("expand", "-", input=b"\xef\xbb\xbfa: caf\xe9\r\n", capture_output=True)
    assert (run.returncode, run.stdout, run.stderr) == (0, b"\xef\xbb\xbfa: caf\xe9\r\n", b"")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="pipes break in another way here")
def test_a_broken_pipe_is_no_news() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kflint", "rules", "--format", "json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
def test_a_full_disk_is_told() -> None:
    with open("/dev/full", "wb") as full:
        run = _process("rules", stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 2
    assert run.stderr == b"kflint: the output can't be written: No space left on device\n"


def test_characters_that_a_terminal_lacks_are_no_reason_to_fail() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    Path("käse.yaml").write_text(BAD, encoding="utf-8")
    command = [sys.executable, "-m", "kflint", "lint", "käse.yaml"]
    run = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60)
    assert run.returncode == 1
    assert run.stdout.startswith(b"k\\xe4se.yaml:")
