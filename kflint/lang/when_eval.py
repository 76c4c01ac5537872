"""What a `when` condition comes to (govaluate: evaluationStage). Without tags it has the same value in every run."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

from kflint.lang.mistake import Mistake
from kflint.lang.when import Accessor, Binary, Group, Literal, Node, Prefix, Unsure, Word, parse
from kflint.lang.when_lexer import PATTERN
from kflint.record import NamedTuple


class Pattern(NamedTuple):
    """A regular expression as a value."""

    text: str


Value = float | bool | str | Pattern | list["Value"] | None

_INT64 = 2**63


class UnknownError(Exception):
    """The value can't be told from here: it depends on Go's regular expressions or on odd numbers."""


def holds(text: str, *, bare_words: bool = True) -> bool:
    """Return whether a condition without tags holds; the empty one does. `bare_words` is explained at `when.parse`.

    Raises Mistake if govaluate can't parse or evaluate it, or it comes to something else than true or false; UnknownError if that
    can't be told.
    """
    node = parse(text, bare_words=bare_words)
    if node is None:
        return True
    value = evaluate(node, bare_words=bare_words)
    if isinstance(value, bool):
        return value
    raise Mistake(f"a condition must come to true or false; this is {_shown(value)}", 0, len(text))


def evaluate(node: Node, *, bare_words: bool = True) -> Value:
    """Return the value of a tree; raises as `holds` does."""
    return _Evaluator(bare_words).value(node)


class _Evaluator:
    """Evaluates trees in which bare words are texts, or parameters that don't exist."""

    def __init__(self, bare_words: bool) -> None:
        self.bare_words = bare_words

    def value(self, node: Node | None) -> Value:
        """Return the value of a node."""
        # A chain of operators leans to the left; it may be longer than Python's stack is deep.
        spine: list[Binary] = []
        while isinstance(node, Binary):
            spine.append(node)
            node = node.left
        value = self.operand(node)
        for binary in reversed(spine):
            value = self.binary(binary, value)
        return value

    def operand(self, node: Node | None) -> Value:
        """Return the value of a node that is no operator between two others."""
        if isinstance(node, Literal):
            return Pattern(str(node.value)) if node.kind == PATTERN else node.value
        if isinstance(node, Word):
            if self.bare_words:
                return node.text
            raise Mistake(f"'{node.text}' has no value here; a text needs quotes", node.start, node.end)
        if isinstance(node, Accessor):
            raise Mistake(f"'{node.text}' has no value; a text with dots needs quotes", node.start, node.end)
        if isinstance(node, Prefix):
            return _prefixed(node, self.value(node.operand))
        if isinstance(node, Group):
            return self.value(node.inner)
        if isinstance(node, Unsure):
            raise UnknownError
        return None

    def binary(self, node: Binary, left: Value) -> Value:
        """Return the value of an operator whose left operand is known; the right one is looked at only if it matters."""
        sign = node.sign
        if (sign == "&&" and left is False) or (sign == "||" and left is True):
            return left
        if sign in (":", "??"):
            return left if left is not None else self.value(node.right)
        if sign == "?" and left is False:
            return None
        right = self.value(node.right)
        if sign == "?":
            _need(isinstance(left, bool), node, left, "is neither true nor false")
            return right
        return _OPERATORS[sign](node, left, right)


def _need(condition: bool, node: Binary, value: Value, what: str) -> None:
    """Raise the mistake of an operand that its operator can't take."""
    if not condition:
        raise Mistake(f"{_shown(value)} {what}, as '{node.sign}' needs it", node.start, node.end)


def _shown(value: Value) -> str:
    """Return how a message calls a value."""
    if isinstance(value, str):
        return f"the text '{value}'" if len(value) <= 40 else "a long text"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    return _written(value) if isinstance(value, bool) else f"the number {_written(value)}"


def _prefixed(node: Prefix, value: Value) -> Value:
    """Return the value of a sign before an operand."""
    if node.sign == "!":
        if isinstance(value, bool):
            return not value
        raise Mistake(f"'!' needs true or false, not {_shown(value)}", node.start)
    if not isinstance(value, float):
        raise Mistake(f"'{node.sign}' needs a number, not {_shown(value)}", node.start)
    return -value if node.sign == "-" else float(~_integer(value))


def _logical(node: Binary, left: Value, right: Value) -> Value:
    _need(isinstance(left, bool), node, left, "is neither true nor false")
    _need(isinstance(right, bool), node, right, "is neither true nor false")
    return right


def _equal(node: Binary, left: Value, right: Value) -> Value:
    return _same(left, right) is (node.sign == "==")


def _same(left: Value, right: Value) -> bool:
    """Compare as Go's reflect.DeepEqual: a text, a number and a boolean are never equal."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return type(left) is type(right) and left == right


_ORDERS: dict[str, Callable[[float | str, float | str], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def _ordered(node: Binary, left: Value, right: Value) -> Value:
    if isinstance(left, float) and isinstance(right, float):
        return _ORDERS[node.sign](left, right)
    if isinstance(left, str) and isinstance(right, str):
        # Go compares the bytes; in UTF-8 that is the order of the characters.
        return _ORDERS[node.sign](left, right)
    raise Mistake(f"'{node.sign}' can't compare {_shown(left)} with {_shown(right)}", node.start, node.end)


def _contained(node: Binary, left: Value, right: Value) -> Value:
    if not isinstance(right, list):
        one = "; a list has at least two values" if isinstance(right, str | float) and not isinstance(right, bool) else ""
        raise Mistake(f"'in' needs a list in parentheses, not {_shown(right)}{one}", node.start, node.end)
    if isinstance(left, list):
        raise UnknownError
    return any(_same(left, each) for each in right)


def _matched(node: Binary, left: Value, right: Value) -> Value:
    _need(isinstance(left, str), node, left, "is no text")
    _need(isinstance(right, str | Pattern), node, right, "is no regular expression")
    from kflint.lang.expr_regex import check
    from kflint.lang.when_patterns import found_in

    pattern = right.text if isinstance(right, Pattern) else str(right)
    wrong = check(pattern)
    if wrong is not None:
        raise Mistake(wrong, node.start, node.end)
    found = found_in(pattern, str(left))
    if found is None:
        raise UnknownError
    return found is (node.sign == "=~")


def _added(node: Binary, left: Value, right: Value) -> Value:
    if isinstance(left, str) or isinstance(right, str):
        return _written(left) + _written(right)
    return _calculated(node, left, right)


def _listed(node: Binary, left: Value, right: Value) -> Value:
    return [*left, right] if isinstance(left, list) else [left, right]


def _calculated(node: Binary, left: Value, right: Value) -> Value:
    """Return the result of an operator between two numbers."""
    for value in (left, right):
        if not isinstance(value, float):
            quotes = f"; a text with '{node.sign}' needs quotes" if isinstance(value, str) else ""
            raise Mistake(f"'{node.sign}' needs numbers, and {_shown(value)} is none{quotes}", node.start, node.end)
    assert isinstance(left, float)
    assert isinstance(right, float)
    return _CALCULATIONS[node.sign](left, right)


def _divided(left: float, right: float) -> float:
    if right == 0:
        sign = math.copysign(1, left) * math.copysign(1, right)
        return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, sign)
    return left / right


def _remainder(left: float, right: float) -> float:
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


def _power(left: float, right: float) -> float:
    try:
        return math.pow(left, right)
    except (OverflowError, ValueError):
        raise UnknownError from None


def _shifted(left: float, right: float, *, to_left: bool) -> float:
    if not 0 <= left < 2 * _INT64 or not 0 <= right < 2 * _INT64:
        raise UnknownError
    number, by = int(left), int(right)
    if by >= 64:
        return 0.0
    return float((number << by) % 2**64 if to_left else number >> by)


def _integer(value: float) -> int:
    """Return Go's conversion to int64, where it doesn't depend on the machine."""
    if not -_INT64 <= value < _INT64:
        raise UnknownError
    return int(value)


def _written(value: Value) -> str:
    """Return what Go's fmt writes for a value (%v)."""
    if isinstance(value, str):
        return value
    if isinstance(value, Pattern):
        return value.text
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + " ".join(map(_written, value)) + "]"
    return _number(value)


def _number(value: float) -> str:
    """Return the shortest text of a number, with an exponent from 1e+21 on and below 1e-4 (Go: %v)."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    if value == 0 or 1e-4 <= abs(value) < 1e21:
        from kflint.lang.values import number_text

        return number_text(value)
    return repr(value)


_CALCULATIONS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
    "%": _remainder,
    "**": _power,
    "&": lambda left, right: float(_integer(left) & _integer(right)),
    "|": lambda left, right: float(_integer(left) | _integer(right)),
    "^": lambda left, right: float(_integer(left) ^ _integer(right)),
    "<<": lambda left, right: _shifted(left, right, to_left=True),
    ">>": lambda left, right: _shifted(left, right, to_left=False),
}
_OPERATORS: dict[str, Callable[[Binary, Value, Value], Value]] = {
    **dict.fromkeys(("&&", "||"), _logical),
    **dict.fromkeys(("==", "!="), _equal),
    **dict.fromkeys(_ORDERS, _ordered),
    **dict.fromkeys(("=~", "!~"), _matched),
    **dict.fromkeys(_CALCULATIONS, _calculated),
    "in": _contained,
    "+": _added,
    ",": _listed,
}
