"""Where a character of a scalar's value stands in the text: through quotes, escapes, folds and block indentation."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kflint.source.nodes import Scalar

# The letters after a backslash that stand for a character of another number of letters, with the length of what follows.
_HEX_ESCAPES = {"x": 2, "u": 4, "U": 8}
_SHORT_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_BREAKS = "\r\n\x85\u2028\u2029"
_BLANKS = " \t" + _BREAKS


def place(scalar: Scalar, start: int, end: int) -> tuple[int, int]:
    """The span, in the scalar's text, of the characters `start` to `end` of its value (0-based, end exclusive).

    Falls back to the span of the whole scalar where its value can't be followed in the text.
    """
    return placer(scalar)(start, end)


def placer(scalar: Scalar) -> Callable[[int, int], tuple[int, int]]:
    """`place` for many places of one scalar: the scalar is followed through the text once."""
    if not scalar.style and scalar.end - scalar.start == len(scalar.value):
        return lambda start, end: (scalar.start + start, scalar.start + end)
    offsets = _offsets(scalar, scalar.text.string)

    def find(start: int, end: int) -> tuple[int, int]:
        if offsets is None or not 0 <= start <= end <= len(offsets):
            return scalar.start, scalar.end
        first = offsets[start] if start < len(offsets) else offsets[-1] + 1 if offsets else scalar.start
        if scalar.style == '"':
            first = _start_of_escape(first, offsets[start - 1] + 1 if start else scalar.start + 1, scalar.text.string)
        last = max(first, offsets[end - 1] + 1) if end > start else first
        # The line breaks at the end of a block scalar stand behind what libyaml takes for its end.
        return min(max(first, scalar.start), scalar.end), min(max(last, scalar.start), scalar.end)

    return find


def _start_of_escape(last: int, first: int, string: str) -> int:
    """Where the escape begins that ends with the character at `last`, if `first`, behind the character before, begins one."""
    return first if first < last and string[first] == "\\" and string[first + 1] not in _BREAKS else last


def _offsets(scalar: Scalar, string: str) -> list[int] | None:
    """For every character of the value the offset of the (last) character in the text that it came from; None if they don't fit."""
    if scalar.style == "|":
        return _literal(scalar, string)
    if scalar.style == ">":
        pieces = [(string[i], i) for i in range(_after_header(scalar, string), scalar.end)]
    elif scalar.style == '"':
        pieces = _unescape(string, scalar.start + 1, scalar.end - 1)
    elif scalar.style == "'":
        pieces = _single(string, scalar.start + 1, scalar.end - 1)
    else:
        pieces = [(string[i], i) for i in range(scalar.start, scalar.end)]
    return _align(scalar.value, pieces)


def _after_header(scalar: Scalar, string: str) -> int:
    """The offset of the first line after a block scalar's header (`|`, `>-`, `|2 # comment`)."""
    at = scalar.start
    while at < len(string) and string[at] not in _BREAKS:
        at += 1
    return at + (2 if string.startswith("\r\n", at) else 1)


def _literal(scalar: Scalar, string: str) -> list[int] | None:
    offsets: list[int] = []
    value, at, done = scalar.value, _after_header(scalar, string), 0
    indent = block_indent(scalar)
    while done < len(value):
        newline = value.find("\n", done)
        stop = len(value) if newline < 0 else newline
        size = stop - done
        if size:
            if string[at + indent : at + indent + size] != value[done:stop]:
                return None
            offsets.extend(range(at + indent, at + indent + size))
            at += indent + size
        else:
            while string[at : at + 1] == " ":
                at += 1
        if newline >= 0:
            offsets.append(at)
            at += 2 if string.startswith("\r\n", at) else 1
        done = stop + 1
    return offsets


def block_indent(scalar: Scalar) -> int:
    """How many blanks begin every line of a block scalar: as its header says, else as its first line with text has."""
    string, at = scalar.text.string, _after_header(scalar, scalar.text.string)
    while at < len(string):
        line_end = at
        while line_end < len(string) and string[line_end] not in _BREAKS:
            line_end += 1
        line = string[at:line_end]
        if line.strip(" "):
            first = scalar.value.lstrip("\n").split("\n", 1)[0]
            return max(len(line) - len(first), 0) if first and line.endswith(first) else len(line) - len(line.lstrip(" "))
        at = line_end + (2 if string.startswith("\r\n", line_end) else 1)
    return 0


def _unescape(string: str, start: int, end: int) -> list[tuple[str, int]]:
    """The characters of a double-quoted scalar, each with the offset of its last character in the text."""
    pieces, at = [], start
    while at < end:
        if string[at] != "\\":
            pieces.append((string[at], at))
            at += 1
            continue
        letter = string[at + 1]
        if letter in _HEX_ESCAPES:
            last = at + 1 + _HEX_ESCAPES[letter]
            pieces.append((chr(int(string[at + 2 : last + 1], 16)), last))
            at = last + 1
        elif letter in _BREAKS:
            # An escaped line break joins the lines; the blanks that begin the next one go too.
            at += 3 if string.startswith("\r\n", at + 1) else 2
            while at < end and string[at] in " \t":
                at += 1
        else:
            pieces.append((_SHORT_ESCAPES.get(letter, letter), at + 1))
            at += 2
    return pieces


def _single(string: str, start: int, end: int) -> list[tuple[str, int]]:
    pieces, at = [], start
    while at < end:
        last = at + 1 if string.startswith("''", at) else at
        pieces.append((string[last], last))
        at = last + 1
    return pieces


def _align(value: str, pieces: list[tuple[str, int]]) -> list[int] | None:
    """Follows `value` through `pieces`, where blanks and line breaks may have been folded; None if they don't fit."""
    offsets, at = [], 0
    for char in value:
        if at < len(pieces) and pieces[at][0] == char:
            offsets.append(pieces[at][1])
            at += 1
            continue
        if char in _BLANKS:
            # A folded break: the value's blank stands for a break and the blanks around it.
            offsets.append(pieces[min(at, len(pieces) - 1)][1] if pieces else 0)
            if at < len(pieces) and pieces[at][0] in _BLANKS:
                at += 1
            continue
        while at < len(pieces) and pieces[at][0] in _BLANKS:
            at += 1
        if at >= len(pieces) or pieces[at][0] != char:
            return None
        offsets.append(pieces[at][1])
        at += 1
    return offsets
