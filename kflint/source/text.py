"""A file's text: how its bytes are decoded, and where its lines begin."""

from __future__ import annotations

import codecs
from bisect import bisect_right

from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Longest first: the UTF-32 mark begins with the UTF-16 one. Kubernetes reads UTF-8 and UTF-16 with a mark, never UTF-32.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KEEP_BYTES = "surrogateescape"


class Undecodable(ValueError):
    """The bytes are not text in the encoding that their first bytes announce; `offset` is the 0-based byte."""

    def __init__(self, message: str, offset: int, readable: str) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.readable = readable


class Encoding(NamedTuple):
    """How bytes and text belong together: the byte-order mark that stood in front, and the codec's name."""

    mark: bytes
    codec: str

    def encode(self, text: str) -> bytes:
        """The bytes of `text`, with the byte-order mark that the file had, and those that `decode` kept."""
        return self.mark + text.encode(self.codec, _KEEP_BYTES if self.codec == "utf-8" else "strict")


UTF8 = Encoding(b"", "utf-8")


def decode(data: bytes, *, keep_bytes: bool = False) -> tuple[str, Encoding]:
    """The text of a file's bytes without its byte-order mark, and how to write it back.

    Kubernetes' YAML reader takes UTF-8, and UTF-16 where a byte-order mark says so. With `keep_bytes` every byte that is not UTF-8
    becomes a lone surrogate of its own (U+DC80 to U+DCFF): reading tells of them, and the other documents of the file are read.
    Raises `Undecodable`.
    """
    mark, codec = next(((m, c) for m, c in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        return data[len(mark) :].decode(codec, _KEEP_BYTES if keep_bytes and codec == "utf-8" else "strict"), Encoding(mark, codec)
    except UnicodeDecodeError as error:
        readable = data[len(mark) : len(mark) + error.start].decode(codec, "replace")
        reason = f"the bytes here are not valid {codec.upper()[:6].rstrip('-')}"
        raise Undecodable(reason, error.start, readable) from None


class Position(NamedTuple):
    """A place for people: `line` and `column` are 1-based, columns count characters."""

    line: int
    column: int


class Text:
    """A text with a name, whose offsets (0-based characters) can be turned into lines and columns.

    `outer` maps a span of this text to the text that it came from: embedded YAML lives in a scalar of an outer text, an expanded
    text came from the author's. It is None for what was read from a file.
    """

    __slots__ = ("_lines", "encoding", "outer", "path", "string")

    def __init__(
        self,
        string: str,
        path: str = "<string>",
        encoding: Encoding = UTF8,
        outer: Callable[[int, int], tuple[Text, int, int]] | None = None,
    ) -> None:
        self.string = string
        self.path = path
        self.encoding = encoding
        self.outer = outer
        self._lines: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        """The offset of every line's first character; a line ends with LF, CRLF or CR, as editors count them."""
        if self._lines is None:
            starts, at = [0], 0
            for line in self.string.split("\n"):
                if "\r" in line[:-1]:
                    starts += [at + i + 1 for i, c in enumerate(line[:-1]) if c == "\r"]
                at += len(line) + 1
                starts.append(at)
            starts.pop()
            self._lines = starts
        return self._lines

    def position(self, offset: int) -> Position:
        """The 1-based line and column of a 0-based offset (at most the text's length)."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The 1-based line `number` without its line end, to be shown: a byte that is no text is a question mark."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.string)
        return self.string[starts[number - 1] : end].rstrip("\r\n").encode("utf-8", "replace").decode()

    def author(self, start: int, end: int) -> tuple[Text, int, int]:
        """The same span in the text that the author wrote, followed outwards through embedding and expansion."""
        text = self
        while text.outer is not None:
            text, start, end = text.outer(start, end)
        return text, start, end
