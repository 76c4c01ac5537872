"""Names with `-` in them, which expr-lang takes for subtractions."""

from __future__ import annotations

from kflint.lang.expr_lexer import EOF, IDENTIFIER, NUMBER, OPERATOR, Lexer, Token
from kflint.lang.mistake import Mistake
from kflint.record import NamedTuple


class Dashed(NamedTuple):
    """Names with `-` between them that look like one name: `steps.two-words.outputs`. `meant` is how that would be written."""

    meant: str
    offset: int
    end: int


def dashed_names(text: str) -> list[Dashed]:
    """Where in an expression a name after a dot goes on with `-` without blanks, as in `inputs.parameters.my-param`.

    Whether a subtraction is meant after all (`a.count-1`) can only be told by who knows the names. The expression need not parse:
    `steps.sign-in.status` doesn't, as `in` is an operator.
    """
    found: list[Dashed] = []
    tokens = _tokens(text)
    at = 0
    while at < len(tokens):
        start = tokens[at]
        names, stop = _path(tokens, at)
        if len(names) > 1 and any("-" in name for name in names) and tokens[stop].value != "(":
            found.append(Dashed(_written(names), start.offset, tokens[stop - 1].end))
        at = max(stop, at + 1)
    return found


def _tokens(text: str) -> list[Token]:
    """The tokens as far as there are any, with an end that is no name."""
    lexer = Lexer(text)
    tokens: list[Token] = []
    try:
        while (token := lexer.next()) is not None:
            tokens.append(token)
    except Mistake:
        tokens.append(Token(EOF, "", len(text), len(text)))
    return tokens


def _path(tokens: list[Token], at: int) -> tuple[list[str], int]:
    """The names of the path that begins at a token, with their dashes, and the index of the token after it."""
    before = tokens[at - 1] if at else None
    if tokens[at].kind != IDENTIFIER or (before is not None and before.value in (".", "?.", "#")):
        return [], at
    names = [tokens[at].value]
    at += 1
    while tokens[at].kind == OPERATOR:
        last, sign, word = tokens[at - 1 : at + 2]
        if sign.value == "." and _is_word(word):
            names.append(word.value)
        elif (
            sign.value == "-"
            and last.end == sign.offset
            and sign.end == word.offset
            and len(names) > 1
            and _is_word_or_digits(word)
        ):
            names[-1] += f"-{word.value}"
        else:
            break
        at += 2
    return names, at


def _is_word(token: Token) -> bool:
    return token.kind == IDENTIFIER or (token.kind == OPERATOR and token.value.isalpha())


def _is_word_or_digits(token: Token) -> bool:
    return _is_word(token) or (token.kind == NUMBER and token.value.isdecimal())


def _written(names: list[str]) -> str:
    """A path as it must be written."""
    return names[0] + "".join(f"['{name}']" if "-" in name else f".{name}" for name in names[1:])
