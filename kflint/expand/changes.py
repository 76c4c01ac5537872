"""What is to change in a document's tree: fields to add and to remove, items to add, scalars to replace."""

from __future__ import annotations

from kflint.expand.fragments import Entry, Fragment, List, Map, data
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence as Names


class Blocked(Exception):
    """The change can't be made where it belongs; `node` is in the way, the message says why."""

    def __init__(self, node: Node, message: str) -> None:
        super().__init__(message)
        self.node = node
        self.message = message


class Added(NamedTuple):
    """A new field, and the name of the field that it is to stand behind (None: before the first)."""

    entry: Entry
    behind: str | None


class NodeChange:
    """The changes of one node: of a mapping `removed` and `added`, of a sequence `items` (before the item at that index, the
    length for the end), of any node `replacement`.
    """

    __slots__ = ("added", "items", "node", "removed", "replacement")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.removed: list[str] = []
        self.added: list[Added] = []
        self.items: list[tuple[int, Fragment]] = []
        self.replacement: Fragment | None = None

    @property
    def gone(self) -> list[Node]:
        """The values that are taken out."""
        return [self.node.fields[name] for name in self.removed] if isinstance(self.node, Mapping) else []

    @property
    def outcome(self) -> tuple[object, ...]:
        """All of it as plain data, to compare two changes."""
        added = [(each.entry.key, data(each.entry.value), each.behind) for each in self.added]
        items = [(index, data(item)) for index, item in self.items]
        return self.removed, added, items, None if self.replacement is None else data(self.replacement)


class Changes:
    """All changes of a document."""

    def __init__(self) -> None:
        self.by_node: dict[int, NodeChange] = {}

    def of(self, node: Node) -> NodeChange:
        """The changes of a node, to be added to."""
        change = self.by_node.get(id(node))
        if change is None:
            change = self.by_node[id(node)] = NodeChange(node)
        return change

    def remove(self, mapping: Mapping, name: str) -> None:
        """Takes out a field."""
        removed = self.of(mapping).removed
        if name not in removed:
            removed.append(name)

    def remaining(self, mapping: Mapping) -> list[str]:
        """The names of the fields that are not taken out."""
        change = self.by_node.get(id(mapping))
        return [name for name in mapping.fields if change is None or name not in change.removed]

    def add(self, mapping: Mapping, entry: Entry, behind: str | None) -> None:
        """Puts in a field behind the one of the name `behind`, or behind what was put there before."""
        self.of(mapping).added.append(Added(entry, behind))

    def set(self, mapping: Mapping, name: str, value: Fragment, behind: str | None) -> None:
        """Puts in a field that is absent, or there without a value."""
        existing = mapping.fields.get(name)
        if existing is None:
            self.add(mapping, Entry(name, value, value.origin), behind)
        else:
            self.replace(existing, value)

    def insert(self, sequence: Sequence, index: int, item: Fragment) -> None:
        """Puts an item before the one at `index` (the length: at the end), behind what was put there before."""
        self.of(sequence).items.append((index, item))

    def replace(self, node: Node, fragment: Fragment) -> None:
        """Puts something else in the place of a scalar or an empty collection."""
        self.of(node).replacement = fragment

    def extend(self, mapping: Mapping, path: Names[str], items: list[Fragment], behind: str | None, what: str) -> None:
        """Adds items to the list at `path` below the mapping, making what is not there yet; a new field of the mapping itself
        goes behind the field `behind`. `what` names the mapping in messages. Raises `Blocked`.
        """
        if not items:
            return
        name, *rest = path
        value = mapping.fields.get(name)
        if value is None:
            self.add(mapping, Entry(name, wrapped(rest, items), items[0].origin), behind)
        elif _is_empty(value):
            self.replace(value, wrapped(rest, items))
        elif rest:
            if not isinstance(value, Mapping):
                raise Blocked(value, f"the field '{name}' of {what} is not a mapping, so that nothing can be added to it")
            self.extend(value, rest, items, last_field(value), what)
        else:
            if not isinstance(value, Sequence):
                raise Blocked(value, f"the field '{name}' of {what} is not a list, so that nothing can be added to it")
            for item in items:
                self.insert(value, len(value.items), item)


def wrapped(path: Names[str], items: list[Fragment]) -> Fragment:
    """A list of the items in as many mappings as the path has names."""
    origin = items[0].origin
    fragment: Fragment = List(tuple(items), origin)
    for name in reversed(path):
        fragment = Map((Entry(name, fragment, origin),), origin)
    return fragment


def last_field(mapping: Mapping) -> str | None:
    """The name of a mapping's last field."""
    return next(reversed(mapping.fields), None)


def _is_empty(node: Node) -> bool:
    if isinstance(node, Scalar):
        return node.is_null
    return not (node.fields if isinstance(node, Mapping) else node.items if isinstance(node, Sequence) else ())


def data_after(node: Node, changes: Changes) -> object:
    """What a node says once the changes are made, as plain data."""
    change = changes.by_node.get(id(node))
    if change is not None and change.replacement is not None:
        return data(change.replacement)
    if isinstance(node, Mapping):
        fields = {name: data_after(value, changes) for name, value in node.fields.items()}
        if change is not None:
            fields = {name: value for name, value in fields.items() if name not in change.removed}
            fields |= {each.entry.key: data(each.entry.value) for each in change.added}
        return fields
    if isinstance(node, Sequence):
        items: list[object] = []
        for index, item in enumerate(node.items):
            items += [data(new) for at, new in change.items if at == index] if change is not None else []
            items.append(data_after(item, changes))
        return items + ([data(new) for at, new in change.items if at >= len(node.items)] if change is not None else [])
    assert isinstance(node, Scalar)
    return node.json
