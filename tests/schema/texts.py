"""Texts that the tests of the schema room read: this checkout's own examples, and the corpus where it stands beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from kflint.model.objects import WorkflowObject, workflow_object
from kflint.source.reader import read
from kflint.source.text import Text

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
PUBLISHED = ROOT.parent / "shared" / "argo-schema"


class Sample(NamedTuple):
    """A text with Argo objects in it, and the Argo version that it is written for."""

    name: str
    text: str
    argo_version: str = "4.1"


def objects(text: str) -> list[WorkflowObject]:
    """The Argo objects of a text."""
    found = (workflow_object(document) for document in read(Text(text, "text.yaml"), "argoproj.io/"))
    return [each for each in found if each is not None]


@cache
def own_samples() -> list[Sample]:
    """The workflows in `examples/`, and the good examples of all rules."""
    samples = [_of_file(path, ROOT) for path in sorted((ROOT / "examples").glob("*.yaml"))]
    for path in sorted((ROOT / "rules").glob("*.yaml")):
        rule = yaml.safe_load(path.read_text(encoding="utf-8"))
        for number, example in enumerate(rule.get("examples", ())):
            if "encoding" not in example and "good" in example:
                samples.append(Sample(f"{rule['code']}-{number}", example["good"], example.get("argo-version", "4.1")))
    return samples


@cache
def corpus_samples() -> list[Sample]:
    """The workflows of the corpus; none where it is absent."""
    return [_of_file(path, CORPUS) for path in sorted(CORPUS.glob("*/**/*.y*ml")) if "argoproj.io/" in _text(path)]


def _of_file(path: Path, root: Path) -> Sample:
    return Sample(str(path.relative_to(root)), _text(path))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
