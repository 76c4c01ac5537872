"""What an alias stands for: a copy of the anchored value of its own, so that every node of a tree has one parent."""

from __future__ import annotations

from kflint.source.nodes import Mapping, Node, Scalar, Sequence, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    Collection = Mapping | Sequence

# Go-yaml refuses a document in which aliases are too large a part of what it unfolds to: up to the first number of values 99 %,
# from the second on 10 %, in between on a line from one to the other (`allowedAliasRatio` in its decode.go).
_ALIASES_ARE_FREE, _VALUES_ARE_FREE = 100, 1000
_LOW, _HIGH = 400_000, 4_000_000
_LOW_SHARE, _HIGH_SHARE = 0.99, 0.10
# Where copying stops at once, whatever else the document holds: more than a document of 400,000 values may have.
MAX_COPIES = _LOW


class Unfolding(Exception):
    """The aliases of a document unfold to more than MAX_COPIES values."""


def copy_of(node: Node, parent: Collection | None, budget: int) -> tuple[Node, int]:
    """A copy of a subtree below `parent`, and how many keys and values it has; positions stay those of the anchored text.

    Raises `Unfolding` if that is more than `budget`.
    """
    top = _copy_one(node, parent)
    unfinished = [(node, top)]
    count = 1
    for source, copy in unfinished:  # grows on the way
        if isinstance(source, Mapping) and isinstance(copy, Mapping):
            for name, value in source.fields.items():
                child = copy.fields[name] = _copy_one(value, copy)
                child.key = value.key
                unfinished.append((value, child))
            count += 2 * len(source.fields)
        elif isinstance(source, Sequence) and isinstance(copy, Sequence):
            copy.items = [_copy_one(item, copy) for item in source.items]
            unfinished += zip(source.items, copy.items, strict=True)
            count += len(source.items)
        if count > budget:
            raise Unfolding
    return top, count


def _copy_one(node: Node, parent: Collection | None) -> Node:
    if isinstance(node, Scalar):
        return Scalar(node.text, node.start, node.end, parent, None, node.value, node.style, node.tag)
    if isinstance(node, Mapping):
        return Mapping(node.text, node.start, node.end, parent, None, node.flow)
    assert isinstance(node, Sequence)
    return Sequence(node.text, node.start, node.end, parent, None, node.flow)


def is_excessive(copies: int, root: Node) -> bool:
    """Whether Kubernetes refuses a document for its aliases, `copies` being how many of the tree's keys and values they made."""
    if copies <= _ALIASES_ARE_FREE:
        return False
    total = sum(1 if node.key is None else 2 for node in walk(root))
    share = _LOW_SHARE - (_LOW_SHARE - _HIGH_SHARE) * (min(max(total, _LOW), _HIGH) - _LOW) / (_HIGH - _LOW)
    return total > _VALUES_ARE_FREE and copies / total > share
