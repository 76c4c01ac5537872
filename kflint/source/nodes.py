"""The tree of a YAML document: nodes that know what they say, where they stand and what they stand in."""

from __future__ import annotations

from kflint.source.scalars import BadTag, Json, key_text, resolve, resolve_tagged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from kflint.source.text import Text


class Node:
    """A value in a document. `start` and `end` are 0-based character offsets into `text`, anchor and tag left out.

    `parent` is the mapping or sequence around it (None at the root); `key` is the key node in front of a mapping's value (None
    elsewhere). Every alias has a copy of its own of what it stands for, so a node has one parent: `alias` is the span of the
    `*name` on the copy's top node, None everywhere else; `anchor` is the name that stands before the node.
    """

    __slots__ = ("alias", "anchor", "end", "key", "parent", "start", "text")

    def __init__(self, text: Text, start: int, end: int, parent: Mapping | Sequence | None, key: Scalar | None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.parent = parent
        self.key = key
        self.anchor: str | None = None
        self.alias: tuple[int, int] | None = None

    @property
    def pointer(self) -> str:
        """The JSON pointer of this node in its document (RFC 6901)."""
        steps: list[str] = []
        node: Node = self
        while node.parent is not None:
            parent = node.parent
            if isinstance(parent, Sequence):
                steps.append(str(parent.items.index(node)))
            else:
                key = node if node.key is None else node.key  # a key stands in the mapping as its value does
                steps.append(key.name.replace("~", "~0").replace("/", "~1") if isinstance(key, Scalar) else "")
            node = parent
        return "".join("/" + step for step in reversed(steps))

    @property
    def aliased(self) -> bool:
        """Whether this node is, or is inside, a copy made for an alias or a merge key."""
        node: Node | None = self
        while node is not None:
            if node.alias is not None:
                return True
            node = node.parent
        return False


class Scalar(Node):
    """A scalar: `value` is its text after quotes, escapes, folds and indentation; `style` is one of `' " | >`, or empty."""

    __slots__ = ("style", "tag", "value")

    def __init__(
        self,
        text: Text,
        start: int,
        end: int,
        parent: Mapping | Sequence | None,
        key: Scalar | None,
        value: str,
        style: str,
        tag: str | None,
    ) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.parent = parent
        self.key = key
        self.anchor = None
        self.alias = None
        self.value = value
        self.style = style
        self.tag = tag

    @property
    def json(self) -> Json:
        """The value as Kubernetes reads it: text, number, boolean or None; the text where it is not what its tag says."""
        if self.tag is not None:
            try:
                return resolve_tagged(self.value, self.tag)
            except BadTag:
                return self.value
        return self.value if self.style else resolve(self.value)

    @property
    def name(self) -> str:
        """The text that Kubernetes makes of the scalar as a mapping's key; empty if it can't be one."""
        try:
            return key_text(self.value, self.style, self.tag) or ""
        except BadTag:
            return ""

    @property
    def is_null(self) -> bool:
        """Whether Kubernetes reads null here: nothing, `~`, `null`."""
        return self.json is None


class Mapping(Node):
    """A mapping. `fields` holds its values by name, names as Kubernetes reads them, merge keys resolved, in the author's order.

    Of a key given twice the last value counts, as in Kubernetes.
    """

    __slots__ = ("fields", "flow")

    def __init__(self, text: Text, start: int, end: int, parent: Mapping | Sequence | None, key: Scalar | None, flow: bool) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.parent = parent
        self.key = key
        self.anchor = None
        self.alias = None
        self.fields: dict[str, Node] = {}
        self.flow = flow

    def get(self, name: str) -> Node | None:
        """The value of a field, None where it is absent or null (Kubernetes treats both alike)."""
        value = self.fields.get(name)
        return None if value is None or (isinstance(value, Scalar) and value.is_null) else value

    def mapping(self, name: str) -> Mapping | None:
        """The field's value if it is a mapping, else None."""
        value = self.fields.get(name)
        return value if isinstance(value, Mapping) else None

    def sequence(self, name: str) -> Sequence | None:
        """The field's value if it is a sequence, else None."""
        value = self.fields.get(name)
        return value if isinstance(value, Sequence) else None

    def scalar(self, name: str) -> Scalar | None:
        """The field's value if it is a scalar and not null, else None."""
        value = self.fields.get(name)
        return value if isinstance(value, Scalar) and not value.is_null else None

    def string(self, name: str) -> Scalar | None:
        """The field's value if it is a scalar that Kubernetes reads as text, else None."""
        value = self.fields.get(name)
        return value if isinstance(value, Scalar) and isinstance(value.json, str) else None

    def filled(self, name: str) -> bool:
        """Whether the field is present and says something: not null, not empty text."""
        value = self.get(name)
        return value is not None and not (isinstance(value, Scalar) and not value.value)

    def items(self, name: str) -> list[Mapping]:
        """The mappings in the list that a field holds; empty where there is no list."""
        value = self.fields.get(name)
        return [item for item in value.items if isinstance(item, Mapping)] if isinstance(value, Sequence) else []


class Sequence(Node):
    """A sequence of nodes."""

    __slots__ = ("flow", "items")

    def __init__(self, text: Text, start: int, end: int, parent: Mapping | Sequence | None, key: Scalar | None, flow: bool) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.parent = parent
        self.key = key
        self.anchor = None
        self.alias = None
        self.items: list[Node] = []
        self.flow = flow


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order of the text; keys are not visited."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Mapping):
            stack.extend(reversed(node.fields.values()))
        elif isinstance(node, Sequence):
            stack.extend(reversed(node.items))


def scalars(node: Node) -> Iterator[Scalar]:
    """Every scalar value at or below the node, in the order of the text; keys are not visited."""
    return (n for n in walk(node) if isinstance(n, Scalar))


def plain_data(node: Node) -> object:
    """The node as plain Python data, as Kubernetes reads it (dict, list, str, int, float, bool, None)."""
    result: list[object] = [None]
    unfinished: list[tuple[Node, Any, str | int]] = [(node, result, 0)]
    for source, container, index in unfinished:  # grows on the way; no recursion, as documents may be thousands of levels deep
        if isinstance(source, Mapping):
            fields: dict[str, object] = dict.fromkeys(source.fields)
            container[index] = fields
            unfinished.extend((value, fields, name) for name, value in source.fields.items())
        elif isinstance(source, Sequence):
            items: list[object] = [None] * len(source.items)
            container[index] = items
            unfinished.extend((item, items, i) for i, item in enumerate(source.items))
        elif isinstance(source, Scalar):
            container[index] = source.json
    return result[0]
