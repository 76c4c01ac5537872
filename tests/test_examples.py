"""Our own examples: right ones are clean and show every kind and template type, broken ones give the output we show."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from kflint.cli.main import main
from kflint.model.objects import KINDS, WorkflowObject, workflow_object
from kflint.model.templates import TEMPLATE_TYPES
from kflint.source.reader import read
from kflint.source.text import Text
from tests.conftest import ROOT, Golden

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
PLAIN = [path for path in EXAMPLES if not path.name.startswith("shorthand-")]
BROKEN = sorted((ROOT / "examples" / "broken").glob("*.yaml"))
PUBLISHED = ROOT.parent / "shared" / "argo-schema" / "v4.1.json"
# Where the published schema is narrower than Argo: these take numbers too.
NUMBERS_TOO = {"limit", "factor", "retries", "activeDeadlineSeconds", "value", "default"}


def _names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def _objects(path: Path) -> list[WorkflowObject]:
    documents = read(Text(path.read_text(encoding="utf-8"), path.name))
    return [subject for document in documents if (subject := workflow_object(document)) is not None]


def _lint(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> tuple[int, str]:
    """What `kflint lint` of these files ends with and shows on a terminal without colour, asked in the checkout."""
    monkeypatch.chdir(ROOT)
    shown = io.StringIO()
    return main(["lint", *(path.relative_to(ROOT).as_posix() for path in paths)], io.StringIO(), shown, shown), shown.getvalue()


@pytest.mark.parametrize("path", EXAMPLES, ids=_names(EXAMPLES))
def test_example_is_clean(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _lint(monkeypatch, path) == (0, "no findings in 1 file\n")


@pytest.mark.parametrize("path", BROKEN, ids=_names(BROKEN))
def test_broken_example_gives_the_expected_findings(path: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    status, shown = _lint(monkeypatch, path)
    assert status == 1
    golden(path.with_suffix(".out"), shown)


def test_examples_are_clean_together(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _lint(monkeypatch, *EXAMPLES) == (0, f"no findings in {len(EXAMPLES)} files\n")


def test_examples_show_every_kind_and_template_type() -> None:
    objects = [subject for path in PLAIN for subject in _objects(path)]
    assert {subject.kind for subject in objects} == set(KINDS)
    assert {template.type for subject in objects for template in subject.all_templates} == set(TEMPLATE_TYPES)


@pytest.mark.parametrize("path", PLAIN, ids=_names(PLAIN))
def test_examples_fit_the_published_schema(path: Path) -> None:
    if not PUBLISHED.is_file():
        pytest.skip("the published schemas are not beside the checkout")
    definitions = json.loads(PUBLISHED.read_text(encoding="utf-8"))["definitions"]
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
        reference = f"#/definitions/io.argoproj.workflow.v1alpha1.{document['kind']}"
        validator = Draft202012Validator({"$ref": reference, "definitions": definitions})
        assert [e.json_path for e in validator.iter_errors(document) if not _number_where_text_is_wanted(e)] == []


def _number_where_text_is_wanted(error: Any) -> bool:
    return error.validator == "type" and isinstance(error.instance, int) and error.path[-1] in NUMBERS_TOO


def test_examples_are_explained() -> None:
    for path in EXAMPLES + BROKEN:
        assert path.read_text(encoding="utf-8").startswith("# "), f"{path.name} doesn't say what it shows"
