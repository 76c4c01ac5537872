"""docs/from-kfp.md: each piece of Python has a workflow beside it that says the same, expands and lints clean."""

from __future__ import annotations

import ast
import re
from typing import Any, NamedTuple

import pytest
import yaml

from kflint.expand.expansion import expand_text
from kflint.expand.validate import camel_case, load_schema
from kflint.linter import lint_bytes
from kflint.settings import Settings
from kflint.source.text import Text
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "from-kfp.md").read_text(encoding="utf-8")
MAKERS = {"ResourceOp": "resource", "VolumeOp": "volume", "VolumeSnapshotOp": "volume-snapshot"}
ALL_OPS = {*MAKERS, "ContainerOp", "PipelineVolume"}


class Example(NamedTuple):
    """An example of the page: its heading, the Python and the workflow."""

    title: str
    python: str
    workflow: str


class Call(NamedTuple):
    """A call of the SDK: the class, the step's name, the other arguments by their names."""

    op: str
    name: str
    arguments: dict[str, ast.expr]


def _examples() -> list[Example]:
    pattern = r"^### (.*?)\n.*?^```python\n(.*?)^```\n\n^```yaml\n(.*?)^```$"
    return [Example(*found) for found in re.findall(pattern, PAGE, re.MULTILINE | re.DOTALL)]


EXAMPLES = _examples()


def _calls(python: str) -> list[Call]:
    """The calls of `dsl.…Op`. Where a function of the example makes the call, its name is not known, and empty here."""
    found = []
    for node in ast.walk(ast.parse(python)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ALL_OPS:
            arguments = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg is not None}
            name = arguments.pop("name", None)
            found.append(Call(node.func.attr, str(name.value) if isinstance(name, ast.Constant) else "", arguments))
    return found


def _shorthand(workflow: str) -> dict[str, dict[str, Any]]:
    """The shorthand of a workflow's templates by template: the annotation's kind, and its value as data."""
    spec = yaml.safe_load(workflow)["spec"]
    found: dict[str, dict[str, Any]] = {}
    for template in spec.get("workflowSpec", spec)["templates"]:
        for name, value in template.get("metadata", {}).get("annotations", {}).items():
            found.setdefault(template["name"], {})[name.removeprefix("kflint.dev/")] = yaml.safe_load(value)
    return found


def test_the_page_has_an_example_of_everything() -> None:
    headings = re.findall(r"^### (.*)$", PAGE, re.MULTILINE)
    assert [example.title for example in EXAMPLES] == headings
    assert PAGE.count("```python") == PAGE.count("```yaml") == len(EXAMPLES)
    calls = [call for example in EXAMPLES for call in _calls(example.python)]
    assert {call.op for call in calls} == ALL_OPS
    actions = {value.value for call in calls if isinstance(value := call.arguments.get("action"), ast.Constant)}
    assert actions >= {"create", "apply", "patch", "delete"}
    assert {name for call in calls for name in call.arguments} >= {
        "attribute_outputs", "data_source", "failure_condition", "k8s_resource", "merge_strategy", "modes", "pvc", "pvolumes",
        "size", "snapshot_class", "storage_class", "success_condition", "volume",
    }  # fmt: skip
    assert all(word in PAGE for word in (".pvolume}", ".pvolumes[", ".after(", ".snapshot,", "readOnly: true"))


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.title for example in EXAMPLES])
def test_workflow_expands_and_lints_clean(example: Example) -> None:
    expansion = expand_text(Text(example.workflow))
    assert [finding.message for finding in expansion.findings] == []
    assert expansion.changed
    expanded = expansion.text.string
    assert "kflint.dev/" not in expanded
    assert not expand_text(Text(expanded)).changed
    for version in ("3.6", "4.1"):
        for string in (example.workflow, expanded):
            found = lint_bytes(string.encode(), "example.yaml", Settings(argo_version=version))
            assert [f"{finding.line} {finding.code} {finding.message}" for finding in found] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.title for example in EXAMPLES])
def test_workflow_says_what_the_python_says(example: Example) -> None:
    shorthand = _shorthand(example.workflow)
    for call in _calls(example.python):
        if call.op not in MAKERS:
            continue
        value = shorthand[call.name][MAKERS[call.op]]
        given = {camel_case(name) for name in call.arguments}
        assert given <= set(load_schema(MAKERS[call.op])["properties"])
        assert {camel_case(name) for name in value} == given
        for name, written in call.arguments.items():
            if _is_plain(written):
                assert value.get(name, value.get(camel_case(name))) == ast.literal_eval(written), name


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.title for example in EXAMPLES])
def test_mount_paths_are_those_of_the_python(example: Example) -> None:
    shorthand = _shorthand(example.workflow)
    for call in _calls(example.python):
        mounts = call.arguments.get("pvolumes")
        if call.name and isinstance(mounts, ast.Dict):
            paths = [key.value for key in mounts.keys if isinstance(key, ast.Constant)]
            assert list(shorthand[call.name]["pvolumes"]) == paths


def _is_plain(written: ast.expr) -> bool:
    """Whether an argument is written out, and doesn't refer to other steps or to names of the SDK."""
    return not any(isinstance(node, (ast.Name, ast.Attribute, ast.Call)) for node in ast.walk(written))


def test_both_spellings_stand_on_the_page() -> None:
    fields = {name for example in EXAMPLES for annotations in _shorthand(example.workflow).values() for name in _names(annotations)}
    for name in ("k8s_resource", "resource_name", "success_condition", "attribute_outputs", "storage_class", "snapshot_class"):
        assert name in fields
    assert {"k8sResource", "resourceName", "attributeOutputs", "storageClass", "mergeStrategy", "dataSource"} <= fields


def _names(annotations: dict[str, Any]) -> list[str]:
    return [name for kind in MAKERS.values() for name in annotations.get(kind, {})]
