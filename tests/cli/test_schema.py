"""`kflint schema`: what it prints is a JSON Schema that takes what is right and refuses what is not."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from kflint.cli.main import main
from kflint.cli.schema import find_schema, schemas
from kflint.expand.annotations import KINDS, PREFIX
from kflint.model.objects import KINDS as OBJECTS
from kflint.settings import ARGO_VERSIONS
from tests.conftest import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
BROKEN = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: x-}
spec:
  entrypoint: main
  templates:
  - name: main
    metadata:
      annotations:
        kflint.dev/volume: |
          resourceName: x
          size: 1Gi
"""


def _printed(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(["schema", *arguments], io.StringIO(), out, err)
    return code, out.getvalue(), err.getvalue()


def _validator(name: str, version: str = ARGO_VERSIONS[-1]) -> Validator:
    code, out, _ = _printed(name, "--argo-version", version)
    assert code == 0
    return Draft202012Validator(json.loads(out))


def _documents(path: Path) -> list[dict[str, Any]]:
    documents = yaml.safe_load_all(path.read_text(encoding="utf-8"))
    return [each for each in documents if each and each["kind"] in OBJECTS]


def _annotations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any], Any]]:
    """The shorthand in an object: each annotation's name, its template, and the YAML in it."""
    spec = document["spec"].get("workflowSpec", document["spec"])
    return [
        (name, template, yaml.safe_load(value))
        for template in spec.get("templates", [])
        for name, value in template.get("metadata", {}).get("annotations", {}).items()
        if name.startswith(PREFIX)
    ]


def test_lists_all_without_a_name() -> None:
    code, out, _ = _printed()
    names = [line.split()[0] for line in out.splitlines()]
    assert code == 0
    assert names == [each.name for each in schemas()]
    assert {*OBJECTS, *(PREFIX + kind for kind in KINDS), "config", "report", "source-map", "rule"} == set(names)


@pytest.mark.parametrize("name", [each.name for each in schemas()])
def test_each_is_a_json_schema(name: str) -> None:
    schema = find_schema(name, ARGO_VERSIONS[0])
    Draft202012Validator.check_schema(schema)
    assert schema["title"]
    references = {text.partition('"')[0] for text in json.dumps(schema).split('"#/$defs/')[1:]}
    nested = [definition["contentSchema"]["$defs"] for definition in _annotated(schema) if "$defs" in definition["contentSchema"]]
    assert references <= set(schema.get("$defs", {})).union(*nested)


def _annotated(schema: dict[str, Any]) -> list[dict[str, Any]]:
    metadata = schema.get("$defs", {}).get("TemplateMetadata")
    return list(metadata["properties"]["annotations"]["properties"].values()) if metadata else []


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_examples_are_valid(path: Path) -> None:
    for document in _documents(path):
        assert [error.message for error in _validator(document["kind"]).iter_errors(document)] == []
        for name, template, value in _annotations(document):
            schema = find_schema(name, ARGO_VERSIONS[-1])
            if name == PREFIX + "pvolumes" and not {"dag", "steps"} & template.keys():
                schema = {**schema["$defs"]["mounts"], "$defs": schema["$defs"]}
            assert Draft202012Validator(schema).is_valid(value), value


def test_there_are_examples_of_every_kind_with_shorthand() -> None:
    documents = [document for path in EXAMPLES for document in _documents(path)]
    assert {document["kind"] for document in documents} >= {"Workflow", "WorkflowTemplate", "CronWorkflow"}
    assert any(_annotations(document) for document in documents)


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("entrypoint", "entrypiont", "spec"),
        ("kind: Workflow", "kind: Workflows", "kind"),
        ("apiVersion: argoproj.io/v1alpha1", "apiVersion: v1", "apiVersion"),
        ("name: main", "name: 7", "spec/templates/0/name"),
        ("kflint.dev/volume: |", "kflint.dev/volume:", "spec/templates/0/metadata/annotations/kflint.dev/volume"),
        ("templates:\n", "templates: []\n  arguments:\n", "spec/arguments"),
        ("spec:\n", "status:\n", ""),
    ],
)
def test_broken_workflows_are_refused(old: str, new: str, pointer: str) -> None:
    validator = _validator("Workflow")
    assert validator.is_valid(yaml.safe_load(BROKEN))
    errors = list(validator.iter_errors(yaml.safe_load(BROKEN.replace(old, new))))
    assert pointer in ["/".join(map(str, error.absolute_path)) for error in errors]


def test_shorthand_is_described_field_by_field() -> None:
    described = {schema["title"]: schema for schema in _annotated(find_schema("CronWorkflow", "3.6"))}
    assert set(described) == {PREFIX + kind for kind in KINDS}
    volume = described["kflint.dev/volume"]
    content = find_schema("volume", "3.6")
    assert volume["contentSchema"] == {"$id": "urn:kflint:volume", **content}
    for name, field in content["properties"].items():
        assert f"- {name}: {field['description']}" in volume["description"]
    assert "k8sResource: The manifest" in described["kflint.dev/resource"]["description"]
    assert " Required." in described["kflint.dev/resource"]["description"]


def test_other_metadata_has_no_shorthand() -> None:
    definitions = find_schema("Workflow", "4.1")["$defs"]
    assert "properties" not in definitions["Metadata"]["properties"]["annotations"]
    assert "properties" not in definitions["meta.ObjectMeta"]["properties"]["annotations"]


def test_the_version_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {**yaml.safe_load(BROKEN), "kind": "CronWorkflow"}
    many["spec"] = {"schedules": ["0 0 * * *"], "workflowSpec": many["spec"]}
    assert _validator("CronWorkflow", "3.6").is_valid(many)
    assert not _validator("CronWorkflow", "3.4").is_valid(many)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".kflint.yaml").write_text("argo-version: 3.4\n", encoding="utf-8")
    assert json.loads(_printed("Workflow")[1])["title"].endswith("3.4")
    assert json.loads(_printed("Workflow", "--argo-version", "v3.5.2")[1])["title"].endswith("3.5")


def test_names_that_are_none() -> None:
    code, out, err = _printed("Workflw")
    assert (code, out) == (2, "")
    assert err == "kflint: there is no schema 'Workflw'; did you mean 'Workflow'?\n"
    assert "there are Workflow, WorkflowTemplate, " in _printed("zzz")[2]
    assert _printed("Workflow", "--argo-version", "2.0")[0] == 2


def test_source_maps_are_as_described() -> None:
    case = ROOT / "tests" / "cli" / "cases" / "expand-explain-json" / "expected"
    printed = json.loads(case.read_text(encoding="utf-8").partition("=== stdout\n")[2])
    assert [error.message for error in _validator("source-map").iter_errors(printed)] == []
    assert printed["files"][0]["lines"]
