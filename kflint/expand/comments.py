"""The comments in a stretch of text whose nodes are known: they outlive what stands beside them."""

from __future__ import annotations

from kflint.expand.layout import content_end, next_line
from kflint.source.nodes import Node, Scalar, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.expand.emit import Line
    from kflint.source.text import Text


def comments_in(text: Text, start: int, end: int, nodes: list[Node]) -> list[Line]:
    """The comments between two offsets, without indentation, each with its span; `nodes` are all the values that stand there."""
    found: list[Line] = []
    string = text.string
    at = start
    if string.find("#", start, end) < 0:
        return found
    for first, last in [*_spans(nodes), (end, end)]:
        while at < first:
            sign = string.find("#", at, first)
            if sign < 0:
                break
            if sign > start and string[sign - 1] not in " \t\n":
                at = sign + 1
                continue
            stop = next_line(text, sign)
            comment = string[sign:stop].rstrip()
            found.append((comment, (sign, sign + len(comment))))
            at = stop
        at = max(at, last)
    return found


def _spans(nodes: list[Node]) -> list[tuple[int, int]]:
    """The spans of all keys and scalars in the nodes, in order; of a block scalar only the lines below its header."""
    spans = []
    for top in nodes:
        for node in walk(top):
            if node.key is not None:
                spans.append((node.key.start, node.key.end))
            if node.alias is not None:
                spans.append(node.alias)
            elif isinstance(node, Scalar):
                start = next_line(node.text, node.start) if node.style in ("|", ">") else node.start
                spans.append((start, max(content_end(node), start)))
    return sorted(spans)
