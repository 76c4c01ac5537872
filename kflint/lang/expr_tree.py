"""The parts that an expr-lang expression is made of.

`offset` and `end` of a node are 0-based character offsets into the expression, `end` exclusive. They are those of the word that
expr-lang 1.17.8 points at when the node is wrong: the operator of a binary one, the name of a member, the name of a function.
"""

from __future__ import annotations

from collections.abc import Iterator

from kflint.record import NamedTuple


class Nil(NamedTuple):
    """`nil`."""

    offset: int
    end: int


class Bool(NamedTuple):
    """`true` or `false`."""

    value: bool
    offset: int
    end: int


class Int(NamedTuple):
    """A whole number of 64 bits."""

    value: int
    offset: int
    end: int


class Float(NamedTuple):
    """A number with a point or an exponent."""

    value: float
    offset: int
    end: int


class Text(NamedTuple):
    """A string, or the name of a member or key that is written without quotes."""

    value: str
    offset: int
    end: int


class Bytes(NamedTuple):
    """`b'...'`; each character of `value` is one byte."""

    value: str
    offset: int
    end: int


class Name(NamedTuple):
    """A variable, or a function that isn't called."""

    value: str
    offset: int
    end: int


class Pointer(NamedTuple):
    """`#`, `#index` or `#acc` in a predicate; `name` is empty for the element itself, also where `.field` leaves out the `#`."""

    name: str
    offset: int
    end: int


class Unary(NamedTuple):
    """`!`, `not`, `-` or `+` before an operand."""

    operator: str
    operand: Node
    offset: int
    end: int


class Binary(NamedTuple):
    """Two operands and the operator between them."""

    operator: str
    left: Node
    right: Node
    offset: int
    end: int


class Chain(NamedTuple):
    """A path in which a `?.` occurs: where that finds nil, the whole path is nil."""

    node: Node
    offset: int
    end: int


class Member(NamedTuple):
    """`node.name` or `node[key]`; `optional` for `?.`."""

    node: Node
    key: Node
    optional: bool
    offset: int
    end: int


class Slice(NamedTuple):
    """`node[start:stop]`; each may be None."""

    node: Node
    start: Node | None
    stop: Node | None
    offset: int
    end: int


class Call(NamedTuple):
    """A call of a function of the environment, or of a member."""

    callee: Node
    arguments: tuple[Node, ...]
    offset: int
    end: int


class Builtin(NamedTuple):
    """A call of a built-in function."""

    name: str
    arguments: tuple[Node, ...]
    offset: int
    end: int


class Predicate(NamedTuple):
    """The argument of `filter`, `map` ... that is evaluated for each element."""

    body: Node
    offset: int
    end: int


class Let(NamedTuple):
    """`let name = value; body`. `offset` and `end` are those of the name."""

    name: str
    value: Node
    body: Node
    offset: int
    end: int


class Sequence(NamedTuple):
    """`a; b; c`, whose value is the last one's."""

    nodes: tuple[Node, ...]
    offset: int
    end: int


class Conditional(NamedTuple):
    """`condition ? then : otherwise`, or with `if` and `else` when `ternary` is false."""

    condition: Node
    then: Node
    otherwise: Node
    ternary: bool
    offset: int
    end: int


class Array(NamedTuple):
    """`[a, b]`."""

    nodes: tuple[Node, ...]
    offset: int
    end: int


class Pair(NamedTuple):
    """One entry of a map."""

    key: Node
    value: Node
    offset: int
    end: int


class Map(NamedTuple):
    """`{a: 1}`."""

    pairs: tuple[Pair, ...]
    offset: int
    end: int


Node = (
    Nil
    | Bool
    | Int
    | Float
    | Text
    | Bytes
    | Name
    | Pointer
    | Unary
    | Binary
    | Chain
    | Member
    | Slice
    | Call
    | Builtin
    | Predicate
    | Let
    | Sequence
    | Conditional
    | Array
    | Pair
    | Map
)


class Tree(NamedTuple):
    """A whole expression."""

    text: str
    root: Node


def children(node: Node) -> Iterator[Node]:
    """The nodes directly in a node, in the order of the text (but for `x | f()`, where x is the first argument of f)."""
    for part in node:
        if isinstance(part, Node):
            yield part
        elif isinstance(part, tuple):
            yield from part


def walk(root: Node) -> list[Node]:
    """All nodes in and below `root`; each comes after those that are in it. Does not recurse: trees can be deep.

    The `b` of `a < b < c` and the `a` of `a ?: b`, which are in the tree twice, come once.
    """
    nodes: dict[int, Node] = {}
    waiting = [(root, False)]
    while waiting:
        node, entered = waiting.pop()
        if id(node) in nodes:
            continue
        if entered:
            nodes[id(node)] = node
        else:
            waiting.append((node, True))
            waiting += [(child, False) for child in reversed(list(children(node)))]
    return list(nodes.values())
