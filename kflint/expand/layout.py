"""Where the parts of a tree stand in the lines of its text: columns, dashes, and where an entry ends."""

from __future__ import annotations

from kflint.source.nodes import Mapping, Node, Scalar, Sequence
from kflint.source.text import Text


def column(text: Text, offset: int) -> int:
    """The 0-based column of an offset."""
    return offset - text.string.rfind("\n", 0, offset) - 1


def line_start(text: Text, offset: int) -> int:
    """The offset of the first character of the line that `offset` stands in."""
    return text.string.rfind("\n", 0, offset) + 1


def next_line(text: Text, offset: int) -> int:
    """The offset of the line behind the one that `offset` stands in; the text's length where there is none."""
    end = text.string.find("\n", offset)
    return len(text.string) if end < 0 else end + 1


def content_end(node: Node) -> int:
    """The offset behind the last character that belongs to a node: blank lines behind a block scalar are not part of it."""
    leaf = last_leaf(node)
    if leaf.alias is not None:
        return leaf.alias[1]
    return _scalar_end(leaf) if isinstance(leaf, Scalar) else leaf.end


def last_leaf(node: Node) -> Node:
    """The node whose text ends a node: a scalar, an alias, a flow collection, or a block collection that ends in no field."""
    while node.alias is None and isinstance(node, (Mapping, Sequence)) and not node.flow:
        last = _last_child(node)
        if last is None or content_start(last) < node.start or _ends_itself(node, last):
            return node
        node = last
    return node


def _ends_itself(node: Node, last: Node) -> bool:
    """Whether something that is no field (a merge key, a repeated key) stands behind the last field of a block collection."""
    end = last.alias[1] if last.alias is not None else last.end
    return end < node.end


def content_start(node: Node) -> int:
    """The offset of a node's key, or of its first character; for an alias that of its `*`."""
    if node.key is not None:
        return node.key.start
    return node.alias[0] if node.alias is not None else node.start


def _last_child(node: Node) -> Node | None:
    if isinstance(node, Sequence):
        return node.items[-1] if node.items else None
    assert isinstance(node, Mapping)
    own = [value for value in node.fields.values() if is_written_in(value, node)]
    return max(own, key=content_start) if own else None


def _scalar_end(scalar: Scalar) -> int:
    if scalar.style in ("|", ">"):
        string = scalar.text.string
        header = string[scalar.start : next_line(scalar.text, scalar.start)].split("#", 1)[0]
        if "+" in header:
            return scalar.end
        return scalar.start + len(string[scalar.start : scalar.end].rstrip())
    if scalar.start == scalar.end and scalar.key is not None:
        return max(scalar.key.end, scalar.start)
    return scalar.end


def is_written_in(value: Node, mapping: Mapping) -> bool:
    """Whether a field stands in the text of the mapping itself, and did not come through a merge key (`<<`)."""
    if value.key is None or not mapping.start <= value.key.start < max(mapping.end, mapping.start + 1):
        return False
    return value.alias is None or value.text.string[value.alias[0]] == "*"


def written_fields(mapping: Mapping) -> list[tuple[str, Node]]:
    """The names and values of the fields that stand in the mapping's own text, in the order of the text."""
    own = [(name, value) for name, value in mapping.fields.items() if is_written_in(value, mapping)]
    return sorted(own, key=lambda field: content_start(field[1]))


def dash_of(item: Node) -> int:
    """The offset of the dash in front of an item of a block list."""
    string = item.text.string
    at = content_start(item)
    while True:
        start = line_start(item.text, at)
        line = string[start:at].split(" #", 1)[0]
        dash = max(line.rfind("- "), line.rfind("-\t"), len(line.rstrip()) - 1 if line.rstrip().endswith("-") else -1)
        if dash >= 0 and not line.lstrip().startswith("#"):
            return start + dash
        if start == 0:
            return at
        at = start - 1
