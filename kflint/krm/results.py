"""Findings as results: what the KRM Functions Specification (v1) lets a function say about the objects that it was given."""

from __future__ import annotations

import re

from kflint.expand.fragments import List, Map, Plain, Word, mapping
from kflint.expand.layout import content_start, written_fields
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Node, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.findings.finding import Finding
    from kflint.krm.items import Item, Reference

ERROR = "error"
# Where in the input a piece of a result came from: nowhere.
_NOWHERE = (0, 0)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+\Z")


class Result(NamedTuple):
    """What is said about a field of an object. `severity` is error, warning or info, `position` the 0-based place of
    the object in its file, `tags` are pairs of what programs may want to know; "" and None stand for what is not known.
    """

    message: str
    severity: str
    reference: Reference
    field: str = ""
    file: str = ""
    position: int | None = None
    tags: tuple[tuple[str, str], ...] = ()


def result_of(finding: Finding, item: Item) -> Result:
    """The result that a finding in the text of an item makes."""
    tags = (("code", finding.code), ("name", finding.name), ("consequence", finding.consequence))
    message = f"{finding.code} {finding.message}"
    return Result(message, finding.severity, item.reference, _field_of(finding, item), item.file, item.position, tags)


def told(result: Result) -> str:
    """A result as a line for people."""
    reference = result.reference
    where = "/".join(filter(None, (reference.namespace, reference.kind, reference.name)))
    places = [place for place in (result.file, where, result.field) if place]
    return f"{result.severity}: {': '.join((' '.join(places), result.message)) if places else result.message}"


def fragment_of(result: Result) -> Map:
    """A result as the specification writes it."""
    reference = result.reference
    named = zip(("apiVersion", "kind", "name", "namespace"), reference, strict=True)
    file = mapping(
        _NOWHERE,
        ("path", _word(result.file)),
        ("index", Plain(result.position, _NOWHERE, str(result.position)) if result.position is not None else None),
    )
    return mapping(
        _NOWHERE,
        ("message", Word(result.message, _NOWHERE)),
        ("severity", Word(result.severity, _NOWHERE)),
        ("resourceRef", _filled(mapping(_NOWHERE, *((name, _word(value)) for name, value in named)))),
        ("field", mapping(_NOWHERE, ("path", _word(result.field))) if result.field else None),
        ("file", file if result.file else None),
        ("tags", _filled(mapping(_NOWHERE, *((name, _word(value)) for name, value in result.tags)))),
    )


def fragment_of_all(results: list[Result], before: List | None = None) -> List:
    """Results as the specification writes them, behind those that were there before."""
    return List((*(before.items if before is not None else ()), *map(fragment_of, results)), _NOWHERE)


def field_path(root: Node, pointer: str) -> str | None:
    """The JSON pointer of a node below `root` as Kubernetes writes it: `spec.templates[0].metadata.annotations[a.b/c]`.

    None if there is no such node.
    """
    path = ""
    node: Node | None = root
    for step in pointer.split("/")[1:]:
        if isinstance(node, Sequence):
            if not step.isdigit() or int(step) >= len(node.items):
                return None
            path, node = f"{path}[{step}]", node.items[int(step)]
        elif isinstance(node, Mapping):
            name = step.replace("~1", "/").replace("~0", "~")
            path += f".{name}" if _PLAIN_NAME.match(name) else f"[{name}]"
            node = node.fields.get(name)
        if node is None:
            return None
    return path.removeprefix(".")


def _field_of(finding: Finding, item: Item) -> str:
    """The path of the field that holds a finding: the author's, of which there may be none in what was generated or embedded."""
    starts = item.text.line_starts
    start, end = starts[finding.line - 1] + finding.column - 1, starts[finding.end_line - 1] + finding.end_column - 1
    node: Node = item.root
    if not finding.pointer and node.start == start:
        return ""  # it is about the object as a whole
    while (inner := _child_around(node, start, end)) is not None:
        node = inner
        if node.pointer == finding.pointer:
            break
    return field_path(item.root, node.pointer) or ""


def _child_around(node: Node, start: int, end: int) -> Node | None:
    """The value in a mapping or list that all characters from `start` to `end` belong to, with its key."""
    if isinstance(node, Mapping):
        children = [value for _, value in written_fields(node)]
    else:
        children = node.items if isinstance(node, Sequence) and node.alias is None else []
    for child in children:
        last = child.alias[1] if child.alias is not None else child.end
        if content_start(child) <= start and end <= last:
            return child
    return None


def _word(text: str) -> Word | None:
    return Word(text, _NOWHERE) if text else None


def _filled(fragment: Map) -> Map | None:
    return fragment if fragment.entries else None
