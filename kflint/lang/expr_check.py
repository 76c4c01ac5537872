"""Whether the names and types in an expression fit: what expr-lang 1.17.8 looks at when it compiles an expression, and more."""

from __future__ import annotations

from collections.abc import Callable

from kflint.lang import expr_mistakes as told
from kflint.lang.expr_calls import Calls
from kflint.lang.expr_fold import fold, wrong_pattern
from kflint.lang.expr_functions import BUILTINS, builtin_value, methods
from kflint.lang.expr_names import Environment
from kflint.lang.expr_operators import result
from kflint.lang.expr_tree import (
    Array,
    Binary,
    Bool,
    Builtin,
    Bytes,
    Call,
    Chain,
    Conditional,
    Float,
    Int,
    Let,
    Map,
    Member,
    Name,
    Nil,
    Node,
    Pointer,
    Predicate,
    Sequence,
    Slice,
    Text,
    Tree,
    Unary,
)
from kflint.lang.expr_types import (
    BOOL,
    BYTES,
    FLOAT,
    INT,
    LIST,
    MAP,
    NIL,
    TEXT,
    UNKNOWN,
    Type,
    dereferenced,
    is_assignable,
    is_comparable,
    is_in,
    is_list,
    is_unknown,
    list_of,
    may_be,
)
from kflint.lang.mistake import Mistake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_COMPARE_TEXT = "a text is compared, as in inputs.parameters.flag == 'true'"
_LOGIC = ("and", "&&", "or", "||")


def check(tree: Tree, environment: Environment) -> Type:
    """Check an expression as expr-lang does before it runs it, and return the type of its result.

    Raises the first Mistake, where expr-lang would not compile the expression. Like expr-lang it sees nothing of the types in
    maps, nor of the arguments of functions in maps such as `sprig`.
    """
    checker = _Checker(tree, environment, deep=False)
    found = checker.visit(tree.root)
    mistakes = checker.mistakes or fold(tree)
    if mistakes:
        raise mistakes[0]
    return found


def mistakes(tree: Tree, environment: Environment, wanted: Type | None = None) -> list[Mistake]:
    """All mistakes of an expression in the order of the text: those of `check`, and what it can't mean when it runs.

    That is what follows from the types of the fields in the environment's maps (`inputs.parameters.n > 3` compares text with a
    number), comparisons that never hold, and functions that sprig doesn't have. `wanted` is the type that the place needs:
    a result of another type is a mistake, too.
    """
    shallow, deep = (_Checker(tree, environment, deep=deep) for deep in (False, True))
    shallow.visit(tree.root)
    found = deep.visit(tree.root)
    by_offset = {mistake.offset: mistake for mistake in (*deep.mistakes, *shallow.mistakes, *fold(tree))}
    if wanted is not None and not by_offset and not may_be(found, wanted):
        return [Mistake(f"the expression gives {found.words}, but {wanted.words} is needed", 0, len(tree.text))]
    return [by_offset[offset] for offset in sorted(by_offset)]


class _Checker(Calls):
    """Walks an expression and finds the type of each node. After a mistake the type is unknown, which fits everywhere."""

    __slots__ = ("_types", "_variables")

    def __init__(self, tree: Tree, environment: Environment, deep: bool) -> None:
        super().__init__(tree, environment, deep)
        self._types: dict[int, Type] = {}
        self._variables: dict[str, Type] = {}

    def visit(self, node: Node) -> Type:
        """The type of a node. Goes down the first operands without recursion: `a && b && c ...` may be long.

        A node that is in the tree twice (the `b` of `a < b < c`) is looked at once.
        """
        waiting: list[Node] = []
        head: Node | None = node
        while head is not None and id(head) not in self._types:
            waiting.append(head)
            head = _head(head)
        found = UNKNOWN if head is None else self._types[id(head)]
        while waiting:
            part = waiting.pop()
            found = self._types[id(part)] = _VISITS[type(part)](self, part, found)
        return found

    # -- names

    def _name(self, node: Name, _: Type) -> Type:
        if node.value in self._variables:
            return self._variables[node.value]
        if node.value == "$env":
            return UNKNOWN
        return self._environment_name(node, node.value)

    def _environment_name(self, node: Node, name: str, builtins: bool = True, optional: bool = False) -> Type:
        if name in self.environment.names:
            return self.environment.names[name]
        if builtins and name in BUILTINS:
            return builtin_value(name)
        if not optional and not self.lenient:
            self._unknown_name(node, name)
        return UNKNOWN

    def _unknown_name(self, node: Node, name: str) -> None:
        if self.environment.closed:
            self.mistakes.append(told.unknown_name(self.tree, node, name, (*self._variables, *self.environment.names)))

    def _let(self, node: Let, _: Type) -> Type:
        is_taken = node.name in self.environment.names or node.name in BUILTINS or node.name in self._variables
        if is_taken and not self.lenient:
            return self.mistake(node, f"'{node.name}' is there already; a variable made with 'let' needs a new name")
        value = self.visit(node.value)
        outer, self._variables = self._variables, {**self._variables, node.name: value}
        found = self.visit(node.body)
        self._variables = outer
        return found

    def _pointer(self, node: Pointer, _: Type) -> Type:
        if not self.scopes:
            return self.mistake(node, "'#' stands for an element only in a predicate, as in 'filter(list, # > 1)'")
        scope = self.scopes[-1]
        if node.name == "":
            return self.elem(scope.collection) if is_list(scope.collection) else UNKNOWN
        if node.name in scope.variables:
            return scope.variables[node.name]
        known = " and ".join(f"'#{name}'" for name in scope.variables)
        more = f"; here are '#' and {known}" if known else "; write '#' for the element"
        return self.mistake(node, f"there is no '#{node.name}' here{more}")

    # -- operators

    def _unary(self, node: Unary, operand: Type) -> Type:
        if node.operator in ("!", "not"):
            if is_in(operand, "bool") or is_unknown(operand):
                return BOOL
            hint = _COMPARE_TEXT if operand.name == TEXT.name else None
            return self.mistake(node, f"'{node.operator}' takes true or false, not {operand.words}", hint)
        if is_in(operand, "number") or is_unknown(operand):
            return operand if is_in(operand, "number") else UNKNOWN
        return self.mistake(node, f"'{node.operator}' takes a number, not {operand.words}")

    def _binary(self, node: Binary, left: Type) -> Type:
        left, right = dereferenced(left), dereferenced(self.visit(node.right))
        if node.operator == "??":
            return self._coalesced(left, right)
        if node.operator in ("==", "!="):
            found = BOOL if is_comparable(left, right) else None
        elif node.operator == "in":
            return self._contained(node, left, right)
        elif self.deep and node.operator in _LOGIC:
            # When it runs, the right side is the result as it is, if it comes to that.
            found = right if is_in(left, "bool") or is_unknown(left) else None
        else:
            if node.operator == "matches" and isinstance(node.right, Text):
                wrong = wrong_pattern(node.right.value)
                if wrong is not None:
                    return self.mistake(node, wrong)
            found = result(node.operator, left, right)
        if found is None:
            self.mistakes.append(told.wrong_operands(node, left, right))
            return UNKNOWN
        return found

    def _coalesced(self, left: Type, right: Type) -> Type:
        if NIL.name in (left.name, right.name):
            return left if right.name == NIL.name else right
        return left if is_assignable(right, left) else UNKNOWN

    def _contained(self, node: Binary, left: Type, right: Type) -> Type:
        unknown = is_unknown(left)
        if right.kind == "map" and right.key is not None:
            if not unknown and not is_assignable(left, right.key):
                return self.mistake(node, f"the keys of the map are {right.key.words}, and {left.words} is never among them")
        elif is_list(right):
            if not is_comparable(left, self.elem(right)):
                return self.mistake(node, f"the list holds {self.elem(right).words}, and {left.words} is never in it")
        elif right.kind == "struct":
            if not unknown and left.name != TEXT.name:
                self.mistakes.append(told.wrong_operands(node, left, right))
        elif not is_unknown(right) and not (unknown and right.kind == "string"):
            self.mistakes.append(told.wrong_operands(node, left, right))
        return BOOL

    def _conditional(self, node: Conditional, condition: Type) -> Type:
        if not is_in(condition, "bool") and not is_unknown(condition):
            hint = _COMPARE_TEXT if condition.name == TEXT.name else None
            return self.mistake(node.condition, f"the condition must be true or false, and this is {condition.words}", hint)
        then, otherwise = self.visit(node.then), self.visit(node.otherwise)
        if NIL.name in (then.name, otherwise.name):
            return then if otherwise.name == NIL.name else otherwise
        # Text beside something unknown is text to expr-lang, but need not be when it runs.
        if not is_assignable(then, otherwise) or (self.deep and then.name != otherwise.name):
            return UNKNOWN
        if is_list(then) and is_list(otherwise):
            ours, theirs = self.elem(then), self.elem(otherwise)
            if not (is_assignable(ours, theirs) and is_assignable(theirs, ours)):
                return LIST
        return then

    # -- members

    def _chain(self, _: Chain, inner: Type) -> Type:
        return inner

    def _member(self, node: Member, base: Type) -> Type:
        name = node.key.value if isinstance(node.key, Text) else None
        if isinstance(node.node, Name) and node.node.value == "$env":
            if name is None:
                return UNKNOWN
            return self._environment_name(node, name, builtins=False, optional=node.optional)
        key = self.visit(node.key)
        if is_unknown(base):
            if self.lenient and not node.optional:
                self._need_name(node.node)
            return UNKNOWN
        if name is not None and name in methods(base.name):
            return methods(base.name)[name][0]
        base = dereferenced(base)
        if base.kind == "map" and base.key is not None:
            return self._entry(node, base, key, name)
        if is_list(base):
            if not is_in(key, "integer") and not is_unknown(key):
                return self.mistake(node.key, f"an element of a list is picked by its number, not by {key.words}")
            return self.elem(base)
        if name is not None:
            return self.mistake(node, f"{base.words} has no member '{name}'")
        if base.name == TEXT.name:
            return self.mistake(node, "a character is not picked by its number but with a slice, as in [0:1]")
        return self.mistake(node, f"nothing can be picked out of {base.words}")

    def _need_name(self, node: Node) -> None:
        """A name that doesn't exist may be given to a function that makes do with nil, but nothing can be picked out of nil."""
        known = (*self.environment.names, *self._variables, *BUILTINS, "$env")
        if isinstance(node, Name) and node.value not in known:
            self._unknown_name(node, node.value)

    def _entry(self, node: Member, base: Type, key: Type, name: str | None) -> Type:
        assert base.key is not None
        if not is_assignable(key, base.key) and not is_unknown(key):
            return self.mistake(node.key, f"the keys of the map are {base.key.words}, not {key.words}")
        if not self.deep or base.fields is None or name is None:
            return self.elem(base)
        return base.fields.get(name, UNKNOWN)

    def _slice(self, node: Slice, base: Type) -> Type:
        bounds = [] if is_unknown(base) and not self.deep else [node.start, node.stop]
        if not is_unknown(base) and not is_list(base) and base.name != TEXT.name:
            return self.mistake(node, f"{base.words} can't be sliced; only text and lists can")
        for bound in bounds:
            found = dereferenced(self.visit(bound)) if bound is not None else INT
            if bound is not None and not is_in(found, "integer") and not is_unknown(found):
                return self.mistake(bound, f"the bounds of a slice are whole numbers, not {found.words}")
        return UNKNOWN if is_unknown(base) else base

    # -- values made of others

    def _sequence(self, node: Sequence, found: Type) -> Type:
        for part in node.nodes[1:]:
            found = self.visit(part)
        return found

    def _array(self, node: Array, _: Type) -> Type:
        types = [self.visit(part) for part in node.nodes]
        if len({found.kind for found in types}) > 1 or (self.deep and len({found.name for found in types}) > 1):
            return LIST
        return list_of(types[-1] if types else UNKNOWN)

    def _map(self, node: Map, _: Type) -> Type:
        for pair in node.pairs:
            self.visit(pair.key)
            self.visit(pair.value)
        return MAP

    def _predicate(self, node: Predicate, _: Type) -> Type:
        return self.predicate(self.visit(node.body))


def _head(node: Node) -> Node | None:
    """The first operand of a node, whose type its own visit is given."""
    if isinstance(node, (Member, Slice, Chain)):
        return node.node
    if isinstance(node, Binary):
        return node.left
    if isinstance(node, Unary):
        return node.operand
    if isinstance(node, Call):
        return node.callee
    if isinstance(node, Builtin):
        return node.arguments[0] if node.arguments else None
    if isinstance(node, Conditional):
        return node.condition
    if isinstance(node, Sequence):
        return node.nodes[0]
    return None


def _always(found: Type) -> Callable[[_Checker, Any, Type], Type]:
    return lambda _checker, _node, _head_type: found


_VISITS: dict[type, Callable[[_Checker, Any, Type], Type]] = {
    Nil: _always(NIL),
    Bool: _always(BOOL),
    Int: _always(INT),
    Float: _always(FLOAT),
    Text: _always(TEXT),
    Bytes: _always(BYTES),
    Name: _Checker._name,
    Pointer: _Checker._pointer,
    Unary: _Checker._unary,
    Binary: _Checker._binary,
    Chain: _Checker._chain,
    Member: _Checker._member,
    Slice: _Checker._slice,
    Call: _Checker.call,
    Builtin: _Checker.builtin,
    Predicate: _Checker._predicate,
    Let: _Checker._let,
    Sequence: _Checker._sequence,
    Conditional: _Checker._conditional,
    Array: _Checker._array,
    Map: _Checker._map,
}
