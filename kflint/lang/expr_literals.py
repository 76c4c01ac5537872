"""What the numbers in an expression are worth."""

from __future__ import annotations

from kflint.lang.expr_lexer import Token
from kflint.lang.expr_tree import Float, Int
from kflint.lang.mistake import Mistake

_BIGGEST = 2**63 - 1
_BASES = {"0x": 16, "0b": 2, "0o": 8}


def number(token: Token) -> Int | Float:
    """The number that a token says: decimal, `0x`, `0o`, `0b`, with `_` anywhere; a leading zero means nothing.

    Raises Mistake for what Go's strconv refuses: digits that are missing, and values out of range.
    """
    digits = token.value.replace("_", "")
    base = _BASES.get(digits[:2].lower(), 10)
    if base != 16 and not {".", "e", "E"}.isdisjoint(digits):
        return _float(token, digits)
    try:
        value = int(digits[2:] if base != 10 else digits, base)
    except ValueError:
        raise _wrong(token) from None
    if value > _BIGGEST:
        raise Mistake(f"the number {token.value} is too big; the biggest is {_BIGGEST}", token.offset, token.end)
    return Int(value, token.offset, token.end)


def _float(token: Token, digits: str) -> Float:
    try:
        value = float(digits)
    except ValueError:
        raise _wrong(token) from None
    if value == float("inf"):
        raise Mistake(f"the number {token.value} is too big", token.offset, token.end)
    return Float(value, token.offset, token.end)


def _wrong(token: Token) -> Mistake:
    return Mistake(f"'{token.value}' is not a number", token.offset, token.end)
