"""Rules KF101 to KF109: agreement with Argo's decoder, exact places, and one finding for one mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kflint.checks.structure import CODES
from kflint.findings.finding import Finding
from kflint.linter import lint_bytes
from kflint.schema.misfit import KINDS
from kflint.settings import Settings
from kflint.source.text import Text
from tests.marks import unmark
from tests.schema.texts import CORPUS, corpus_samples

FACTS = Path(__file__).resolve().parents[1] / "facts" / "argo_lint_files.json"
# What Argo's decoder says; other messages come from its validator.
DECODER = ("unknown field", "cannot unmarshal", "exactly one key", "quantities must", "unable to parse quantity")
CASES: list[dict[str, Any]] = json.loads(FACTS.read_text(encoding="utf-8"))["cases"]
HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n  entrypoint: m\n"


def lint(text: str) -> list[Finding]:
    """All findings of a text."""
    return lint_bytes(text.encode(), "w.yaml", Settings())


def structural(text: str) -> list[Finding]:
    """The findings of the rules about structure."""
    return [finding for finding in lint(text) if finding.code.startswith("KF1")]


def _named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case["text"], id=case["name"]) for case in cases]


@pytest.mark.parametrize(
    "text", _named([case for case in CASES if case["verdict"] == "rejected" and any(word in case["message"] for word in DECODER)])
)
def test_what_the_decoder_refuses_is_rejected(text: str) -> None:
    assert "rejected" in {finding.consequence for finding in structural(text)}


@pytest.mark.parametrize("text", _named([case for case in CASES if case["verdict"] == "accepted"]))
def test_what_argo_accepts_is_not_rejected(text: str) -> None:
    assert [finding for finding in structural(text) if finding.consequence in ("rejected", "fails")] == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
def test_corpus_agrees_with_the_decoder() -> None:
    verdicts = json.loads((CORPUS / "verdicts.json").read_text(encoding="utf-8"))
    judged = [sample for sample in corpus_samples() if sample.name in verdicts]
    assert len(judged) > 200
    for sample in judged:
        verdict = verdicts[sample.name]
        found = structural(sample.text)
        assert bool(found) == any(word in verdict["message"] for word in DECODER), f"{sample.name}: {found}"


def assert_marked(marked: str, code: str) -> None:
    """Asserts that a text has exactly the findings of this rule whose places stand between « and »."""
    text, spans = unmark(marked)
    position = Text(text).position
    expected = [(*position(start), *position(end), code) for start, end in spans]
    assert [(f.line, f.column, f.end_line, f.end_column, f.code) for f in lint(text)] == expected


MAIN = "\n  templates:\n  - name: m\n    container: {image: a}\n"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("  parallelism: «'x'»", "KF102"),
        ("  «foo»:\n    bar: 1", "KF101"),
        ("  suspend: «[a,\n    b]»", "KF102"),
        ("  «suspend»:\n  - a", "KF102"),
        ("  volumes:\n  - name: x\n    emptyDir:\n      sizeLimit: 1«GB»", "KF102"),
        ("  volumes:\n  - name: x\n    emptyDir:\n      sizeLimit: '  1«GB»'", "KF102"),
        ("  volumes:\n  - «- name: x»", "KF102"),
        ("  «{{x}}»: a", "KF002"),
        ("  parallelism: «{{x}}»", "KF002"),
        ("  arguments: {parameters: [{name: a, value: «{{x}}»}]}", "KF002"),
    ],
)
def test_places(fields: str, code: str) -> None:
    assert_marked(HEAD + fields + MAIN, code)


def test_place_of_steps_without_groups() -> None:
    steps = "    - «name»: a\n      template: t\n    - name: b\n      template: t\n"
    assert_marked(f"{HEAD}  templates:\n  - name: m\n    steps:\n{steps}  - name: t\n    container: {{image: a}}\n", "KF102")


@pytest.mark.parametrize(
    "tolerations",
    [
        # Wrong where it is anchored and where it is used: one mistake.
        "{key: &v «5»}, {key: *v}",
        "&e {key: «5»}, *e",
        # Right where it is anchored, wrong where it is used.
        "{key: &v a}, {tolerationSeconds: «*v»}",
    ],
)
def test_aliases(tolerations: str) -> None:
    assert_marked(f"{HEAD}  tolerations: [{tolerations}]{MAIN}", "KF102")


def test_use_of_an_alias_points_to_its_anchor() -> None:
    (finding,) = lint(f"{HEAD}  podMetadata:\n    labels: &l {{a: b}}\n  suspend: *l{MAIN}")
    assert (finding.line, finding.column, finding.end_column) == (8, 12, 14)
    assert [(related.line, related.column) for related in finding.related] == [(7, 16)]


def test_merged_field_is_told_where_it_is_merged() -> None:
    text = f"{HEAD}  podMetadata: &l {{labels: {{a: b}}}}{MAIN}".replace("image: a", "<<: «*l», image: a")
    assert_marked(text, "KF106")


ONE_MISTAKE = [
    ("Entrypoint: m\n  templates:\n  - name: m\n    container: {image: a}", "KF101"),
    ("entrypoint: m\n  templates:\n  - nam: m\n    container: {image: a}", "KF101"),
    ("entrypoint: m\n  templates:\n  - name: m\n    contaner: {image: a}", "KF101"),
    ("entrypoint: m\n  templates:\n  - name: m\n    container: {imge: a}", "KF101"),
    ("entrypoint: m\n  Templates:\n  - name: m\n    container: {image: a}", "KF101"),
    (
        "entrypoint: m\n  parameters: [{name: p, value: v}]\n"
        "  templates:\n  - name: m\n    container: {image: '{{workflow.parameters.p}}'}",
        "KF106",
    ),
    (
        "entrypoint: m\n  arguments: {parameters: [{name: p, value: v}]}\n"
        "  templates:\n  - name: m\n    container: {image: '{{inputs.parameters.p}}', inputs: {parameters: [{name: p}]}}",
        "KF106",
    ),
    (
        "entrypoint: m\n  templates:\n"
        "  - name: t\n    container: {image: '{{inputs.parameters.p}}'}\n    inputs: {parameters: [{name: p}]}\n"
        "  - name: m\n    steps:\n    - - {name: s, template: t, arguments: {Parameters: [{Name: p, Value: v}]}}",
        "KF109 KF109 KF109",
    ),
    ("entrypoint: '5'\n  templates:\n  - name: 5\n    container: {image: a}", "KF102"),
    (
        "entrypoint: m\n  templates:\n  - name: m\n    inputs: {parameters: {name: p, value: v}}\n"
        "    container: {image: '{{inputs.parameters.p}}'}",
        "KF102",
    ),
    (
        "entrypoint: m\n  templates:\n  - name: t\n    container: {image: a}\n"
        "  - name: m\n    steps: [{name: a, template: t}, {name: b, template: t}]\n"
        "    outputs: {parameters: [{name: r, valueFrom: {parameter: '{{steps.b.outputs.result}}'}}]}",
        "KF102",
    ),
]


@pytest.mark.parametrize(("spec", "codes"), ONE_MISTAKE)
def test_one_mistake_gives_one_finding(spec: str, codes: str) -> None:
    found = lint(f"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {{name: w}}\nspec:\n  {spec}\n")
    assert " ".join(finding.code for finding in found) == codes, [finding.message for finding in found]


def test_every_kind_of_mistake_has_a_rule() -> None:
    assert set(CODES) == set(KINDS)


def test_removed_schedule_is_one_mistake() -> None:
    text = HEAD.replace("kind: Workflow", "kind: CronWorkflow").replace("entrypoint: m", "schedule: '0 3 * * *'")
    found = lint(f"{text}  workflowSpec: {{entrypoint: m, templates: [{{name: m, container: {{image: a}}}}]}}\n")
    assert [finding.code for finding in found] == ["KF105"]
