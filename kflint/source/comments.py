"""Comments that speak to kflint: `# kflint: ignore[KF601] -- reason`. libyaml drops comments, so they are found in the text."""

from __future__ import annotations

import re
from bisect import bisect_right

from kflint.record import NamedTuple
from kflint.source.nodes import Node, Scalar, Sequence, walk
from kflint.source.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.source.text import Text

LINE, BLOCK, FILE = "ignore", "ignore-block", "ignore-file"

_COMMENT = re.compile(r"#[ \t]*kflint:[ \t]*([^\r\n]*)")
_DIRECTIVE = re.compile(r"(ignore(?:-block|-file)?)[ \t]*\[([^\]]*)\][ \t]*(?:--[ \t]*(.*))?\Z")
_CODE = re.compile(r"[^\s,]+")


class Code(NamedTuple):
    """A code in a comment, and where it stands: 0-based offsets in the text."""

    text: str
    start: int
    end: int


class Directive(NamedTuple):
    """What a comment asks for. `kind` is LINE, BLOCK or FILE; it covers the 1-based lines `first` to `last`.

    `start` and `end` are the 0-based offsets of the comment in the text.
    """

    kind: str
    codes: tuple[Code, ...]
    first: int
    last: int
    start: int
    end: int


class Misspelt(NamedTuple):
    """A comment that begins like a directive and is none."""

    start: int
    end: int


def directives(text: Text) -> tuple[list[Directive], list[Misspelt]]:
    """The directives of a text in order, and what looks like one. A `#` inside a scalar begins no comment."""
    nodes = [node for document in read(text) if document.root is not None for node in walk(document.root)]
    spans = sorted(_scalar_spans(nodes))
    found: list[Directive] = []
    misspelt: list[Misspelt] = []
    for match in _comments(text.string, spans):
        directive = _DIRECTIVE.match(match[1].rstrip())
        if directive is None:
            misspelt.append(Misspelt(match.start(), match.start(1) + len(match[1].rstrip())))
        else:
            found.append(_directive(directive, match.start(), match.start(1), text, nodes))
    return found, misspelt


def _comments(string: str, spans: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """What `_COMMENT` finds outside of the scalars, whose spans are sorted."""
    match = _COMMENT.search(string)
    while match is not None:
        is_comment = _begins_comment(string, match.start()) and not _is_inside(match.start(), spans)
        if is_comment:
            yield match
        match = _COMMENT.search(string, match.end() if is_comment else match.start() + 1)


def _directive(match: re.Match[str], start: int, inner: int, text: Text, nodes: list[Node]) -> Directive:
    kind = match[1]
    at = inner + match.start(2)
    codes = tuple(Code(code[0], at + code.start(), at + code.end()) for code in _CODE.finditer(match[2]))
    line = text.position(start).line
    if not text.line(line).lstrip().startswith("#"):
        first = line
    else:
        first = _next_line(text, line)
    last = first
    if kind == FILE:
        first, last = 1, len(text.line_starts)
    elif kind == BLOCK:
        last = max([first, *_ends_of_blocks(first, text, nodes)])
    return Directive(kind, codes, first, last, start, inner + match.end())


def _next_line(text: Text, line: int) -> int:
    """The first line below `line` that is neither empty nor only a comment."""
    for number in range(line + 1, len(text.line_starts) + 1):
        if text.line(number).strip() and not text.line(number).lstrip().startswith("#"):
            return number
    return line


def _ends_of_blocks(line: int, text: Text, nodes: list[Node]) -> Iterator[int]:
    """The last lines of what begins on a line: values behind a key there, items of a list."""
    for node in nodes:
        head = node.key or (node if isinstance(node.parent, Sequence) else None)
        if head is not None and node.parent is not None and text.position(head.start).line == line:
            yield text.position(max(_end(node, text) - 1, node.start)).line


def _end(node: Node, text: Text) -> int:
    """Where a node ends, blank lines at the end of a block scalar left out."""
    end = node.end
    while end > node.start and text.string[end - 1 : end].isspace():
        end -= 1
    return end


def _scalar_spans(nodes: list[Node]) -> Iterator[tuple[int, int]]:
    for node in nodes:
        for scalar in (node, node.key):
            # The header of a block scalar may have a comment behind it; its text begins on the next line.
            if isinstance(scalar, Scalar) and scalar.end > scalar.start:
                header = scalar.text.string.find("\n", scalar.start, scalar.end) if scalar.style in ("|", ">") else scalar.start
                yield header if header >= 0 else scalar.end, scalar.end


def _is_inside(offset: int, spans: list[tuple[int, int]]) -> bool:
    """Whether an offset is in one of the spans, which are sorted and do not overlap."""
    index = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return index >= 0 and offset < spans[index][1]


def _begins_comment(string: str, offset: int) -> bool:
    return offset == 0 or string[offset - 1] in " \t\r\n"
