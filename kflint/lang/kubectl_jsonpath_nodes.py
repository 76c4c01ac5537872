"""What a JSONPath template of kubectl is made of. All offsets are 0-based characters of the template, ends exclusive."""

from __future__ import annotations

from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias



class Text(NamedTuple):
    """Literal text: all that stands outside of braces, or a quoted text inside, without its quotes."""

    text: str
    offset: int
    end: int


class Field(NamedTuple):
    """A name in a path, without backslashes. `offset` and `end` leave out dots, brackets and quotes.

    `bracket` is the offset of the `[` for a name written as `['name']`. Dots split such a name too, unless they are escaped:
    the parts have the same `bracket`.
    """

    name: str
    offset: int
    end: int
    bracket: int | None


class Slice(NamedTuple):
    """Items of a list: `[1]`, `[1:3]`, `[::2]`, `[*]`. What is left out is None; `[1]` is `[1:2]`, but for `is_index`."""

    start: int | None
    stop: int | None
    step: int | None
    is_index: bool
    offset: int
    end: int


class Filter(NamedTuple):
    """Those items of a list for which a comparison holds, or for which `left` gives anything: then `operator` is `exists`."""

    left: Action
    operator: str
    right: Action
    offset: int
    end: int


class Union(NamedTuple):
    """What several brackets in one give: `['name','image']`."""

    branches: tuple[Action, ...]
    offset: int
    end: int


class Word(NamedTuple):
    """A bare word. `range` and `end` mean something; any other fails when it is evaluated."""

    name: str
    offset: int
    end: int


class Constant(NamedTuple):
    """A number or `true` or `false`."""

    value: int | float | bool
    offset: int
    end: int


class Wildcard(NamedTuple):
    """`.*`: all values of a map or items of a list."""

    offset: int
    end: int


class Descent(NamedTuple):
    """`..`: the value and all maps, lists and texts in it."""

    offset: int
    end: int


class Action(NamedTuple):
    """What stands in a pair of braces; also one side of a comparison, or a branch of a union."""

    nodes: tuple[Node, ...]
    offset: int
    end: int


Node: TypeAlias = "Text | Field | Slice | Filter | Union | Word | Constant | Wildcard | Descent | Action"


class Template(NamedTuple):
    """A JSONPath template: literal texts and actions, in the order of the text."""

    nodes: tuple[Text | Action, ...]
