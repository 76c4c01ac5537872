"""What kubectl prints for a JSONPath template and an object (client-go `util/jsonpath`, missing fields allowed).

Argo takes that text as the value of an output parameter.
"""

from __future__ import annotations

from decimal import Decimal

from kflint.lang.kubectl_jsonpath_nodes import (
    Action,
    Constant,
    Descent,
    Field,
    Filter,
    Node,
    Slice,
    Template,
    Text,
    Union,
    Wildcard,
    Word,
)
from kflint.lang.values import json_text, parameter_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Values: TypeAlias = "list[Any]"


class EvaluationError(Exception):
    """The template is well formed, and kubectl fails with it on this object.

    `partial` is what had been found: a filter without a comparison takes it for an answer.
    """

    def __init__(self, message: str, partial: Values) -> None:
        super().__init__(message)
        self.partial = partial


class _Byte(int):
    """A byte of a text, which is what kubectl's wildcard takes a text apart into."""

    __slots__ = ()


class _Nothing:
    """The value of null once a `{range}` has entered it: unlike null it is printed as `<no value>`."""

    __slots__ = ()


_NOTHING = _Nothing()


def evaluate(template: Template, document: object) -> str:
    """What kubectl prints for `document` (decoded JSON). Raises EvaluationError.

    The values of a map come in the order of their keys, where kubectl's order is left to chance.
    """
    return "".join(" ".join(map(_printed, values)) for values in _Evaluator(template).results(_entered(document), 0))


def _entered(value: object) -> object:
    return _NOTHING if value is None else value


class _Evaluator:
    __slots__ = ("begun", "ended", "entered", "last_end", "nodes")

    def __init__(self, template: Template) -> None:
        self.nodes = template.nodes
        self.begun = 0
        self.entered = 0
        self.ended = 0
        self.last_end = -1

    def results(self, value: object, start: int) -> list[Values]:
        """What the nodes from `start` on give for `value`, up to the `{end}` of the range that it belongs to."""
        found: list[Values] = []
        at = start
        while at < len(self.nodes):
            values = self.walk([value], self.nodes[at])
            if 0 < self.ended <= self.entered:
                self.ended -= 1
                self.last_end = at
                break
            if self.begun > 0:
                self.begun -= 1
                found += self.range(values, at + 1)
                # Without an {end} the body is evaluated once more, outside of the range.
                at = max(at, self.last_end)
            else:
                found.append(values)
            at += 1
        return found

    def range(self, values: Values, start: int) -> list[Values]:
        if _NOTHING in values:
            raise EvaluationError("kubectl crashes when it enters a second time what was null", values)
        self.entered += 1
        found = [part for value in values for part in self.results(_entered(value), start)]
        if not values:
            self.results(_NOTHING, start)
        self.entered -= 1
        return found

    def walk(self, values: Values, node: Node) -> Values:
        if isinstance(node, Action):
            return self.action(values, node)
        if isinstance(node, Text):
            return [node.text]
        if isinstance(node, Field):
            return [value[node.name] for value in values if isinstance(value, dict) and node.name in value]
        if isinstance(node, Slice):
            return _items(values, node)
        if isinstance(node, Filter):
            return self.filter(values, node)
        if isinstance(node, Constant):
            return [node.value] * len(values)
        if isinstance(node, Wildcard):
            return [inner for value in values for inner in _contents(value)]
        if isinstance(node, Descent):
            return _descend(values)
        return self.union(values, node) if isinstance(node, Union) else self.word(values, node)

    def action(self, values: Values, action: Action) -> Values:
        for node in action.nodes:
            values = self.walk(values, node)
        return values

    def union(self, values: Values, union: Union) -> Values:
        found: Values = []
        for branch in union.branches:
            try:
                found += self.action(values, branch)
            except EvaluationError as error:
                raise EvaluationError(str(error), values) from None
        return found

    def word(self, values: Values, word: Word) -> Values:
        if word.name == "range":
            self.begun += 1
            return values
        if word.name != "end":
            raise EvaluationError(f"unrecognized identifier {word.name}", values)
        if self.entered == 0:
            raise EvaluationError("not in range, nothing to end", [])
        self.ended += 1
        return []

    def filter(self, values: Values, filter_: Filter) -> Values:
        found: Values = []
        for value in values:
            if not isinstance(value, list):
                raise EvaluationError("only a list can be filtered", values)
            for item in value:
                try:
                    passes = self.passes(item, filter_)
                except _IncomparableError as error:
                    raise EvaluationError(str(error), found) from None
                except EvaluationError as error:
                    raise EvaluationError(str(error), values) from None
                if passes:
                    found.append(item)
        return found

    def passes(self, item: object, filter_: Filter) -> bool:
        if filter_.operator == "exists":
            try:
                return bool(self.action([item], filter_.left))
            except EvaluationError as error:
                return bool(error.partial)
        lefts = self.action([item], filter_.left)
        if len(lefts) > 1:
            raise EvaluationError("can only compare one element at a time", [])
        if not lefts:
            return False
        rights = self.action([item], filter_.right)
        if len(rights) > 1:
            raise EvaluationError("can only compare one element at a time", [])
        return bool(rights) and _compare(lefts[0], filter_.operator, rights[0])


class _IncomparableError(Exception):
    pass


def _compare(left: object, operator: str, right: object) -> bool:
    if operator not in ("==", "!=", "<", "<=", ">", ">="):
        raise _IncomparableError(f"unrecognized filter operator {operator}")
    kinds = (_kind(left), _kind(right))
    if kinds[0] != kinds[1] and set(kinds) != {"int", "uint"}:
        raise _IncomparableError("incompatible types for comparison")
    if operator in ("==", "!="):
        return (left == right) == (operator == "==")
    if kinds[0] == "bool":
        raise _IncomparableError("invalid type for comparison")
    # Both are numbers or both are texts; the checker can't know.
    first: Any = left
    second: Any = right
    is_less = first < second
    if operator == "<":
        return bool(is_less)
    if operator == ">=":
        return not is_less
    is_at_most = is_less or first == second
    return bool(is_at_most) == (operator == "<=")


def _kind(value: object) -> str:
    kinds = {bool: "bool", int: "int", float: "float", str: "string", _Byte: "uint"}
    kind = kinds.get(type(value))
    if kind is None:
        raise _IncomparableError("invalid type for comparison")
    return kind


def _items(values: Values, slice_: Slice) -> Values:
    found: Values = []
    for value in values:
        if value is None:
            continue
        if not isinstance(value, list):
            raise EvaluationError("not an array or slice", values)
        length = len(value)
        start = slice_.start or 0
        start += length if start < 0 else 0
        stop = length if slice_.stop is None else slice_.stop
        stop += length if stop < 0 or (stop == 0 and slice_.is_index) else 0
        if start == stop:
            return found
        if not 0 <= start < length:
            raise EvaluationError(f"array index out of bounds: index {start}, length {length}", values)
        if not 0 <= stop <= length:
            raise EvaluationError(f"array index out of bounds: index {stop - 1}, length {length}", values)
        if start > stop:
            raise EvaluationError(f"starting index {start} is greater than ending index {stop}", values)
        if slice_.step is not None and slice_.step <= 0:
            raise EvaluationError("step must be > 0", values)
        found += value[start : stop : slice_.step or 1]
    return found


def _contents(value: object) -> Values:
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    if isinstance(value, str):
        return [_Byte(byte) for byte in value.encode("utf-8", "surrogatepass")]
    return value if isinstance(value, list) else []


def _descend(values: Values) -> Values:
    found: Values = []
    for value in values:
        contents = _contents(value)
        if contents:
            found.append(value)
            found += _descend(contents)
    return found


def _printed(value: object) -> str:
    if value is _NOTHING:
        return "<no value>"
    if isinstance(value, str):
        return value
    return _printed_float(value) if isinstance(value, float) else json_text(value)


def _printed_float(value: float) -> str:
    """What Go prints for a float: an exponent below 0.0001 and from a million on."""
    exact = Decimal(repr(value)).normalize()
    power = exact.adjusted() if value else 0
    if -4 <= power < 6:
        return parameter_text(value)
    digits = "".join(map(str, exact.as_tuple().digits))
    mantissa = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
    return f"{'-' if value < 0 else ''}{mantissa}e{power:+03d}"
