"""Where the parser of expressions stands among the tokens."""

from __future__ import annotations

from kflint.lang import expr_lexer as words
from kflint.lang.expr_lexer import Lexer, Token
from kflint.lang.expr_mistakes import unexpected
from kflint.lang.mistake import Mistake

_DEEPEST = 100


class Cursor:
    """The tokens of an expression: `token` is the next one. `predicates` counts the predicates around it."""

    __slots__ = ("_depth", "_lexer", "_returned", "predicates", "text", "token")

    def __init__(self, text: str) -> None:
        self.text = text
        self.predicates = 0
        self._depth = 0
        self._lexer = Lexer(text)
        self._returned: Token | None = None
        first = self._lexer.next()
        assert first is not None
        self.token = first

    def advance(self) -> Token:
        """Take the next token and return it. Raises Mistake after the last one."""
        before = self.token
        if self._returned is not None:
            self.token, self._returned = self._returned, None
            return before
        token = self._lexer.next()
        if token is None:
            raise Mistake("the expression ends where a name should follow", before.offset, before.end)
        self.token = token
        return before

    def put_back(self, before: Token) -> None:
        """Make `before`, which was taken last, the next token again."""
        self._returned, self.token = self.token, before

    def at(self, kind: str, value: str) -> bool:
        """Whether this is the next token."""
        return self.token.kind == kind and self.token.value == value

    def accept(self, kind: str, value: str) -> bool:
        """Take the next token if it is this one; say whether it was."""
        if not self.at(kind, value):
            return False
        self.advance()
        return True

    def expect(self, kind: str, value: str) -> Token:
        """Take and return the next token. Raises Mistake if it isn't this one."""
        if not self.at(kind, value):
            raise self.unexpected(f"'{value}'")
        return self.advance()

    def expect_identifier(self, called: str) -> Token:
        """Take and return the next token. Raises Mistake if it is no identifier; `called` says what it should be."""
        if self.token.kind != words.IDENTIFIER:
            raise self.unexpected(called)
        return self.advance()

    def unexpected(self, expected: str, token: Token | None = None) -> Mistake:
        """The mistake of a token, the next one if none is given, where `expected` should stand."""
        return unexpected(self.text, token or self.token, expected, in_predicate=self.predicates > 0)

    def enter(self) -> None:
        """Go one level deeper. Raises Mistake before Python's own recursion would end."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Mistake("the expression is nested too deeply", self.token.offset, self.token.end)

    def leave(self) -> None:
        """Come back from a level."""
        self._depth -= 1
