"""The words of a jq filter, as gojq 0.12.19 (the jq of Argo Workflows) cuts them."""

from __future__ import annotations

import re

from kflint.lang.mistake import Mistake
from kflint.record import NamedTuple

KEYWORDS = frozenset(
    (
        *("or", "and", "module", "import", "include", "def", "as", "label", "break", "null", "true", "false"),
        *("if", "then", "elif", "else", "end", "try", "catch", "reduce", "foreach"),
    )
)

# Kinds of tokens that are not their own text.
NAME = "name"
MODULE_NAME = "name of a module"
VARIABLE = "variable"
MODULE_VARIABLE = "variable of a module"
FIELD = "field"
NUMBER = "number"
FORMAT = "format"
TEXT = "text"
TEXT_START = "start of a text"
TEXT_FILTER = "filter in a text"
TEXT_END = "end of a text"
UNKNOWN = "unknown"
EOF = "end of the filter"

_WHITE = " \t\r\n"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NAME_OR_MODULE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)?")
_FORMAT_NAME = re.compile(r"[A-Za-z0-9_]+")
_NUMBER = re.compile(r"(?:[0-9]+(\.[0-9]*)?|(\.[0-9]+))([eE][-+]?([0-9]*))?")
_OPERATOR = re.compile(r"\?//|//=|\.\.|//|[-+*/%|=!<>]=|[-=<>.|,+*/%?\[\];():{}]")
_TEXT_STOP = re.compile(r'["\\]')
_HEX = re.compile(r"[0-9A-Fa-f]{0,4}")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_SIMPLE_ESCAPES = {'"': '"', "/": "/", "\\": "\\", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Token(NamedTuple):
    """One word. `kind` is one of the constants above, a keyword, or the sign itself; `text` is the value of a string token."""

    kind: str
    text: str
    offset: int
    end: int


class Lexer:
    """Cuts a filter into tokens, one at a time.

    `in_text` must be set by the parser when it has read the `)` that ends a `\\(...)`: only the parser can tell which one does.
    """

    __slots__ = ("_at", "_openings", "in_text", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.in_text = False
        self._at = 0
        self._openings: list[int] = []  # where the strings begin that are not closed yet

    def next(self) -> Token:
        """The next token; the EOF token again and again at the end. Raises Mistake for a broken string or number."""
        if self._at >= len(self.text):
            return Token(EOF, "", len(self.text), len(self.text))
        if self.in_text:
            return self._in_text(self._at)
        self._skip()
        at = self._at
        if at >= len(self.text) or self.text[at] == "\0":  # gojq takes a NUL for the end, even in a comment
            self._at = len(self.text)
            return Token(EOF, "", at, at)
        return self._word(at)

    def _skip(self) -> None:
        """Go past blanks and comments."""
        while self._at < len(self.text):
            if self.text[self._at] == "#":
                self._skip_comment()
            elif self.text[self._at] in _WHITE:
                self._at += 1
            else:
                return

    def _skip_comment(self) -> None:
        """Go to the end of the line; as in Tcl, a backslash at the end of a line lets the comment go on."""
        text = self.text
        while self._at < len(text) and text[self._at] not in "\r\n\0":
            self._at += 1
            if text[self._at - 1] != "\\":
                continue
            if text.startswith(("\\", "\n"), self._at):
                self._at += 1
            elif text.startswith("\r", self._at):
                self._at += 2 if text.startswith("\r\n", self._at) else 1

    def _word(self, at: int) -> Token:
        char = self.text[at]
        if char.isascii() and (char.isalpha() or char == "_"):
            return self._name(_NAME_OR_MODULE.match(self.text, at), NAME, MODULE_NAME)
        if char == "$":
            return self._sigil(at, _NAME_OR_MODULE, VARIABLE, MODULE_VARIABLE)
        if char == "@":
            return self._sigil(at, _FORMAT_NAME, FORMAT, FORMAT)
        if char == '"':
            return self._text(at)
        number = _NUMBER.match(self.text, at)
        if number:
            return self._number(number)
        if char == ".":
            field = _NAME.match(self.text, at + 1)
            if field:
                return self._take(FIELD, field[0], at, field.end())
        sign = _OPERATOR.match(self.text, at)
        return self._take(sign[0], sign[0], at, sign.end()) if sign else self._take(UNKNOWN, char, at, at + 1)

    def _take(self, kind: str, text: str, offset: int, end: int) -> Token:
        self._at = end
        return Token(kind, text, offset, end)

    def _name(self, found: re.Match[str] | None, kind: str, module_kind: str) -> Token:
        assert found is not None
        name = found[0]
        if "::" in name:
            return self._take(module_kind, name, found.start(), found.end())
        return self._take(name if name in KEYWORDS else kind, name, found.start(), found.end())

    def _sigil(self, at: int, pattern: re.Pattern[str], kind: str, module_kind: str) -> Token:
        """A name with `$` or `@` before it, which are no words by themselves."""
        name = pattern.match(self.text, at + 1)
        if name is None:
            return self._take(UNKNOWN, self.text[at], at, at + 1)
        return self._take(module_kind if "::" in name[0] else kind, self.text[at : name.end()], at, name.end())

    def _number(self, number: re.Match[str]) -> Token:
        end = number.end()
        after = self.text[end : end + 1]
        has_point, exponent = number[1] or number[2], number[3]
        if exponent and not number[4] and not _NAME.match(after):
            raise Mistake(f"the number '{number[0]}' has no digits after the 'e'", number.start(), end)
        if _NAME.match(after) or (has_point and not exponent and after == "."):
            raise Mistake(f"'{number[0]}{after}' is not a number", number.start(), end + 1)
        return self._take(NUMBER, number[0], number.start(), end)

    def _text(self, start: int) -> Token:
        """A string from its opening quote on; only the quote, if there is a `\\(...)` in it."""
        self._openings.append(start)
        at = self._scan_text(start + 1)
        if self.text[at] == '"':
            self._openings.pop()
            return self._take(TEXT, _unescaped(self.text[start + 1 : at]), start, at + 1)
        self.in_text = True
        return self._take(TEXT_START, '"', start, start + 1)

    def _in_text(self, start: int) -> Token:
        """What comes next within a string that holds a `\\(...)`."""
        at = self._scan_text(start)
        if at > start:
            return self._take(TEXT, _unescaped(self.text[start:at]), start, at)
        self.in_text = False
        if self.text[at] == '"':
            self._openings.pop()
            return self._take(TEXT_END, '"', at, at + 1)
        return self._take(TEXT_FILTER, "\\(", at, at + 2)

    def _scan_text(self, at: int) -> int:
        """Where the string, or the part of it from `at` on, ends: the offset of a quote or of `\\(`."""
        text = self.text
        while True:
            stop = _TEXT_STOP.search(text, at)
            if stop is None or (stop.end() == len(text) and stop[0] == "\\"):
                raise Mistake("the string has no closing '\"'", self._openings[-1], len(text))
            at = stop.start()
            if text[at] == '"' or text[at + 1] == "(":
                return at
            at = _after_escape(text, at)


def _after_escape(text: str, at: int) -> int:
    """The offset after the escape sequence at `at`. Raises Mistake if it is none."""
    letter = text[at + 1]
    if letter in _SIMPLE_ESCAPES:
        return at + 2
    if letter != "u":
        allowed = " ".join(_SIMPLE_ESCAPES)
        message = f"'\\{letter}' has no meaning in a string; what may follow a backslash is {allowed} u and ("
        raise Mistake(message, at, at + 2, "for a backslash itself write two")
    digits = _HEX.match(text, at + 2)
    assert digits is not None
    if len(digits[0]) < 4:
        raise Mistake("'\\u' must be followed by four hexadecimal digits", at, digits.end())
    return digits.end()


def _unescaped(text: str) -> str:
    """The value of a string without its quotes; half a surrogate pair becomes U+FFFD."""
    if "\\" not in text:
        return text
    value = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _SIMPLE_ESCAPES[found[2]], text)
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
