"""What the walker says of every kind of structural mistake, and what it lets pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kflint.schema.walker import check_structure
from tests.schema.texts import objects

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata: {{name: w}}\n"


def told(text: str, argo_version: str = "4.1") -> list[str]:
    """The walker's mistakes of the Argo object in a text, as `kind: message`."""
    (subject,) = objects(text)
    return [f"{misfit.kind}: {misfit.message}" for misfit in check_structure(subject.root, subject.kind, argo_version)]


def in_spec(fields: str, argo_version: str = "4.1", kind: str = "Workflow") -> list[str]:
    """The mistakes of the fields of a spec, which are written in one or more lines."""
    lines = "\n".join("  " + line for line in fields.strip("\n").split("\n"))
    return told(f"{HEAD.format(kind=kind)}spec:\n{lines}\n", argo_version)


def in_template(fields: str, argo_version: str = "4.1") -> list[str]:
    """The mistakes of the fields of a template."""
    lines = "\n".join("  " + line for line in fields.strip("\n").split("\n"))
    return in_spec(f"entrypoint: m\ntemplates:\n- name: m\n{lines}", argo_version)


CASES = yaml.safe_load(Path(__file__).with_name("misfits.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.get('spec') or case.get('template')} {case.get('argo', '')}")
def test_misfits(case: dict[str, Any]) -> None:
    argo_version = case.get("argo", "4.1")
    if "template" in case:
        assert in_template(case["template"], argo_version) == case["told"]
    else:
        assert in_spec(case["spec"], argo_version, case.get("kind", "Workflow")) == case["told"]


def test_quantity_says_what_is_wrong_with_it() -> None:
    (message,) = in_template("container: {resources: {limits: {memory: 1GB}}}")
    assert message.startswith("wrong-type: 'memory' is no quantity: ")


def test_time() -> None:
    text = HEAD.format(kind="WorkflowTemplate").replace("name: w", "name: w, creationTimestamp: 2024-13-01T00:00:00Z")
    wanted = "'creationTimestamp' must be a time such as 2024-05-01T12:00:00Z"
    assert told(text) == [f'wrong-type: {wanted}, not the text "2024-13-01T00:00:00Z"']


def test_help_lists_the_fields_if_they_are_few() -> None:
    (subject,) = objects(HEAD.format(kind="Workflow") + "spec: {arguments: {foo: 1}, bar: 1, templates: [{suspend: {}}]}")
    few, many = check_structure(subject.root, "Workflow", "4.1")
    assert few.help == "the fields are artifacts, parameters"
    assert many.help is None


def test_steps_of_an_inline_template_end_strictness_only_below_themselves() -> None:
    nested = "dag: {tasks: [{name: a, inline: {steps: [[{name: b, arguments: {foo: 1}}]], foo: 2}, foo: 3}]}"
    assert [each.partition(":")[0] for each in in_template(nested)] == ["ignored", "unknown", "unknown"]


@pytest.mark.parametrize("kind", ["Workflow", "CronWorkflow"])
def test_spec_is_needed(kind: str) -> None:
    wanted = [f"missing: a {kind} has no 'spec', which Argo needs"]
    assert told(HEAD.format(kind=kind)) == wanted
    assert told(HEAD.format(kind=kind) + "spec:\n") == wanted


@pytest.mark.parametrize("kind", ["WorkflowTemplate", "ClusterWorkflowTemplate"])
def test_template_kinds_may_be_empty(kind: str) -> None:
    assert told(HEAD.format(kind=kind)) == []


def test_what_stands_under_another_name_is_not_missing() -> None:
    assert told(HEAD.format(kind="Workflow") + "Spec: {}") == ["unknown: a Workflow has no field 'Spec'; did you mean 'spec'?"]
    assert told(HEAD.format(kind="Workflow") + "templates: []") == [
        "misplaced: a Workflow has no field 'templates'; it belongs in 'spec'"
    ]
    assert in_spec("templates: []\nschedules: []", kind="CronWorkflow") == [
        "misplaced: 'spec' has no field 'templates'; it belongs in 'workflowSpec'"
    ]


@pytest.mark.parametrize(("kind", "known"), [("Workflow", True), ("CronWorkflow", True), ("WorkflowTemplate", False)])
def test_status_is_known_where_argo_writes_one(kind: str, known: bool) -> None:
    spec = "spec: {workflowSpec: {}}" if kind == "CronWorkflow" else "spec: {}"
    found = told(f"{HEAD.format(kind=kind)}{spec}\nstatus: {{phase: 5, anything: []}}")
    assert found == ([] if known else ["unknown: a WorkflowTemplate has no field 'status'"])


def test_all_mistakes_of_an_object_are_told() -> None:
    found = in_spec("parallelism: x\nfoo: 1\ntemplates:\n- container: {image: 5, args: [1, 2]}\n  timeout: 5\n- 7\nsuspend: 1")
    assert len(found) == 8


def test_yaml_numbers_in_a_json_file_are_not_rewritten() -> None:
    text = '{"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "spec": {"parallelism": 1.0}}'
    assert told(text) == ["wrong-type: 'parallelism' must be a whole number, which 1.0 is not"]
    assert told(text.replace("1.0", "1")) == []
    assert told(f"# not JSON\n{text}") == []
