"""What a `depends` expression says once the results of the tasks are known."""

from __future__ import annotations

from collections.abc import Callable

from kflint.lang.depends import BARE_RESULTS, Reference
from kflint.lang.depends_tree import Binary, Choice, Items, Member, Node, Not, Pairs, Sequence, Slice, Text
from kflint.lang.mistake import Mistake

Holds = Callable[[str, str], bool]


def evaluate(node: Node, holds: Holds) -> bool:
    """Return whether the task may run; `holds(task, result)` tells of each task whether it has a result.

    Raises Mistake if expr-lang fails with these results, or the outcome is neither true nor false.
    """
    return _truth(_value(node, holds), node)


def _truth(value: object, node: Node) -> bool:
    if isinstance(value, bool):
        return value
    raise Mistake("this is neither true nor false with these results", node.start)


def _value(node: Node, holds: Holds) -> object:
    """Return the value of a node: bool, str, list, dict or None."""
    # A chain of operators leans to the left; it may be longer than Python's stack is deep.
    spine: list[Binary] = []
    while isinstance(node, Binary):
        spine.append(node)
        node = node.left
    value = _operand(node, holds)
    for binary in reversed(spine):
        value = _apply(binary, value, holds)
    return value


def _operand(node: Node, holds: Holds) -> object:
    """Return the value of a node that is no binary operator."""
    if isinstance(node, Reference):
        results = (node.result,) if node.result else BARE_RESULTS
        return any(holds(node.task, result) for result in results)
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Not):
        negative = False
        while isinstance(node, Not):
            negative = not negative
            node = node.operand
        return _truth(_value(node, holds), node) is not negative
    if isinstance(node, Choice):
        return _value(node.yes if _truth(_value(node.condition, holds), node.condition) else node.no, holds)
    if isinstance(node, Sequence):
        return [_value(part, holds) for part in node.parts][-1]
    if isinstance(node, Items):
        return [_value(item, holds) for item in node.items]
    if isinstance(node, Pairs):
        # Of equal keys the first counts: expr-lang fills a map from its end.
        pairs = [(_key(key, holds), _value(value, holds)) for key, value in zip(node.keys, node.values, strict=True)]
        return dict(reversed(pairs))
    if isinstance(node, Slice):
        whole = _value(node.operand, holds)
        if isinstance(whole, str | list):
            return whole
        raise Mistake("this is neither a text nor a list with these results", node.start)
    assert isinstance(node, Member)
    mapping = _value(node.mapping, holds)
    if not isinstance(mapping, dict):
        raise Mistake("this has no members with these results", node.start)
    return mapping.get(_key(node.key, holds))


def _key(node: Node, holds: Holds) -> str:
    """Return the value of a node that must be a text."""
    value = _value(node, holds)
    if isinstance(value, str):
        return value
    raise Mistake("a key must be a text", node.start)


def _apply(binary: Binary, left: object, holds: Holds) -> object:
    """Return the value of an operator whose left operand is known."""
    sign = binary.operator
    if sign in ("&&", "||"):
        if _truth(left, binary.left) is (sign == "||"):
            return left
        return _value(binary.right, holds)
    if sign == "??":
        return left if left is not None else _value(binary.right, holds)
    right = _value(binary.right, holds)
    if sign in ("==", "!="):
        return (left == right) is (sign == "==")
    if not isinstance(left, str) or not isinstance(right, str):
        raise Mistake(f"'{sign}' needs two texts", binary.start)
    if sign == "+":
        return left + right
    return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[sign]
