"""The habits of a document's author: indentation, how lists hang under their keys, quotes, line ends."""

from __future__ import annotations

from collections import Counter

from kflint.expand.layout import column, dash_of, line_start
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Scalar, Sequence, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeVar

    from kflint.expand.annotations import Annotation
    from kflint.source.reader import Document

    _T = TypeVar("_T")


_UNIT = "  "


class Style(NamedTuple):
    """How new text is to look. `step` is how many blanks a mapping is indented under its key, `dash` how many a list is.

    `quote` is the quotation mark, `eol` the line end. `json` is whether keys stand in double quotes, as in JSON, and
    `unit` what each level of that is indented by.
    `flow_dependencies` is whether `dependencies` are written in one line.
    """

    step: int = 2
    dash: int = 0
    quote: str = "'"
    eol: str = "\n"
    json: bool = False
    unit: str = _UNIT
    flow_dependencies: bool = True


def style_of(document: Document, annotations: list[Annotation]) -> Style:
    """The style of a document with these annotations: what its author does most often.

    For quotes the YAML in the annotations counts too, but not what they are quoted with themselves.
    """
    root = document.root
    string = document.text.string
    line_end = string.find("\n", document.start, document.end)
    eol = "\r\n" if line_end > 0 and string[line_end - 1] == "\r" else "\n"
    if not isinstance(root, Mapping):
        return Style(eol=eol)
    steps: Counter[int] = Counter()
    dashes: Counter[int] = Counter()
    quotes: Counter[str] = Counter()
    dependencies: Counter[bool] = Counter()
    values = {id(annotation.scalar) for annotation in annotations}
    inside = (node for annotation in annotations if not annotation.root.flow for node in walk(annotation.root))
    for node in (*walk(root), *inside):
        if isinstance(node, Scalar):
            if node.style in ("'", '"') and id(node) not in values:
                quotes[node.style] += 1
        elif node.text is not root.text:
            continue
        elif isinstance(node, Mapping) and not node.flow:
            for name, value in node.fields.items():
                if name == "dependencies" and isinstance(value, Sequence):
                    dependencies[value.flow] += 1
            steps.update(_steps(node))
            dashes.update(_dashes(node))
    return Style(
        _most(steps, 2),
        _most(dashes, 0),
        _most(quotes, "'"),
        eol,
        _is_json(root),
        _unit(root),
        _most(dependencies, True),
    )


def _steps(mapping: Mapping) -> Iterator[int]:
    """By how much each block mapping in `mapping` is indented."""
    for value in mapping.fields.values():
        if isinstance(value, Mapping) and not value.flow and value.alias is None and value.key is not None and value.fields:
            yield column(value.text, value.start) - column(value.text, value.key.start)


def _unit(root: Mapping) -> str:
    """What the fields of the document's own mapping are indented by, where they stand in lines of their own in its braces."""
    first = next(iter(root.fields.values()), None)
    if not root.flow or first is None or first.key is None:
        return _UNIT
    line, at = line_start(root.text, first.key.start), first.key.start
    unit = root.text.string[line:at]
    return unit if unit and not unit.strip() else _UNIT


def _dashes(mapping: Mapping) -> Iterator[int]:
    """By how much each block list in `mapping` is indented."""
    for value in mapping.fields.values():
        if isinstance(value, Sequence) and not value.flow and value.alias is None and value.key is not None and value.items:
            yield column(value.text, dash_of(value.items[0])) - column(value.text, value.key.start)


def _is_json(root: Mapping) -> bool:
    return root.flow and all(value.key is not None and value.key.style == '"' for value in root.fields.values())


def _most(counter: Counter[_T], otherwise: _T) -> _T:
    return max(counter, key=lambda each: (counter[each], each == otherwise)) if counter else otherwise
