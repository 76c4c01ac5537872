"""What the calls in an expression take and give: functions of the environment, built-in ones, and those with a predicate."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from kflint.lang.expr_functions import AGGREGATED, AGGREGATES, ELEMENT, OVERLOADS, PREDICATE_ARGUMENTS, RULES, Rule
from kflint.lang.expr_mistakes import unknown_sprig, wrong_argument
from kflint.lang.expr_names import SPRIG_FIELDS, Environment
from kflint.lang.expr_tree import Builtin, Call, Member, Name, Node, Text, Tree
from kflint.lang.expr_types import (
    ANY,
    BOOL,
    GROUPS,
    INT,
    LIST,
    NIL,
    TEXT,
    TIME,
    UNKNOWN,
    ZONE,
    Signature,
    Type,
    dereferenced,
    function,
    is_assignable,
    is_in,
    is_list,
    is_unknown,
    list_of,
    plain,
)
from kflint.lang.mistake import Mistake
from kflint.record import NamedTuple

_TESTS = ("all", "none", "any", "one", "filter", "count", "find", "findLast", "findIndex", "findLastIndex")
_POINTERS: dict[str, dict[str, Type]] = {"map": {"index": INT}, "reduce": {"index": INT, "acc": UNKNOWN}}
_KINDS_IN_WORDS = {"int": "a number", "string": "text", "slice": "a list", "map": "a map"}
_FIXED_RESULTS = {
    **dict.fromkeys(("all", "none", "any", "one"), BOOL),
    **dict.fromkeys(("count", "findIndex", "findLastIndex"), INT),
    "groupBy": GROUPS,
}


class Scope(NamedTuple):
    """What a predicate can name: elements of a collection by `#`, and variables by `#name`."""

    collection: Type
    variables: Mapping[str, Type]


class Calls(ABC):
    """The part of the checker that deals with calls. `visit` is the whole checker's.

    `deep` asks for all that is certain, not only for what expr-lang sees; while `lenient`, unknown names are no mistake.
    """

    __slots__ = ("deep", "environment", "lenient", "mistakes", "scopes", "tree")

    def __init__(self, tree: Tree, environment: Environment, deep: bool) -> None:
        self.tree = tree
        self.environment = environment
        self.deep = deep
        self.lenient = False
        self.mistakes: list[Mistake] = []
        self.scopes: list[Scope] = []

    @abstractmethod
    def visit(self, node: Node) -> Type:
        """The type of a node."""

    def mistake(self, node: Node, message: str, hint: str | None = None) -> Type:
        """Add a mistake; return the type of what went wrong, which is unknown."""
        self.mistakes.append(Mistake(message, node.offset, node.end, hint))
        return UNKNOWN

    def elem(self, collection: Type) -> Type:
        """The type of what is in a list or map."""
        return collection.elem or UNKNOWN

    def predicate(self, found: Type) -> Type:
        """The type of a predicate whose body is of the type `found`."""
        results = [] if found.name == NIL.name else [plain(found)]
        return function([ANY], results)._replace(elem=found)

    # -- functions of the environment

    def call(self, node: Call, callee: Type) -> Type:
        """The type that a call gives."""
        if isinstance(node.callee, Name) and node.callee.value == "$env":
            return self.mistake(node, "'$env' is no function")
        if is_unknown(callee):
            return self._unchecked(node)
        name = _called(node.callee)
        if callee.signature is None:
            return self.mistake(node, f"'{name}' is no function, but {callee.words}")
        types = [self.visit(argument) for argument in node.arguments]
        if callee.signature.builtin:
            return self._builtin(callee.signature.builtin, node, types)
        return self._result(name, (callee,), node, types)

    def _unchecked(self, node: Call) -> Type:
        """A function of which nothing is known. A name that doesn't exist is nil to it, and it may do with that."""
        if self.deep:
            callee = node.callee
            if isinstance(callee, Member) and isinstance(callee.node, Name) and isinstance(callee.key, Text):
                container = self.environment.names.get(callee.node.value, UNKNOWN)
                if container.fields is SPRIG_FIELDS and callee.key.value not in SPRIG_FIELDS:
                    self.mistakes.append(unknown_sprig(callee.key, callee.key.value))
            before, self.lenient = self.lenient, True
            for argument in node.arguments:
                self.visit(argument)
            self.lenient = before
        return UNKNOWN

    def _result(self, name: str, ways: Sequence[Type], node: Call | Builtin, types: list[Type]) -> Type:
        """What a function gives in the first of the ways to call it that fits the arguments."""
        misfit: Mistake | None = None
        for way in ways:
            assert way.signature is not None
            misfit = _misfit(name, way.signature, node, types)
            if misfit is None:
                found = way.signature.results[0]
                return found.actual if self.deep and found.actual is not None else found
        assert misfit is not None
        self.mistakes.append(misfit)
        return UNKNOWN

    # -- built-in functions

    def builtin(self, node: Builtin, first: Type) -> Type:
        """The type that a call of a built-in function gives; `first` is the type of its first argument."""
        if node.name in PREDICATE_ARGUMENTS:
            return self._with_predicate(node, dereferenced(first))
        types = [first] if node.arguments else []
        types += [self.visit(argument) for argument in node.arguments[1:]]
        if node.name == "get":
            return self._get(node, types)
        return self._builtin(node.name, node, types)

    def _builtin(self, name: str, node: Call | Builtin, types: list[Type]) -> Type:
        if name in OVERLOADS:
            return self._result(name, OVERLOADS[name], node, types)
        if name in RULES:
            return self._by_rule(name, RULES[name], node, types)
        if name in AGGREGATES:
            return self._aggregate(name, node, types)
        if name == "now":
            return self._now(node, types)
        if name == "date":
            return self._date(node, types)
        return ANY

    def _count(self, node: Node, name: str, wanted: str) -> Type:
        return self.mistake(node, f"'{name}' takes {wanted} argument{'' if wanted == '1' else 's'}")

    def _by_rule(self, name: str, rule: Rule, node: Node, types: list[Type]) -> Type:
        if len(types) < rule.least or (rule.most is not None and len(types) > rule.most):
            return self._count(node, name, str(rule.least) if rule.least == rule.most else f"at least {rule.least}")
        for place, found in enumerate(types):
            if not _has_kind(found, rule.kinds[min(place, len(rule.kinds) - 1)]):
                return self.mistake(node, f"'{name}' takes {_in_words(rule, place)}, not {found.words}")
        if isinstance(rule.result, Type):
            return rule.result
        return self.elem(plain(types[0])) if rule.result == ELEMENT else plain(types[0])

    def _aggregate(self, name: str, node: Node, types: list[Type]) -> Type:
        if not types:
            return self._count(node, name, "at least 1")
        for found in types:
            if is_unknown(found) or is_list(found):
                return ANY
            if not _has_kind(found, AGGREGATED):
                return self.mistake(node, f"'{name}' can't take {found.words}; it takes numbers and lists of them")
        return UNKNOWN if self.deep else types[0]  # in truth, which type of numbers comes out depends on their values

    def _now(self, node: Node, types: list[Type]) -> Type:
        if not types or (len(types) == 1 and types[0].name == ZONE.name):
            return TIME
        return self.mistake(node, "'now' takes no argument but a time zone")

    def _date(self, node: Node, types: list[Type]) -> Type:
        zones = sum(found.name == ZONE.name for found in types[:1])
        return TIME if types and len(types) - zones <= 3 else self._count(node, "date", "1 to 3")

    def _get(self, node: Builtin, types: list[Type]) -> Type:
        if len(types) != 2:
            return self._count(node, "get", "2")
        base, key = types
        collection, index = node.arguments
        if isinstance(collection, Name) and collection.value == "$env":
            return self.environment.names.get(index.value, UNKNOWN) if isinstance(index, Text) else UNKNOWN
        if is_unknown(base):
            return UNKNOWN
        if is_list(base):
            if is_in(key, "integer") or is_unknown(key):
                return self.elem(base)
            return self.mistake(index, f"an element of a list is picked by its number, not by {key.words}")
        if base.kind != "map" or base.key is None:
            return self.mistake(collection, f"'get' takes a list or a map, not {base.words}")
        if not is_assignable(key, base.key) and not is_unknown(key):
            return self.mistake(index, f"the keys of the map are {base.key.words}, not {key.words}")
        if self.deep and base.fields is not None and isinstance(index, Text):
            return base.fields.get(index.value, UNKNOWN)
        return self.elem(base)

    # -- functions with a predicate

    def _with_predicate(self, node: Builtin, collection: Type) -> Type:
        unknown = is_unknown(collection)
        if not is_list(collection) and not unknown:
            hint = "'fromJSON(...)' makes a list of a text in JSON" if collection.name == TEXT.name else None
            return self.mistake(node.arguments[0], f"'{node.name}' takes a list, not {collection.words}", hint)
        elem = UNKNOWN if unknown else self.elem(collection)
        if len(node.arguments) == 1:
            return INT if node.name == "count" else elem
        self.scopes.append(Scope(collection, _POINTERS.get(node.name, {})))
        predicate = self.visit(node.arguments[1])
        self.scopes.pop()
        third = UNKNOWN
        if len(node.arguments) == 3:
            third = self.visit(node.arguments[2])
            if node.name == "sortBy" and third.name != TEXT.name and not is_unknown(third):
                return self.mistake(node.arguments[2], f"the order of 'sortBy' is 'asc' or 'desc', not {third.words}")
        assert predicate.signature is not None
        if not predicate.signature.results:
            return self.mistake(node.arguments[1], f"the predicate of '{node.name}' is nil")
        given = predicate.signature.results[0]
        if node.name in _TESTS and not is_in(given, "bool") and not is_unknown(given):
            return self.mistake(node.arguments[1], f"the predicate of '{node.name}' must give true or false, not {given.words}")
        if node.name in _FIXED_RESULTS:
            return _FIXED_RESULTS[node.name]
        if node.name == "reduce" and self.deep and third.name != given.name:
            return UNKNOWN  # the predicate has no say if there is no element, or only one
        return {
            "filter": LIST if unknown else list_of(elem),
            "map": list_of(self.elem(predicate)),
            "sum": given,
            "find": elem,
            "findLast": elem,
            "sortBy": collection,
            "reduce": self.elem(predicate),
        }[node.name]


def _called(callee: Node) -> str:
    """The name by which a function is called."""
    if isinstance(callee, Name):
        return callee.value
    if isinstance(callee, Member) and isinstance(callee.key, Text):
        return callee.key.value
    return "function"


def _has_kind(found: Type, kinds: tuple[str, ...]) -> bool:
    """Whether a value is of one of these kinds; an unknown one is if `interface` is among them."""
    return ("interface" if is_unknown(found) else dereferenced(found).kind) in kinds


def _in_words(rule: Rule, place: int) -> str:
    """What a function takes as its argument number `place`."""
    kinds = rule.kinds[min(place, len(rule.kinds) - 1)]
    words = [word for kind, word in _KINDS_IN_WORDS.items() if kind in kinds]
    return " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _misfit(name: str, signature: Signature, node: Call | Builtin, types: list[Type]) -> Mistake | None:
    """Why a function can't be called with arguments of these types in this way; None if it can."""
    if len(signature.results) > 2:
        return Mistake(f"'{name}' gives several values at once, which an expression can't use", node.offset, node.end)
    wanted = signature.parameters
    if signature.variadic:
        wanted = wanted[:-1] + (wanted[-1].elem or UNKNOWN,) * max(len(types) - len(wanted) + 1, 0)
    if len(types) != len(wanted):
        number = f"{'at least ' if signature.variadic else ''}{len(wanted) or 'no'}"
        called = "argument" if len(wanted) == 1 else "arguments"
        return Mistake(f"'{name}' takes {number} {called}, not {len(types) or 'none'}", node.offset, node.end)
    for argument, found, parameter in zip(node.arguments, types, wanted, strict=True):
        if not _fits(found, parameter):
            return wrong_argument(name, argument, found, parameter)
    return None


def _fits(found: Type, parameter: Type) -> bool:
    """Whether a value can be given for a parameter; whole numbers of all sizes, and for numbers with a point, are converted."""
    if is_in(found, "integer") and is_in(parameter, "number"):
        return True
    if found.name == NIL.name:
        return parameter.kind in ("ptr", "interface")
    return is_unknown(found) or is_assignable(found, parameter) or is_assignable(dereferenced(found), parameter)
