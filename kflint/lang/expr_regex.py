"""Whether Go takes a regular expression: the syntax of RE2, which has no lookaround and no back references."""

from __future__ import annotations

import re

_MOST_REPEATS = 1000
_LAST_CHARACTER = 0x10FFFF

_REPEAT = re.compile(r"\{(0|[1-9][0-9]*)(,(0|[1-9][0-9]*)?)?\}")
_NAMED_GROUP = re.compile(r"\(\?P?<(\w*)>", re.ASCII)
_FLAGS = re.compile(r"\(\?([imsU]*)(-[imsU]+)?([:)])")
_LOOK_AROUND = re.compile(r"\(\?<?[=!]")
_UNICODE_CLASS = re.compile(r"\\[pP](?:[LMNPSZC]|\{\^?[A-Za-z_ -]+\})")
_POSIX_CLASS = re.compile(
    r"\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]",
)
_HEX = re.compile(r"\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})")
_OCTAL = re.compile(r"\\([1-7][0-7]{1,2}|0[0-7]{0,2})")

_LETTER_ESCAPES = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_CLASS_ESCAPES = "dDsSwW"
_POSITION_ESCAPES = "AbBz"

# A part of a pattern: the greatest number of its repetitions by {n}, and the parts in it that have some themselves. Parts without
# any are of no interest; the empty one stands for them all.
_Part = tuple[int, tuple["_Part", ...]]
_PLAIN: _Part = (0, ())


class _WrongError(Exception):
    """Why a pattern is wrong, in words."""


def check(pattern: str) -> str | None:
    """Say what is wrong with a regular expression, or None if Go's regexp package takes it.

    Names of Unicode classes (`\\p{Greek}`) are not looked up.
    """
    try:
        _Pattern(pattern).read()
    except _WrongError as wrong:
        return f"the regular expression is wrong: {wrong}"
    return None


class _Pattern:
    """Reads a pattern from left to right, with a list of parts for each group that is open."""

    __slots__ = ("_at", "_can_repeat", "_open", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open: list[list[_Part]] = [[]]
        self._can_repeat = False

    def read(self) -> None:
        """Raises _WrongError."""
        repeated = False
        while self._at < len(self._text):
            repeated = self._repeat(repeated) or self._other()
        if len(self._open) > 1:
            raise _WrongError("a '(' has no ')'")

    def _part(self, part: _Part, end: int) -> None:
        self._open[-1].append(part)
        self._can_repeat = True
        self._at = end

    def _repeat(self, repeated: bool) -> bool:
        """Read `*`, `+`, `?` or `{n,m}`; say whether there was one. `repeated` tells whether one came right before."""
        text, start = self._text, self._at
        most = 0
        if text[start] in "*+?":
            end = start + 1
        else:
            counts = _REPEAT.match(text, start)
            if counts is None:
                return False
            end = counts.end()
            most = _most_repeats(counts)
        if text.startswith("?", end):
            end += 1
        written = text[start:end]
        if repeated:
            raise _WrongError(f"'{written}' can't follow another repetition")
        if not self._can_repeat:
            raise _WrongError(f"there is nothing before '{written}' that it could repeat")
        part = self._open[-1].pop() if self._open[-1] else _PLAIN
        inner = () if part == _PLAIN else (part,)
        self._part((most, inner) if most or inner else _PLAIN, end)
        if most >= 2 and not _is_repeatable(self._open[-1][-1], _MOST_REPEATS):
            raise _WrongError(f"'{written}' and the repetitions in it are more than {_MOST_REPEATS}")
        return True

    def _other(self) -> bool:
        """Read one thing that is no repetition. Always returns False: it isn't one."""
        text, at = self._text, self._at
        char = text[at]
        if char == "(":
            self._group()
        elif char == ")":
            self._close()
        elif char == "|":
            self._can_repeat = False
            self._at += 1
        elif char == "[":
            self._part(_PLAIN, _class_end(text, at))
        elif char != "\\":
            self._part(_PLAIN, at + 1)
        elif text.startswith("\\Q", at):
            self._quoted()
        elif text[at + 1 : at + 2] in tuple(_POSITION_ESCAPES):
            self._part(_PLAIN, at + 2)
        else:
            self._part(_PLAIN, _class_escape_end(text, at) or _escape(text, at)[1])
        return False

    def _quoted(self) -> None:
        """`\\Q...\\E`, in which nothing has a meaning."""
        start = self._at + 2
        stop = self._text.find("\\E", start)
        if stop < 0:
            stop = len(self._text)
        if stop > start:
            self._part(_PLAIN, stop)
        self._at = min(stop + 2, len(self._text))

    def _group(self) -> None:
        text, at = self._text, self._at
        end = at + 1
        if text.startswith("(?", at):
            if _LOOK_AROUND.match(text, at):
                raise _WrongError("Go has no lookahead and lookbehind")
            named, flags = _NAMED_GROUP.match(text, at), _FLAGS.match(text, at)
            if named is not None and named[1]:
                end = named.end()
            elif flags is not None:
                end = flags.end()
                if flags[3] == ")":
                    self._at = end
                    return
            else:
                raise _WrongError(f"'{text[at : at + 4]}' begins no group")
        self._open.append([])
        self._can_repeat = False
        self._at = end

    def _close(self) -> None:
        if len(self._open) == 1:
            raise _WrongError("a ')' has no '('")
        inner = tuple(part for part in self._open.pop() if part != _PLAIN)
        self._part(inner[0] if len(inner) == 1 else (0, inner), self._at + 1)


def _most_repeats(counts: re.Match[str]) -> int:
    """The number that a `{n,m}` counts as; 0 for `{0}`."""
    least = int(counts[1][:9])
    most = least if counts[2] is None else int((counts[3] or "-1")[:9])
    if least > _MOST_REPEATS or most > _MOST_REPEATS or 0 <= most < least:
        raise _WrongError(f"'{counts[0]}' is no range up to {_MOST_REPEATS}")
    return most if most >= 0 else least


def _is_repeatable(part: _Part, limit: int) -> bool:
    """Whether the repetitions of a part, multiplied with those in it, are within the limit."""
    most, inner = part
    if most > limit:
        return False
    if most > 0:
        limit //= most
    return all(_is_repeatable(each, limit) for each in inner)


def _class_end(text: str, at: int) -> int:
    """Where the class that begins with the `[` at `at` ends."""
    start = at
    at += 2 if text.startswith("[^", at) else 1
    first = True
    while first or not text.startswith("]", at):
        first = False
        end = _posix_class_end(text, at) or _class_escape_end(text, at)
        at = end if end is not None else _range_end(text, at, start)
    return at + 1


def _range_end(text: str, at: int, start: int) -> int:
    """Where a character, or a range of them, of the class that begins at `start` ends."""
    low, at = _class_character(text, at, start)
    if not text.startswith("-", at) or text[at + 1 : at + 2] in ("", "]"):
        return at
    high, end = _class_character(text, at + 1, start)
    if high < low:
        raise _WrongError(f"the range '{chr(low)}-{chr(high)}' is the wrong way round")
    return end


def _class_character(text: str, at: int, start: int) -> tuple[int, int]:
    """The number of a character in a class, and where it ends."""
    if at >= len(text):
        raise _WrongError(f"the '{text[start : start + 6]}' has no ']'")
    return _escape(text, at) if text[at] == "\\" else (ord(text[at]), at + 1)


def _posix_class_end(text: str, at: int) -> int | None:
    """Where a `[:name:]` in a class ends, if there is one."""
    if not text.startswith("[:", at) or text.find(":]", at + 2) < 0:
        return None
    named = _POSIX_CLASS.match(text, at)
    if named is None:
        raise _WrongError(f"there is no class '{text[at : text.find(':]', at + 2) + 2]}'")
    return named.end()


def _class_escape_end(text: str, at: int) -> int | None:
    """Where an escape sequence for many characters (`\\d`, `\\pL`) ends, if there is one."""
    letter = text[at + 1 : at + 2] if text.startswith("\\", at) else ""
    if letter in ("p", "P"):
        named = _UNICODE_CLASS.match(text, at)
        if named is None:
            raise _WrongError(f"'\\{letter}' must be followed by the name of a class of characters")
        return named.end()
    return at + 2 if letter and letter in _CLASS_ESCAPES else None


def _escape(text: str, at: int) -> tuple[int, int]:
    """The number of the character that the escape sequence at `at` stands for, and where it ends."""
    letter = text[at + 1 : at + 2]
    if not letter:
        raise _WrongError("it ends with a backslash")
    if letter in _LETTER_ESCAPES:
        return _LETTER_ESCAPES[letter], at + 2
    octal, hexadecimal = _OCTAL.match(text, at), _HEX.match(text, at)
    if octal is not None:
        return int(octal[1], 8), octal.end()
    if hexadecimal is not None:
        number = int(hexadecimal[1] or hexadecimal[2], 16)
        if number <= _LAST_CHARACTER:
            return number, hexadecimal.end()
    if letter.isascii() and not letter.isalnum():
        return ord(letter), at + 2
    if "1" <= letter <= "9":
        raise _WrongError(f"Go has no back references such as '\\{letter}'")
    raise _WrongError(f"'\\{letter}' has no meaning")
