"""A finding: what is wrong, where, and what happens to one who ignores it."""

from __future__ import annotations

from kflint.findings.rules import INFO, OFF, rules
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Node, Scalar, Sequence
from kflint.source.place import place
from kflint.source.text import Text


class Related(NamedTuple):
    """A second place that a finding speaks of ("first defined here"). Lines and columns are 1-based, the end is exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str


class Finding(NamedTuple):
    """One mistake at one place. Lines and columns are 1-based, columns count characters, the end is exclusive.

    `consequence` is rejected, fails, surprise or advice; `severity` is error, warning or info. `document` is the 0-based
    position of the document in its file, `pointer` the JSON pointer of the node in it.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    name: str
    severity: str
    consequence: str
    message: str
    help: str | None = None
    related: tuple[Related, ...] = ()
    document: int = 0
    pointer: str = ""

    @property
    def place(self) -> tuple[str, int, int, str, str]:
        """What findings are sorted by: path, line, column, code, message."""
        return self.path, self.line, self.column, self.code, self.message


def at_node(
    code: str,
    node: Node,
    message: str,
    *,
    part: tuple[int, int] | None = None,
    key: bool = False,
    help: str | None = None,
    related: tuple[Related, ...] = (),
    severity: str | None = None,
) -> Finding:
    """A finding of the rule `code` at a node: at all of it, at a `part` of a scalar's value (0-based characters, end exclusive),
    or at its `key` (itself, where it has none). A mapping or list without `key` is marked at its first line's part.

    `severity` overrides the rule's own, where a design decision says so.
    """
    text, start, end = span_of(node, part=part, key=key)
    return at_span(code, text, start, end, message, help=help, related=related, severity=severity, pointer=node.pointer)


def at_span(
    code: str,
    text: Text,
    start: int,
    end: int,
    message: str,
    *,
    help: str | None = None,
    related: tuple[Related, ...] = (),
    severity: str | None = None,
    pointer: str = "",
) -> Finding:
    """A finding of the rule `code` at the characters `start` to `end` (0-based) of a text, told at the author's lines.

    A rule that is off unless selected is told as info.
    """
    rule = rules()[code]
    severity = severity or (INFO if rule.severity == OFF else rule.severity)
    author, start, end = text.author(start, end)
    line, column, end_line, end_column = lines_and_columns(author, start, end)
    return Finding(
        author.path, line, column, end_line, end_column, code, rule.name, severity, rule.consequence, message,
        help, related, 0, pointer,
    )  # fmt: skip


def related_to(node: Node, message: str, *, key: bool = False) -> Related:
    """A related place at a node."""
    text, start, end = span_of(node, key=key)
    author, start, end = text.author(start, end)
    return Related(author.path, *lines_and_columns(author, start, end), message)


def span_of(node: Node, *, part: tuple[int, int] | None = None, key: bool = False) -> tuple[Text, int, int]:
    """The text and span to mark for a node; see `at_node`."""
    if key and node.key is not None:
        node = node.key
    if isinstance(node, Scalar):
        start, end = place(node, *part) if part is not None else (node.start, node.end)
        if part is None and node.style in ("|", ">"):
            end = node.start + 1
        return node.text, start, end
    assert isinstance(node, (Mapping, Sequence))
    return node.text, node.start, node.end


def lines_and_columns(text: Text, start: int, end: int) -> tuple[int, int, int, int]:
    """1-based line and column of both ends of a span, the end cut back over trailing white space."""
    string = text.string
    while end > start + 1 and string[end - 1 : end].isspace():
        end -= 1
    first, last = text.position(start), text.position(max(end, start))
    return first.line, first.column, last.line, last.column
