"""Every wrong shorthand: one finding, at its place, and nothing is written."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

import pytest

from kflint.source.text import Text
from tests.expand.meaning import expand
from tests.marks import unmark

DAG = """\
- name: main
  dag:
    tasks:
    - {name: data, template: data}
    - {name: use, template: use}
"""
STEPS = """\
- name: main
  steps:
  - - {name: data, template: data}
  - - {name: use, template: use}
"""
DATA = """\
- name: data
  metadata:
    annotations:
      kflint.dev/volume: '{resourceName: data, size: 1Gi}'
"""
CONTAINER = "  container: {image: 'alpine:3.20'}\n"


class Case(NamedTuple):
    """A mistake: the rule, and the templates with « and » around the places of its findings."""

    id: str
    code: str
    templates: str


def maker(kind: str, *fields: str, key: str = "") -> str:
    """The template `data` with an annotation of these lines, called by `main`; `key` is put around the annotation's name.

    Another template mounts a volume of its, which must not make one mistake two.
    """
    opening, closing = (key, "»") if key else ("", "")
    head = f"- name: data\n  metadata:\n    annotations:\n      {opening}kflint.dev/{kind}{closing}: |\n"
    user = "- name: use\n  metadata: {annotations: {kflint.dev/pvolumes: '{/mnt: data}'}}\n" + CONTAINER
    mounted = kind in ("volume", "volum")
    main = DAG if mounted else DAG.replace("    - {name: use, template: use}\n", "")
    return main + (user if mounted else "") + head + "".join(f"        {line}\n" for line in fields)


def mounter(*lines: str, main: str = DAG, data: str = DATA, body: str = CONTAINER, key: str = "") -> str:
    """The template `use` with pvolumes of these lines, beside the volume `data`."""
    opening, closing = (key, "»") if key else ("", "")
    head = f"- name: use\n  metadata:\n    annotations:\n      {opening}kflint.dev/pvolumes{closing}: |\n"
    return main + data + head + "".join(f"        {line}\n" for line in lines) + body


def caller(*lines: str, tasks: str = "", data: str = DATA, body: str = CONTAINER) -> str:
    """The template `main` with pvolumes of these lines for its tasks."""
    head = "- name: main\n  metadata:\n    annotations:\n      kflint.dev/pvolumes: |\n" + "".join(
        f"        {line}\n" for line in lines
    )
    dag = "  dag:\n    tasks:\n    - {name: data, template: data}\n    - {name: use, template: use}\n"
    return head + dag + tasks + data + "- name: use\n" + body


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    """The text with each first part replaced by its second, which must be possible."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def body(*lines: str) -> str:
    """Lines of a template."""
    return "".join(f"  {line}\n" for line in lines)


def annotated(name: str, kind: str, value: str) -> str:
    """The head of a template with shorthand in flow style."""
    return f"- name: {name}\n  metadata: {{annotations: {{kflint.dev/{kind}: '{value}'}}}}\n"


def task(name: str, template: str, more: str = "") -> str:
    """A task of `DAG`."""
    return f"    - {{name: {name}, template: {template}{more}}}\n"


MORE = annotated("more", "pvolumes", "{/x: «use»}") + CONTAINER
USE_MORE = DAG + task("more", "more")
USE, SECOND = task("use", "use"), task("more", "use")
ALONE = DAG.replace("use", "data")
OWN_MOUNT = "containerSet: {containers: [{name: main, image: a, volumeMounts: [{name: x, mountPath: /mnt}]}]}"
ARTIFACT = "inputs: {artifacts: [{name: x, path: /mnt, raw: {data: x}}]}"
OTHER = "- name: other\n  dag: {tasks: [{name: use, template: use}]}\n"
LATE = "- name: main\n  steps: [[{name: use, template: use}], [{name: data, template: data}]]\n"
JOB = "k8sResource: {apiVersion: batch/v1, kind: Job, metadata: {generateName: x-}}"
CASES = [
    # the annotation
    Case("unknown annotation", "KF701", maker("volum", "resourceName: data", "size: 1Gi", key="«")),
    Case("annotation of another tool's name", "KF701", maker("owner", "me", key="«")),
    Case("pvolumes without a body", "KF702", maker("pvolumes", "/mnt: data", key="«")),
    Case("pvolumes on a resource", "KF702", mounter("/mnt: data", body="  resource: {action: get, flags: [pod]}\n", key="«")),
    Case("not a text", "KF703", ALONE + "- name: data\n  metadata: {annotations: {«kflint.dev/volume»: {size: 1Gi}}}\n"),
    Case("a number", "KF703", ALONE + "- name: data\n  metadata: {annotations: {«kflint.dev/volume»: 5}}\n"),
    Case("not YAML", "KF704", maker("volume", "resourceName: data", "size: «[»1Gi")),
    Case("unquoted tag", "KF704", maker("volume", "resourceName: data", "size: «{{inputs.parameters.size}}»")),
    Case("a tab", "KF704", maker("volume", "resourceName: data", "labels:", "«\t»app: x")),
    Case("two documents", "KF704", maker("volume", "resourceName: data", "size: 1Gi", "---", "«resourceName: more»")),
    Case("a list", "KF705", maker("volume", "«- resourceName: data»")),
    Case("a word", "KF705", maker("volume", "«data»")),
    Case("nothing", "KF705", maker("volume", key="«")),
    Case("two makers", "KF706", maker("volume", "resourceName: data", "size: 1Gi") + f"      «kflint.dev/resource»: '{{{JOB}}}'\n"),
    Case("maker and pvolumes", "KF706", mounter("/mnt: data", body="      «kflint.dev/volume»: '{resourceName: x, size: 1Gi}'\n")),
    Case("maker beside container", "KF707", maker("volume", "resourceName: data", "size: 1Gi", key="«") + CONTAINER),
    Case("maker beside steps", "KF707", maker("resource", JOB, key="«") + "  steps: []\n"),
    # fields
    Case("unknown field", "KF708", maker("volume", "resourceName: data", "size: 1Gi", "«storageclas»: x")),
    Case("unknown snake field", "KF708", maker("volume", "resource_name: data", "size: 1Gi", "«storage_clas»: x")),
    Case("unknown field of a source", "KF708", mounter("/mnt: {volume: data, «readonly»: true}")),
    Case("unknown field of an output", "KF708", maker("resource", JOB, "attributeOutputs: {a: {jqFilter: .x, «path»: y}}")),
    Case("unknown field of dataSource", "KF708", maker("volume", "resourceName: data", "size: 1Gi", "dataSource: {«snap»: x}")),
    Case("without a name", "KF709", maker("volume", "size: 1Gi", key="«")),
    Case("without a size", "KF709", maker("volume", "resourceName: data", key="«")),
    Case("size is nothing", "KF709", maker("volume", "resourceName: data", "size:", key="«")),
    Case("without a size for a clone", "KF709", maker("volume", "resourceName: data", "dataSource: {volume: data}", key="«")),
    Case("without a manifest", "KF709", maker("resource", "action: create", key="«")),
    Case("snapshot without a claim", "KF709", maker("volume-snapshot", "resourceName: data", key="«")),
    Case("nothing to mount", "KF709", mounter("«/mnt»:")),
    Case("only options", "KF709", mounter("«/mnt»: {readOnly: true}")),
    Case("reference without kind", "KF709", maker("volume", "resourceName: data", "size: 1Gi", "dataSource: «{name: x}»")),
    Case("twice", "KF710", maker("volume", "resourceName: data", "size: 1Gi", "«resourceName»: more")),
    Case("twice in two spellings", "KF710", maker("volume", "resourceName: data", "size: 1Gi", "«resource_name»: more")),
    Case("size beside k8sResource", "KF711", maker("volume", "k8sResource: {kind: PersistentVolumeClaim}", "«size»: 1Gi")),
    Case("both claims", "KF711", maker("volume-snapshot", "resourceName: data", "pvc: x", "«volume»: data")),
    Case("strategy without patch", "KF711", maker("resource", JOB, "«mergeStrategy»: merge")),
    Case("condition with delete", "KF711", maker("resource", JOB, "action: delete", "«successCondition»: a == b")),
    Case("outputs with delete", "KF711", maker("resource", JOB, "action: delete", "«attributeOutputs»: {a: '{.b}'}")),
    Case("two sources", "KF711", mounter("«/mnt»: {volume: data, emptyDir: {}}")),
    Case("snapshot and name", "KF711", maker("volume", "resourceName: data", "size: 1Gi", "dataSource: {snapshot: x, «name»: z}")),
    Case("a list for a name", "KF712", maker("volume", "resourceName: «[data]»", "size: 1Gi")),
    Case("a number for a name", "KF712", maker("volume", "resourceName: «5»", "size: 1Gi")),
    Case("a text for a boolean", "KF712", mounter("/mnt: {volume: data, readOnly: «'true'»}")),
    Case("a number for a path's source", "KF712", mounter("/mnt: «5»")),
    Case("a list of operations without json", "KF712", maker("resource", "«k8sResource»: [{op: remove}]", "action: patch")),
    Case("flags in one text", "KF712", maker("resource", JOB, "flags: «--force»")),
    # values
    Case("action", "KF713", maker("resource", JOB, "action: «creat»")),
    Case("strategy", "KF713", maker("resource", JOB, "action: patch", "mergeStrategy: «Merge»")),
    Case("mode", "KF713", maker("volume", "resourceName: data", "size: 1Gi", "modes: «ReadWrite»")),
    Case("mode in a list", "KF713", maker("volume", "resourceName: data", "size: 1Gi", "modes: [RWO, «rwx»]")),
    Case("mode that stands alone", "KF713", maker("volume", "resourceName: data", "size: 1Gi", "modes: [«RWOP», RWO]")),
    Case("volume mode", "KF713", maker("volume", "resourceName: data", "size: 1Gi", "volumeMode: «block»")),
    Case("propagation", "KF713", mounter("/mnt: {volume: data, mountPropagation: «Both»}")),
    Case("not a claim", "KF713", maker("volume", "k8sResource: {kind: «Pod»}")),
    Case("quantity", "KF714", maker("volume", "resourceName: data", "size: 10«GB»")),
    Case("quantity zero", "KF714", maker("volume", "resourceName: data", "size: «0»")),
    Case("name", "KF715", maker("volume", "resourceName: «M»y", "size: 1Gi")),
    Case("name beside a tag", "KF715", maker("volume", "resourceName: '{{inputs.parameters.x}}«_»y'", "size: 1Gi")),
    Case("name of a volume", "KF715", mounter("/mnt: {emptyDir: {}, name: a«.»b}")),
    Case("name of a task", "KF715", mounter("/mnt: my«_»data")),
    Case("name of an output", "KF715", maker("resource", JOB, "attributeOutputs: {«a b»: '{.x}'}")),
    Case("path behind a task", "KF715", mounter("/mnt: «data:mnt»")),
    Case("condition", "KF716", maker("resource", JOB, "failureCondition: status.failed «>=» 1")),
    # mount paths
    Case("relative path", "KF717", mounter("«mnt»: data")),
    Case("path with a colon", "KF717", mounter("«'/a:b'»: data")),
    Case("path twice", "KF717", mounter("/mnt: data", "«/mnt»: {emptyDir: {}}")),
    Case("path twice with a slash", "KF717", mounter("/mnt: data", "«/mnt/»: {emptyDir: {}}")),
    Case(
        "path taken",
        "KF717",
        mounter("«/mnt»: data", body=body("container: {image: a, volumeMounts: [{name: x, mountPath: /mnt/}]}")),
    ),
    Case("path of an artifact", "KF717", mounter("«/mnt»: data", body=body(ARTIFACT) + CONTAINER)),
    Case("path taken in a containerSet", "KF717", mounter("«/mnt»: data", body=body(OWN_MOUNT))),
    # names
    Case("volume of the name", "KF718", mounter("/mnt: «data»", body=body("volumes: [{name: data, emptyDir: {}}]") + CONTAINER)),
    Case(
        "input of the name",
        "KF718",
        mounter("/mnt: «data»", body=body("inputs: {parameters: [{name: data-name, value: x}]}") + CONTAINER),
    ),
    Case(
        "argument of the name",
        "KF718",
        mounter(
            "/mnt: «data»",
            main=replaced(DAG, (USE, task("use", "use", ", arguments: {parameters: [{name: data-name, value: x}]}"))),
        ),
    ),
    Case(
        "output of the name",
        "KF718",
        maker("volume", "resourceName: data", "size: 1Gi", key="«") + body("outputs: {parameters: [{name: size, value: x}]}"),
    ),
    Case("two volumes of one name", "KF718", mounter("/a: {emptyDir: {}, name: x}", "/b: «{hostPath: {path: /b}, name: x}»")),
    # tasks
    Case("nothing calls it", "KF719", mounter("/mnt: «data»", main=replaced(DAG, (USE, "")))),
    Case(
        "nothing calls it, lifted",
        "KF719",
        ALONE + annotated("other", "volume", '{resourceName: "«{{tasks.x.outputs.parameters.y}}»", size: 1Gi}'),
    ),
    Case("the entrypoint itself", "KF719", mounter("/mnt: «data»", main="").replace("name: use", "name: main")),
    Case("no such task", "KF720", mounter("/mnt: «dat»")),
    Case("no such task after", "KF720", mounter("/mnt: {volume: data, after: [«oops»]}")),
    Case("no such task lifted", "KF720", mounter("/mnt: {pvc: '«{{tasks.x.outputs.parameters.name}}»'}")),
    Case("no such task in the map", "KF720", caller("«usee»: {/mnt: data}")),
    Case("not on every way", "KF720", mounter("/mnt: «data»", main=DAG + OTHER)),
    Case(
        "also the exit handler", "KF720", mounter("/mnt: «data»", main=replaced(DAG, ("{name: data,", "{onExit: use, name: data,")))
    ),
    Case("a task without a volume", "KF721", mounter("/mnt: «data»", data="- name: data\n" + CONTAINER)),
    Case(
        "the volume of a snapshot",
        "KF721",
        mounter("/mnt: «data»", data=DATA.replace("volume", "volume-snapshot").replace("size: 1Gi", "pvc: x")),
    ),
    Case("the volume of a deletion", "KF721", mounter("/mnt: «data»", data=DATA.replace("size: 1Gi", "size: 1Gi, action: delete"))),
    Case("nothing at that path", "KF721", mounter("/mnt: «data:/x»")),
    Case(
        "the snapshot of a volume",
        "KF721",
        mounter("/mnt: data", main=USE_MORE) + annotated("more", "volume", "{resourceName: c, dataSource: {snapshot: «data»}}"),
    ),
    Case("an emptyDir handed on", "KF721", mounter("/mnt: {emptyDir: {}}", main=USE_MORE) + MORE),
    Case("several volumes", "KF722", mounter("/mnt: data", "/x: {pvc: x}", main=USE_MORE) + MORE),
    # order
    Case("itself", "KF723", mounter("/mnt: «use»")),
    Case("one another", "KF723", mounter("/mnt: more", main=USE_MORE) + MORE),
    Case(
        "a cycle", "KF723", mounter("/mnt: «data»", main=replaced(DAG, ("template: data", "template: data, dependencies: [use]")))
    ),
    Case(
        "a cycle by depends",
        "KF723",
        mounter("/mnt: «data»", main=replaced(DAG, ("template: data", "template: data, depends: use || use.Failed"))),
    ),
    Case(
        "a long cycle",
        "KF723",
        mounter(
            "/mnt: {pvc: x, after: [«end»]}",
            main=DAG + task("mid", "data", ", dependencies: [use]") + task("end", "data", ", dependencies: [mid]"),
        ),
    ),
    Case("the same group", "KF724", mounter("/mnt: «data»", main=replaced(STEPS, ("  - - {name: use", "    - {name: use")))),
    Case("a later group", "KF724", mounter("/mnt: «data»", main=LATE)),
    Case(
        "after a later step",
        "KF724",
        mounter("/mnt: {volume: data, after: «late»}", main=STEPS + "  - - {name: late, template: data}\n"),
    ),
    # callers
    Case("another call without", "KF725", caller("use: {«/mnt»: data}", tasks=SECOND)),
    Case("different mounts", "KF725", caller("use: {/mnt: data}", "more: {«/mnt»: {volume: data, readOnly: true}}", tasks=SECOND)),
    Case("claim and no claim", "KF725", caller("use: {/mnt: data}", "more: {«/mnt»: {emptyDir: {}}}", tasks=SECOND)),
    Case(
        "different volumes", "KF725", caller("use: {/mnt: {emptyDir: {}}}", "more: {«/mnt»: {hostPath: {path: /}}}", tasks=SECOND)
    ),
    Case("map for a template without containers", "KF702", caller("«data»: {/mnt: x}")),
    Case(
        "needs arguments",
        "KF726",
        mounter(
            "/mnt: «data»", main=replaced(DAG, (task("data", "data"), "")), data=DATA + body("inputs: {parameters: [{name: x}]}")
        ),
    ),
]


def source(templates: str) -> str:
    head = (
        "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: x-}\nspec:\n  entrypoint: main\n  templates:\n"
    )
    return head + textwrap.indent(templates, "  ", lambda line: True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_one_finding_at_its_place_and_nothing_written(case: Case) -> None:
    marked = unmark(source(case.templates))
    text = Text(marked.text)
    expected = [(case.code, text.position(start), text.position(end)) for start, end in marked.spans]
    expansion = expand(marked.text)
    found = [(f.code, (f.line, f.column), (f.end_line, f.end_column)) for f in expansion.findings]
    assert found == expected, [f.message for f in expansion.findings]
    assert not expansion.changed
    assert expansion.text.string == marked.text
    assert expansion.unexpanded == {0}
    assert all(f.severity == "error" for f in expansion.findings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_message_is_one_plain_sentence(case: Case) -> None:
    for finding in expand(unmark(source(case.templates)).text).findings:
        assert finding.message.strip() == finding.message
        assert not finding.message.endswith(".")
        assert "\n" not in finding.message
