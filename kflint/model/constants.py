"""Expressions whose value is known from the file alone: Argo puts it in before it validates (spec R-EXPR-2)."""

from __future__ import annotations

from kflint.lang.mistake import Mistake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kflint.lang.expr_tree import Node


def constant_text(expression: str, values: Mapping[str, str]) -> str | None:
    """The text that an expression gives, if it only joins texts and parameters whose value is in `values` (by dotted name).

    None for every other expression: it is left for the workflow to evaluate.
    """
    from kflint.lang.expr import parse

    try:
        return _text(parse(expression).root, values)
    except Mistake:
        return None


def _text(node: Node, values: Mapping[str, str]) -> str | None:
    from kflint.lang import expr_tree as tree

    if isinstance(node, tree.Text):
        return node.value
    if isinstance(node, tree.Binary) and node.operator == "+":
        left, right = _text(node.left, values), _text(node.right, values)
        return left + right if left is not None and right is not None else None
    if isinstance(node, tree.Chain):
        return _text(node.node, values)
    if isinstance(node, tree.Member):
        path = _path(node)
        return values.get(path) if path is not None else None
    return None


def _path(node: Node) -> str | None:
    """A member expression as a dotted name: `inputs.parameters['a']` is `inputs.parameters.a`."""
    from kflint.lang import expr_tree as tree

    if isinstance(node, tree.Name):
        return node.value
    if isinstance(node, tree.Member) and isinstance(node.key, tree.Text):
        holder = _path(node.node)
        return f"{holder}.{node.key.value}" if holder is not None else None
    return None
