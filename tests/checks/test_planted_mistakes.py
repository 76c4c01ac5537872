"""A structural mistake planted on any line of a good text is told on that line, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kflint.linter import lint_bytes
from kflint.schema.schema import ANY, MAP, RECORD, load_schema
from kflint.schema.trail import trail
from kflint.settings import Settings
from kflint.source.nodes import Mapping, Node, Scalar, walk
from tests.schema.texts import CORPUS, Sample, corpus_samples, objects, own_samples

# The corpus is large: only every so many-th place in it is tried.
STRIDE = 17


def places(sample: Sample, wanted: type[Node]) -> Iterator[Node]:
    """The nodes of a sample that are a field's value in a mapping of which Argo knows the fields."""
    for subject in objects(sample.text):
        root_shape = load_schema(sample.argo_version).kind(subject.kind)
        for node in walk(subject.root):
            if not isinstance(node, wanted) or node.key is None or node.aliased or node.key.value in ("apiVersion", "kind"):
                continue
            stops = trail(root_shape, node)
            if stops[-1].node is node and stops[-2].shape.kind == RECORD and stops[-1].shape.kind not in (ANY, MAP):
                yield node


def told_lines(text: str, argo_version: str, codes: tuple[str, ...]) -> set[int]:
    """The lines on which the rules with these codes find something."""
    findings = lint_bytes(text.encode(), "planted.yaml", Settings(argo_version=argo_version))
    return {finding.line for finding in findings if finding.code in codes}


def plant_misspelt_keys(sample: Sample, stride: int) -> None:
    """Misspells one key after the other."""
    for node in list(places(sample, Node))[::stride]:
        key = node.key
        assert key is not None
        line = key.text.position(key.start).line
        text = f"{sample.text[: key.start]}{key.value}x{sample.text[key.end :]}"
        told = told_lines(text, sample.argo_version, ("KF101", "KF104", "KF105", "KF106", "KF107"))
        assert told == {line}, f"{sample.name}:{line}: {key.value}x"


def plant_wrong_types(sample: Sample, stride: int) -> None:
    """Puts a mapping in the place of one scalar after the other."""
    for node in [each for each in places(sample, Scalar) if isinstance(each, Scalar) and not each.style and each.value][::stride]:
        assert isinstance(node.parent, Mapping)
        line = node.text.position(node.start).line
        text = f"{sample.text[: node.start]}{{x: y}}{sample.text[node.end :]}"
        assert line in told_lines(text, sample.argo_version, ("KF102", "KF108")), f"{sample.name}:{line}: {node.value}"


@pytest.mark.parametrize("sample", own_samples()[::3], ids=lambda sample: sample.name)
def test_misspelt_keys_of_own_examples(sample: Sample) -> None:
    plant_misspelt_keys(sample, 1)


@pytest.mark.parametrize("sample", own_samples()[1::3], ids=lambda sample: sample.name)
def test_wrong_types_in_own_examples(sample: Sample) -> None:
    plant_wrong_types(sample, 1)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
def test_misspelt_keys_of_corpus() -> None:
    for sample in corpus_samples():
        if _is_clean(sample):
            plant_misspelt_keys(sample, STRIDE)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
def test_wrong_types_in_corpus() -> None:
    for sample in corpus_samples():
        if _is_clean(sample):
            plant_wrong_types(sample, STRIDE)


def _is_clean(sample: Sample) -> bool:
    """Whether nothing is wrong with a sample's structure, and it holds no shorthand, which moves its lines."""
    codes = tuple(f"KF10{number}" for number in range(1, 10))
    return "kflint.dev/" not in sample.text and not told_lines(sample.text, sample.argo_version, codes)
