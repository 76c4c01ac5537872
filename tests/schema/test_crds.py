"""Custom resources against their definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

import kflint
from kflint.schema.crds import check_object, custom_resources
from kflint.source.nodes import Mapping
from kflint.source.reader import read_document
from kflint.source.text import Text

CRDS = str(Path(__file__).parents[2] / "examples" / "crds")


def _told(spec: str) -> list[str]:
    head = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a, labels: {b: c}}\n"
    root = read_document(Text(f"{head}spec: {spec}\n")).root
    assert isinstance(root, Mapping)
    widget = custom_resources((CRDS,))["example.com/v1", "Widget"]
    return [misfit.message for misfit in check_object(root, widget)]


@pytest.mark.parametrize(
    "spec",
    [
        "{size: 1}",
        "{size: 2, color: red, port: http}",
        "{size: 2, port: 80, options: {a: {b: [1]}}, labels: {x: z}}",
    ],
)
def test_what_fits_is_left_alone(spec: str) -> None:
    assert _told(spec) == []


@pytest.mark.parametrize(
    ("spec", "word"),
    [
        ("{}", "'size'"),
        ("{size: 2, colour: red}", "did you mean 'color'"),
        ("{size: '2'}", "'size'"),
        ("{size: 0}", "'size'"),
        ("{size: 2, color: pink}", "'color'"),
        ("{size: 2, labels: {x: 1}}", "'x'"),
        ("[]", "'spec'"),
    ],
)
def test_what_does_not_fit_is_told_once(spec: str, word: str) -> None:
    told = _told(spec)
    assert len(told) == 1
    assert word in told[0]


def test_definitions_that_can_not_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(kflint.Error, match="can't be read"):
        custom_resources((str(tmp_path / "gone.yaml"),))
    broken = tmp_path / "broken.yaml"
    broken.write_text("kind: CustomResourceDefinition\nspec: [\n", encoding="utf-8")
    with pytest.raises(kflint.Error, match=r"broken\.yaml"):
        custom_resources((str(broken),))
