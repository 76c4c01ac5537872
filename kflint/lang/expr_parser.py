"""The grammar of expr-lang 1.17.8: from the text of an expression to a tree. Names and types are looked up elsewhere."""

from __future__ import annotations

from collections.abc import Container

from kflint.lang import expr_lexer as words
from kflint.lang.expr_cursor import Cursor
from kflint.lang.expr_functions import BUILTINS, PREDICATE_ARGUMENTS
from kflint.lang.expr_lexer import Token, is_word_character
from kflint.lang.expr_literals import number
from kflint.lang.expr_operators import LEVELS, UNARY_LEVELS
from kflint.lang.expr_tree import (
    Array,
    Binary,
    Bool,
    Builtin,
    Bytes,
    Call,
    Chain,
    Conditional,
    Let,
    Map,
    Member,
    Name,
    Nil,
    Node,
    Pair,
    Pointer,
    Predicate,
    Sequence,
    Slice,
    Text,
    Tree,
    Unary,
)
from kflint.lang.mistake import Mistake

_MOST_NODES = 10_000

_RIGHT_TO_LEFT = ("**", "^")
_COMPARISONS = ("<", ">", ">=", "<=")
_NEGATED_BY_NOT_BEFORE = ("contains", "matches", "startsWith", "endsWith", "in")


def parse(text: str, names: Container[str] = ()) -> Tree:
    """Parse an expression. `names` are those of the environment: a variable hides the built-in function of the same name.

    Raises Mistake where the parser of expr-lang fails. An expression nested more than 100 levels deep is refused too.
    """
    return _Parser(text, names).tree()


class _Parser(Cursor):
    """A recursive descent with precedence climbing, step by step as in expr-lang."""

    __slots__ = ("_count", "_names")

    def __init__(self, text: str, names: Container[str]) -> None:
        super().__init__(text)
        self._names = names
        self._count = 0

    def tree(self) -> Tree:
        root = self._sequence()
        if self.token.kind != words.EOF:
            raise self.unexpected("an operator or the end")
        return Tree(self.text, root)

    def _made(self, node: Node) -> Node:
        """Count a node; expr-lang takes 10,000."""
        self._count += 1
        if self._count > _MOST_NODES:
            raise Mistake("the expression is too long; it may have 10,000 parts", self.token.offset, self.token.end)
        return node

    # -- expressions

    def _sequence(self) -> Node:
        """Expressions with `;` between them, and perhaps one more at the end."""
        nodes = [self._expression(0)]
        while self.accept(words.OPERATOR, ";"):
            if self.token.kind == words.EOF:
                break
            nodes.append(self._expression(0))
        if len(nodes) == 1:
            return nodes[0]
        return self._made(Sequence(tuple(nodes), nodes[0].offset, nodes[0].end))

    def _expression(self, lowest: int) -> Node:
        """Operands and the operators of level `lowest` and above between them."""
        if lowest == 0 and self.at(words.OPERATOR, "let"):
            return self._let()
        if lowest == 0 and self.at(words.OPERATOR, "if"):
            return self._if()
        left = self._primary()
        before = ""
        while self.token.kind == words.OPERATOR:
            operator, negation = self.token, None
            if operator.value == "not":
                negation = self._negated(lowest)
                if negation is None:
                    break
                operator = negation
            if LEVELS.get(operator.value, -1) < lowest:
                break
            self.advance()
            left = self._operation(left, operator, before)
            if negation is not None:
                left = self._made(Unary("not", left, negation.offset, negation.end))
            before = operator.value
        return self._conditional(left) if lowest == 0 else left

    def _negated(self, lowest: int) -> Token | None:
        """The operator after a `not` between operands; None if it binds less than `lowest`, and the `not` is read again."""
        before = self.advance()
        if self.token.value not in _NEGATED_BY_NOT_BEFORE:
            raise self.unexpected("'in', 'contains', 'matches', 'startsWith' or 'endsWith'")
        if LEVELS[self.token.value] >= lowest:
            return self.token
        self.put_back(before)
        return None

    def _operation(self, left: Node, operator: Token, before: str) -> Node:
        """What is between `left` and the next operator of the same level; `before` is the operator before this one."""
        if operator.value == "|":
            function = self.expect_identifier("the name of a function")
            return self._call(function, [left], overridable=True)
        if before == "??" and operator.value != "??":
            message = f"'??' and '{operator.value}' can't be mixed; put one of them in parentheses"
            raise Mistake(message, operator.offset, operator.end)
        level = LEVELS[operator.value]
        if operator.value in _COMPARISONS:
            return self._comparison(left, operator, level)
        right = self._deeper_expression(level) if operator.value in _RIGHT_TO_LEFT else self._expression(level + 1)
        return self._made(Binary(operator.value, left, right, operator.offset, operator.end))

    def _comparison(self, left: Node, operator: Token, level: int) -> Node:
        """`a < b < c`, which is `a < b && b < c`."""
        root: Node | None = None
        while True:
            right = self._expression(level + 1)
            compared = self._made(Binary(operator.value, left, right, operator.offset, operator.end))
            joined = compared if root is None else Binary("&&", root, compared, operator.offset, operator.end)
            root = compared if root is None else self._made(joined)
            if self.token.kind != words.OPERATOR or self.token.value not in _COMPARISONS:
                return root
            left, operator = right, self.advance()

    def _let(self) -> Node:
        self.advance()
        name = self.expect_identifier("a name")
        self.expect(words.OPERATOR, "=")
        value = self._deeper_expression()
        self.expect(words.OPERATOR, ";")
        return self._made(Let(name.value, value, self._deeper_sequence(), name.offset, name.end))

    def _if(self) -> Node:
        start = self.advance()
        condition = self._deeper_expression()
        then = self._block()
        self.expect(words.OPERATOR, "else")
        if self.at(words.OPERATOR, "if"):
            self.enter()
            otherwise = self._if()
            self.leave()
        else:
            otherwise = self._block()
        return Conditional(condition, then, otherwise, False, start.offset, start.end)

    def _block(self) -> Node:
        self.expect(words.BRACKET, "{")
        body = self._deeper_sequence()
        self.expect(words.BRACKET, "}")
        return body

    def _conditional(self, node: Node) -> Node:
        while self.at(words.OPERATOR, "?"):
            sign = self.advance()
            if self.accept(words.OPERATOR, ":"):
                then = node
            else:
                then = self._deeper_expression()
                self.expect(words.OPERATOR, ":")
            otherwise = self._deeper_expression()
            node = self._made(Conditional(node, then, otherwise, True, sign.offset, sign.end))
        return node

    def _deeper_expression(self, lowest: int = 0) -> Node:
        self.enter()
        node = self._expression(lowest)
        self.leave()
        return node

    def _deeper_sequence(self) -> Node:
        self.enter()
        node = self._sequence()
        self.leave()
        return node

    # -- operands

    def _primary(self) -> Node:
        token = self.token
        if token.kind == words.OPERATOR and token.value in UNARY_LEVELS:
            self.advance()
            operand = self._deeper_expression(UNARY_LEVELS[token.value])
            return self._postfix(self._made(Unary(token.value, operand, token.offset, token.end)))
        if self.accept(words.BRACKET, "("):
            node = self._deeper_sequence()
            self.expect(words.BRACKET, ")")
            return self._postfix(node)
        if self.predicates and token.kind == words.OPERATOR and token.value in ("#", "."):
            return self._postfix(self._pointer())
        if self.accept(words.OPERATOR, "::"):
            function = self.expect_identifier("the name of a built-in function")
            return self._postfix(self._call(function, [], overridable=False))
        return self._secondary()

    def _pointer(self) -> Node:
        token = self.token
        name = ""
        if self.accept(words.OPERATOR, "#") and self.token.kind == words.IDENTIFIER:
            name = self.advance().value
        return self._made(Pointer(name, token.offset, token.end))

    def _secondary(self) -> Node:
        token = self.token
        if token.kind == words.IDENTIFIER:
            self.advance()
            if token.value in ("true", "false"):
                return self._made(Bool(token.value == "true", token.offset, token.end))
            if token.value == "nil":
                return self._made(Nil(token.offset, token.end))
            if self.at(words.BRACKET, "("):
                return self._postfix(self._call(token, [], overridable=True))
            return self._postfix(self._made(Name(token.value, token.offset, token.end)))
        if token.kind == words.NUMBER:
            self.advance()
            return self._made(number(token))
        if token.kind == words.TEXT:
            self.advance()
            return self._postfix(self._made(Text(token.value, token.offset, token.end)))
        if token.kind == words.BYTES:
            self.advance()
            return self._postfix(self._made(Bytes(token.value, token.offset, token.end)))
        if self.at(words.BRACKET, "["):
            return self._postfix(self._array())
        if self.at(words.BRACKET, "{"):
            return self._postfix(self._map())
        raise self.unexpected("a value")

    def _array(self) -> Node:
        start = self.advance()
        nodes: list[Node] = []
        while not self.accept(words.BRACKET, "]"):
            if nodes:
                self.expect(words.OPERATOR, ",")
                if self.accept(words.BRACKET, "]"):
                    break
            nodes.append(self._deeper_expression())
        return self._made(Array(tuple(nodes), start.offset, start.end))

    def _map(self) -> Node:
        start = self.advance()
        pairs: list[Pair] = []
        while not self.accept(words.BRACKET, "}"):
            if pairs:
                self.expect(words.OPERATOR, ",")
                if self.accept(words.BRACKET, "}"):
                    break
            key = self._key()
            self.expect(words.OPERATOR, ":")
            pair = Pair(key, self._deeper_expression(), start.offset, start.end)
            self._made(pair)
            pairs.append(pair)
        return self._made(Map(tuple(pairs), start.offset, start.end))

    def _key(self) -> Node:
        if self.token.kind in (words.NUMBER, words.TEXT, words.IDENTIFIER):
            token = self.advance()
            return self._made(Text(token.value, token.offset, token.end))
        if self.at(words.BRACKET, "("):
            return self._deeper_expression()
        raise self.unexpected("a key (a name, a string, a number, or an expression in parentheses)")

    # -- calls

    def _call(self, function: Token, arguments: list[Node], overridable: bool) -> Node:
        """A call of a function whose name was just read; `arguments` are those before a `|`."""
        hidden = overridable and function.value in self._names
        if function.value in PREDICATE_ARGUMENTS and not hidden:
            found = (*arguments, *self._predicate_arguments(PREDICATE_ARGUMENTS[function.value][len(arguments) :]))
            return self._made(Builtin(function.value, found, function.offset, function.end))
        if function.value in BUILTINS and not hidden:
            found = (*arguments, *self._arguments())
            return self._made(Builtin(function.value, found, function.offset, function.end))
        callee = self._made(Name(function.value, function.offset, function.end))
        return self._made(Call(callee, (*arguments, *self._arguments()), function.offset, function.end))

    def _arguments(self) -> list[Node]:
        self.expect(words.BRACKET, "(")
        arguments: list[Node] = []
        while not self.accept(words.BRACKET, ")"):
            if arguments:
                self.expect(words.OPERATOR, ",")
                if self.accept(words.BRACKET, ")"):
                    break
            arguments.append(self._deeper_expression())
        return arguments

    def _predicate_arguments(self, kinds: str) -> list[Node]:
        self.expect(words.BRACKET, "(")
        arguments: list[Node] = []
        for kind in kinds:
            if self.at(words.BRACKET, ")"):
                if kind.isupper():
                    break
                raise self.unexpected("a predicate such as '# > 1'" if kind == "p" else "a list")
            if arguments:
                self.expect(words.OPERATOR, ",")
            arguments.append(self._predicate() if kind in "pP" else self._deeper_expression())
        self.accept(words.OPERATOR, ",")
        self.expect(words.BRACKET, ")")
        return arguments

    def _predicate(self) -> Node:
        start = self.token
        self.predicates += 1
        if self.accept(words.BRACKET, "{"):
            body = self._deeper_sequence()
            self.predicates -= 1
            self.expect(words.BRACKET, "}")
        else:
            body = self._deeper_expression()
            if self.at(words.OPERATOR, ";"):
                raise Mistake("a predicate with ';' in it needs braces around it", start.offset, self.token.end)
            self.predicates -= 1
        return self._made(Predicate(body, start.offset, start.end))

    # -- what follows an operand

    def _postfix(self, node: Node) -> Node:
        """`.name`, `?.name`, `[key]`, `?.[key]`, `[start:stop]` and `.name(...)`, as many as there are."""
        while True:
            sign = self.token
            if sign.kind == words.OPERATOR and sign.value in (".", "?."):
                self.advance()
                optional = sign.value == "?."
                if optional and self.at(words.BRACKET, "["):
                    node = self._index(node, optional)
                else:
                    node = self._member(node, optional)
            elif sign.kind == words.BRACKET and sign.value == "[":
                node = self._index(node, False)
            else:
                return node

    def _member(self, node: Node, optional: bool) -> Node:
        name = self.advance()
        # Operators such as "not" are good names of members.
        is_word = name.kind == words.OPERATOR and is_word_character(name.value[0])
        if name.kind != words.IDENTIFIER and not is_word:
            raise self.unexpected("a name", name)
        key = self._made(Text(name.value, name.offset, name.end))
        chained = isinstance(node, Chain)
        if isinstance(node, Chain):
            node = node.node
        node = self._made(Member(node, key, optional, name.offset, name.end))
        if self.at(words.BRACKET, "("):
            node = self._made(Call(node, tuple(self._arguments()), name.offset, name.end))
        return self._made(Chain(node, name.offset, name.end)) if chained or optional else node

    def _index(self, node: Node, optional: bool) -> Node:
        sign = self.advance()
        start = None if self.at(words.OPERATOR, ":") else self._deeper_expression()
        if self.accept(words.OPERATOR, ":"):
            stop = None if self.at(words.BRACKET, "]") else self._deeper_expression()
            node = self._made(Slice(node, start, stop, sign.offset, sign.end))
        else:
            assert start is not None
            node = self._made(Member(node, start, optional, sign.offset, sign.end))
            if optional:
                node = self._made(Chain(node, sign.offset, sign.end))
        self.expect(words.BRACKET, "]")
        return node
