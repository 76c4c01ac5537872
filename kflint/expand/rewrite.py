"""From the changes of a tree to edits of its text. Whatever no change touches keeps its bytes."""

from __future__ import annotations

from kflint.expand.changes import Blocked, Changes, NodeChange, data_after
from kflint.expand.fragments import Entry, Fragment, List, Map, Origin, Plain, text_fragment
from kflint.expand.layout import is_written_in
from kflint.expand.rewrite_block import BlockWriter
from kflint.expand.rewrite_flow import FlowWriter
from kflint.expand.style import Style
from kflint.source.edits import Edit
from kflint.source.nodes import Mapping, Node, Sequence, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.source.text import Text


_MERGED = "the shorthand is in, or adds to, what the merge key '<<' brings in here; write it out without '<<', then expand"


def edits_for(text: Text, changes: Changes, style: Style) -> list[Edit]:
    """The edits that make the changes. Raises `Blocked` where a merge key (`<<`) is in the way.

    Of edits at one place those of inner nodes come first. What stands behind an alias is written out where it is used, unless
    what the alias stands for changes in the same way.
    """
    written = {(change.node.start, change.node.end): change for change in changes.by_node.values() if not change.node.aliased}
    gone = frozenset(id(node) for change in changes.by_node.values() for node in change.gone)
    edits: list[tuple[int, Edit]] = []
    unfolded: set[int] = set()
    for change in changes.by_node.values():
        node = change.node
        if not node.aliased:
            depth = -_depth(node)
            edits += [(depth, edit) for edit in _edits_of(text, change, style, gone)]
            continue
        original = written.get((node.start, node.end))
        top = _alias_above(node)
        if (original is not None and original.outcome == change.outcome) or id(top) in unfolded:
            continue
        unfolded.add(id(top))
        depth = -_depth(top)
        edits += [(depth, edit) for edit in _unfold(text, top, changes, _origin_of(change), style)]
    return [edit for _, edit in sorted(edits, key=lambda pair: pair[0])]


def check_aliases(root: Node, changes: Changes) -> None:
    """Raises `Blocked` where an alias stands for text that changes, and must not change with it."""
    nodes = list(walk(root))
    aliases = [node for node in nodes if node.alias is not None]
    if not aliases:
        return
    originals = {(node.start, node.end): node for node in nodes if not node.aliased}
    changed = {id(_alias_above(change.node)) for change in changes.by_node.values() if change.node.aliased}
    for alias in aliases:
        original = originals.get((alias.start, alias.end))
        if original is None or id(alias) in changed or data_after(alias, changes) == data_after(original, changes):
            continue
        why = "the alias stands for something that the shorthand changes elsewhere, which would change here too; write it out here"
        raise Blocked(alias, why)


def _edits_of(text: Text, change: NodeChange, style: Style, gone: frozenset[int]) -> list[Edit]:
    node = change.node
    if change.replacement is not None:
        empty = node.start == node.end and isinstance(node.parent, Mapping) and not node.parent.flow
        return (BlockWriter if empty else FlowWriter)(text, style).replace(node, change.replacement)
    for value in change.gone:
        if isinstance(node, Mapping) and not is_written_in(value, node):
            raise Blocked(value, _MERGED)
    if isinstance(node, (Mapping, Sequence)) and node.flow:
        return FlowWriter(text, style).rewrite(change)
    return BlockWriter(text, style, gone).rewrite(change)


def _depth(node: Node) -> int:
    depth = 0
    while node.parent is not None:
        depth, node = depth + 1, node.parent
    return depth


def _alias_above(node: Node) -> Node:
    """The alias that a node is, or is in."""
    top = node
    while top.alias is None:
        assert top.parent is not None
        top = top.parent
    if isinstance(top.parent, Mapping) and not is_written_in(top, top.parent):
        raise Blocked(top, _MERGED)
    return top


def _unfold(text: Text, top: Node, changes: Changes, origin: Origin, style: Style) -> list[Edit]:
    """Writes what an alias stands for, with the changes, in the place of the alias."""
    fragment = _fragment(data_after(top, changes), origin)
    in_flow = isinstance(top.parent, (Mapping, Sequence)) and top.parent.flow
    return (FlowWriter if in_flow else BlockWriter)(text, style).replace(top, fragment)


def _origin_of(change: NodeChange) -> Origin:
    for each in change.added:
        return each.entry.origin
    for _, item in change.items:
        return item.origin
    return change.replacement.origin if change.replacement is not None else (change.node.start, change.node.end)


def _fragment(value: object, origin: Origin) -> Fragment:
    """Plain data as a fragment."""
    if isinstance(value, dict):
        return Map(tuple(Entry(key, _fragment(each, origin), origin) for key, each in value.items()), origin)
    if isinstance(value, list):
        return List(tuple(_fragment(each, origin) for each in value), origin)
    if isinstance(value, str):
        return text_fragment(value, origin)
    assert value is None or isinstance(value, (bool, int, float))
    spelling = {None: "null", True: "true", False: "false"}.get(value) if value is None or isinstance(value, bool) else str(value)
    return Plain(value, origin, spelling or "")
