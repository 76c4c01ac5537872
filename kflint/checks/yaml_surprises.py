"""KF030-KF031, KF035: values, keys and anchors that YAML takes for something else than what is written."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node, at_span, related_to
from kflint.source.nodes import Mapping, Node, Scalar, plain_data, scalars, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# The words and first characters of plain scalars that may be read as something else than their text. `true` and `false` stay.
_WORD_STARTS = frozenset("yYnNoO")
_NUMBER_STARTS = frozenset("0123456789+-.")
_TRUTH = ("true", "false")


@checks_object("KF030", "KF031")
def values_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The workflow's own parameters, and its labels and annotations."""
    spec = subject.spec
    arguments = spec.mapping("arguments") if spec is not None else None
    if arguments is not None and "parameters" in arguments.fields:
        yield from _parameters(arguments.items("parameters"))
    yield from _free_keys((subject.root.mapping("metadata"),))
    if spec is not None:
        yield from _free_keys((spec.mapping("workflowMetadata"), spec.mapping("podMetadata")), (spec.mapping("nodeSelector"),))


@checks_template("KF030", "KF031")
def values_of_template(template: Template, context: Context) -> Iterator[Finding]:
    """The parameters of a template and of its calls, and the items of their loops."""
    for kind in ("inputs", "outputs"):
        holder = template.node.mapping(kind) if kind in template.node.fields else None
        if holder is not None and "parameters" in holder.fields:
            yield from _parameters(holder.items("parameters"))
    for call in template.calls:
        arguments = call.node.mapping("arguments")
        if arguments is not None and "parameters" in arguments.fields:
            yield from _parameters(arguments.items("parameters"))
        items = call.node.sequence("withItems")
        if items is not None:
            yield from _items(items)
    yield from _free_keys((template.node.mapping("metadata"),), (template.node.mapping("nodeSelector"),))


def _parameters(parameters: Iterable[Mapping]) -> Iterator[Finding]:
    """The fields of Argo type AnyString (R-DEC-7)."""
    for parameter in parameters:
        fields = parameter.fields
        for field in ("value", "default"):
            value = fields.get(field)
            if type(value) is Scalar and not value.style:
                yield from _changed(value)
        if "enum" in fields:
            allowed = parameter.sequence("enum")
            for value in allowed.items if allowed is not None else ():
                if type(value) is Scalar and not value.style:
                    yield from _changed(value)
        if "valueFrom" in fields:
            source = parameter.mapping("valueFrom")
            value = source.scalar("default") if source is not None else None
            if value is not None and not value.style:
                yield from _changed(value)


def _items(items: Node) -> Iterator[Finding]:
    """The items of a loop, which `{{item}}` writes as JSON."""
    for scalar in scalars(items):
        if not scalar.style:
            yield from _changed(scalar)
    for node in walk(items):
        if isinstance(node, Mapping):
            yield from _changed_keys(node)


def _changed(scalar: Scalar) -> Iterator[Finding]:
    """A plain scalar that becomes another text than the one that is written."""
    written = scalar.value
    first = written[:1]
    if scalar.tag is not None or not (first in _NUMBER_STARTS or (first in _WORD_STARTS and len(written) < 4)):
        return
    value = scalar.json
    if isinstance(value, bool):
        becomes = _TRUTH[not value]
    elif isinstance(value, int | float):
        from kflint.lang.values import parameter_text

        if value in (float("inf"), float("-inf")) or value != value:
            return  # Kubernetes refuses these
        becomes = parameter_text(value)
    else:
        return
    if becomes != written:
        why = f"YAML reads {written} as {_kind(written, value)}, and the text that arrives is '{becomes}'"
        yield at_node("KF030", scalar, why, help=f"put it in quotes if the text is meant: '{written}'")


def _kind(written: str, value: float | bool) -> str:
    """How YAML understands it, in words."""
    if isinstance(value, bool):
        return "a boolean"
    digits = written.lstrip("+-").replace("_", "")
    if isinstance(value, int) and digits.startswith("0") and digits.isdigit():
        return "an octal number"
    return "a number"


def _free_keys(metadata: Iterable[Mapping | None], maps: Iterable[Mapping | None] = ()) -> Iterator[Finding]:
    """The keys of labels and annotations, and of other maps whose keys are the author's own."""
    for each in metadata:
        for field in ("labels", "annotations") if each is not None else ():
            found = each.fields.get(field) if each is not None else None
            if isinstance(found, Mapping):
                yield from _changed_keys(found)
    for found in maps:
        if found is not None:
            yield from _changed_keys(found)


def _changed_keys(mapping: Mapping) -> Iterator[Finding]:
    for name, value in mapping.fields.items():
        key = value.key
        if key is not None and key.value != name and not key.style and key.tag is None:
            why = f"YAML reads the key {key.value} as something else than text, and it becomes '{name}'"
            yield at_node("KF031", value, why, key=True, help=f"put it in quotes: '{key.value}'")


@checks_object("KF035")
def redefined_anchors(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """An anchor that is given again, with another value, before an alias that then means this second one."""
    document = subject.document
    string = document.text.string
    if string.find("*", document.start, document.end) < 0 or string.count("&", document.start, document.end) < 2:
        return
    from itertools import pairwise

    anchored: dict[str, list[Node]] = {}
    aliases: dict[str, int] = {}
    for node in walk(subject.root):
        if node.alias is not None and node.text is document.text:
            name = string[node.alias[0] + 1 : node.alias[1]]
            aliases[name] = max(aliases.get(name, 0), node.alias[0])
        elif node.anchor is not None and not node.aliased:
            anchored.setdefault(node.anchor, []).append(node)
    for name, nodes in anchored.items():
        nodes.sort(key=lambda node: node.start)
        for before, node in pairwise(nodes):
            if aliases.get(name, 0) > node.start and plain_data(before) != plain_data(node):
                start = string.rfind(f"&{name}", document.start, node.start)
                why = f"the anchor '{name}' is given a second time here, with another value: '*{name}' means this one from here on"
                related = (related_to(before, "first given here"),)
                yield at_span("KF035", node.text, start, start + len(name) + 1, why, related=related, pointer=node.pointer)
