"""Edits of block style: whole lines come and go, and the lines around them stay as they are."""

from __future__ import annotations

from kflint.expand.changes import NodeChange
from kflint.expand.comments import comments_in
from kflint.expand.emit import Line, block_entry, block_item
from kflint.expand.fragments import Entry, Fragment, List, Map, Origin
from kflint.expand.layout import column, content_end, content_start, dash_of, last_leaf, line_start, next_line, written_fields
from kflint.expand.style import Style
from kflint.source.edits import Edit, Piece
from kflint.source.nodes import Mapping, Node, Scalar, Sequence
from kflint.source.text import Text


class BlockWriter:
    """Makes the edits of block mappings and lists of one text; `gone` are the ids of all nodes that are taken out of it."""

    def __init__(self, text: Text, style: Style, gone: frozenset[int] = frozenset()) -> None:
        self.text = text
        self.style = style
        self.gone = gone

    def rewrite(self, change: NodeChange) -> list[Edit]:
        """The edits for a mapping's fields or a list's items."""
        node = change.node
        return self._mapping(change, node) if isinstance(node, Mapping) else self._sequence(change)

    def replace(self, node: Node, fragment: Fragment) -> list[Edit]:
        """Puts a fragment under the key or dash of a node: of one that is empty, or of an alias."""
        start, end = node.alias if node.alias is not None else (node.start, node.end)
        if node.key is None:
            (first, origin), *rest = block_item(fragment, self.style)
            return [Edit(start, end, self._joined([(first[2:], origin), *rest], column(self.text, dash_of(node))))]
        (first, origin), *rest = block_entry(Entry("key", fragment, fragment.origin), self.style)
        lines = [(first.removeprefix("key:"), origin), *rest]
        colon = self.text.string.index(":", node.key.end, max(start, node.key.end + 1)) + 1
        indent = column(self.text, node.key.start)
        line_end = next_line(self.text, end)
        if rest and self.text.string[end:line_end].strip():
            # A comment stands here: it stays beside the key.
            new_line = () if self.text.string.endswith("\n", 0, line_end) else (Piece(self.style.eol, origin),)
            return [Edit(colon, end, ()), Edit(line_end, line_end, (*new_line, *self._lines(rest, indent)))]
        return [Edit(colon, end, self._joined(lines, indent))]

    def _mapping(self, change: NodeChange, mapping: Mapping) -> list[Edit]:
        fields = written_fields(mapping)
        names = [name for name, _ in fields]
        indent = column(self.text, content_start(fields[0][1]))
        removed = {names.index(name) for name in change.removed}
        behind: dict[int, list[Line]] = {}
        for entry, name in change.added:
            index = -1 if name is None else names.index(name) if name in names else len(names) - 1
            behind.setdefault(index, []).extend(block_entry(entry, self.style))
        edits: list[Edit] = []
        first = 0
        if 0 in removed or -1 in behind:
            first = next((i for i in range(len(fields)) if i not in removed), len(fields))
            head = [line for index in range(-1, first) for line in behind.pop(index, [])]
            edits.append(self._head([value for _, value in fields[: first + 1]], first < len(fields), head, indent))
        edits += [self._removal(value, indent) for index, (_, value) in enumerate(fields) if index in removed and index >= first]
        for index, lines in behind.items():
            edits += self._insertion(fields[index][1], lines, indent)
        return edits

    def _head(self, values: list[Node], kept: bool, lines: list[Line], indent: int) -> Edit:
        """Replaces the first fields of a mapping, of which all but the last go, and the last too unless it is `kept`."""
        start = content_start(values[0])
        gone = values[:-1] if kept else values
        end = content_start(values[-1]) if kept else content_end(values[-1])
        comments = comments_in(self.text, start, end, gone) if gone else []
        pieces = self._joined([*comments, *lines], indent)
        if kept and pieces:
            last = pieces[-1]
            pieces = (*pieces[:-1], Piece(last.text + self.style.eol + " " * indent, last.origin))
        return Edit(start, end, pieces)

    def _removal(self, value: Node, indent: int) -> Edit:
        """Takes out a field's lines; comments that stood beside or between them stay, as lines of their own."""
        start = line_start(self.text, content_start(value))
        end = next_line(self.text, content_end(value))
        comments = comments_in(self.text, start, end, [value])
        return Edit(start, end, self._lines(comments, indent))

    def _insertion(self, behind: Node, lines: list[Line], indent: int) -> list[Edit]:
        """Puts lines behind the last line of a node."""
        at = next_line(self.text, content_end(behind))
        pieces = self._lines(lines, indent)
        if at < len(self.text.string) or self.text.string.endswith("\n") or self._last_line_goes(behind):
            return [Edit(at, at, pieces)]
        # The file's last line has no line end, and gets one.
        edits = [Edit(at, at, (Piece(self.style.eol, pieces[0].origin), *pieces))]
        leaf = last_leaf(behind)
        if isinstance(leaf, Scalar) and leaf.style in ("|", ">"):
            edits += self._without_line_end(leaf, pieces[0].origin)
        return edits

    def _last_line_goes(self, node: Node) -> bool:
        """Whether the last line of a node is taken out."""
        leaf: Node | None = last_leaf(node)
        while leaf is not None and id(leaf) not in self.gone:
            leaf = leaf.parent if leaf is not node else None
        return leaf is not None

    def _without_line_end(self, scalar: Scalar, origin: Origin) -> list[Edit]:
        """Says in the header of a block scalar at the very end of a file that its text has no line end, as it had none before."""
        string, at = self.text.string, scalar.start + 1
        while string[at] in "+-0123456789":
            if string[at] == "-":
                return []
            if string[at] == "+":
                return [Edit(at, at + 1, (Piece("-", origin),))]
            at += 1
        return [Edit(at, at, (Piece("-", origin),))]

    def _sequence(self, change: NodeChange) -> list[Edit]:
        sequence = change.node
        assert isinstance(sequence, Sequence)
        edits = []
        indent = column(self.text, dash_of(sequence.items[0]))
        for index, fragment in change.items:
            sibling = sequence.items[min(index, len(sequence.items) - 1)]
            lines = block_item(like(fragment, sibling), self.style, self._width(sibling))
            if index >= len(sequence.items):
                edits += self._insertion(sibling, lines, indent)
            else:
                at = self._above_comments(line_start(self.text, dash_of(sibling)), indent)
                edits.append(Edit(at, at, self._lines(lines, indent)))
        return edits

    def _width(self, item: Node) -> int:
        """How far behind its dash an item stands."""
        start, dash = content_start(item), dash_of(item)
        same_line = line_start(self.text, start) == line_start(self.text, dash)
        width = start - dash if same_line and self.text.string[dash + 1 : start].isspace() else 2
        return width if 2 <= width <= 4 else 2

    def _above_comments(self, at: int, indent: int) -> int:
        """The start of the comment lines directly above the line at `at` that are indented like it."""
        while at > 0:
            above = line_start(self.text, at - 1)
            line = self.text.string[above:at]
            if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) != indent:
                return at
            at = above
        return at

    def _lines(self, lines: list[Line], indent: int) -> tuple[Piece, ...]:
        """Whole lines, with indentation and line ends."""
        blanks, eol = " " * indent, self.style.eol
        return tuple(Piece((blanks + line if line else "") + eol, origin) for line, origin in lines)

    def _joined(self, lines: list[Line], indent: int) -> tuple[Piece, ...]:
        """Lines of which the first goes on where something stands already; the last has no line end."""
        if not lines:
            return ()
        pieces = [Piece(lines[0][0], lines[0][1])]
        for line, origin in lines[1:]:
            pieces.append(Piece(self.style.eol + (" " * indent + line if line else ""), origin))
        return tuple(pieces)


def like(fragment: Fragment, sibling: Node) -> Fragment:
    """The fragment in the style, flow or block, of a node that it is to stand beside."""
    if isinstance(fragment, Map) and isinstance(sibling, Mapping):
        return fragment._replace(flow=sibling.flow)
    if isinstance(fragment, List) and isinstance(sibling, Sequence):
        items = fragment.items
        if sibling.items:
            items = tuple(like(item, sibling.items[0]) for item in items)
        return List(items, fragment.origin, sibling.flow)
    return fragment
