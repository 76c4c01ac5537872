"""The operators of expr-lang 1.17.8: how strongly they bind, and which types they take and give."""

from __future__ import annotations

from kflint.lang.expr_types import BOOL, DURATION, FLOAT, INT, TEXT, TIME, UNKNOWN, Type, is_in, is_unknown, list_of
from kflint.record import NamedTuple

UNARY_LEVELS = {"not": 50, "!": 50, "-": 90, "+": 90}
LEVELS = {
    "|": 0,
    **dict.fromkeys(("or", "||"), 10),
    **dict.fromkeys(("and", "&&"), 15),
    **dict.fromkeys(("==", "!=", "<", ">", ">=", "<=", "in", "matches", "contains", "startsWith", "endsWith"), 20),
    "..": 25,
    **dict.fromkeys("+-", 30),
    **dict.fromkeys("*/%", 60),
    **dict.fromkeys(("**", "^"), 100),
    "??": 500,
}


class _Rule(NamedTuple):
    """What an operator takes. `pairs` are (left, right, result); a result of None is the wider of two number types.

    Where one side is unknown, the other must be in one of the groups `beside_unknown`, and the result is `loosely`.
    """

    pairs: tuple[tuple[str, str, Type | None], ...]
    beside_unknown: tuple[str, ...]
    loosely: Type


_ORDER = _Rule(
    tuple((group, group, BOOL) for group in ("number", "text", "time", "duration")),
    ("number", "text", "time", "duration"),
    BOOL,
)
_LOGIC = _Rule((("bool", "bool", BOOL),), ("bool",), BOOL)
_SEARCH = _Rule((("text", "text", BOOL),), ("text",), BOOL)
_FRACTION = _Rule((("number", "number", FLOAT),), ("number",), FLOAT)
_RULES = {
    **dict.fromkeys(("or", "||", "and", "&&"), _LOGIC),
    **dict.fromkeys(("<", ">", ">=", "<="), _ORDER),
    **dict.fromkeys(("contains", "startsWith", "endsWith"), _SEARCH),
    **dict.fromkeys(("/", "**", "^"), _FRACTION),
    "matches": _SEARCH._replace(pairs=(("text", "text", BOOL), ("bytes", "text", BOOL))),
    "%": _Rule((("integer", "integer", INT),), ("integer",), INT),
    "..": _Rule((("integer", "integer", list_of(INT)),), ("integer",), list_of(INT)),
    "+": _Rule(
        (
            ("number", "number", None),
            ("text", "text", TEXT),
            ("time", "duration", TIME),
            ("duration", "time", TIME),
            ("duration", "duration", DURATION),
        ),
        ("number", "text", "time", "duration"),
        UNKNOWN,
    ),
    "-": _Rule(
        (
            ("number", "number", None),
            ("time", "time", DURATION),
            ("time", "duration", TIME),
            ("duration", "duration", DURATION),
        ),
        ("number", "time", "duration"),
        UNKNOWN,
    ),
    "*": _Rule(
        (
            ("number", "number", None),
            ("number", "duration", DURATION),
            ("duration", "number", DURATION),
            ("duration", "duration", DURATION),
        ),
        ("number", "duration"),
        UNKNOWN,
    ),
}


def result(operator: str, left: Type, right: Type) -> Type | None:
    """The type that a binary operator gives, or None if it doesn't take these types.

    For all but `==`, `!=`, `in` and `??`, whose rules are no table.
    """
    rule = _RULES[operator]
    for left_group, right_group, found in rule.pairs:
        if is_in(left, left_group) and is_in(right, right_group):
            return found or (FLOAT if FLOAT.name in (left.name, right.name) else INT)
    known = [side for side in (left, right) if not is_unknown(side)]
    if len(known) < 2 and all(any(is_in(side, group) for group in rule.beside_unknown) for side in known):
        return rule.loosely
    return None
