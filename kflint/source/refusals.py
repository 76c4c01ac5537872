"""What libyaml reads and Kubernetes refuses, found by a second look at the tree where the text holds a sign of it."""

from __future__ import annotations

import re

from kflint.source.aliases import is_excessive
from kflint.source.nodes import Mapping, Scalar, Sequence, walk
from kflint.source.problems import ALIAS, NUMBER, SYNTAX, TRAILING, Problem
from kflint.source.scalars import BadTag, resolve_tagged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.source.nodes import Node
    from kflint.source.reader import Document

# A line with more than a comment on it; a byte-order mark at the start of a line.
_CONTENT = re.compile(r"\s*([^#\s][^\n]*)")
_INNER_MARK = re.compile("[\r\n]\ufeff")


def second_look(document: Document, stopped: int, copies: int) -> list[Problem]:
    """The problems of a document that libyaml could read.

    `stopped` is the offset of its end as libyaml saw it, `copies` how many of its keys and values were made by aliases.
    """
    root = document.root
    problems = _trailing(document, stopped) + inner_marks(document)
    if root is None:
        return problems
    if is_excessive(copies, root):
        why = "the aliases of this document unfold to far more than it holds, and Kubernetes refuses it"
        return [*problems, Problem(ALIAS, why, root.text, root.start, root.start + 1)]
    problems += _refused_values(root)
    if problems and document.start == 0 and document.end == len(document.text.string):
        from kflint.source.json_events import is_json

        if is_json(document.text.string):  # Argo reads a file that is JSON as such, with JSON's escapes
            problems = [problem for problem in problems if problem.kind != SYNTAX]
    return problems


def _trailing(document: Document, stopped: int) -> list[Problem]:
    """What stands behind the end of the document, be it marked by `...` or only seen by the indentation."""
    string, at = document.text.string, stopped
    while at < document.end:
        found = _CONTENT.match(string, at, document.end)
        if found is not None:
            why = "Argo reads nothing from here on, as the document ends above; begin a further one with '---'"
            return [Problem(TRAILING, why, document.text, *found.span(1))]
        at = string.find("\n", at, document.end) + 1 or document.end
    return []


def inner_marks(document: Document) -> list[Problem]:
    """Byte-order marks at the start of a line, as joined files have them: libyaml skips them, Kubernetes takes them for text."""
    why = "an invisible byte-order mark stands here, which Kubernetes takes for a part of the key; remove it"
    found = _INNER_MARK.finditer(document.text.string, document.start + 1, document.end)
    return [Problem(SYNTAX, why, document.text, mark.end() - 1, mark.end()) for mark in found]


def _refused_values(root: Node) -> Iterator[Problem]:
    """The problems of all keys and values."""
    seen: set[int] = set()  # an alias' copy stands where its original stands
    for node in walk(root):
        key = node.key
        if key is not None and key.start not in seen:
            seen.add(key.start)
            yield from _spelling(key, key.parent)
        if isinstance(node, Scalar) and node.start not in seen:
            seen.add(node.start)
            yield from _spelling(node, node.parent)
            yield from _meaning(node)


def _spelling(scalar: Scalar, parent: Mapping | Sequence | None) -> Iterator[Problem]:
    """Characters that Kubernetes' parser refuses: `?` in a plain scalar between brackets, `\\/` in double quotes."""
    if not scalar.style:
        at = scalar.value.find("?")
        if at >= 0 and parent is not None and parent.flow:
            yield _in_flow(scalar)
    elif scalar.style == '"':
        string = scalar.text.string
        at = string.find("\\", scalar.start, scalar.end)
        while at >= 0:
            if string[at + 1] == "/":
                why = "Kubernetes' YAML parser does not know the escape '\\/'; write '/' alone"
                yield Problem(SYNTAX, why, scalar.text, at, at + 2)
            at = string.find("\\", at + 2, scalar.end)


def _in_flow(scalar: Scalar) -> Problem:
    why = f"a value between brackets that holds a '?' must be quoted for Kubernetes: '{scalar.value}'"
    return Problem(SYNTAX, why, scalar.text, scalar.start, scalar.end)


def _meaning(scalar: Scalar) -> Iterator[Problem]:
    """Values that can't become JSON."""
    if scalar.tag is not None:
        try:
            resolve_tagged(scalar.value, scalar.tag)
        except BadTag as error:
            yield Problem(SYNTAX, str(error), scalar.text, scalar.start, max(scalar.end, scalar.start + 1))
            return
    elif scalar.style:
        return
    value = scalar.json
    if isinstance(value, float) and value - value != 0:
        why = f"{scalar.value} is a number that JSON can't hold, so Kubernetes refuses it; put it in quotes if it is meant as text"
        yield Problem(NUMBER, why, scalar.text, scalar.start, scalar.end)
