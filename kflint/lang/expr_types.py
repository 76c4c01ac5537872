"""The types of values in expressions: what expr-lang 1.17.8 knows of a value before it runs, and what kflint knows besides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kflint.record import NamedTuple


class Signature(NamedTuple):
    """The parameters and results of a function. `builtin` is the name of the built-in function that it belongs to, if any."""

    parameters: tuple[Type, ...]
    results: tuple[Type, ...]
    variadic: bool = False
    builtin: str = ""


class Type(NamedTuple):
    """A type of values.

    `name` is Go's name for it: types of the same name are the same type. `kind` is Go's kind, empty when nothing is known of the
    value. `words` is for messages: "a number". `key` and `elem` are the types in a map or list. The last two are what expr-lang
    doesn't see: `fields` of a map by their names, and `actual`, which the value turns out to have when it is `interface {}` to
    expr-lang.
    """

    name: str
    kind: str
    words: str
    key: Type | None = None
    elem: Type | None = None
    signature: Signature | None = None
    fields: Mapping[str, Type] | None = None
    actual: Type | None = None


UNKNOWN = Type("unknown", "", "an unknown value")
NIL = Type("nil", "", "nil")
ANY = Type("interface {}", "interface", "an unknown value")
BOOL = Type("bool", "bool", "a boolean")
INT = Type("int", "int", "a number")
INT64 = Type("int64", "int64", "a number")
BYTE = Type("uint8", "uint8", "a number")
FLOAT = Type("float64", "float64", "a decimal number")
TEXT = Type("string", "string", "text")
BYTES = Type("[]uint8", "slice", "bytes", elem=BYTE)
LIST = Type("[]interface {}", "slice", "a list", elem=ANY)
TEXTS = Type("[]string", "slice", "a list", elem=TEXT)
MAP = Type("map[string]interface {}", "map", "a map", key=TEXT, elem=ANY)
ANY_MAP = Type("map[interface {}]interface {}", "map", "a map", key=ANY, elem=ANY)
GROUPS = Type("map[interface {}][]interface {}", "map", "a map", key=ANY, elem=LIST)
TIME = Type("time.Time", "struct", "a time")
DURATION = Type("time.Duration", "int64", "a duration")
ZONE = Type("*time.Location", "ptr", "a time zone")
ZONE_VALUE = Type("time.Location", "struct", "a time zone")
MONTH = Type("time.Month", "int", "a month")
WEEKDAY = Type("time.Weekday", "int", "a day of the week")
ERROR = Type("error", "interface", "an error")

_INTEGERS = ("int", "int64", "uint8")
_NIL_FITS = ("ptr", "interface", "func", "map", "slice")
_PLAIN = {LIST.name: LIST, MAP.name: MAP}

# Groups of types that operators and functions ask for.
GROUPS_OF_TYPES = {
    "bool": (BOOL.name,),
    "text": (TEXT.name,),
    "bytes": (BYTES.name,),
    "integer": _INTEGERS,
    "number": (*_INTEGERS, FLOAT.name),
    "time": (TIME.name,),
    "duration": (DURATION.name,),
}


def list_of(elem: Type) -> Type:
    """A list whose elements are known better than the list's own type says."""
    return LIST._replace(elem=elem)


def map_with(fields: Mapping[str, Type]) -> Type:
    """A map with text keys, of which some fields are known."""
    return MAP._replace(fields=fields)


def function(
    parameters: Iterable[Type], results: Iterable[Type], variadic: bool = False, builtin: str = "", actual: Type | None = None
) -> Type:
    """A function. `actual` is what it returns in truth where the first of `results` is ANY."""
    signature = Signature(tuple(parameters), tuple(results), variadic, builtin)
    if actual is not None:
        signature = signature._replace(results=(signature.results[0]._replace(actual=actual), *signature.results[1:]))
    names = [parameter.name for parameter in signature.parameters]
    if variadic:
        names[-1] = "..." + names[-1].removeprefix("[]")
    returned = ", ".join(result.name for result in signature.results)
    if len(signature.results) != 1:
        returned = f"({returned})"
    return Type(f"func({', '.join(names)}) {returned}", "func", "a function", signature=signature)


def is_unknown(found: Type) -> bool:
    """Whether the value may be of any type."""
    return found.name in (UNKNOWN.name, ANY.name)


def is_in(found: Type, group: str) -> bool:
    """Whether a type is in one of the groups of types."""
    return found.name in GROUPS_OF_TYPES[group]


def is_list(found: Type) -> bool:
    """Whether the value is a list (bytes are one, too)."""
    return found.kind == "slice"


def plain(found: Type) -> Type:
    """The type without what is known beyond its name."""
    return ANY if is_unknown(found) else _PLAIN.get(found.name, found)


def dereferenced(found: Type) -> Type:
    """The type behind a pointer; the type itself if it is none."""
    return ZONE_VALUE if found.name == ZONE.name else found


def is_assignable(found: Type, to: Type) -> bool:
    """Whether Go lets a value of type `found` be used where a `to` is wanted. Of unknown values that can't be said: no."""
    if found.name == NIL.name:
        return to.kind in _NIL_FITS
    if UNKNOWN.name in (found.name, to.name) or to.name == NIL.name:
        return False
    return to.kind == "interface" or found.name == to.name


def is_comparable(left: Type, right: Type) -> bool:
    """Whether expr-lang lets `==` stand between values of these types."""
    if is_unknown(left) or is_unknown(right) or NIL.name in (left.name, right.name):
        return True
    if any(is_in(left, group) and is_in(right, group) for group in ("number", "time", "duration")):
        return True
    return (is_list(left) and is_list(right)) or is_assignable(left, right)


def may_be(found: Type, wanted: Type) -> bool:
    """Whether a value of type `found` can be a `wanted` when it runs. Nil can be anything: it is the value of what is missing."""
    return is_unknown(found) or found.name in (NIL.name, wanted.name)
