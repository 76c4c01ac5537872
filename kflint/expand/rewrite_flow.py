"""Edits of flow style (`{a: 1, b: [2]}`, JSON): entries come and go with their commas, in one line or spread over several."""

from __future__ import annotations

from kflint.expand.changes import NodeChange
from kflint.expand.comments import comments_in
from kflint.expand.emit import Line, flow_entry, flow_pieces
from kflint.expand.fragments import Fragment
from kflint.expand.layout import column, content_end, content_start, line_start, written_fields
from kflint.expand.style import Style
from kflint.source.edits import Edit, Piece
from kflint.source.nodes import Mapping, Node, Sequence
from kflint.source.text import Text


class FlowWriter:
    """Makes the edits of flow mappings and lists of one text."""

    def __init__(self, text: Text, style: Style) -> None:
        self.text = text
        self.style = style

    def rewrite(self, change: NodeChange) -> list[Edit]:
        """The edits for a mapping's fields or a list's items."""
        node = change.node
        return self._mapping(change, node) if isinstance(node, Mapping) else self._sequence(change)

    def replace(self, node: Node, fragment: Fragment) -> list[Edit]:
        """Puts a fragment in the place of a scalar, an empty collection or an alias."""
        start, end = node.alias if node.alias is not None else (node.start, content_end(node))
        in_flow = isinstance(node.parent, (Mapping, Sequence)) and node.parent.flow
        indent = self._json_indent(self._spread([node])) if node.key is not None else None
        pieces = flow_pieces(fragment, self.style, flow=in_flow, indent=indent)
        if node.start == node.end and node.alias is None and node.key is not None:
            # Nothing stands here: `{inputs: }`, or even `{inputs}`.
            start = end = max(node.start, node.key.end)
            between = self.text.string[node.key.end : start]
            lead = ": " if ":" not in between else "" if between[-1].isspace() else " "
            pieces = [(lead, fragment.origin), *pieces]
        return [Edit(start, end, _pieces(pieces))]

    def _mapping(self, change: NodeChange, mapping: Mapping) -> list[Edit]:
        fields = written_fields(mapping)
        names = [name for name, _ in fields]
        values = [value for _, value in fields]
        indent = self._spread(values[-1:])
        behind: dict[int, list[list[Line]]] = {}
        for entry, name in change.added:
            index = -1 if name is None else names.index(name) if name in names else len(names) - 1
            behind.setdefault(index, []).append(flow_entry(entry, self.style, self._json_indent(indent)))
        edits = []
        for name in change.removed:
            index = names.index(name)
            parts = behind.pop(index, [])
            if parts:
                edits.append(self._exchange(values[index], parts, indent))
            else:
                edits.append(self._removal(values, index, indent))
        return edits + self._additions(mapping, values, behind, indent)

    def _sequence(self, change: NodeChange) -> list[Edit]:
        sequence = change.node
        assert isinstance(sequence, Sequence)
        indent = self._spread(sequence.items[-1:])
        behind: dict[int, list[list[Line]]] = {}
        for index, fragment in change.items:
            pieces = flow_pieces(fragment, self.style, indent=self._json_indent(indent))
            behind.setdefault(index - 1, []).append(pieces)
        return self._additions(sequence, sequence.items, behind, indent)

    def _additions(self, node: Node, values: list[Node], behind: dict[int, list[list[Line]]], indent: str | None) -> list[Edit]:
        """The edits that put parts behind the values of a collection, -1 standing for its opening bracket."""
        edits = []
        for index, parts in behind.items():
            if index < 0:
                edits.append(self._in_front(node, parts, indent))
            else:
                edits += self._behind(values[index], index == len(values) - 1, parts, indent)
        return edits

    def _spread(self, values: list[Node]) -> str | None:
        """The indentation of entries that have lines of their own; None where they stand in one line."""
        if not values:
            return None
        at = content_start(values[0])
        start = line_start(self.text, at)
        before = self.text.string[start:at]
        return before if not before.strip() else None

    def _blanks(self, at: int) -> str:
        """As many blanks as there are characters before an offset in its line."""
        return " " * column(self.text, at)

    def _json_indent(self, indent: str | None) -> str | None:
        return indent if self.style.json else None

    def _exchange(self, value: Node, parts: list[list[Line]], indent: str | None) -> Edit:
        """Puts parts in the place of an entry; comments in it stay, before them."""
        start, end = content_start(value), content_end(value)
        new_line = self.style.eol + (self._blanks(start) if indent is None else indent)
        comments = [(comment + new_line, origin) for comment, origin in comments_in(self.text, start, end, [value])]
        return Edit(start, end, _pieces([*comments, *self._separated(parts, indent)]))

    def _removal(self, values: list[Node], index: int, indent: str | None) -> Edit:
        """Takes out an entry and one comma; comments between stay."""
        value = values[index]
        start, end = content_start(value), content_end(value)
        last = index == len(values) - 1
        if not last:
            end = content_start(values[index + 1])
        elif index > 0:
            start = content_end(values[index - 1])
        comments = comments_in(self.text, start, end, [value])
        if not comments:
            return Edit(start, end, ())
        indent = self._blanks(content_start(value)) if indent is None else indent
        new_line = self.style.eol + indent
        if last:
            pieces = [(new_line + comment, origin) for comment, origin in comments]
            pieces[-1] = (pieces[-1][0] + new_line, pieces[-1][1])
        else:
            pieces = [(comment + new_line, origin) for comment, origin in comments]
        return Edit(start, end, _pieces(pieces))

    def _in_front(self, node: Node, parts: list[list[Line]], indent: str | None) -> Edit:
        """Puts parts behind the opening bracket of a collection that is not empty."""
        string, at = self.text.string, node.start + 1
        origin = parts[0][0][1]
        pieces = self._separated(parts, indent)
        if indent is not None:
            line_end, rest = self._rest_of_line(at)
            at = line_end if not rest or rest.startswith("#") else at
            return Edit(at, at, _pieces([(self.style.eol + indent, origin), *pieces, (",", origin)]))
        while string[at] in " \t":
            at += 1
        return Edit(at, at, _pieces([*pieces, (", ", origin)]))

    def _behind(self, value: Node, last: bool, parts: list[list[Line]], indent: str | None) -> list[Edit]:
        """Puts parts behind an entry, with the commas that they need."""
        string, end = self.text.string, content_end(value)
        origin = parts[0][0][1]
        pieces = self._separated(parts, indent)
        if indent is None:
            return [Edit(end, end, _pieces([(", ", origin), *pieces]))]
        after = end
        while string[after : after + 1] in (" ", "\t"):
            after += 1
        comma = string[after : after + 1] == ","
        after += comma
        line_end, rest = self._rest_of_line(after)
        new_line = (self.style.eol + indent, origin)
        if rest and not rest.startswith("#"):
            # The closing bracket, or the next entry, stands on the same line.
            return [Edit(end, end, _pieces([("," + new_line[0], origin), *pieces]))]
        edits = [] if comma else [Edit(end, end, (Piece(",", origin),))]
        needs_comma = not last or comma
        edits.append(Edit(line_end, line_end, _pieces([new_line, *pieces, *([(",", origin)] if needs_comma else [])])))
        return edits

    def _rest_of_line(self, at: int) -> tuple[int, str]:
        """Where the line that `at` stands in ends, line end left out, and what stands behind `at` in it."""
        string = self.text.string
        end = string.find("\n", at)
        end = len(string) if end < 0 else end - (string[end - 1] == "\r")
        return end, string[at:end].strip()

    def _separated(self, parts: list[list[Line]], indent: str | None) -> list[Line]:
        """The parts with commas between them."""
        comma = ", " if indent is None else "," + self.style.eol + indent
        pieces: list[Line] = []
        for number, part in enumerate(parts):
            pieces += [(comma, part[0][1]), *part] if number else part
        return pieces


def _pieces(lines: list[Line]) -> tuple[Piece, ...]:
    return tuple(Piece(text, origin) for text, origin in lines if text)
