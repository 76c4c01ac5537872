"""A misspelt or misplaced field is read where its author meant it."""

from __future__ import annotations

import pytest

from kflint.source.nodes import Mapping, plain_data, walk
from tests.schema.texts import objects


def understood(spec: str) -> Mapping:
    """The spec of a Workflow, as it is read after comparison with Argo's types."""
    (subject,) = objects(f"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {spec}\n")
    subject.understand("4.1")
    assert subject.spec is not None
    return subject.spec


@pytest.mark.parametrize(
    ("spec", "field", "meant"),
    [
        ("{Entrypoint: a}", "entrypoint", "a"),
        ("{entry_point: a}", "entrypoint", "a"),
        ("{entripoint: a}", "entrypoint", "a"),
        ("{parameters: [{name: a}]}", "arguments", {"parameters": [{"name": "a"}]}),
        ("{parameters: [{name: a}], arguments: }", "arguments", {"parameters": [{"name": "a"}]}),
        ("{parameters: [{name: a}], arguments: {artifacts: []}}", "arguments", {"artifacts": [], "parameters": [{"name": "a"}]}),
        ("{podMetadata: {entrypoint: a}}", "entrypoint", "a"),
        ("{retryStrategy: {maxDuration: 5m}}", "retryStrategy", {"maxDuration": "5m", "backoff": {"maxDuration": "5m"}}),
    ],
)
def test_value_is_brought_home(spec: str, field: str, meant: object) -> None:
    value = understood(spec).get(field)
    assert value is not None
    assert plain_data(value) == meant


@pytest.mark.parametrize(
    ("spec", "field", "stays"),
    [
        ("{entrypoint: a, Entrypoint: b}", "entrypoint", "a"),
        ("{parameters: [{name: a}], arguments: text}", "arguments", "text"),
        ("{parameters: [{name: a}], arguments: {parameters: []}}", "arguments", {"parameters": []}),
        ("{foo: a}", "entrypoint", None),
        ("{labels: {a: b}}", "podMetadata", None),
    ],
)
def test_what_is_there_or_not_sure_stays(spec: str, field: str, stays: object) -> None:
    value = understood(spec).get(field)
    assert (None if value is None else plain_data(value)) == stays


@pytest.mark.parametrize(
    ("spec", "field", "meant"),
    [
        ("{templates: [{name: 010}, {name: yes}]}", "templates", [{"name": "010"}, {"name": "yes"}]),
        ("{entrypoint: 5}", "entrypoint", 5),
        ("{parallelism: '3'}", "parallelism", "3"),
        ("{templates: {name: a}}", "templates", [{"name": "a"}]),
        ("{arguments: {parameters: {name: a}}}", "arguments", {"parameters": [{"name": "a"}]}),
        ("{arguments: {parameters: {a: b}}}", "arguments", {"parameters": {"a": "b"}}),
        ("{templates: [{steps: [{name: a}, {name: b}]}]}", "templates", [{"steps": [[{"name": "a"}], [{"name": "b"}]]}]),
        ("{templates: [{steps: [[{name: a}], {name: b}, 5]}]}", "templates", [{"steps": [[{"name": "a"}], [{"name": "b"}], 5]}]),
        (
            "{templates: [{name: a, container: {image: b, args: c}}]}",
            "templates",
            [{"name": "a", "container": {"image": "b", "args": "c"}}],
        ),
    ],
)
def test_value_is_read_as_what_it_should_be(spec: str, field: str, meant: object) -> None:
    value = understood(spec).get(field)
    assert value is not None
    assert plain_data(value) == meant


def test_what_argo_ignores_stays_ignored_but_other_case_counts() -> None:
    spec = understood("{templates: [{name: a, steps: [[{name: b, arguments: {paramters: [], Artifacts: []}}]]}]}")
    step = spec.items("templates")[0].sequence("steps")
    assert step is not None
    arguments = next(node for node in walk(step) if node.key is not None and node.key.value == "arguments")
    assert isinstance(arguments, Mapping)
    assert arguments.get("parameters") is None
    assert arguments.sequence("artifacts") is not None


def test_every_node_still_has_a_pointer() -> None:
    steps = "steps: [{name: a}, {name: b}], inputs: {parameters: {name: c}}"
    spec = understood(
        f"{{parameters: [{{nme: a}}], Templates: [{{image: x, container: {{retryStrategy: {{limit: 2}}}}, {steps}}}]}}"
    )
    assert all(node.pointer.startswith("/spec") for node in walk(spec))
