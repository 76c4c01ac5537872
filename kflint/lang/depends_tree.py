"""The parts of a `depends` expression; `start` is the 0-based offset of the operator or first character."""

from __future__ import annotations

from kflint.lang.depends import Reference
from kflint.record import NamedTuple


class Text(NamedTuple):
    """A text in quotes; `value` is what it holds once the names in it are spelt out."""

    value: str
    start: int


class Not(NamedTuple):
    operand: Node
    start: int


class Binary(NamedTuple):
    operator: str
    left: Node
    right: Node
    start: int


class Choice(NamedTuple):
    """`condition ? yes : no`."""

    condition: Node
    yes: Node
    no: Node
    start: int


class Sequence(NamedTuple):
    """Expressions behind each other, divided by semicolons; only the last counts."""

    parts: tuple[Node, ...]
    start: int


class Items(NamedTuple):
    """A list in square brackets."""

    items: tuple[Node, ...]
    start: int


class Pairs(NamedTuple):
    """A map in braces: as many keys as values."""

    keys: tuple[Node, ...]
    values: tuple[Node, ...]
    start: int


class Member(NamedTuple):
    """The value at `key` of a map."""

    mapping: Node
    key: Node
    start: int


class Slice(NamedTuple):
    """All of a text or list, as `[:]` gives it."""

    operand: Node
    start: int


Node = Reference | Text | Not | Binary | Choice | Sequence | Items | Pairs | Member | Slice
