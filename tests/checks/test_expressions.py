"""Rules KF431 to KF434: expressions in tags and in fields, at every kind of place, with the names that are known there."""

from __future__ import annotations

import pytest

from kflint.findings.finding import Finding
from kflint.linter import lint_bytes
from kflint.settings import Settings
from kflint.source.text import Text
from tests.marks import unmark

WORKFLOW = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w, labels: {team: x}}\nspec:\n  entrypoint: main\n"
CONTAINER = "container: {image: alpine:3.20, command: [echo]}"
LEAF = (
    WORKFLOW
    + """  SPEC
  arguments: {parameters: [{name: size, value: "1"}]}
  templates:
    - name: main
      FIELD
      inputs:
        parameters: [{name: count, value: "1"}, {name: my-param, value: x}]
        artifacts: [{name: file, path: /file, raw: {data: x}}]
      outputs: {parameters: [{name: answer, valueFrom: {path: /answer}}]}
      container: {image: alpine:3.20, command: [echo, "ARG"]}
"""
)
STEPS = (
    WORKFLOW
    + """  templates:
    - name: main
      inputs: {parameters: [{name: count, value: "1"}]}
      steps:
        - - {name: one, template: work}
        - - name: two
            FIELD
          - {name: beside, template: work}
        - - {name: last, template: work}
      outputs:
        parameters: [{name: out, valueFrom: {expression: "OUTPUT"}}]
        artifacts: [{name: art, fromExpression: "ARTIFACT"}]
    - name: work
      inputs: {parameters: [{name: text, default: "1"}]}
      outputs: {parameters: [{name: res, valueFrom: {path: /x}}], artifacts: [{name: file, path: /file}]}
      """
    + CONTAINER
    + "\n"
)
DAG = (
    WORKFLOW
    + """  templates:
    - name: main
      dag:
        tasks:
          - {name: a, template: work}
          - {name: b, template: work, depends: a}
          - {name: c, template: work, depends: b, when: "WHEN"}
          - {name: other, template: work}
    - name: work
      """
    + CONTAINER
    + "\n"
)
CRON = """apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: w}
spec:
  schedules: ["0 1 * * *"]
  FIELD
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container: {image: alpine:3.20, command: [echo]}
"""


def lint(text: str, version: str = "4.1") -> list[Finding]:
    """All findings of a text."""
    return lint_bytes(text.encode(), "w.yaml", Settings(argo_version=version))


def check(marked: str, code: str, version: str = "4.1") -> None:
    """Findings of `code`, and no others, stand exactly at the marks."""
    text, spans = unmark(marked)
    source = Text(text)
    expected = [(code, source.position(start).line, source.position(start).column) for start, _ in spans]
    ends = [(source.position(end).line, source.position(end).column) for _, end in spans]
    found = lint(text, version)
    assert [(f.code, f.line, f.column) for f in found] == expected, [f.message for f in found]
    assert [(f.end_line, f.end_column) for f in found] == ends


def leaf(expression: str = "1 + 1", spec: str = "parallelism: 1", field: str = "daemon: false") -> str:
    """A workflow of one container with this expression, this field of the spec, or this field of the template."""
    return LEAF.replace("SPEC", spec).replace("FIELD", field).replace("ARG", f"{{{{={expression}}}}}")


def steps(field: str = "template: work", output: str = "'x'", artifact: str = "steps.one.outputs.artifacts.file") -> str:
    """A workflow of steps with these fields of the second step, and this expression as the source of an output or artifact."""
    return STEPS.replace("FIELD", field).replace("OUTPUT", output).replace("ARTIFACT", artifact)


KNOWN_IN_LEAF = (
    "inputs.parameters.count", "inputs.parameters['my-param']", "inputs.parameters['count']", "asInt(inputs.parameters.count)-1",
    "inputs.artifacts.file.path", "toJson(inputs.parameters)", "inputs.parameters[inputs.parameters.count]", "pod.name",
    "node.name", "steps.name", "tasks.name", "outputs.parameters.answer.path", "workflow.parameters.size",
    "workflow.parameters.json", "workflow.labels.team", "workflow.name", "workflow.creationTimestamp.s", "workflow.failures",
    "asFloat(workflow.duration) > 1",
    "inputs.parameters.missing ?? 'd'", "sprig.default(inputs.parameters.missing, 'd')", "let x = inputs.parameters.count; x + '1'",
    "inputs.parameters.count == nil ? 'x' : 'y'", "fromJSON(inputs.parameters.count)[0].name",
    "sprig.int(inputs.parameters.count) > 3",
    "map(fromJSON(inputs.parameters.count), {#.name})", "jsonpath(inputs.parameters.count, '$.a') > 3", "{'a': 1}.a + [1, 2][0]",
    "inputs.parameters.count matches '^a'", "date(workflow.creationTimestamp.RFC3339).Year()", "get(inputs.parameters, 'none')",
    "inputs.parameters?.none", "let a = asInt(inputs.parameters.count); a * 2", "len(split(inputs.parameters.count, ',')) > 1",
    "sprig.date('2006', workflow.creationTimestamp)", "int(inputs.parameters.count) + 1", "not (inputs.parameters.count == '1')",
    "filter(fromJSON(workflow.parameters.json), .name == 'size')[0].value", "toJson(workflow.labels)", "keys(inputs.parameters)",
    "trim(inputs.parameters.count) + string(1)", "sprig.ternary('a', 'b', inputs.parameters.count == '1')", "now().Format('2006')",
    "inputs.parameters.count in ['1', '2']", "inputs.parameters.count | upper()", "1 < 2 ? 'a' : 'b'",
)  # fmt: skip
UNKNOWN_IN_LEAF = (
    "«inputs.parameters.cuont»", "«inputs.parameters['x'»]", "«inputs.params».count", "«inputs.artifacts.fil».path",
    "«inputs.parameters.my-param»", "«inputs.parameters.other-param» + 'x'", "«steps».one.outputs.result", "«item»", "«item».key",
    "«retries»", "«lastRetry».exitCode", "«workflow.parameters.missing»", "«workflow.labels.tem»", "«workflow.nme»",
    "«workflow.priority»", "«workflow.durations»", "«workflow.outputs.parameters.missing»", "«pod.nme»", "«status»",
    "«cronworkflow».name", "«null»", "«outputs.parameters.missing».path", "«missing» ?? 'd'",
)  # fmt: skip
IMPOSSIBLE = (
    "inputs.parameters.count «>» 3", "inputs.parameters.count «==» 3", "inputs.parameters.count«-»1", "«asStrung»(1)",
    "sprig.«env»('HOME')", "sprig.«nope»('x')", "workflow.parameters.size.«x»", "workflow.duration «>» 3",
)  # fmt: skip


@pytest.mark.parametrize("expression", KNOWN_IN_LEAF)
def test_known_in_a_container(expression: str) -> None:
    check(leaf(expression), "")


@pytest.mark.parametrize("expression", UNKNOWN_IN_LEAF)
def test_unknown_in_a_container(expression: str) -> None:
    check(leaf(expression), "KF432")


@pytest.mark.parametrize("expression", IMPOSSIBLE)
def test_impossible(expression: str) -> None:
    check(leaf(expression), "KF433")


@pytest.mark.parametrize("expression", ["1 «+»", "«»", "{'a': {'b': 1«}}» ", "'a«}}»b'", "inputs.parameters.count «=» 3"])
def test_malformed(expression: str) -> None:
    check(leaf(expression), "KF431")


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("workflow.status == 'Failed'", ""),
        ("'Skipped' == steps.two.status || steps['two'].status != ''", ""),
        ("workflow.status == «'failed'»", "KF433"),
        ("workflow.status == «'Skipped'»", "KF433"),
        ("«'succeeded'» != steps['two'].status", "KF433"),
    ],
)
def test_phases(expression: str, code: str) -> None:
    check(steps(f'template: work\n            hooks: {{after: {{template: work, expression: "{expression}"}}}}'), code)


def test_a_dash_is_explained_once() -> None:
    (finding,) = lint(leaf("inputs.parameters.my-param + 'x'"))
    assert "inputs.parameters['my-param']" in finding.message


@pytest.mark.parametrize(
    "when",
    [
        "steps.one.outputs.result", "steps.one.outputs.parameters.res == '1'", "steps.one.status", "steps.one.ip", "steps.one",
        "inputs.parameters.count == '1'", "steps.one.exitCode == '0'", "«steps.one.outputs.parameters.rex»", "«steps.none».id",
        "«steps.beside».outputs.result", "«steps.last».id", "«steps.two».outputs.result", "«tasks».one.outputs.result", "«tasks»",
        "«steps.one.outputs.foo»", "«inputs.parameters.text»", "«item»", "«pod.name»",
    ],
)  # fmt: skip
def test_in_a_step(when: str) -> None:
    check(steps(f'template: work\n            when: "{{{{={when}}}}}"'), "KF432")


@pytest.mark.parametrize(
    ("loop", "expression", "code"),
    [
        ("withItems: [a, b]", "item", ""),
        ("withItems: [a, b]", "item.«key»", "KF433"),
        ("withItems: [{key: a}]", "item.key + «item.other»", "KF432"),
        ("withParam: '{{inputs.parameters.count}}'", "item.anything", ""),
        ('withSequence: {count: "3"}', "item «>» 3", "KF433"),
    ],
)
def test_in_a_loop(loop: str, expression: str, code: str) -> None:
    argument = f'arguments: {{parameters: [{{name: text, value: "{{{{={expression}}}}}"}}]}}'
    check(steps(f"template: work\n            {loop}\n            {argument}"), code)


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("steps.two.status == 'Failed'", ""),
        ("steps.two.outputs.result == 'x'", ""),
        ("workflow.status == 'Running'", ""),
        ("'{{workflow.name}}' == 'x'", ""),
        ("«steps.two.status»", "KF433"),
        ("«steps.two.stat» == 'x'", "KF432"),
        ("«steps.tw».status == 'Failed'", "KF432"),
        ("steps.two.status «=» 'x'", "KF431"),
    ],
)
def test_hooks_of_a_step(expression: str, code: str) -> None:
    check(steps(f'template: work\n            hooks: {{after: {{template: work, expression: "{expression}"}}}}'), code)


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("steps['one'].outputs.parameters.res", ""),
        ("steps.last.outputs.parameters.res", ""),
        ("steps.two.outputs.parameters.rez ?? 'x'", ""),
        ("{{inputs.parameters.count}} + 1", ""),
        ("«steps.none».outputs.result", "KF432"),
        ("«steps.two.outputs.parameters.rez»", "KF432"),
        ("«inputs.parameters.coumt»", "KF432"),
        ("'«{{steps.one.outputs.result}}»'", "KF434"),
        ("«{{=steps['one'].outputs.result}}»", "KF434"),
    ],
)
def test_sources_of_outputs(expression: str, code: str) -> None:
    check(steps(output=expression), code)


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("steps.one.outputs.result == 'x' ? steps.one.outputs.artifacts.file : steps.two.outputs.artifacts.file", ""),
        ("«steps.one.outputs.artifacts.other»", "KF432"),
        ("«{{steps.one.outputs.artifacts.file}}»", "KF434"),
    ],
)
def test_sources_of_artifacts(expression: str, code: str) -> None:
    check(steps(artifact=expression), code)


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("inputs.parameters.own + inputs.parameters.count + steps.one.outputs.result + workflow.name", ""),
        ("«inputs.parameters.none»", "KF432"),
        ("inputs.parameters.own + «steps.last».outputs.result", "KF432"),
    ],
)
def test_in_a_template_within_a_step(expression: str, code: str) -> None:
    own = "inputs: {parameters: [{name: own, value: x}]}"
    inline = f'{{{own}, container: {{image: alpine:3.20, command: [echo, "{{{{={expression}}}}}"]}}}}'
    check(steps(f"inline: {inline}"), code)


@pytest.mark.parametrize(
    "when",
    ["tasks.a.outputs.result == 'x'", "tasks.b.status == 'Failed'", "«tasks.other».outputs.result == 'x'", "«tasks.c».id == 'x'"],
)
def test_in_a_task(when: str) -> None:
    check(DAG.replace("WHEN", f"{{{{={when}}}}}"), "KF432")


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("asInt(retries) < 3", ""),
        ("lastRetry.exitCode != '2'", ""),
        ("asInt(lastRetry.exitCode) > {{inputs.parameters.count}}", ""),
        ("retries «<» 3", "KF433"),
        ("lastRetry.exitCode «==» 137", "KF433"),
        ("«lastRetry.status»", "KF433"),
        ("«lastRetry.Status» == 'Error'", "KF432"),
        ("«inputs».parameters.count == '1'", "KF432"),
    ],
)
def test_retries(expression: str, code: str) -> None:
    strategy = f'retryStrategy: {{limit: 2, expression: "{expression}"}}'
    check(leaf(field=strategy), code)
    if "{{" not in expression:
        check(leaf(spec=strategy), code)


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("hooks: {h: {template: main, expression: \"workflow.status == 'Failed'\"}}", ""),
        ("hooks: {h: {template: main, expression: \"«workflow.stats» == 'Failed'\"}}", "KF432"),
        ("hooks: {h: {template: main, expression: \"«steps».a.status == 'Failed'\"}}", "KF432"),
        ('workflowMetadata: {labelsFrom: {a: {expression: "workflow.parameters.size"}}}', ""),
        ('workflowMetadata: {labelsFrom: {a: {expression: "«workflow.parameters.none»"}}}', "KF432"),
        ('workflowMetadata: {labelsFrom: {a: {expression: "«1 + 1»"}}}', "KF433"),
        ('volumes: [{name: v, configMap: {name: "{{=workflow.name}}"}}]', ""),
        ('volumes: [{name: v, configMap: {name: "{{=«inputs».parameters.count}}"}}]', "KF432"),
    ],
)
def test_fields_of_the_spec(field: str, code: str) -> None:
    check(leaf(spec=field), code)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('http: {url: "https://x", successCondition: "response.statusCode == 200"}', ""),
        ("http: {url: \"https://x\", successCondition: \"response.headers['Server'][0] == '{{inputs.parameters.count}}'\"}", ""),
        ('http: {url: "https://x", successCondition: "«response.status» == 200"}', "KF432"),
        ('http: {url: "https://x", successCondition: "response.statusCode «==» \'200\'"}', "KF433"),
        ('http: {url: "https://x", successCondition: "«response.body»"}', "KF433"),
        ("data: {source: {}, transformation: [{expression: \"filter(data, {# endsWith 'x'})\"}]}", ""),
        ('data: {source: {}, transformation: [{expression: "filter(data, {# «>» 3})"}]}', "KF433"),
        ('data: {source: {}, transformation: [{expression: "«datas»"}]}', "KF432"),
    ],
)
def test_bodies(body: str, code: str) -> None:
    text = f"{WORKFLOW}  templates:\n    - name: main\n      inputs: {{parameters: [{{name: count, value: x}}]}}\n      {body}\n"
    source = "artifactPaths: {name: a, s3: {bucket: b}}"
    check(text.replace("source: {}", f"source: {{{source}}}"), code)


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ('stopStrategy: {expression: "cronworkflow.succeeded >= 1"}', ""),
        ('stopStrategy: {expression: "«cronworkflow.success» >= 1"}', "KF432"),
        ('stopStrategy: {expression: "«{{»cronworkflow.failed}} >= 1"}', "KF431"),
        ('stopStrategy: {expression: "«cronworkflow.failed»"}', "KF433"),
        ('when: "{{= cronworkflow.lastScheduledTime == nil || (now() - cronworkflow.lastScheduledTime).Seconds() > 360 }}"', ""),
        ('when: "{{=cronworkflow.failed > 3}}"', ""),
        ("when: \"{{=«workflow».name == 'x'}}\"", "KF432"),
    ],
)
def test_cron_workflows(field: str, code: str) -> None:
    check(CRON.replace("FIELD", field), code)


@pytest.mark.parametrize(
    ("expression", "version"),
    [("«workflow.mainEntrypoint»", "3.4"), ("workflow.mainEntrypoint", "3.5")],
)
def test_names_of_later_versions(expression: str, version: str) -> None:
    check(leaf(expression), "KF432", version)


@pytest.mark.parametrize(("expression", "version"), [("«lastRetry.message» == 'x'", "3.4"), ("lastRetry.message == 'x'", "3.5")])
def test_retries_of_later_versions(expression: str, version: str) -> None:
    check(leaf(field=f'retryStrategy: {{limit: 2, expression: "{expression}"}}'), "KF432", version)


@pytest.mark.parametrize(("expression", "code"), [("it.name", ""), ("item.x +", ""), ("«inputs.parameters.none»", "KF432")])
def test_templates_of_other_languages_in_programs(expression: str, code: str) -> None:
    script = f"""script: {{image: python:3.12, command: [python], source: 'print("{{{{={expression}}}}}")'}}"""
    check(f"{WORKFLOW}  templates:\n    - name: main\n      {script}\n", code)


def test_workflow_templates_are_run_by_others() -> None:
    names = "workflow.parameters.x + workflow.labels.q + workflow.priority + retries + workflow.outputs.parameters.s"
    text = leaf(names).replace("kind: Workflow", "kind: WorkflowTemplate").replace("name: w,", "name: tools,")
    check(text, "")


@pytest.mark.parametrize(("when", "code"), [("'{{status}}' == 'Failed'", ""), ("'{{status}}' «=» 'Failed'", "KF516")])
def test_conditions_of_metrics(when: str, code: str) -> None:
    metrics = f'metrics: {{prometheus: [{{name: m, help: h, when: "{when}", counter: {{value: "1"}}}}]}}'
    check(leaf(field=metrics), code)
    check(leaf(spec=metrics), code)
