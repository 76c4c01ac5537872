"""The parts that a jq filter is made of.

Offsets are 0-based character offsets into the filter; `end` is exclusive. Names of variables and labels keep their `$`.
"""

from __future__ import annotations

from kflint.record import NamedTuple


class Literal(NamedTuple):
    """A number, `null`, `true` or `false`, as written."""

    text: str


class Identity(NamedTuple):
    """`.`, the input."""


class Recurse(NamedTuple):
    """`..`, the input and all that is in it."""


class Field(NamedTuple):
    """`.name` or `."name"` of the input; what follows a term is a Step instead."""

    name: str | Text


class Text(NamedTuple):
    """A string: texts, and the filters of its `\\(...)`. `format` is the `@name` before it, or None."""

    parts: tuple[str | Filter, ...]
    format: str | None = None


class Format(NamedTuple):
    """`@name` alone."""

    name: str


class Call(NamedTuple):
    """A function with its arguments. `offset` and `end` are those of the name."""

    name: str
    arguments: tuple[Filter, ...]
    offset: int
    end: int


class Variable(NamedTuple):
    """`$name`."""

    name: str
    offset: int
    end: int


class Break(NamedTuple):
    """`break $label`. `offset` and `end` are those of the label."""

    label: str
    offset: int
    end: int


class Entry(NamedTuple):
    """An entry of an object: `key: value`, or the key alone for the field of that name.

    `key` is a plain name, a string, a variable or the filter of `(...)`.
    """

    key: str | Text | Variable | Group
    value: Filter | None


class Object(NamedTuple):
    """`{...}`."""

    entries: tuple[Entry, ...]


class Array(NamedTuple):
    """`[...]`; `body` is None for `[]`."""

    body: Filter | None


class Group(NamedTuple):
    """`(...)`."""

    body: Filter


class Sign(NamedTuple):
    """`+` or `-` before a term."""

    operator: str
    operand: Filter


class Index(NamedTuple):
    """`[key]` after a term, or `.name` when `key` is a text."""

    key: str | Text | Filter


class Slice(NamedTuple):
    """`[start:stop]` after a term; one of the two may be None."""

    start: Filter | None
    stop: Filter | None


class Each(NamedTuple):
    """`[]` after a term."""


class Optional(NamedTuple):
    """`?` after a term."""


Step = Index | Slice | Each | Optional


class Path(NamedTuple):
    """A term and the steps that follow it."""

    base: Filter
    steps: tuple[Step, ...]


class Operation(NamedTuple):
    """Operands with operators of one precedence between them: `a - b + c`."""

    operands: tuple[Filter, ...]
    operators: tuple[str, ...]


class Pipe(NamedTuple):
    """`a | b | c`."""

    parts: tuple[Filter, ...]


class Comma(NamedTuple):
    """`a, b, c`."""

    parts: tuple[Filter, ...]


class If(NamedTuple):
    """`if ... then ... elif ... then ... else ... end`: the conditions with their filters, and the `else` or None."""

    branches: tuple[tuple[Filter, Filter], ...]
    otherwise: Filter | None


class Try(NamedTuple):
    """`try body catch handler`; `handler` may be None."""

    body: Filter
    handler: Filter | None


class Reduce(NamedTuple):
    """`reduce source as pattern (start; update)`."""

    source: Filter
    pattern: Pattern
    start: Filter
    update: Filter


class Foreach(NamedTuple):
    """`foreach source as pattern (start; update; extract)`; `extract` may be None."""

    source: Filter
    pattern: Pattern
    start: Filter
    update: Filter
    extract: Filter | None


class Label(NamedTuple):
    """`label $name | body`."""

    name: str
    body: Filter


class ArrayPattern(NamedTuple):
    """`[$a, $b]` after `as`."""

    items: tuple[Pattern, ...]


class EntryPattern(NamedTuple):
    """`key: pattern` after `as`; `key` as in Entry. `pattern` is None where the key is a variable and stands alone."""

    key: str | Text | Variable | Group
    pattern: Pattern | None


class ObjectPattern(NamedTuple):
    """`{a: $x, $y}` after `as`."""

    entries: tuple[EntryPattern, ...]


Pattern = Variable | ArrayPattern | ObjectPattern


class Bind(NamedTuple):
    """`source as pattern ?// pattern | body`."""

    source: Filter
    patterns: tuple[Pattern, ...]
    body: Filter


class Definition(NamedTuple):
    """`def name(parameters): body;`."""

    name: str
    parameters: tuple[str, ...]
    body: Filter


class Define(NamedTuple):
    """A definition and the filter that follows it, or None where a filter ends after its definitions."""

    definition: Definition
    body: Filter | None


class Import(NamedTuple):
    """`import "path" as alias;` or `include "path";`, whose `alias` is None."""

    path: str
    alias: str | None
    offset: int
    end: int


Filter = (
    Literal
    | Identity
    | Recurse
    | Field
    | Text
    | Format
    | Call
    | Variable
    | Break
    | Object
    | Array
    | Group
    | Sign
    | Path
    | Operation
    | Pipe
    | Comma
    | If
    | Try
    | Reduce
    | Foreach
    | Label
    | Bind
    | Define
)


class Program(NamedTuple):
    """A whole filter text; `body` is None when it holds no filter at all."""

    text: str
    imports: tuple[Import, ...]
    body: Filter | None
