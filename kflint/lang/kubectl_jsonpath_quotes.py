"""Quoted text in kubectl's JSONPath: the escapes of Go's strings, in single quotes too."""

from __future__ import annotations

from kflint.lang.mistake import Mistake

_SIMPLE = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_HEX_DIGITS = {"x": 2, "u": 4, "U": 8}
_HEX = frozenset("0123456789abcdefABCDEF")
_OCTAL = frozenset("01234567")


def unquote(text: str, quote: str) -> str:
    r"""The text that is meant by what stands between two quotes (client-go `UnquoteExtend`).

    `quote` is `'` or `"`. `\x` and octal escapes give bytes; those that are not UTF-8 become U+FFFD. Raises Mistake for an
    escape that Go does not know.
    """
    if "\\" not in text:
        return text
    out = bytearray()
    at = 0
    while at < len(text):
        if text[at] == quote:
            # Whoever looks for the closing quote takes any backslash before a quote for an escape, even an escaped one.
            raise Mistake(f"a quoted text can't end with a backslash; {quote} is still part of it", at, at + 1)
        if text[at] != "\\":
            out += text[at].encode("utf-8", "replace")
            at += 1
            continue
        piece, end = _escape(text, at, quote)
        out += piece
        at = end
    return out.decode("utf-8", "replace")


def _escape(text: str, at: int, quote: str) -> tuple[bytes, int]:
    """What the escape at `at` stands for, and where it ends."""
    letter = text[at + 1 : at + 2]
    if letter in _SIMPLE:
        return bytes((_SIMPLE[letter],)), at + 2
    if letter and letter == quote:
        return letter.encode(), at + 2
    if letter in _HEX_DIGITS:
        end = at + 2 + _HEX_DIGITS[letter]
        return _code(text, at, at + 2, end, 16, as_byte=letter == "x"), end
    if letter and letter in _OCTAL:
        return _code(text, at, at + 1, at + 4, 8, as_byte=True), at + 4
    message = f"'\\{letter}' is not an escape that kubectl knows; a backslash itself is written '\\\\'"
    raise Mistake(message, at, min(at + 2, len(text)))


def _code(text: str, at: int, start: int, end: int, base: int, *, as_byte: bool) -> bytes:
    digits = text[start:end]
    allowed = _HEX if base == 16 else _OCTAL
    if len(digits) < end - start or not allowed.issuperset(digits):
        raise Mistake(f"the escape '{text[at:end]}' needs {end - start} digits", at, min(end, len(text)))
    number = int(digits, base)
    if as_byte and number < 0x100:
        return bytes((number,))
    if as_byte or number > 0x10FFFF or 0xD800 <= number < 0xE000:
        raise Mistake(f"there is no character '{text[at:end]}'", at, end)
    return chr(number).encode()
