"""Which names of its environment an expression uses, to be compared with what there is at its place in the workflow."""

from __future__ import annotations

from kflint.lang.expr_tree import (
    Binary,
    Builtin,
    Call,
    Chain,
    Let,
    Member,
    Name,
    Nil,
    Node,
    Slice,
    Text,
    Tree,
    children,
)
from kflint.record import NamedTuple

# Functions that make do with nil.
_TAKE_NIL = frozenset(
    (
        *("toJson", "sprig.default", "sprig.coalesce", "sprig.empty", "sprig.ternary", "sprig.toString", "sprig.toJson"),
        *("sprig.kindOf", "sprig.kindIs", "sprig.typeOf", "sprig.typeIs", "sprig.quote", "sprig.cat", "sprig.list"),
    )
)
_BUILTINS_THAT_TAKE_NIL = ("type", "string", "toJSON")


class Part(NamedTuple):
    """One name of a path, with the offsets of the word, or of the quoted text in brackets."""

    name: str
    offset: int
    end: int


class Reference(NamedTuple):
    """A path such as `inputs.parameters['x']`, as far as its names are written out.

    `open` says that more follows that isn't known: a computed key, or a slice. `called` says that it is called as a function.
    `lenient` says that the expression makes do with nil, so that a name that is missing does no harm: left of `??`, compared with
    nil, `?.`, or an argument of `get` or `sprig.default`. The first name is never missing without harm.
    """

    parts: tuple[Part, ...]
    open: bool = False
    called: bool = False
    lenient: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names alone."""
        return tuple(part.name for part in self.parts)

    @property
    def offset(self) -> int:
        """Where the path begins: 0-based, in characters."""
        return self.parts[0].offset

    @property
    def end(self) -> int:
        """Where its last name ends, exclusive; a closing bracket is not counted."""
        return self.parts[-1].end


class _Visit(NamedTuple):
    node: Node
    variables: frozenset[str]
    lenient: bool = False


def references(tree: Tree) -> list[Reference]:
    """The paths in an expression in the order of the text; those of variables that it makes itself with `let` are left out.

    Names of built-in functions that are not called are given like any others. `$env` is left out of paths that begin with it.
    """
    found: list[Reference] = []
    seen: set[int] = set()
    waiting = [_Visit(tree.root, frozenset())]
    while waiting:
        visit = waiting.pop()
        if id(visit.node) in seen:
            continue
        seen.add(id(visit.node))
        path, others = _path(visit.node, visit.lenient)
        if path is None:
            waiting += _inner(visit)
            continue
        if path.parts and path.parts[0].name not in visit.variables:
            found.append(path)
        takes_nil = path.called and ".".join(path.names) in _TAKE_NIL
        waiting += [_Visit(other, visit.variables, takes_nil) for other in others]
    return sorted(found, key=lambda reference: reference.offset)


def _inner(visit: _Visit) -> list[_Visit]:
    """The nodes to visit within one that is no path."""
    node, variables, _ = visit
    if isinstance(node, Let):
        return [_Visit(node.value, variables), _Visit(node.body, variables | {node.name})]
    if isinstance(node, Binary) and node.operator == "??":
        return [_Visit(node.left, variables, True), _Visit(node.right, variables, visit.lenient)]
    if isinstance(node, Binary) and node.operator in ("==", "!="):
        with_nil = isinstance(node.left, Nil) or isinstance(node.right, Nil)
        return [_Visit(node.left, variables, with_nil), _Visit(node.right, variables, with_nil)]
    takes_nil = isinstance(node, Builtin) and node.name in _BUILTINS_THAT_TAKE_NIL
    return [_Visit(child, variables, takes_nil) for child in children(node)]


def _path(node: Node, lenient: bool) -> tuple[Reference | None, list[Node]]:
    """The path that a node is, if it is one, and the other nodes in it: computed keys, bounds of slices, arguments."""
    parts: list[Part] = []
    others: list[Node] = []
    is_open = called = False
    while not isinstance(node, Name):
        if isinstance(node, Chain):
            node = node.node
        elif isinstance(node, Call):
            others += node.arguments
            parts, is_open, called, lenient = [], False, True, False
            node = node.callee
        elif isinstance(node, Member) and isinstance(node.key, Text):
            parts.append(Part(*node.key))
            lenient = lenient or node.optional
            node = node.node
        elif isinstance(node, Builtin) and node.name == "get" and len(node.arguments) == 2 and isinstance(node.arguments[1], Text):
            parts.append(Part(*node.arguments[1]))
            lenient = True
            node = node.arguments[0]
        elif isinstance(node, (Member, Slice)):
            others += list(children(node))[1:]
            parts, is_open, called = [], True, False
            node = node.node
        else:
            return None, []
    if node.value != "$env":
        parts.append(Part(*node))
    return Reference(tuple(reversed(parts)), is_open, called, lenient), others
