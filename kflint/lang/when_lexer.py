"""The tokens of a `when` condition, as govaluate reads them.

Written after the tokenizer of github.com/Knetic/govaluate, whose oddities decide what users may write: neighbouring signs are one
token, a backslash makes the next character part of a word, any quote ends any text.
"""

from __future__ import annotations

from collections.abc import Callable

from kflint.lang.mistake import Mistake
from kflint.lang.tags import GO_BLANKS
from kflint.lang.when_times import unix_seconds
from kflint.record import NamedTuple

PREFIX = "prefix"
NUMERIC = "number"
BOOLEAN = "truth value"
STRING = "text"
PATTERN = "pattern"
TIME = "time"
VARIABLE = "word"
ACCESSOR = "word with dots"
COMPARATOR = "comparison"
LOGICALOP = "logical operator"
MODIFIER = "operator"
TERNARY = "ternary operator"
CLAUSE = "("
CLAUSE_CLOSE = ")"
SEPARATOR = ","

_PREFIXES = frozenset("-!~")
_SIGNS = {
    **dict.fromkeys(("+", "-", "*", "/", "%", "**", "&", "|", "^", ">>", "<<"), MODIFIER),
    **dict.fromkeys(("&&", "||"), LOGICALOP),
    **dict.fromkeys(("==", "!=", ">", ">=", "<", "<=", "=~", "!~"), COMPARATOR),
    **dict.fromkeys(("?", ":", "??"), TERNARY),
}
# After these, and at the beginning, a sign can be a prefix.
_BEFORE_PREFIX = frozenset((None, CLAUSE, MODIFIER, COMPARATOR, LOGICALOP, TERNARY, SEPARATOR))
_QUOTES = "'\""
_REMEDIES = {
    "=": "to compare, write '=='",
    "===": "to compare, write '=='",
    "<>": "for 'not equal' write '!='",
    "=<": "write '<='",
    "=>": "write '>='",
    "!!": "write '!(…)' or leave both out",
    "&&&": "write '&&'",
    "|||": "write '||'",
}


class Token(NamedTuple):
    """One token: `value` is a float, bool, the text of a word, or the sign; `start` and `end` are 0-based offsets."""

    kind: str
    value: float | bool | str
    start: int
    end: int


class _Stream:
    """A place in a text that moves on as the tokenizer reads."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def read_while(self, condition: Callable[[str], bool], *, blanks_inside: bool = False) -> tuple[str, bool]:
        """Read characters for which `condition` holds, and any behind a backslash; return them and whether something ended them.

        Without `blanks_inside`, blanks at the beginning are skipped and the first one behind ends the word.
        """
        found: list[str] = []
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == "\\":
                if self.at + 1 == len(self.text):
                    raise Mistake("a backslash at the very end makes Argo's parser crash; remove it", self.at)
                found.append(self.text[self.at + 1])
                self.at += 2
                continue
            if letter in GO_BLANKS and not blanks_inside:
                self.at += 1
                if found:
                    return "".join(found), True
                continue
            if not condition(letter):
                return "".join(found), True
            found.append(letter)
            self.at += 1
        return "".join(found), False


def tokens(text: str) -> list[Token]:
    """Return the tokens of `text`; raise Mistake where govaluate can't read one."""
    stream = _Stream(text)
    found: list[Token] = []
    while True:
        while stream.at < len(text) and text[stream.at] in GO_BLANKS:
            stream.at += 1
        if stream.at == len(text):
            return found
        found.append(_token(stream, found[-1].kind if found else None))


def _token(stream: _Stream, before: str | None) -> Token:
    """Read the token at the place of `stream`, which is no blank; `before` is the kind of the token before it."""
    start = stream.at
    letter = stream.text[start]
    if letter.isdecimal() or letter == ".":
        return _number(stream)
    if letter in ",()":
        stream.at += 1
        return Token(letter, letter, start, stream.at)
    if letter == "[":
        return _bracketed(stream)
    if letter.isalpha():
        return _word(stream)
    if letter in _QUOTES:
        return _quoted(stream)
    sign, _ = stream.read_while(_in_sign)
    # A blank behind the sign has been read with it.
    end = start + max(len(stream.text[start : stream.at].rstrip(GO_BLANKS)), 1)
    if sign in _PREFIXES and before in _BEFORE_PREFIX:
        return Token(PREFIX, sign, start, end)
    if sign in _SIGNS:
        return Token(_SIGNS[sign], sign, start, end)
    raise _unknown_sign(stream.text, sign, start, end)


def _in_sign(letter: str) -> bool:
    return not (letter.isdecimal() or letter.isalpha() or letter in "()[]" or letter in _QUOTES)


def _in_word(letter: str) -> bool:
    return letter.isalpha() or letter.isdecimal() or letter in "_."


def _in_hexadecimal(letter: str) -> bool:
    return letter.isdecimal() or letter in "abcdefABCDEF"


def _number(stream: _Stream) -> Token:
    """Read a number: decimal, or hexadecimal behind 0x; there is no exponent."""
    start = stream.at
    if stream.text.startswith("0x", start) and start + 2 < len(stream.text):
        stream.at += 2
        digits, _ = stream.read_while(_in_hexadecimal)
        if digits and not digits.strip("0123456789abcdefABCDEF") and int(digits, 16) < 2**64:
            return Token(NUMERIC, float(int(digits, 16)), start, stream.at)
        raise Mistake(f"'0x{digits}' is no hexadecimal number", start, stream.at)
    digits, _ = stream.read_while(lambda letter: letter.isdecimal() or letter == ".")
    end = start + len(stream.text[start : stream.at].rstrip(GO_BLANKS))
    plain = digits.replace(".", "", 1)
    if plain.isascii() and plain.isdigit() and float(digits) != float("inf"):
        return Token(NUMERIC, float(digits), start, end)
    remedy = f"; a text such as a version needs quotes: '{digits}'" if digits.count(".") > 1 else ""
    raise Mistake(f"'{digits}' is no number{remedy}", start, end)


def _bracketed(stream: _Stream) -> Token:
    """Read a word in square brackets, which may hold any characters."""
    start = stream.at
    stream.at += 1
    word, closed = stream.read_while(lambda letter: letter != "]", blanks_inside=True)
    if not closed:
        raise Mistake("the bracket '[' is not closed; ']' is missing", start)
    stream.at += 1
    return Token(VARIABLE, word, start, stream.at)


def _quoted(stream: _Stream) -> Token:
    """Read a text in quotes; one that looks like a date or time is a number, its Unix time."""
    start = stream.at
    stream.at += 1
    text, closed = stream.read_while(lambda letter: letter not in _QUOTES, blanks_inside=True)
    if not closed:
        raise Mistake(f"the quote {stream.text[start]} is not closed", start)
    stream.at += 1
    seconds = unix_seconds(text)
    if seconds is not None:
        return Token(TIME, float(seconds), start, stream.at)
    return Token(STRING, text, start, stream.at)


def _word(stream: _Stream) -> Token:
    """Read a word: true, false, in, one with dots, or any other."""
    start = stream.at
    word, _ = stream.read_while(_in_word)
    end = start + len(stream.text[start : stream.at].rstrip(GO_BLANKS))
    if word in ("in", "IN"):
        return Token(COMPARATOR, "in", start, end)
    if word in ("true", "false"):
        return Token(BOOLEAN, word == "true", start, end)
    if "." not in word:
        return Token(VARIABLE, word, start, end)
    fields = word.split(".")
    if not fields[-1]:
        raise Mistake(f"'{word}' ends with a dot; a text with dots needs quotes: '{word}'", start, end)
    # Go looks at the first letter of each field; an empty one counts as in upper case.
    if any(field[0].upper() != field[0] for field in fields[1:] if field):
        raise Mistake(f"a text with dots needs quotes: '{word}'", start, end)
    return Token(ACCESSOR, word, start, end)


def _unknown_sign(text: str, sign: str, start: int, end: int) -> Mistake:
    """Return the mistake of signs that govaluate doesn't know."""
    if "{{" in sign:
        return Mistake("a tag is left here, which nothing has replaced", start, end)
    if sign in _REMEDIES:
        return Mistake(f"there is no '{sign}'; {_REMEDIES[sign]}", start, end)
    if not sign:
        return Mistake(f"'{text[start]}' can't stand here; a text with brackets needs quotes", start, end)
    if any(letter in sign for letter in "“”‘’"):
        return Mistake("curly quotes are no quotes here; use ' or \"", start, end)
    if sign == "!":
        return Mistake("'!' can only stand before a value; for 'not equal' write '!='", start, end)
    for length in (2, 1):
        if sign[:length] in _SIGNS and sign[length:] in (*_PREFIXES, *_SIGNS):
            return Mistake(f"'{sign}' is read as one sign; put a blank after '{sign[:length]}'", start, end)
    shown = sign if sign.isprintable() else ascii(sign)[1:-1]
    return Mistake(f"there is no '{shown}'; a text that has it needs quotes", start, end)
