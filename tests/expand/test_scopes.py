"""Where names lead: nested callers, recursion, templates of other files, handed-on claims, tasks that are added."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from kflint.linter import lint_bytes, lint_sources
from kflint.settings import Settings
from tests.expand.meaning import expand, expanded, load

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: x}\nspec:\n  entrypoint: main\n  templates:\n"
VOL = "- {name: vol, metadata: {annotations: {kflint.dev/volume: '{resourceName: v, size: 1Gi}'}}}\n"
LEAF = "- {name: leaf, metadata: {annotations: {kflint.dev/pvolumes: '{/mnt: vol}'}}, container: {image: a}}\n"


def source(*templates: str) -> str:
    return HEAD + textwrap.indent("".join(textwrap.dedent(each).lstrip("\n") for each in templates), "  ")


def result(*templates: str) -> dict[str, Any]:
    """The expanded templates by name; the text lints clean."""
    text = source(*templates)
    after = expanded(text)
    errors = [f"{f.line} {f.code} {f.message}" for f in lint_bytes(after.encode(), "x.yaml", Settings()) if f.severity == "error"]
    assert errors == []
    return {template["name"]: template for template in load(after)[0]["spec"]["templates"]}


def codes(templates: str) -> list[str]:
    return [f.code for f in expand(source(templates)).findings]


def calls(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each call of a template waits for and passes."""
    tasks = template["dag"]["tasks"] if "dag" in template else [step for group in template["steps"] for step in group]
    return {
        task["name"]: {
            "needs": task.get("dependencies", task.get("depends", [])),
            "passes": {p["name"]: p["value"] for p in task.get("arguments", {}).get("parameters", [])},
        }
        for task in tasks
    }


def inputs(template: dict[str, Any]) -> list[str]:
    return [p["name"] for p in template.get("inputs", {}).get("parameters", [])]


OUT = "{{tasks.vol.outputs.parameters.name}}"
IN = "{{inputs.parameters.vol-name}}"


def test_handed_down_through_two_templates() -> None:
    templates = result(
        """
        - {name: main, dag: {tasks: [{name: vol, template: vol}, {name: mid, template: mid}]}}
        - {name: mid, steps: [[{name: low, template: low}]]}
        - {name: low, dag: {tasks: [{name: leaf, template: leaf}, {name: other, template: leaf}]}}
        """,
        VOL,
        LEAF,
    )
    assert calls(templates["main"])["mid"] == {"needs": ["vol"], "passes": {"vol-name": OUT}}
    assert calls(templates["mid"])["low"] == {"needs": [], "passes": {"vol-name": IN}}
    assert calls(templates["low"])["leaf"] == calls(templates["low"])["other"] == {"needs": [], "passes": {"vol-name": IN}}
    assert inputs(templates["mid"]) == inputs(templates["low"]) == inputs(templates["leaf"]) == ["vol-name"]


def test_several_callers_each_with_the_task() -> None:
    templates = result(
        """
        - {name: main, dag: {tasks: [{name: one, template: one}, {name: two, template: two}]}}
        - {name: one, dag: {tasks: [{name: vol, template: vol}, {name: leaf, template: leaf}]}}
        - {name: two, steps: [[{name: vol, template: vol}], [{name: leaf, template: leaf}]]}
        """,
        VOL,
        LEAF,
    )
    assert calls(templates["one"])["leaf"] == {"needs": ["vol"], "passes": {"vol-name": OUT}}
    assert calls(templates["two"])["leaf"] == {"needs": [], "passes": {"vol-name": OUT.replace("tasks", "steps")}}


def test_a_template_that_calls_itself_hands_on_what_it_got() -> None:
    templates = result(
        """
        - {name: main, dag: {tasks: [{name: vol, template: vol}, {name: loop, template: loop}]}}
        - {name: loop, dag: {tasks: [{name: leaf, template: leaf}, {name: again, template: loop, when: '1 == 2'}]}}
        """,
        VOL,
        LEAF,
    )
    assert calls(templates["loop"])["again"]["passes"] == {"vol-name": IN}
    assert calls(templates["main"])["loop"]["passes"] == {"vol-name": OUT}


def test_a_task_of_the_same_name_further_down_is_another_volume() -> None:
    templates = result(
        """
        - {name: main, dag: {tasks: [{name: vol, template: vol}, {name: use, template: leaf}, {name: sub, template: sub}]}}
        - {name: sub, dag: {tasks: [{name: vol, template: vol}, {name: mine, template: leaf}, {name: theirs, template: next}]}}
        - {name: next, metadata: {annotations: {kflint.dev/pvolumes: '{/mnt: use}'}}, container: {image: a}}
        """,
        VOL,
        LEAF,
    )
    assert calls(templates["sub"])["mine"]["passes"] == {"vol-name": OUT}
    assert calls(templates["sub"])["theirs"]["passes"] == {"vol-name": IN}
    assert calls(templates["main"])["sub"] == {"needs": ["vol", "use"], "passes": {"vol-name": OUT}}


def test_a_volume_handed_on_many_times_waits_for_its_maker_and_the_last_user_only() -> None:
    names = [f"use{number}" for number in range(400)]
    tasks = ", ".join(f"{{name: {name}, template: {name}}}" for name in ["vol", *names])
    templates = f"- {{name: main, dag: {{tasks: [{tasks}]}}}}\n" + VOL
    for before, name in zip(["vol", *names], names):  # noqa: B905
        annotation = f"{{annotations: {{kflint.dev/pvolumes: '{{/mnt: {before}}}'}}}}"
        templates += f"- {{name: {name}, metadata: {annotation}, container: {{image: a}}}}\n"
    last = calls(result(templates)["main"])["use399"]
    assert last == {"needs": ["vol", "use398"], "passes": {"vol-name": OUT}}


def test_the_task_of_a_template_of_another_object_is_taken_to_make_a_claim() -> None:
    templates = result(
        """
        - {name: main, dag: {tasks: [{name: vol, templateRef: {name: lib, template: v}}, {name: leaf, template: leaf}]}}
        """,
        LEAF,
    )
    assert calls(templates["main"])["leaf"] == {"needs": ["vol"], "passes": {"vol-name": OUT}}


def test_an_existing_claim_is_handed_on_by_its_name() -> None:
    templates = result(
        """
        - {name: main, dag: {tasks: [{name: vol, template: old}, {name: leaf, template: leaf}]}}
        - {name: old, metadata: {annotations: {kflint.dev/pvolumes: '{/x: {pvc: archive}}'}}, container: {image: a}}
        """,
        LEAF,
    )
    assert calls(templates["main"])["leaf"] == {"needs": ["vol"], "passes": {}}
    assert templates["leaf"]["volumes"] == [{"name": "mnt", "persistentVolumeClaim": {"claimName": "archive"}}]


@pytest.mark.parametrize(
    ("claim", "passed", "needs"),
    [
        ("{{inputs.parameters.c}}", "given", ["vol"]),
        ("x-{{inputs.parameters.d}}", "x-default", ["vol"]),
        ("{{tasks.job.outputs.parameters.name}}", "{{tasks.job.outputs.parameters.name}}", ["job", "vol"]),
    ],
)
def test_an_existing_claim_that_only_its_template_can_name_is_passed_on(claim: str, passed: str, needs: list[str]) -> None:
    templates = result(
        """
        - name: main
          dag:
            tasks:
            - {name: job, template: job}
            - {name: vol, template: old, arguments: {parameters: [{name: c, value: given}]}}
            - {name: leaf, template: leaf}
        - {name: job, metadata: {annotations: {kflint.dev/resource: '{k8sResource: {apiVersion: v1, kind: Pod, metadata: {generateName: x-}, spec: {containers: [{name: a, image: a}]}}}'}}}
        - name: old
          inputs: {parameters: [{name: c}, {name: d, value: default}]}
          metadata: {annotations: {kflint.dev/pvolumes: '{/x: {pvc: "CLAIM"}}'}}
          container: {image: a}
        """.replace("CLAIM", claim),  # noqa: E501
        LEAF,
    )
    assert calls(templates["main"])["leaf"] == {"needs": needs, "passes": {"mnt-name": passed}}
    assert templates["leaf"]["volumes"][0]["persistentVolumeClaim"]["claimName"] == "{{inputs.parameters.mnt-name}}"


def test_tasks_that_need_each_other_are_added_in_order() -> None:
    templates = result(
        """
        - {name: main, steps: [[{name: leaf, template: leaf}]]}
        - {name: vol, metadata: {annotations: {kflint.dev/volume: '{resourceName: v, dataSource: {snapshot: snap}}'}}}
        - {name: snap, metadata: {annotations: {kflint.dev/volume-snapshot: '{resourceName: s, volume: base}'}}}
        - {name: base, metadata: {annotations: {kflint.dev/volume: '{resourceName: b, size: 1Gi}'}}}
        """,
        LEAF,
    )
    assert [[step["name"] for step in group] for group in templates["main"]["steps"]] == [["base"], ["snap"], ["vol"], ["leaf"]]
    passes = calls(templates["main"])["vol"]["passes"]
    assert passes == {f"snap-{output}": f"{{{{steps.snap.outputs.parameters.{output}}}}}" for output in ("name", "size")}


def test_a_task_is_added_to_the_outermost_template_that_uses_it() -> None:
    templates = result(
        """
        - {name: main, dag: {tasks: [{name: sub, template: sub}, {name: leaf, template: leaf}]}}
        - {name: sub, dag: {tasks: [{name: leaf, template: leaf}]}}
        """,
        VOL,
        LEAF,
    )
    assert list(calls(templates["main"])) == ["vol", "sub", "leaf"]
    assert list(calls(templates["sub"])) == ["leaf"]


def test_a_task_is_added_to_each_caller_that_has_no_caller_in_common() -> None:
    templates = result(
        """
        - {name: main, dag: {tasks: [{name: leaf, template: leaf}]}}
        - {name: other, steps: [[{name: leaf, template: leaf}]]}
        """,
        VOL,
        LEAF,
    )
    assert list(calls(templates["main"])) == list(calls(templates["other"])) == ["vol", "leaf"]


def test_a_caller_in_steps_that_got_its_volume_from_above() -> None:
    templates = result(
        """
        - {name: main, dag: {tasks: [{name: vol, template: vol}, {name: sub, template: sub}]}}
        - name: sub
          metadata: {annotations: {kflint.dev/pvolumes: '{a: {/w: vol}, b: {/w: {volume: "a:/w", after: vol}}}'}}
          steps: [[{name: a, template: work}], [{name: b, template: work}]]
        - {name: work, script: {image: a, source: x}}
        """,
        VOL,
    )
    assert calls(templates["sub"])["a"]["passes"] == calls(templates["sub"])["b"]["passes"] == {"w-name": IN}
    assert calls(templates["main"])["sub"] == {"needs": ["vol"], "passes": {"vol-name": OUT}}


def test_names_made_from_paths_avoid_those_that_are_taken() -> None:
    templates = result(
        """
        - name: main
          metadata:
            annotations:
              kflint.dev/pvolumes: |
                /var/cache: {emptyDir: {}}
                /var-cache: {emptyDir: {}}
                /Var/Cache/: {emptyDir: {}}
                /own: {emptyDir: {}}
                /: {emptyDir: {}}
                /given: {emptyDir: {}, name: var-cache-2}
          volumes: [{name: own, emptyDir: {}}]
          container: {image: a}
        """
    )
    names = [volume["name"] for volume in templates["main"]["volumes"]]
    assert names == ["own", "var-cache", "var-cache-3", "var-cache-4", "own-2", "volume", "var-cache-2"]


def test_names_have_at_most_63_characters() -> None:
    path = "/" + "a" * 70
    templates = result(
        f"""
        - name: main
          metadata: {{annotations: {{kflint.dev/pvolumes: '{{{path}: {{emptyDir: {{}}}}, {path}b: {{emptyDir: {{}}}}}}'}}}}
          container: {{image: a}}
        """
    )
    assert [volume["name"] for volume in templates["main"]["volumes"]] == ["a" * 63, "a" * 61 + "-2"]


def test_what_the_author_wrote_already_is_not_written_twice() -> None:
    templates = result(
        """
        - name: main
          dag:
            tasks:
            - {name: vol, template: vol}
            - name: leaf
              template: leaf
              dependencies: [vol]
              arguments: {parameters: [{name: vol-name, value: "{{ tasks.vol.outputs.parameters.name }}"}]}
        - name: leaf
          metadata: {annotations: {kflint.dev/pvolumes: '{/mnt: vol}'}}
          inputs: {parameters: [{name: vol-name}]}
          volumes: [{name: vol, persistentVolumeClaim: {claimName: '{{inputs.parameters.vol-name}}'}}]
          container: {image: a}
        """,
        VOL,
    )
    assert inputs(templates["leaf"]) == ["vol-name"]
    assert len(templates["leaf"]["volumes"]) == 1
    assert calls(templates["main"])["leaf"]["needs"] == ["vol"]


SHORT = """
- {name: main, dag: {tasks: [{name: vol, template: vol%s}, {name: leaf, template: leaf%s}]}}
"""


@pytest.mark.parametrize(
    ("maker", "user", "expected"),
    [
        (", withItems: [a]", "", ["KF730"]),
        (", withParam: '[1]'", "", ["KF730"]),
        (", when: '1 == 1'", "", ["KF729"]),
        (", when: '1 == 1'", ", when: '1 == 1'", []),
        (", when: '1 == 1'", ", depends: vol.Succeeded", []),
        (", when: '1 == 1'", ", depends: vol", ["KF729"]),
        ("", ", withItems: [a, b]", []),
    ],
)
def test_skipped_and_looping_makers_of_volumes(maker: str, user: str, expected: list[str]) -> None:
    text = SHORT % (maker, user) + VOL + LEAF
    assert codes(text) == expected
    assert expand(source(text)).changed


@pytest.mark.parametrize(
    ("value", "fields", "expected"),
    [
        ("{{tasks.vol.outputs.parameters.size}}", "", ["KF728"]),
        ("{{tasks.vol.outputs.parameters.name}}", "", []),
        ("{{tasks.vol.outputs.parameters.size}}", ", attributeOutputs: {size: '{.spec.x}'}", []),
        ("{{tasks.vol.outputs.parameters.size}}", ", successCondition: status.phase == Bound", []),
    ],
)
def test_size_of_a_volume(value: str, fields: str, expected: list[str]) -> None:
    volume = VOL.replace("size: 1Gi", "size: 1Gi" + fields.replace("'", "''"))
    text = SHORT % ("", f", arguments: {{parameters: [{{name: x, value: '{value}'}}]}}") + volume
    assert codes(text + LEAF.replace("container", "inputs: {parameters: [{name: x}]}, container")) == expected


def test_who_calls_the_template_from_another_file_must_pass_the_claim() -> None:
    library = source("- {name: main, dag: {tasks: [{name: vol, template: vol}, {name: leaf, template: leaf}]}}\n", VOL, LEAF)
    caller = (
        HEAD.replace("name: x", "name: two") + "  - {name: main, steps: [[{name: a, templateRef: {name: x, template: leaf}}]]}\n"
    )
    linted = list(lint_sources([("x.yaml", library.encode()), ("y.yaml", caller.encode())], Settings()))
    assert [(source.path, f.code) for source in linted for f in source.findings] == [("y.yaml", "KF345")]
    assert "vol-name" in linted[1].findings[0].message


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("Workflow", "metadata: {generateName: x-, ANNOTATIONS}\nspec:\n  entrypoint: main\n  templates: []\n"),
        ("Workflow", "metadata: {generateName: x-}\nspec:\n  podMetadata: {ANNOTATIONS}\n  templates: []\n"),
        ("Workflow", "metadata: {generateName: x-}\nspec:\n  templateDefaults: {metadata: {ANNOTATIONS}}\n  templates: []\n"),
        ("CronWorkflow", "metadata: {name: x}\nspec:\n  workflowMetadata: {ANNOTATIONS}\n  workflowSpec: {templates: []}\n"),
    ],
)
def test_shorthand_belongs_to_templates(kind: str, place: str) -> None:
    text = f"apiVersion: argoproj.io/v1alpha1\nkind: {kind}\n" + place.replace("ANNOTATIONS", "annotations: {kflint.dev/volume: x}")
    expansion = expand(text)
    assert [f.code for f in expansion.findings] == ["KF702"]
    assert not expansion.changed
