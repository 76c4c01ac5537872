"""Verdicts by table: for the same place, which of many texts Argo refuses (`REFUSED`) and which it takes."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

import pytest

from kflint.linter import lint_bytes
from kflint.settings import Settings

REFUSED, TAKEN = True, False
POD = ("container", "script", "containerSet", "resource", "data")
BODIES = {
    "container": "container: {image: alpine}",
    "script": "script: {image: alpine, source: exit}",
    "containerSet": "containerSet: {containers: [{name: main, image: alpine}]}",
    "resource": "resource: {action: get}",
    "data": "data: {}",
    "http": "http: {url: example.com}",
    "plugin": "plugin: {hello: {}}",
    "suspend": "suspend: {}",
    "steps": "steps: []",
    "dag": "dag: {tasks: [{name: task, template: leaf}]}",
}
LEAVES = [name for name in BODIES if name not in ("steps", "dag")]
HELPERS = """
- name: leaf
  container: {image: alpine}
- name: print
  inputs: {parameters: [{name: message}]}
  container: {image: alpine}
- name: make
  container: {image: alpine}
  outputs: {parameters: [{name: text, valueFrom: {path: /tmp/text}}]}
"""

Case = tuple[str, str, bool]


def refused(templates: str, spec: str = "") -> bool:
    """Whether something is called rejected in a workflow with these templates (the first is `main`), and fields of its spec."""
    text = f"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {{name: table}}\nspec:\n  entrypoint: main\n{spec}"
    text += f"  templates:\n{indent(templates.strip() + HELPERS, '    ')}"
    found = lint_bytes(text.encode(), "table.yaml", Settings(argo_version="4.1"))
    assert "KF000" not in {f.code for f in found}
    return "rejected" in {f.consequence for f in found}


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# What a template that does something itself may name: everywhere, or only in these types (R-GLOB, R-TAG, 4.3).
IN_LEAVES = {
    "inputs.parameters.given": LEAVES,
    "inputs.artifacts.file": LEAVES,
    "inputs.artifacts.file.path": [name for name in LEAVES if name != "suspend"],
    "pod.name": list(POD),
    "inputs.parameters.absent": [],
    "inputs.parameters.given.more": [],
    'inputs.parameters["given"]': [],
    "inputs.artifacts.absent.path": [],
    "inputs.artifacts.file.size": [],
    "inputs.artifacts": [],
    "inputs.": [],
    "pod.ip": [],
    "steps.a.id": [],
    "tasks.a.id": [],
    "item.key": [],
    "workflow.failures": [],
    "workflow.priority": [],
    "workflow.parameters": [],
    "workflow.parameters.absent": [],
    "workflow.parameters.json": [],
    "workflow.labels.absent": [],
    "workflow.outputs.parameters.absent": [],
    "workflow.nmae": [],
    **dict.fromkeys(
        (
            "outputs.anything", "steps.name", "tasks.name", "tasks.nametag.id", "item", "retries", "lastRetry.status", "node.name",
            "workflow.name", "workflow.uid", "workflow.status", "workflow.labels", "workflow.labels.json", "workflow.duration",
            "workflow.annotations.json", "workflow.mainEntrypoint", "workflow.creationTimestamp.Y", "workflow.scheduledTime",
            "cronworkflow.name", "inputs", "workflow", "Inputs.parameters.absent", "anything.else",
        ),
        LEAVES,
    ),
}  # fmt: skip


def leaf_variables() -> Iterator[Case]:
    for name, types in IN_LEAVES.items():
        for kind in LEAVES:
            path = "" if kind == "suspend" else ", path: /tmp/file"
            inputs = f"inputs: {{parameters: [{{name: given, value: x}}], artifacts: [{{name: file, optional: true{path}}}]}}"
            metadata = f"metadata: {{annotations: {{note: {quoted(f'{{{{{name}}}}}')}}}}}"
            yield f"{kind}: {name}", f"- name: main\n  {metadata}\n  {inputs}\n  {BODIES[kind]}\n", kind not in types


# What a step or task may name, where NODE is `steps` or `tasks`, and OTHER the other of them (R-NODE, 5.9, 6.16).
IN_CALLS = {
    "inputs.parameters.given": TAKEN,
    "inputs.parameters.absent": REFUSED,
    "inputs.artifacts.file": TAKEN,
    "inputs.artifacts.file.path": REFUSED,
    "outputs.parameters.absent": TAKEN,
    "pod.name": REFUSED,
    "workflow.name": TAKEN,
    "NODE.before.id": TAKEN,
    "NODE.before.status": TAKEN,
    "NODE.before.startedAt": TAKEN,
    "NODE.before.hostNodeName": TAKEN,
    "NODE.before.exitCode": TAKEN,
    "NODE.before.outputs.result": TAKEN,
    "NODE.before.outputs.parameters.text": TAKEN,
    "NODE.before.outputs.parameters.absent": REFUSED,
    "NODE.before.outputs.parameters": REFUSED,
    "NODE.before.outputs.artifacts.absent": REFUSED,
    "NODE.before.outputs": REFUSED,
    "NODE.before.ip": REFUSED,
    "NODE.before.message": REFUSED,
    "NODE.before.Status": REFUSED,
    "NODE.before": REFUSED,
    "NODE.absent.id": REFUSED,
    "OTHER.before.id": REFUSED,
    "NODE.name": TAKEN,
}
CALL = "{name: call, template: print, when: %s, arguments: {parameters: [{name: message, value: %s}]}%s}"


def call_variables() -> Iterator[Case]:
    inputs = "inputs: {parameters: [{name: given, value: x}], artifacts: [{name: file, optional: true}]}"
    for template, verdict in IN_CALLS.items():
        for node, other in (("steps", "tasks"), ("tasks", "steps")):
            name = template.replace("NODE", node).replace("OTHER", other)
            # In the middle of a text, where a DAG does not ask for the dependency.
            tag = quoted(f"x {{{{{name}}}}}")
            for when, value in ((tag, "x"), ("'true'", tag)):
                if node == "steps":
                    body = f"steps:\n    - [{{name: before, template: make}}]\n    - [{CALL % (when, value, '')}]\n"
                else:
                    call = CALL % (when, value, ", depends: before")
                    body = f"dag:\n    tasks:\n      - {{name: before, template: make}}\n      - {call}\n"
                yield f"{name} in {'when' if value == 'x' else 'value'}", f"- name: main\n  {inputs}\n  {body}", verdict


# Which sources of an output parameter a type takes, of those that count (8.4).
SOURCES = ("path: /tmp/x", "jsonPath: '{.x}'", "jqFilter: .x", "parameter: x", "expression: \"'x'\"", "supplied: {}")
OUTPUTS = {
    "container": SOURCES[:1],
    "script": SOURCES[:1],
    "containerSet": SOURCES[:1],
    "resource": SOURCES[1:3],
    "steps": SOURCES[3:5],
    "dag": SOURCES[3:5],
    **dict.fromkeys(("data", "http", "plugin", "suspend"), SOURCES),
}


def output_sources() -> Iterator[Case]:
    def template(kind: str, fields: str) -> str:
        return f"- name: main\n  {BODIES[kind]}\n  outputs: {{parameters: [{{name: text, {fields}}}]}}\n"

    for kind, taken in OUTPUTS.items():
        for source in SOURCES:
            yield f"{kind}: {source}", template(kind, f"valueFrom: {{{source}}}"), source not in taken
        yield f"{kind}: two sources", template(kind, f"valueFrom: {{{SOURCES[0]}, {SOURCES[3]}}}"), REFUSED
        yield f"{kind}: a default only", template(kind, "valueFrom: {default: x}"), REFUSED
        yield f"{kind}: nothing", template(kind, "description: x"), REFUSED
        yield f"{kind}: a value", template(kind, "value: x"), TAKEN
        yield f"{kind}: both", template(kind, f"value: x, valueFrom: {{{taken[0]}}}"), REFUSED


# Which locations say where an artifact is, or at least its key (R-LOC).
LOCATIONS = {
    "artifactory": {"{}": REFUSED, "{url: x}": REFUSED, "{url: 'https://a/b'}": TAKEN, "{url: x, usernameSecret: {key: a}}": TAKEN},
    "azure": {"{}": REFUSED, "{endpoint: a, container: b}": REFUSED, "{blob: x}": TAKEN},
    "git": {"{}": REFUSED, "{repo: x}": TAKEN},
    "gcs": {"{bucket: a}": REFUSED, "{key: a}": TAKEN},
    "hdfs": {"{hdfsUser: a}": REFUSED, "{addresses: []}": REFUSED, "{addresses: [a]}": TAKEN, "{path: a}": TAKEN},
    "http": {"{}": REFUSED, "{url: x}": TAKEN},
    "oss": {"{bucket: a, endpoint: b}": REFUSED, "{key: x}": TAKEN},
    "raw": {"{}": TAKEN, "{data: ''}": TAKEN},
    "s3": {"{}": REFUSED, "{bucket: a}": REFUSED, "{key: ''}": REFUSED, "{key: x}": TAKEN},
    "plugin": {"{name: a, configuration: b}": REFUSED, "{key: x}": TAKEN},
}
PATHS = {
    **dict.fromkeys(("/a", "a/b", "/", "..", "../a", "/..", "/../a", "/../../a", "/tmp/x/../x/y", "/a/..b/c", " "), TAKEN),
    **dict.fromkeys(("/a/..", "/a/../b", "/a/b/../c", "/a/b/../../c", "a/..", "/a//../b", "/a/./../b", "//../x"), REFUSED),
}


def artifacts() -> Iterator[Case]:
    call = "- name: main\n  steps: [[{name: call, template: take, arguments: {artifacts: [{name: file, %s}]}}]]\n"
    take = "- name: take\n  inputs: {artifacts: [{name: file, path: /tmp/file}]}\n  container: {image: alpine}\n"
    for kind, bodies in LOCATIONS.items():
        for body, verdict in bodies.items():
            yield f"{kind}: {body}", call % f"{kind}: {body}" + take, verdict
    yield "the first location counts", call % "http: {}, s3: {key: x}" + take, REFUSED
    yield "an expression alone", call % "fromExpression: x" + take, REFUSED
    yield "both", call % "from: x, fromExpression: x" + take, REFUSED
    for path, verdict in PATHS.items():
        inputs = f"inputs: {{artifacts: [{{name: file, path: '{path}', optional: true}}]}}"
        yield f"path {path}", f"- name: main\n  {inputs}\n  container: {{image: alpine}}\n", verdict


# Manifests, as YAML writes them in double quotes (R-RESC-3).
MANIFESTS = {
    **dict.fromkeys(
        (
            "text", "[1, 2]", "a: 1\\na: 2", "a: x\\ty", "a: 1\\n---\\n: : [", "# nothing", "a: {{=x}}", "a: {{ = x }}",
            "a: '{{item}}'", "a: x-{{item}}", "a: {{workflow.name}}", "{{workflow.uid}}: 1", "a: {{pod.name}}", "1: 2\\ntrue: 3",
            "a: &x {b: 1}\\nc: {<<: *x}", "a: 0777", "{{inputs.parameters.given}}: : [",
        ),
        TAKEN,
    ),
    **dict.fromkeys(
        (
            "a: b: c", "{a: 1", "~: 1", "a: .inf", "a: .NaN", "a:\\n\\tb: 1", "a: *x", "a: @x", "a: %x", "[1]: 2", "a: {{item}}",
            "a: {{retries}}", "a: {{workflow.duration}}", "a: {{node.name}}", "a: {{ .Values.x }}", "a: {{=x\\n  y}}",
        ),
        REFUSED,
    ),
}  # fmt: skip


def manifests() -> Iterator[Case]:
    inputs = "inputs: {parameters: [{name: given}]}"
    for text, verdict in MANIFESTS.items():
        create = f'- name: create\n  {inputs}\n  resource: {{action: create, manifest: "{text}"}}\n'
        yield text, f"- name: main\n  steps: []\n{create}", verdict
    for action in ("get", "delete"):
        yield f"not read by {action}", f'- name: main\n  resource: {{action: {action}, manifest: "a: b: c"}}\n', TAKEN


ALL = [*leaf_variables(), *call_variables(), *output_sources(), *artifacts(), *manifests()]


@pytest.mark.parametrize(("templates", "verdict"), [case[1:] for case in ALL], ids=[case[0] for case in ALL])
def test_verdict(templates: str, verdict: bool) -> None:
    assert refused(templates) is verdict
