"""kflint agrees with `argo lint` 4.1.2: what it rejects has a finding of this consequence, what it accepts has none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kflint.linter import lint_bytes
from kflint.settings import Settings
from tests.conftest import ROOT

FACTS = ROOT / "tests" / "facts"
CORPUS = ROOT.parent / "shared" / "corpus"
NEWEST = Settings(argo_version="4.1")
# What argo lint says of a file with nothing that it looks at; that is no verdict.
NOTHING = "found nothing to lint"


class Verdict(NamedTuple):
    """A text, and what argo lint says of it: `message` is empty where it is accepted."""

    name: str
    data: bytes
    message: str


def _texts() -> Iterator[Verdict]:
    """Small files made up for this, each with a text of YAML."""
    for case in _facts("argo_lint_files"):
        if case["verdict"] in ("accepted", "rejected") and NOTHING not in case["message"]:
            yield Verdict(case["name"], case["text"].encode(), case["message"])


def _objects() -> Iterator[Verdict]:
    """Objects with plainly wrong texts in the small languages, each as JSON."""
    for case in _facts("argo_lint"):
        yield Verdict(case["what"], case["in"].encode(), "" if case["ok"] else case.get("error") or "rejected")


def _corpus() -> Iterator[Verdict]:
    """Real files."""
    for name, verdict in json.loads((CORPUS / "verdicts.json").read_text(encoding="utf-8")).items():
        if NOTHING not in verdict["message"]:
            yield Verdict(name, (CORPUS / name).read_bytes(), "" if verdict["accepted"] else verdict["message"] or "rejected")


def _facts(name: str) -> list[dict[str, Any]]:
    return list(json.loads(Path(FACTS, f"{name}.json").read_text(encoding="utf-8"))["cases"])


def _disagreement(verdict: Verdict) -> str | None:
    found = [f for f in lint_bytes(verdict.data, verdict.name, NEWEST) if f.consequence == "rejected" or f.code == "KF000"]
    if verdict.message and not found:
        return f"{verdict.name}: missed: {verdict.message}"
    if not verdict.message and found:
        return f"{verdict.name}:{found[0].line}: accepted, but {found[0].code} {found[0].message}"
    return None


@pytest.mark.parametrize(("verdicts", "rejected", "accepted"), [(_texts, 200, 150), (_objects, 30, 50)])
def test_facts(verdicts: Any, rejected: int, accepted: int) -> None:
    cases = list(verdicts())
    assert sum(bool(case.message) for case in cases) >= rejected
    assert sum(not case.message for case in cases) >= accepted
    assert [problem for case in cases if (problem := _disagreement(case)) is not None] == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
def test_corpus() -> None:
    assert [problem for case in _corpus() if (problem := _disagreement(case)) is not None] == []
