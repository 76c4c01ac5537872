"""The shape of the project: who may use whom, what is shipped, what is loaded, and what the repository may hold."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kflint.version import __version__
from tests.conftest import ROOT

PACKAGE = ROOT / "kflint"

# A module may use those of lower levels and of its own room, never the others of its level or a higher one.
LEVELS = (
    ("version", "data", "error", "record"),
    ("source",),
    ("lang",),
    ("findings",),
    ("selection",),
    ("settings",),
    ("schema",),
    ("model",),
    ("expand", "checks"),
    ("linter",),
    ("neighbors",),
    ("report", "api", "krm"),
    ("cli",),
    ("kflint", "__main__"),
)
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
EXCEPTIONS = {
    # The package `kflint.expand` is also the public function of that name: Python binds both to the same attribute of `kflint`.
    ("kflint.expand", "kflint.api"),
    # The other files of a project are only looked for where a reference leads out of the files given: called, not loaded.
    ("kflint.linter", "kflint.neighbors"),
}
MAX_LINES = 400

# What must never be loaded to lint a file that is in order: each costs more than the file itself.
HEAVY = {
    "asyncio", "concurrent.futures", "dataclasses", "email", "importlib.metadata", "inspect", "jsonschema", "kubernetes",
    "logging", "multiprocessing", "pathlib", "pathspec", "rich", "ruamel.yaml", "subprocess", "tempfile", "typing",
    "typing_extensions",
    "urllib.request",
}  # fmt: skip


def _room(module: str) -> str:
    """The room of a module of the package: its folder, or its own name where it lies at the top."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "kflint"


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> list[str]:
    """The modules of kflint that a file imports anywhere, also inside functions."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            names += [f"kflint.{a.name}" for a in node.names] if node.module == "kflint" else [node.module or ""]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return [name for name in names if name.split(".")[0] == "kflint"]


def _files(*suffixes: str) -> list[Path]:
    """The files under version control, in a checkout that git knows; else all but what tools leave behind."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=[_module(path) for path in MODULES])
def test_module_uses_only_the_rooms_to_its_left(path: Path) -> None:
    module = _module(path)
    room = _room(module)
    assert room in LEVEL, f"{room} has no place among the rooms: say in LEVELS and in docs/design.md who may use it"
    others = [name for name in _imports(path) if _room(name) != room and (module, name) not in EXCEPTIONS]
    assert [name for name in others if LEVEL[_room(name)] >= LEVEL[room]] == []


@pytest.mark.parametrize("path", MODULES, ids=[_module(path) for path in MODULES])
def test_module_has_one_subject(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def test_design_page_names_the_rooms_in_their_order() -> None:
    page = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if "←" in line)
    named = [[room.strip(" `") for room in part.split("/")] for part in line.split("←")]
    assert named == [list(rooms) for rooms in LEVELS[1:-1]]


def test_no_file_mentions_a_machine() -> None:
    pattern = re.compile(re.escape(str(ROOT)) + r"|/(home|Users)/\w|/root/\w")
    found = []
    for path in _files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in pattern.finditer(text)]
    assert found == []


def _python(*arguments: str, cwd: Path = ROOT) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    run = subprocess.run([sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_linting_a_good_file_loads_nothing_heavy() -> None:
    program = (
        "import sys; before = set(sys.modules)\n"
        "from kflint.cli.main import main\n"
        f"status = main(['lint', {str(ROOT / 'examples' / 'build.yaml')!r}], sys.stdin, sys.stderr, sys.stderr)\n"
        "assert status == 0\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    # -S: what the site's start-up files load is none of our doing; the libraries are found by the path instead.
    loaded = set(_python("-S", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{program}").split())
    assert "yaml" in loaded
    assert loaded & HEAVY == set()


def test_runs_as_a_module(tmp_path: Path) -> None:
    assert __version__ in _python("-m", "kflint", "--version", cwd=tmp_path)


def test_wheel_holds_rules_and_schemas(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    _python("-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path))
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    for folder in ("rules", "schemas"):
        assert {f"kflint/_data/{folder}/{path.name}" for path in (ROOT / folder).iterdir() if path.is_file()} <= names
    assert {f"{path.relative_to(ROOT)}" for path in MODULES} <= names
    assert not [name for name in names if name.startswith(("tests/", "tools/", "examples/"))]
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r})\n"
        "import kflint.data\n"
        f"assert kflint.data.__file__.startswith({str(tmp_path)!r})\n"
        "from kflint.findings.rules import rules\n"
        "print(len(rules()))"
    )
    assert int(_python("-c", program, cwd=tmp_path)) == len(list((ROOT / "rules").glob("KF*.yaml")))


@pytest.mark.parametrize(
    ("lint", "test", "green"),
    [
        ("exit 0", "echo '3 passed in 1s'; exit 0", True),
        ("exit 1", "echo '3 passed in 1s'; exit 0", False),
        ("exit 0", "echo '1 failed, 3 passed in 1s'; exit 1", False),
        ("exit 0", "echo 'no tests ran in 1s'; exit 0", False),
        ("exit 0", "echo '3 skipped in 1s'; exit 0", False),
        ("exit 0", "echo 'no tests ran in 1s'; exit 5", False),
    ],
)
def test_ci_is_green_only_if_lint_and_test_are_and_tests_ran(lint: str, test: str, green: bool, tmp_path: Path) -> None:
    make = tmp_path / "make"
    make.write_text(f'#!/bin/sh\ncase "$1" in lint) {lint};; test) {test};; esac\nexit 7\n', encoding="utf-8")
    make.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    run = subprocess.run(["bash", str(ROOT / ".ci" / "run")], env=environment, capture_output=True, check=False)
    assert (run.returncode == 0) == green
