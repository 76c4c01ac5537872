"""The built-in functions of expr-lang 1.17.8 and the methods of the values they give: what they take, and what they return."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from kflint.lang.expr_types import (
    ANY,
    ANY_MAP,
    BOOL,
    BYTES,
    DURATION,
    ERROR,
    FLOAT,
    GROUPS,
    INT,
    INT64,
    LIST,
    MONTH,
    TEXT,
    TEXTS,
    TIME,
    WEEKDAY,
    ZONE,
    Type,
    function,
)
from kflint.record import NamedTuple

# The arguments of functions that take a predicate: v for a value, p for a predicate, in capitals if it may be left out.
PREDICATE_ARGUMENTS = {
    **dict.fromkeys(("all", "none", "any", "one", "filter", "map", "groupBy"), "vp"),
    **dict.fromkeys(("find", "findIndex", "findLast", "findLastIndex"), "vp"),
    **dict.fromkeys(("count", "sum"), "vP"),
    **dict.fromkeys(("sortBy", "reduce"), "vpV"),
}

_WORDS = {
    "any": ANY,
    "bool": BOOL,
    "int": INT,
    "int64": INT64,
    "float": FLOAT,
    "text": TEXT,
    "bytes": BYTES,
    "list": LIST,
    "texts": TEXTS,
    "groups": GROUPS,
    "time": TIME,
    "duration": DURATION,
    "zone": ZONE,
    "month": MONTH,
    "weekday": WEEKDAY,
    "error": ERROR,
    "test": function([ANY], [BOOL]),
    "transform": function([ANY], [ANY]),
    "fold": function([ANY, ANY], [ANY]),
}


def _read(table: str, builtin: bool) -> dict[str, tuple[Type, ...]]:
    """Read lines of `name: parameters > results`, with `|` between the ways in which a function can be called."""
    functions: dict[str, tuple[Type, ...]] = {}
    for line in table.strip().splitlines():
        name, _, ways = line.strip().partition(": ")
        overloads = []
        for way in ways.split(" | "):
            parameters, _, results = way.partition("> ")
            types = [[_WORDS[word] for word in words.split()] for words in (parameters, results)]
            overloads.append(function(types[0], types[1], builtin=name if builtin else ""))
        functions[name] = tuple(overloads)
    return functions


# Functions whose parameters have fixed types. Lists of numbers as such, for which 'sort' has more, are not made by anything here.
OVERLOADS = _read(
    """
    all: list test > bool
    none: list test > bool
    any: list test > bool
    one: list test > bool
    filter: list test > list
    map: list transform > list
    find: list test > any
    findIndex: list test > int
    findLast: list test > any
    findLastIndex: list test > int
    count: list test > int
    sum: list test > int
    groupBy: list transform > groups
    sortBy: list test text > list
    reduce: list fold any > any
    type: any > text
    string: any > text
    trim: text > text | text text > text
    trimPrefix: text text > text | text > text
    trimSuffix: text text > text | text > text
    upper: text > text
    lower: text > text
    split: text text > texts | text text int > texts
    splitAfter: text text > texts | text text int > texts
    replace: text text text int > text | text text text > text
    repeat: text int > text
    join: texts text > text | list text > text | list > text | texts text > text | texts > text
    indexOf: text text > int
    lastIndexOf: text text > int
    hasPrefix: text text > bool
    hasSuffix: text text > bool
    toJSON: any > text
    fromJSON: text > any
    toBase64: text > text
    fromBase64: text > text
    duration: text > duration error
    timezone: text > zone error
    sort: list text > list | texts text > list | list > list | texts > list
    bitand: int int > int
    bitor: int int > int
    bitxor: int int > int
    bitnand: int int > int
    bitshl: int int > int
    bitshr: int int > int
    bitushr: int int > int
    bitnot: int > int
    """,
    builtin=True,
)

# What a Rule can return besides a fixed type.
SAME = "the type of the first argument"
ELEMENT = "the type of the elements of the first argument"


class Rule(NamedTuple):
    """A function that asks for the kinds of its arguments.

    `kinds` has Go's kinds for each argument; the last ones stand for all further arguments. `most` of None is any number.
    """

    least: int
    most: int | None
    kinds: tuple[tuple[str, ...], ...]
    result: Type | str


_NUMBERS = ("int", "int64", "uint8", "float64", "interface")
_LISTS = ("slice", "interface")
_MAPS = ("map", "interface")

RULES = {
    "len": Rule(1, 1, (("slice", "map", "string", "interface"),), INT),
    "abs": Rule(1, 1, (_NUMBERS,), SAME),
    **dict.fromkeys(("ceil", "floor", "round"), Rule(1, 1, (_NUMBERS,), FLOAT)),
    "int": Rule(1, 1, ((*_NUMBERS, "string"),), INT),
    "float": Rule(1, 1, ((*_NUMBERS, "string"),), FLOAT),
    **dict.fromkeys(("first", "last"), Rule(1, 1, (_LISTS,), ELEMENT)),
    "take": Rule(2, 2, (_LISTS, ("int", "int64", "interface")), SAME),
    **dict.fromkeys(("keys", "values", "toPairs"), Rule(1, 1, (_MAPS,), LIST)),
    "fromPairs": Rule(1, 1, (_LISTS,), ANY_MAP),
    **dict.fromkeys(("reverse", "uniq", "flatten"), Rule(1, 1, (_LISTS,), LIST)),
    "concat": Rule(1, None, (_LISTS,), LIST),
}
# Numbers, or lists of them; the first list is as far as expr-lang looks.
AGGREGATES = ("max", "min", "mean", "median")
AGGREGATED = (*_NUMBERS, "slice")
# Functions that have a rule of their own.
_SPECIAL = ("get", "now", "date")

BUILTINS = frozenset((*OVERLOADS, *RULES, *AGGREGATES, *_SPECIAL))

_UNTYPED = function([LIST], [ANY, ERROR], variadic=True)

_INSTANTS = """
    Add: duration > time
    AddDate: int int int > time
    After: time > bool
    AppendBinary: bytes > bytes error
    AppendFormat: bytes text > bytes
    AppendText: bytes > bytes error
    Before: time > bool
    Clock: > int int int
    Compare: time > int
    Date: > int month int
    Day: > int
    Equal: time > bool
    Format: text > text
    GoString: > text
    GobEncode: > bytes error
    Hour: > int
    ISOWeek: > int int
    In: zone > time
    IsDST: > bool
    IsZero: > bool
    Local: > time
    Location: > zone
    MarshalBinary: > bytes error
    MarshalJSON: > bytes error
    MarshalText: > bytes error
    Minute: > int
    Month: > month
    Nanosecond: > int
    Round: duration > time
    Second: > int
    String: > text
    Sub: time > duration
    Truncate: duration > time
    UTC: > time
    Unix: > int64
    UnixMicro: > int64
    UnixMilli: > int64
    UnixNano: > int64
    Weekday: > weekday
    Year: > int
    YearDay: > int
    Zone: > text int
    ZoneBounds: > time time
"""
_DURATIONS = """
    Abs: > duration
    Hours: > float
    Microseconds: > int64
    Milliseconds: > int64
    Minutes: > float
    Nanoseconds: > int64
    Round: duration > duration
    Seconds: > float
    String: > text
    Truncate: duration > duration
"""
_NAMED = "String: > text"

_METHODS = {TIME.name: _INSTANTS, DURATION.name: _DURATIONS, **dict.fromkeys((ZONE.name, MONTH.name, WEEKDAY.name), _NAMED)}


@functools.cache
def methods(type_name: str) -> Mapping[str, tuple[Type, ...]]:
    """The methods of the values of a type by their names; each is one function."""
    return _read(_METHODS[type_name], builtin=False) if type_name in _METHODS else {}


def builtin_value(name: str) -> Type:
    """The type of a built-in function that isn't called. Raises KeyError if there is none of that name."""
    if name in OVERLOADS:
        return OVERLOADS[name][0]
    if name not in BUILTINS:
        raise KeyError(name)
    signature = _UNTYPED.signature
    assert signature is not None
    return _UNTYPED._replace(signature=signature._replace(builtin=name))
