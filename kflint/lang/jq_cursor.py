"""Where the parser of jq filters stands among the tokens."""

from __future__ import annotations

from kflint.lang.jq_lexer import Lexer, Token
from kflint.lang.jq_mistakes import unexpected
from kflint.lang.mistake import Mistake

# A pair of parentheses is two levels: the term and the filter in it.
_DEEPEST = 240


class Cursor:
    """The tokens of a filter: `token` is the next one, `before` the last one taken."""

    __slots__ = ("_depth", "before", "lexer", "text", "token")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lexer = Lexer(text)
        self.before = self.token = self.lexer.next()
        self._depth = 0

    def advance(self) -> Token:
        """Take the next token and return it."""
        self.before = self.token
        self.token = self.lexer.next()
        return self.before

    def accept(self, kind: str) -> bool:
        """Take the next token if it is of this kind; say whether it was."""
        if self.token.kind != kind:
            return False
        self.advance()
        return True

    def expect(self, kind: str, called: str | None = None) -> Token:
        """Take and return the next token, which must be of this kind. `called` names it in the Mistake raised otherwise."""
        if self.token.kind != kind:
            raise self.unexpected(called or f"'{kind}'")
        return self.advance()

    def unexpected(self, expected: str) -> Mistake:
        """The mistake of the next token, where `expected` should stand."""
        return unexpected(self.text, self.before, self.token, expected)

    def enter(self) -> None:
        """Go one level deeper. Raises Mistake before Python's own recursion would end."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Mistake("the filter is nested too deeply", self.token.offset, self.token.end)

    def leave(self) -> None:
        """Come back from a level."""
        self._depth -= 1
