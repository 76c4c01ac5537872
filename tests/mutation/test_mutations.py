"""One mistake planted anywhere is told on its line, and gives at most two findings."""

from __future__ import annotations

import pathlib
from collections import Counter

import pytest

from kflint.linter import lint_bytes
from kflint.settings import Settings

from .planted import mistakes

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "argo-examples"
SETTINGS = Settings()


def _check(path: pathlib.Path, every: int = 1) -> tuple[Counter[str], list[str]]:
    """How many mistakes of each kind were planted in a file, and what went wrong with them."""
    data = path.read_bytes()
    # Of each finding that is there already, as many as there are: they move with the text, so only what comes anew counts.
    before = Counter((f.code, f.line) for f in lint_bytes(data, str(path), SETTINGS))
    planted: Counter[str] = Counter()
    wrong = []
    for number, mistake in enumerate(mistakes(data.decode())):
        if number % every:
            continue
        planted[mistake.kind] += 1
        found = lint_bytes(mistake.text.encode(), str(path), SETTINGS)
        new = [f for f in found if not before[f.code, f.line]]
        where = f"{path.name}:{mistake.line}: {mistake.kind}"
        if not any(f.line <= mistake.line <= f.end_line for f in new):
            wrong.append(f"{where}: not told on its line, but: {[(f.line, f.code, f.message) for f in new]}")
        elif sum(f.severity != "info" for f in new) > 2:
            wrong.append(f"{where}: {len(new)} findings: {[(f.line, f.code, f.message) for f in new]}")
    return planted, wrong


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.name)
def test_mistakes_planted_in_our_examples(path: pathlib.Path) -> None:
    if "kflint.dev/" in path.read_text(encoding="utf-8"):
        pytest.skip("shorthand has tests of its own")
    planted, wrong = _check(path)
    assert sum(planted.values()) > 0
    assert wrong == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus is not there")
def test_mistakes_planted_in_the_corpus() -> None:
    planted: Counter[str] = Counter()
    wrong: list[str] = []
    for path in sorted(CORPUS.rglob("*.yaml")):
        counts, problems = _check(path, every=3)
        planted += counts
        wrong += problems
    assert min(planted[kind] for kind in ("entrypoint", "template", "dependency", "argument", "reference", "field", "action")) > 10
    assert planted["name in an expression"] > 5
    assert wrong == []
