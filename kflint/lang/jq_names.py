"""Which names a jq filter uses, and whether they exist: what gojq 0.12.19 looks at when it compiles a filter."""

from __future__ import annotations

from collections.abc import Callable

from kflint.lang.jq_functions import FUNCTIONS
from kflint.lang.jq_mistakes import unknown_function, unknown_variable
from kflint.lang.jq_tree import (
    Array,
    ArrayPattern,
    Bind,
    Break,
    Call,
    Comma,
    Define,
    Definition,
    Field,
    Filter,
    Foreach,
    Group,
    If,
    Index,
    Label,
    Object,
    Operation,
    Path,
    Pattern,
    Pipe,
    Program,
    Reduce,
    Sign,
    Slice,
    Text,
    Try,
    Variable,
)
from kflint.lang.mistake import Mistake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def check(program: Program) -> None:
    """Look up the functions, variables and labels of a filter. Raises the first Mistake; gojq refuses the filter then, too."""
    for module in program.imports:
        raise Mistake(f"there is no module '{module.path}'; Argo gives a filter no modules", module.offset, module.end)
    if program.body is None:
        raise _empty(program.text)
    _Checker(program.text).filter(program.body)


def _empty(text: str) -> Mistake:
    return Mistake("the filter is empty; '.' stands for the whole object", 0, len(text))


class _Checker:
    """Walks a filter with the names that are known at each place.

    A known name is (name, number of arguments). Variables keep their `$` and take none; labels have `break ` before it. What a
    `def` or `as` adds is known until the parentheses, argument or function around it end.
    """

    __slots__ = ("_known", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: list[tuple[str, int]] = []

    def filter(self, node: Filter) -> None:
        """Check one filter; the names that it defines stay known."""
        visit = _VISITS.get(type(node))
        if visit is not None:
            visit(self, node)

    def _scoped(self, *nodes: Filter | str | None) -> None:
        """Check filters whose own names are known to none of the others. Plain names and absent filters are passed over."""
        for node in nodes:
            if node is not None and not isinstance(node, str):
                mark = len(self._known)
                self.filter(node)
                del self._known[mark:]

    def _call(self, node: Call) -> None:
        arity = len(node.arguments)
        if (node.name, arity) not in self._known and arity not in FUNCTIONS.get(node.name, ()):
            raise unknown_function(self._text, node, self._known)
        self._scoped(*node.arguments)

    def _variable(self, node: Variable) -> None:
        if (node.name, 0) not in self._known and node.name != "$ENV":
            raise unknown_variable(node, self._known)

    def _break(self, node: Break) -> None:
        if (f"break {node.label}", 0) not in self._known:
            raise Mistake(f"there is no 'label {node.label}' around this 'break'", node.offset, node.end)

    def _label(self, node: Label) -> None:
        self._known.append((f"break {node.name}", 0))
        self.filter(node.body)

    def _field(self, node: Field) -> None:
        self._scoped(node.name)

    def _text_parts(self, node: Text) -> None:
        self._scoped(*node.parts)

    def _object(self, node: Object) -> None:
        for entry in node.entries:
            self._scoped(entry.key, entry.value)

    def _group(self, node: Group | Array) -> None:
        self._scoped(node.body)

    def _sign(self, node: Sign) -> None:
        self.filter(node.operand)

    def _path(self, node: Path) -> None:
        self.filter(node.base)
        for step in node.steps:
            if isinstance(step, Index):
                self._scoped(step.key)
            elif isinstance(step, Slice):
                self._scoped(step.start, step.stop)

    def _operation(self, node: Operation) -> None:
        self._scoped(*node.operands)

    def _sequence(self, node: Pipe | Comma) -> None:
        for part in node.parts:
            self.filter(part)

    def _if(self, node: If) -> None:
        for branch in node.branches:
            self._scoped(*branch)
        self._scoped(node.otherwise)

    def _try(self, node: Try) -> None:
        self._scoped(node.body, node.handler)

    def _loop(self, node: Reduce | Foreach) -> None:
        mark = len(self._known)
        self._scoped(node.start)
        self.filter(node.source)
        self._pattern(node.pattern)
        self._scoped(node.update)
        if isinstance(node, Foreach):
            self._scoped(node.extract)
        del self._known[mark:]

    def _bind(self, node: Bind) -> None:
        mark = len(self._known)
        self.filter(node.source)
        for pattern in node.patterns:
            self._pattern(pattern)
        self.filter(node.body)
        del self._known[mark:]

    def _pattern(self, pattern: Pattern) -> None:
        """Make the variables of a pattern known, and check the filters in it."""
        if isinstance(pattern, Variable):
            self._known.append((pattern.name, 0))
        elif isinstance(pattern, ArrayPattern):
            for item in pattern.items:
                self._pattern(item)
        else:
            for key, value in pattern.entries:
                if isinstance(key, Variable):
                    self._known.append((key.name, 0))
                elif isinstance(key, Group):
                    self.filter(key.body)  # gojq lets names out of here
                else:
                    self._scoped(key)
                if value is not None:
                    self._pattern(value)

    def _define(self, node: Define) -> None:
        body: Filter | None = node
        while isinstance(body, Define):
            self._definition(body.definition)
            body = body.body
        if body is None:
            raise Mistake("after the definitions there is no filter; '.' stands for the whole object", 0, len(self._text))
        self.filter(body)

    def _definition(self, definition: Definition) -> None:
        self._known.append((definition.name, len(definition.parameters)))
        mark = len(self._known)
        for name in definition.parameters:
            self._known.append((name, 0))
            if name.startswith("$"):
                self._known.append((name[1:], 0))
        self.filter(definition.body)
        del self._known[mark:]


_VISITS: dict[type, Callable[[_Checker, Any], None]] = {
    Call: _Checker._call,
    Variable: _Checker._variable,
    Break: _Checker._break,
    Label: _Checker._label,
    Field: _Checker._field,
    Text: _Checker._text_parts,
    Object: _Checker._object,
    Group: _Checker._group,
    Array: _Checker._group,
    Sign: _Checker._sign,
    Path: _Checker._path,
    Operation: _Checker._operation,
    Pipe: _Checker._sequence,
    Comma: _Checker._sequence,
    If: _Checker._if,
    Try: _Checker._try,
    Reduce: _Checker._loop,
    Foreach: _Checker._loop,
    Bind: _Checker._bind,
    Define: _Checker._define,
}
