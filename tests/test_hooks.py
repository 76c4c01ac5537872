"""The hooks for pre-commit: the files they look at, and all of them run by the real pre-commit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

GOOD = (ROOT / "examples" / "hello.yaml").read_text(encoding="utf-8")
BAD = GOOD.replace("entrypoint: greet", "entrypiont: greet")
SHORTHAND = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: claim-
spec:
  entrypoint: claim   # stays where it is
  templates:
    - name: claim
      metadata:
        annotations:
          kflint.dev/volume: |
            resourceName: data
            size: 1Gi
"""
# How pip says that it can reach no registry.
UNREACHABLE = ("Could not find a version", "No matching distribution", "Connection", "Temporary failure", "service not known")


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_hook_looks_at_yaml_and_json_and_nothing_else(hook: dict[str, Any]) -> None:
    looked_at = re.compile(hook["files"])
    assert all(looked_at.search(path) for path in ("a.yaml", "deep/er/b.yml", "c.json", "with space.yaml", ".argo/d.yaml"))
    assert not any(looked_at.search(path) for path in ("a.yaml.j2", "yaml", "b.ymlx", "json/c.py", "README.md"))
    assert hook["types_or"][:2] == ["yaml", "json"]


def test_the_hook_for_targets_looks_at_the_configuration_too() -> None:
    (hook,) = (hook for hook in HOOKS if not hook.get("pass_filenames", True))
    assert re.search(hook["files"], "pyproject.toml")
    assert hook["types_or"] == ["yaml", "json", "toml"]


def test_hooks_are_commands_of_ours() -> None:
    assert [hook["entry"] for hook in HOOKS] == ["kflint lint", "kflint expand --write", "kflint expand --write --check"]


def _run(directory: Path, *command: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**inherited, "PRE_COMMIT_HOME": str(directory.parent / "cache"), "PRE_COMMIT_COLOR": "never", "NO_COLOR": "1"}
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's repository with a good file, a bad one, one with shorthand, and YAML that is not Argo's."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("pre-commit installs hooks from a git repository, and this checkout is none")
    directory = tmp_path_factory.mktemp("hooks") / "repository"
    directory.mkdir()
    files = {"good.yaml": GOOD, "bad.yaml": BAD, "shorthand.yaml": SHORTHAND, "other.yaml": "kind: ConfigMap\nentrypiont: x\n"}
    for name, text in files.items():
        (directory / name).write_text(text, encoding="utf-8")
    for command in (("init", "-q"), ("add", "-A")):
        assert _run(directory, "git", *command).returncode == 0
    return directory


def _try(repository: Path, hook: str, *files: str) -> subprocess.CompletedProcess[str]:
    """Runs a hook of this checkout as `pre-commit try-repo` does; skips where its environment can't be installed."""
    run = _run(repository, sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), hook, "--verbose", "--files", *files)
    if run.returncode > 1 and any(sign in run.stdout for sign in UNREACHABLE):
        pytest.skip("pre-commit can't install the hook: no package registry can be reached")
    assert run.returncode in (0, 1), run.stdout + run.stderr
    return run


def test_lint_hook_fails_on_findings_and_passes_without(repository: Path) -> None:
    failing = _try(repository, "kflint-lint", "good.yaml", "bad.yaml", "other.yaml")
    assert failing.returncode == 1
    assert f"bad.yaml:{BAD[: BAD.index('entrypiont')].count(chr(10)) + 1}:3: KF1" in failing.stdout
    assert "other.yaml:" not in failing.stdout
    assert "good.yaml:" not in failing.stdout
    assert _try(repository, "kflint-lint", "good.yaml", "other.yaml").returncode == 0


def test_expand_hook_writes_in_place_and_then_passes(repository: Path) -> None:
    first = _try(repository, "kflint-expand", "good.yaml", "shorthand.yaml", "other.yaml")
    assert first.returncode == 1
    assert "files were modified by this hook" in first.stdout
    expanded = (repository / "shorthand.yaml").read_text(encoding="utf-8")
    assert expanded.startswith(SHORTHAND[: SHORTHAND.index("      metadata:\n        annotations")])
    assert "kind: PersistentVolumeClaim" in expanded
    assert (repository / "good.yaml").read_text(encoding="utf-8") == GOOD
    assert _try(repository, "kflint-expand", "good.yaml", "shorthand.yaml", "other.yaml").returncode == 0


def test_targets_hook_makes_targets_and_then_passes(repository: Path) -> None:
    (repository / "src").mkdir()
    (repository / "src" / "claim.yaml").write_text(SHORTHAND, encoding="utf-8")
    configuration = "expand:\n- {source: src/*.yaml, target: 'deploy/{stem}.yaml'}\n"
    (repository / ".kflint.yaml").write_text(configuration, encoding="utf-8")
    assert _run(repository, "git", "add", "-A").returncode == 0
    first = _try(repository, "kflint-expand-targets", "src/claim.yaml")
    assert first.returncode == 1
    assert "deploy/claim.yaml" in first.stdout
    assert "kind: PersistentVolumeClaim" in (repository / "deploy" / "claim.yaml").read_text(encoding="utf-8")
    assert (repository / "src" / "claim.yaml").read_text(encoding="utf-8") == SHORTHAND
    assert _try(repository, "kflint-expand-targets", "src/claim.yaml").returncode == 0
