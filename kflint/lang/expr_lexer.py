"""The words of an expression, as expr-lang 1.17.8 cuts them."""

from __future__ import annotations

from kflint.lang.mistake import Mistake
from kflint.record import NamedTuple

# Kinds of tokens.
IDENTIFIER = "identifier"
NUMBER = "number"
TEXT = "text"
BYTES = "bytes"
OPERATOR = "operator"
BRACKET = "bracket"
EOF = "end"

_WORD_OPERATORS = frozenset(
    ("not", "in", "or", "and", "matches", "contains", "startsWith", "endsWith", "let", "if", "else"),
)
# Go's unicode.IsSpace. Python's str.isspace takes some control characters more.
_SPACES = frozenset("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000").union(map(chr, range(0x2000, 0x200B)))
_DIGITS = "0123456789_"
_DIGITS_AFTER = {"x": _DIGITS + "abcdefABCDEF", "o": "01234567_", "b": "01_"}
_SECOND_SIGNS = {"?": ".?", "|": "|", ":": ":", **dict.fromkeys("&!=*<>", "&=*")}
_SINGLE_SIGNS = ",;%+-^"
_BRACKETS = "([{)]}"

_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_HEX_ESCAPES = {"x": 2, "u": 4, "U": 8}
_HEX = "0123456789abcdefABCDEF"
_LAST_CHARACTER = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


class Token(NamedTuple):
    """One word. `value` is what it says: for a string what is in the quotes, unescaped; in BYTES each character is one byte."""

    kind: str
    value: str
    offset: int
    end: int


def is_word_character(char: str) -> bool:
    """Whether a character can be in a name: letters and decimal digits of any script, `_` and `$`."""
    return char.isalpha() or char.isdecimal() or char in ("_", "$")


class Lexer:
    """Cuts an expression into tokens, one at a time."""

    __slots__ = ("_at", "_pending", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._at = 0
        self._pending: Token | None = None

    def next(self) -> Token | None:
        """The next token; the last one is EOF, after which there is None. Raises Mistake where no token can be made."""
        if self._pending is not None:
            token, self._pending = self._pending, None
            return token
        self._skip()
        if self._at > len(self.text):
            return None
        if self._at == len(self.text):
            self._at += 1
            return Token(EOF, "", max(len(self.text) - 1, 0), len(self.text))
        return self._token(self._at)

    def _skip(self) -> None:
        """Go past blanks and comments."""
        text = self.text
        while self._at < len(text):
            if text[self._at] in _SPACES:
                self._at += 1
            elif text.startswith("//", self._at):
                newline = text.find("\n", self._at)
                self._at = len(text) if newline < 0 else newline + 1
            elif text.startswith("/*", self._at):
                stop = text.find("*/", self._at + 2)
                if stop < 0:
                    raise Mistake("the comment has no closing '*/'", len(text), len(text))
                self._at = stop + 2
            else:
                return

    def _token(self, at: int) -> Token:
        char = self.text[at]
        after = self.text[at + 1 : at + 2]
        if char in "'\"":
            return self._string(TEXT, at, at)
        if char == "`":
            return self._raw_string(at)
        if char in "bB" and after in ("'", '"'):
            return self._string(BYTES, at, at + 1)
        if char in "0123456789":
            return self._number(at, at)
        if char == "." and "0" <= after <= "9":
            return self._number(at, at + 1)
        if char == "#":
            return self._pointer(at)
        if char in _BRACKETS:
            return self._take(BRACKET, at, at + 1)
        if char in _SECOND_SIGNS:
            double = after != "" and after in _SECOND_SIGNS[char]
            return self._take(OPERATOR, at, at + 2 if double else at + 1)
        if char == ".":
            return self._take(OPERATOR, at, at + 2 if after == "." else at + 1)
        if char in _SINGLE_SIGNS or char == "/":
            return self._take(OPERATOR, at, at + 1)
        if is_word_character(char):
            end = self._word_end(at)
            return self._take(OPERATOR if self.text[at:end] in _WORD_OPERATORS else IDENTIFIER, at, end)
        raise Mistake(f"the character {_shown(char)} has no meaning here", at)

    def _take(self, kind: str, offset: int, end: int) -> Token:
        self._at = end
        return Token(kind, self.text[offset:end], offset, end)

    def _word_end(self, at: int) -> int:
        while at < len(self.text) and is_word_character(self.text[at]):
            at += 1
        return at

    def _pointer(self, at: int) -> Token:
        """`#`; a word right after it is a name, even if it begins with a digit or is an operator elsewhere."""
        start = at + 2 if self.text.startswith("##", at) else at + 1
        end = self._word_end(start)
        if end > start:
            self._pending = self._take(IDENTIFIER, start, end)
        self._at = end
        return Token(OPERATOR, self.text[at:start], at, start)

    def _number(self, offset: int, at: int) -> Token:
        """A number from `offset` on, whose first digit is at `at`. Whether its digits make sense is not looked at."""
        digits = _DIGITS
        if self.text[at] == "0":
            at += 1
            base = self.text[at : at + 1].lower()
            if base in _DIGITS_AFTER:
                digits = _DIGITS_AFTER[base]
                at += 1
        at = self._run_end(at, digits)
        if self.text.startswith(".", at):
            if self.text.startswith("..", at):
                return self._take(NUMBER, offset, at)
            at = self._run_end(at + 1, digits)
        if self.text.startswith(("e", "E"), at):
            at += 2 if self.text.startswith(("+", "-"), at + 1) else 1
            at = self._run_end(at, digits)
        if at < len(self.text) and is_word_character(self.text[at]):
            in_name = offset > 1 and self.text[offset - 1] == "-" and is_word_character(self.text[offset - 2])
            hint = "a name with '-' in it is quoted, as in steps['step-2'].status" if in_name else None
            raise Mistake(f"'{self.text[offset : at + 1]}' is not a number", at, at + 1, hint)
        return self._take(NUMBER, offset, at)

    def _run_end(self, at: int, characters: str) -> int:
        while at < len(self.text) and self.text[at] in characters:
            at += 1
        return at

    def _raw_string(self, offset: int) -> Token:
        """A string in backquotes, in which two of them stand for one."""
        at = offset + 1
        while True:
            at = self.text.find("`", at)
            if at < 0:
                raise self._unterminated(offset, "`")
            if not self.text.startswith("``", at):
                break
            at += 2
        self._at = at + 1
        return Token(TEXT, self.text[offset + 1 : at].replace("``", "`"), offset, at + 1)

    def _string(self, kind: str, offset: int, at: int) -> Token:
        """A string whose opening quote is at `at`."""
        quote = self.text[at]
        at += 1
        value: list[str] = []
        while not self.text.startswith(quote, at):
            char = self.text[at : at + 1]
            if char == "" or char == "\n":
                raise self._unterminated(at, quote)
            if char == "\\":
                char, at = self._escape(at, quote, kind)
                value.append(char)
            else:
                at += 1
                if char == "\r":
                    char = "\n"
                value.append(char if kind == TEXT else char.encode().decode("latin-1"))
        self._at = at + 1
        return Token(kind, "".join(value), offset, at + 1)

    def _unterminated(self, at: int, quote: str) -> Mistake:
        if at >= len(self.text) or quote == "`":
            return Mistake(f"the string has no closing {quote}", len(self.text), len(self.text))
        hint = "write \\n, or put the string in backquotes"
        return Mistake(f"a string in {quote} can't go over the end of the line", at, at + 1, hint)

    def _escape(self, at: int, quote: str, kind: str) -> tuple[str, int]:
        """What the escape sequence at `at` stands for, and where it ends."""
        letter = self.text[at + 1 : at + 2]
        if letter in _ESCAPES or letter == quote:
            return _ESCAPES.get(letter, letter), at + 2
        if letter in tuple("01234567"):
            return self._code(at, at + 1, 3, 8, kind)
        if self.text.startswith("u{", at + 1):
            end = self._run_end(at + 3, _HEX)
            if not 1 <= end - at - 3 <= 6 or not self.text.startswith("}", end):
                raise Mistake("'\\u{' must be followed by one to six hexadecimal digits and '}'", at, min(end + 1, len(self.text)))
            return self._code(at, at + 3, end - at - 3, 16, kind)[0], end + 1
        if letter in _HEX_ESCAPES:
            return self._code(at, at + 2, _HEX_ESCAPES[letter], 16, kind)
        if letter == "":
            raise self._unterminated(at + 1, quote)
        hint = "write two backslashes for one, or put the string in backquotes"
        raise Mistake(f"'\\{letter}' has no meaning in a string", at + 1, at + 2, hint)

    def _code(self, at: int, start: int, count: int, base: int, kind: str) -> tuple[str, int]:
        """The character whose number is in the `count` digits from `start` on, and where they end."""
        end = min(self._run_end(start, _HEX if base == 16 else _HEX[:base]), start + count)
        digits = self.text[start:end]
        if len(digits) < count:
            raise Mistake(f"'{self.text[at:start]}' must be followed by {count} digits of base {base}", at, end)
        number = int(digits, base)
        if number > _LAST_CHARACTER or (base == 8 and number > 0o377) or (kind == BYTES and self.text[at + 1] in "uU"):
            raise Mistake(f"'{self.text[at:end]}' is not a character that can be here", at, end)
        return "\ufffd" if number in _SURROGATES else chr(number), end


def _shown(char: str) -> str:
    return f"'{char}'" if char.isprintable() else f"U+{ord(char):04X}"
