"""The JSON Schemas of the annotations: right as schemas, and our own checks give the verdicts of `jsonschema`."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from kflint.expand.annotations import KINDS
from kflint.expand.report import Report
from kflint.expand.validate import Validator, camel_case, load_schema
from kflint.expand.values import FORMATS, wrong_format
from kflint.source.reader import read_document
from kflint.source.text import Text
from tests.expand.workflows import workflow

CHECKER = FormatChecker(formats=())
for name in FORMATS:
    CHECKER.checks(name)(lambda value, name=name: isinstance(value, (bool, list, dict)) or wrong_format(str(value), name) is None)


def root_schema(kind: str) -> dict[str, Any]:
    """The schema of an annotation on a leaf template."""
    schema = load_schema(kind)
    return {**schema["$defs"]["mounts"], "$defs": schema["$defs"]} if kind == "pvolumes" else schema


def referee(kind: str, data: Any) -> bool:
    return bool(Draft202012Validator(root_schema(kind), format_checker=CHECKER).is_valid(data))


def ours(kind: str, data: Any) -> bool:
    text = Text(json.dumps(data))
    report = Report(text, 0)
    report.embed(text, read_document(Text("x")).root)  # type: ignore[arg-type]
    root = read_document(text).root
    assert root is not None
    return Validator(load_schema(kind), report, kind).check(root, root_schema(kind), "the value")


@pytest.mark.parametrize("kind", KINDS)
def test_is_a_json_schema_and_describes_every_field(kind: str) -> None:
    schema = load_schema(kind)
    Draft202012Validator.check_schema(schema)
    for name, field in schema.get("properties", {}).items():
        assert field["description"].endswith("."), name
        assert camel_case(name) == name
    for part in schema.get("$defs", {}).values():
        assert "description" in part


@pytest.mark.parametrize("kind", KINDS)
def test_formats_are_all_known(kind: str) -> None:
    def formats(schema: Any) -> set[str]:
        if isinstance(schema, dict):
            found = {schema["format"]} if isinstance(schema.get("format"), str) else set()
            return found.union(*(formats(value) for value in schema.values()))
        return set().union(*(formats(item) for item in schema)) if isinstance(schema, list) else set()

    assert formats(load_schema(kind)) <= set(FORMATS)


@given(st.integers(min_value=0, max_value=2**32))
@settings(max_examples=60, deadline=None)
def test_right_shorthand_is_valid(seed: int) -> None:
    made = workflow(random.Random(seed))
    spec = made["spec"]
    for template in spec.get("workflowSpec", spec)["templates"]:
        for name, value in template.get("metadata", {}).get("annotations", {}).items():
            kind = name.removeprefix("kflint.dev/")
            if kind in KINDS and "dag" not in template and "steps" not in template:
                assert referee(kind, value)
                assert ours(kind, value)


WORDS = st.sampled_from(
    ["x", "a b", "", "10Gi", "0", "RWO", "create", "merge", "{{x}}", "{.a}", "/mnt", "a == b", "A:/b", "a:b", "Block"]
)
LEAVES = st.one_of(WORDS, st.booleans(), st.integers(-1, 5))
FIELDS = sorted(
    {name for kind in KINDS for name in load_schema(kind).get("properties", {})}
    | set(load_schema("pvolumes")["$defs"]["source"]["anyOf"][1]["properties"])
    | {"snapshot", "kind", "apiGroup", "jqFilter", "other"}
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3)),
    max_leaves=6,
)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4))
@settings(max_examples=300, deadline=None)
def test_agrees_with_jsonschema(kind: str, data: dict[str, Any]) -> None:
    assert ours(kind, data) == referee(kind, data), data
