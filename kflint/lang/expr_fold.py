"""What expr-lang finds wrong when it computes the constant parts of an expression before it runs."""

from __future__ import annotations

from kflint.lang.expr_tree import Binary, Int, Node, Text, Tree, Unary, walk
from kflint.lang.mistake import Mistake

_WRAP = 2**64
_SIGN = 2**63

Constant = int | str


def fold(tree: Tree) -> list[Mistake]:
    """Compute whole numbers and texts as far as expr-lang does, and return what goes wrong.

    `10 % 0` is refused, `10 / 0` is not; so is a wrong regular expression that is put together from several texts.
    """
    found: list[Mistake] = []
    values: dict[int, Constant] = {}
    for node in walk(tree.root):
        value = _value(node, values, found)
        if value is not None:
            values[id(node)] = value
    return found


def wrong_pattern(pattern: str) -> str | None:
    """Say what is wrong with a regular expression, or None if Go takes it."""
    from kflint.lang import expr_regex  # most expressions have no pattern

    return expr_regex.check(pattern)


def _value(node: Node, values: dict[int, Constant], found: list[Mistake]) -> Constant | None:
    """The value of a node, if it is a constant. Those of the nodes in it are in `values`, by their ids."""
    if isinstance(node, (Int, Text)):
        return node.value
    if isinstance(node, Unary):
        operand = values.get(id(node.operand))
        if not isinstance(operand, int) or node.operator not in ("-", "+"):
            return None
        return _wrapped(-operand) if node.operator == "-" else operand
    if not isinstance(node, Binary):
        return None
    left, right = values.get(id(node.left)), values.get(id(node.right))
    if node.operator == "matches" and isinstance(right, str) and not isinstance(node.right, Text):
        wrong = wrong_pattern(right)
        if wrong is not None:
            found.append(Mistake(wrong, node.offset, node.end))
    if isinstance(left, str) and isinstance(right, str):
        return left + right if node.operator == "+" else None
    if not isinstance(left, int) or not isinstance(right, int):
        return None
    if node.operator == "%" and right == 0:
        found.append(Mistake("a number can't be divided by zero", node.offset, node.end))
        return None
    return _computed(node.operator, left, right)


def _computed(operator: str, left: int, right: int) -> int | None:
    """A whole number computed as Go does: of 64 bits, and with the sign of the dividend after `%`."""
    if operator == "+":
        return _wrapped(left + right)
    if operator == "-":
        return _wrapped(left - right)
    if operator == "*":
        return _wrapped(left * right)
    if operator == "%":
        rest = abs(left) % abs(right)
        return -rest if left < 0 else rest
    return None


def _wrapped(number: int) -> int:
    return (number + _SIGN) % _WRAP - _SIGN
