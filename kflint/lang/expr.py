"""Expressions of expr-lang 1.17.8, wherever Argo Workflows takes them.

These are `{{=...}}` tags, and the fields for expressions of hooks, retryStrategy, valueFrom, artifacts, data, http, labelsFrom,
stopStrategy and event bindings. Argo looks at none of them before they run, and gives an error then for what doesn't compile.
"""

from __future__ import annotations

from collections.abc import Container

from kflint.lang import expr_check, expr_parser
from kflint.lang.expr_dashes import Dashed, dashed_names
from kflint.lang.expr_names import Environment
from kflint.lang.expr_references import Reference, references
from kflint.lang.expr_tree import Tree
from kflint.lang.expr_types import Type
from kflint.lang.mistake import Mistake

__all__ = ["Dashed", "Environment", "Reference", "Tree", "Type", "check", "dashed_names", "mistakes", "parse", "references"]


def parse(text: str, names: Container[str] = ()) -> Tree:
    """Parse an expression without looking up its names.

    `names` are those of the environment: a variable hides the built-in function of the same name. Raises Mistake where expr-lang's
    parser fails, and for expressions nested more than about 100 levels deep.
    """
    try:
        return expr_parser.parse(text, names)
    except RecursionError:
        raise _too_deep(text) from None


def check(tree: Tree, environment: Environment) -> Type:
    """Check names and types as expr-lang does before it runs an expression, and return the type of its result.

    Raises the first Mistake, where expr-lang would not compile the expression. Like expr-lang it sees nothing of the types in
    maps, nor of the arguments of functions in maps such as `sprig`.
    """
    try:
        return expr_check.check(tree, environment)
    except RecursionError:
        raise _too_deep(tree.text) from None


def mistakes(tree: Tree, environment: Environment, wanted: Type | None = None) -> list[Mistake]:
    """All mistakes in names and types in the order of the text: those of `check`, and what can't be meant when it runs.

    That is what follows from the types of the fields in the environment's maps (`inputs.parameters.n > 3` compares text with a
    number), comparisons that never hold, and functions that sprig doesn't have. `wanted` is the type that the place needs: a
    result that can't be of that type is a mistake, too.
    """
    try:
        return expr_check.mistakes(tree, environment, wanted)
    except RecursionError:
        return []


def _too_deep(text: str) -> Mistake:
    return Mistake("the expression is nested too deeply", 0, len(text))
