"""Plants one mistake at a time in a workflow: each is a changed text, and the line on which the mistake stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kflint.lang.expr import parse, references
from kflint.lang.tags import find
from kflint.model.calls import Call
from kflint.model.dag import dependencies_of
from kflint.model.objects import CRON_WORKFLOW, WORKFLOW, WorkflowObject, workflow_object
from kflint.source.nodes import Mapping, Node, Scalar, Sequence, scalars, walk
from kflint.source.place import place
from kflint.source.reader import read
from kflint.source.text import Text

# What the paths in expressions begin with.
_FIRST_NAMES = ("inputs", "steps", "tasks", "workflow", "item", "data", "retries", "lastRetry")

# What is put behind a word; not at the end of any word that a workflow has.
WRONG = "qx"

# Maps whose keys are the author's own, and what lies below a step, where Argo itself is not strict about values.
FREE = frozenset(
    (
        "annotations", "labels", "labelsFrom", "matchLabels", "nodeSelector", "withItems", "plugin", "limits", "requests", "data",
        "hooks", "options", "volumeAttributes", "sysctls", "metadata", "status", "value", "configuration",
    )
)  # fmt: skip


class Planted(NamedTuple):
    """A text with one mistake of a kind, on the 1-based `line`."""

    kind: str
    line: int
    text: str


def mistakes(string: str) -> Iterator[Planted]:
    """Every mistake of every kind that can be planted in a file's text."""
    text = Text(string)
    for document in read(text, "argoproj.io/"):
        subject = workflow_object(document)
        if subject is None or subject.spec is None:
            continue
        yield from _of_templates(text, subject)
        yield from _fields(text, subject.spec)
        entrypoint = subject.spec.string("entrypoint")
        # With a workflowTemplateRef that leads out of the file nothing is known of the entrypoint.
        if entrypoint is not None and subject.workflow_template_ref is None:
            yield from _spoiled(text, "entrypoint", entrypoint)


def _of_templates(text: Text, subject: WorkflowObject) -> Iterator[Planted]:
    for template in subject.all_templates:
        for call in template.calls:
            yield from _of_call(text, call, subject)
        resource = template.node.mapping("resource")
        action = resource.string("action") if resource is not None else None
        if action is not None:
            yield from _spoiled(text, "action", action)
        if template.call is None:
            yield from _tags(text, template.node)
            yield from _expressions(text, subject, template.node)


def _of_call(text: Text, call: Call, subject: WorkflowObject) -> Iterator[Planted]:
    if call.template is not None and "{{" not in call.template.value:
        yield from _spoiled(text, "template", call.template)
    listed = call.node.sequence("dependencies")
    for item in listed.items if listed is not None else ():
        if isinstance(item, Scalar):
            yield from _spoiled(text, "dependency", item)
    depends = call.node.string("depends")
    for dependency in dependencies_of(call, {}) if depends is not None and not depends.aliased else ():
        yield _insert(text, "dependency", place(dependency.node, dependency.start, dependency.start + len(dependency.name))[1])
    callee = subject.by_name.get(call.template.value) if call.template is not None else None
    for argument in call.arguments("parameters") if callee is not None else ():
        name = argument.string("name")
        if name is not None and callee is not None and any(_is_named(p, name.value) for p in callee.inputs("parameters")):
            yield from _spoiled(text, "argument", name)


def _is_named(item: Mapping, name: str) -> bool:
    scalar = item.string("name")
    return scalar is not None and scalar.value == name


def _tags(text: Text, node: Node) -> Iterator[Planted]:
    """Tags that name an input, in a place that Argo looks at."""
    for scalar in scalars(node):
        for tag in find(scalar.value) if "{{inputs." in scalar.value and not scalar.aliased else ():
            if tag.closed and not tag.is_expression and tag.text.startswith("inputs.parameters.") and "{" not in tag.text:
                end = place(scalar, tag.inner_start, tag.inner_end)[1]
                yield _insert(text, "reference", end)


def _expressions(text: Text, subject: WorkflowObject, node: Node) -> Iterator[Planted]:
    """Names in expressions, in tags and in fields of their own."""
    for scalar in scalars(node):
        if scalar.aliased:
            continue
        if scalar.key is not None and scalar.key.value in ("expression", "fromExpression") and "{{" not in scalar.value:
            yield from _names(text, subject, scalar, 0, scalar.value)
        for tag in find(scalar.value) if "{{=" in scalar.value else ():
            if tag.closed and tag.is_expression:
                yield from _names(text, subject, scalar, tag.inner_start, tag.text)


def _names(text: Text, subject: WorkflowObject, scalar: Scalar, start: int, expression: str) -> Iterator[Planted]:
    """The last words of the paths in an expression, where kflint can know that a longer word is none of them."""
    for reference in references(parse(expression)):
        names = reference.names
        is_known = names[0] not in ("steps", "tasks", "workflow") or (len(names) > 2 and subject.kind in (WORKFLOW, CRON_WORKFLOW))
        if names[0] in _FIRST_NAMES and is_known and not (reference.lenient or reference.open or reference.called):
            # A name in brackets ends with its quote.
            end = reference.end - (expression[reference.end - 1] in "'\"")
            yield _insert(text, "name in an expression", place(scalar, start, start + end)[1])


def _fields(text: Text, spec: Mapping) -> Iterator[Planted]:
    for node in walk(spec):
        if not isinstance(node, Mapping) or node.aliased or _is_free(node):
            continue
        for value in node.fields.values():
            if value.key is not None and not value.aliased and value.key.text is text and value.key.value != "<<":
                yield from _spoiled(text, "field", value.key)


def _is_free(node: Node) -> bool:
    while node.parent is not None:
        if node.key is not None and node.key.value in FREE:
            return True
        if isinstance(node.parent, Sequence) and node.parent.key is not None and node.parent.key.value in FREE:
            return True
        node = node.parent
    return False


def _spoiled(text: Text, kind: str, scalar: Scalar) -> Iterator[Planted]:
    """The text with letters put behind a scalar, inside its quotes."""
    if not scalar.aliased and scalar.style in ("", "'", '"'):
        yield _insert(text, kind, scalar.end - (1 if scalar.style else 0))


def _insert(text: Text, kind: str, offset: int) -> Planted:
    return Planted(kind, text.position(offset).line, text.string[:offset] + WRONG + text.string[offset:])
