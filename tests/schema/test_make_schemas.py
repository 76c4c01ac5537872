"""The compact schemas: they are fresh, whole, and the tool that makes them notices what it doesn't understand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kflint.schema.schema import RECORD, SCALARS, Shape, load_schema
from kflint.settings import ARGO_VERSIONS
from tests.schema.texts import PUBLISHED
from tools import make_schemas
from tools.make_schemas import CORRECTIONS, KINDS, SCHEMAS, Compactor, Corrections, Mismatch, short_name

needs_published = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="Argo's published schemas are not beside this checkout")


@needs_published
def test_schemas_are_fresh() -> None:
    texts = make_schemas.make_schemas(PUBLISHED)
    assert set(texts) == {f"argo-{version}.json" for version in ARGO_VERSIONS}
    for name, text in texts.items():
        assert (SCHEMAS / name).read_text(encoding="utf-8") == text, f"run python tools/make_schemas.py {PUBLISHED}"
    assert make_schemas.main([str(PUBLISHED), "--check"]) == 0


@needs_published
def test_stale_schemas_are_noticed_and_rewritten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(make_schemas, "SCHEMAS", tmp_path)
    assert make_schemas.main([str(PUBLISHED), "--check"]) == 1
    assert make_schemas.main([str(PUBLISHED)]) == 0
    assert make_schemas.main([str(PUBLISHED), "--check"]) == 0


@needs_published
def test_a_correction_that_fits_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    changed = tmp_path / "corrections.yaml"
    changed.write_text(CORRECTIONS.read_text(encoding="utf-8").replace("ValueFrom.default", "ValueFrom.nothing"), encoding="utf-8")
    monkeypatch.setattr(make_schemas, "Corrections", lambda: Corrections(changed))
    with pytest.raises(Mismatch, match=r"ValueFrom\.nothing"):
        make_schemas.make_schemas(PUBLISHED)


def test_an_empty_folder_is_no_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make_schemas.main([str(tmp_path)]) == 2
    assert "holds no schema" in capsys.readouterr().err


def published(fields: dict[str, Any]) -> dict[str, Any]:
    """A published schema in which a Workflow has these fields, and the other kinds have none."""
    definitions: dict[str, Any] = {f"{make_schemas.ARGO}{kind}": {"properties": {}, "type": "object"} for kind in KINDS}
    definitions[f"{make_schemas.ARGO}Workflow"]["properties"] = fields
    return {"definitions": definitions}


def compact(fields: dict[str, Any]) -> dict[str, str]:
    """The compact fields of a Workflow with these published ones."""
    definitions = Compactor(published(fields), "9.9", Corrections()).compact()["definitions"]
    workflow: dict[str, str] = definitions["Workflow"]
    return workflow


def test_types_are_written_in_one_word() -> None:
    text = {"type": "string", "description": "What it is for."}
    fields = {
        "a": text,
        "b": {"type": "array", "items": {"type": "array", "items": text}},
        "c": {"type": "object", "additionalProperties": {"type": "boolean"}},
        "d": {"$ref": f"#/definitions/{make_schemas.ARGO}CronWorkflow"},
        "e": {"type": "string", "format": "byte"},
    }
    assert compact(fields) == {"a": "string", "b": "[][]string", "c": "{}boolean", "d": "CronWorkflow", "e": "bytes"}


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"type": "integer"}, "integer Workflow.new is in none"),
        ({"type": "number"}, "Workflow.new has a type"),
        ({}, "Workflow.new has a type"),
    ],
)
def test_what_the_tool_does_not_know_stops_it(body: dict[str, Any], complaint: str) -> None:
    with pytest.raises(Mismatch, match=complaint):
        compact({"new": body})


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("io.argoproj.workflow.v1alpha1.Template", "Template"),
        ("io.k8s.api.core.v1.Container", "core.Container"),
        ("io.k8s.apimachinery.pkg.util.intstr.IntOrString", "intstr.IntOrString"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize("version", ARGO_VERSIONS)
def test_every_type_is_known_and_every_definition_is_reached(version: str) -> None:
    schema = load_schema(version)
    assert schema.argo_version == version
    reached: set[str] = set()
    waiting: list[Shape] = [schema.kind(kind) for kind in KINDS]
    while waiting:
        shape = waiting.pop()
        if shape.inner is not None:
            waiting.append(shape.inner)
        elif shape.kind != RECORD:
            assert shape.name in SCALARS
        elif shape.name not in reached:
            reached.add(shape.name)
            assert set(shape.needs) <= set(shape.fields)
            waiting += shape.fields.values()
    assert reached == set(schema.definitions)


@pytest.mark.parametrize("version", ARGO_VERSIONS)
def test_schemas_hold_no_prose(version: str) -> None:
    text = (SCHEMAS / f"argo-{version}.json").read_text(encoding="utf-8")
    words = {word for fields in json.loads(text)["definitions"].values() for pair in fields.items() for word in pair}
    assert not any(" " in word for word in words)
