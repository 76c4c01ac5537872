"""Whole files: they expand to what their expected files mean, once and for all, and leave everything else alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kflint.linter import lint_bytes
from kflint.settings import Settings
from tests.expand.meaning import FIXTURES, expand, expanded, levelled, load, meaning
from tests.expand.referee import expand_data

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
INPUTS = sorted(FIXTURES.glob("*.in.yaml"))


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_means_what_is_expected(path: Path) -> None:
    expected = path.with_name(path.name.replace(".in.", ".out.")).read_text(encoding="utf-8")
    assert meaning(expanded(path.read_text(encoding="utf-8"))) == meaning(expected)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_expanding_again_changes_nothing(path: Path) -> None:
    once = expanded(path.read_text(encoding="utf-8"))
    again = expand(once)
    assert not again.changed
    assert again.text.string == once


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_result_lints_clean(path: Path) -> None:
    text = expanded(path.read_text(encoding="utf-8"))
    assert [f.message for f in lint_bytes(text.encode(), "expanded.yaml", Settings())] == []


def _corpus() -> list[Path]:
    return sorted((SHARED / "corpus").rglob("*.y*ml")) if SHARED.is_dir() else []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpus is not here")
def test_files_without_shorthand_stay_as_they_are() -> None:
    for path in _corpus():
        data = path.read_bytes()
        if b"kflint.dev/" not in data:
            text = data.decode("utf-8", "surrogateescape")
            assert expand(text).text.string == text, path


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpus is not here")
@pytest.mark.parametrize("name", ["resourceop_basic", "volume_snapshotop_rokurl", "volumeop_basic"])
def test_agrees_with_the_kubeflow_pipelines_compiler(name: str, tmp_path: Path) -> None:
    out = tmp_path / "expanded.yaml"
    out.write_text(expanded((SHARED / "corpus" / "kfp" / f"{name}.in.yaml").read_text(encoding="utf-8")), encoding="utf-8")
    tool = SHARED / "tools" / "compare_kfp.py"
    compared = subprocess.run(
        [sys.executable, str(tool), str(out), str(SHARED / "corpus" / "kfp" / f"{name}.kfp.yaml")], capture_output=True, text=True
    )
    assert compared.returncode == 0, compared.stdout + compared.stderr


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_the_referee_of_the_property_tests_agrees(path: Path) -> None:
    (document,) = load(path.read_text(encoding="utf-8"))
    expected = path.with_name(path.name.replace(".in.", ".out.")).read_text(encoding="utf-8")
    assert [levelled(None, expand_data(document))] == meaning(expected)
