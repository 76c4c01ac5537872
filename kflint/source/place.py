"""Where a character of a scalar's value stands in the text: through quotes, escapes, folds and block indentation."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kflint.source.nodes import Scalar

    # 0-based offsets in the text, end exclusive; a character of a value with the span that it was written on.
    Span = tuple[int, int]
    Piece = tuple[str, int, int]

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
    spans = _spans(scalar, scalar.text.string)

    def find(start: int, end: int) -> tuple[int, int]:
        if spans is None or not 0 <= start <= end <= len(spans):
            return scalar.start, scalar.end
        first = spans[start][0] if start < len(spans) else spans[-1][1] if spans else scalar.start
        last = max(first, spans[end - 1][1]) if end > start else first
        # The line breaks at the end of a block scalar stand behind what libyaml takes for its end.
        return min(max(first, scalar.start), scalar.end), min(max(last, scalar.start), scalar.end)

    return find


def _spans(scalar: Scalar, string: str) -> list[Span] | None:
    """For every character of the value the span in the text that it came from; None if they don't fit."""
    if scalar.style == "|":
        return _literal(scalar, string)
    if scalar.style == '"':
        pieces = _unescape(string, scalar.start + 1, scalar.end - 1)
    elif scalar.style == "'":
        pieces = _single(string, scalar.start + 1, scalar.end - 1)
    else:
        start = _after_header(scalar, string) if scalar.style == ">" else scalar.start
        pieces = [(string[i], i, i + 1) for i in range(start, scalar.end)]
    return _align(scalar.value, pieces)


def _after_header(scalar: Scalar, string: str) -> int:
    """The offset of the first line after a block scalar's header (`|`, `>-`, `|2 # comment`)."""
    at = scalar.start
    while at < len(string) and string[at] not in _BREAKS:
        at += 1
    return at + (2 if string.startswith("\r\n", at) else 1)


def _literal(scalar: Scalar, string: str) -> list[Span] | None:
    spans: list[Span] = []
    value, at, done = scalar.value, _after_header(scalar, string), 0
    indent = block_indent(scalar)
    while done < len(value):
        newline = value.find("\n", done)
        stop = len(value) if newline < 0 else newline
        size = stop - done
        if size:
            at += indent
            if string[at : at + size] != value[done:stop]:
                return None
            spans.extend((i, i + 1) for i in range(at, at + size))
            at += size
        else:
            while string[at : at + 1] == " ":
                at += 1
        if newline >= 0:
            line_break = 2 if string.startswith("\r\n", at) else 1
            spans.append((at, at + line_break))
            at += line_break
        done = stop + 1
    return spans


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


def _unescape(string: str, start: int, end: int) -> list[Piece]:
    """The characters of a double-quoted scalar whose quotes stand around `start` to `end`."""
    pieces: list[Piece] = []
    at = start
    while at < end:
        if string[at] != "\\":
            pieces.append((string[at], at, at + 1))
            at += 1
            continue
        letter = string[at + 1]
        if letter in _BREAKS:
            # An escaped line break joins the lines; the blanks that begin the next one go too.
            at += 3 if string.startswith("\r\n", at + 1) else 2
            while at < end and string[at] in " \t":
                at += 1
            continue
        stop = at + 2 + _HEX_ESCAPES.get(letter, 0)
        char = chr(int(string[at + 2 : stop], 16)) if letter in _HEX_ESCAPES else _SHORT_ESCAPES.get(letter, letter)
        if "\ud800" <= char < "\udc00" and string.startswith("\\u", stop):
            # JSON writes a character beyond U+FFFF as two halves.
            char = chr(0x10000 + ((ord(char) - 0xD800) << 10) + int(string[stop + 2 : stop + 6], 16) - 0xDC00)
            stop += 6
        pieces.append((char, at, stop))
        at = stop
    return pieces


def _single(string: str, start: int, end: int) -> list[Piece]:
    """The characters of a single-quoted scalar whose quotes stand around `start` to `end`."""
    pieces: list[Piece] = []
    at = start
    while at < end:
        stop = at + 2 if string.startswith("''", at) else at + 1
        pieces.append((string[at], at, stop))
        at = stop
    return pieces


def _align(value: str, pieces: list[Piece]) -> list[Span] | None:
    """Follows `value` through `pieces`, where blanks and line breaks may have been folded; None if they don't fit."""
    spans: list[Span] = []
    at = 0
    for char in value:
        if char in _BLANKS:
            # It may be what a break and the blanks around it were folded to.
            spans.append(pieces[min(at, len(pieces) - 1)][1:] if pieces else (0, 0))
            if at < len(pieces) and pieces[at][0] in _BLANKS:
                at += 1
            continue
        while at < len(pieces) and pieces[at][0] in _BLANKS:
            at += 1
        if at >= len(pieces) or pieces[at][0] != char:
            return None
        spans.append(pieces[at][1:])
        at += 1
    return spans
