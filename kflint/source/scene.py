"""The surroundings of the place where libyaml could not go on: lines, values and brackets, as a person sees them."""

from __future__ import annotations

import re
from functools import cached_property

from yaml._yaml import CParser
from yaml.error import YAMLError
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from kflint.record import NamedTuple
from kflint.source.problems import SYNTAX, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from yaml.error import MarkedYAMLError

    from kflint.source.text import Text

_BREAK = re.compile("[\r\n\x85\u2028\u2029]")
_COMMENT = re.compile(r"(?:^|[ \t])#")
_BRACKETS = re.compile(r"""[\[\]{}]|"(?:[^"\\]|\\.)*"|'[^']*'""")
_INDENTATION = re.compile(r"[ \t]*")
_ITEM_MARKS = re.compile(r"[ \t]*(?:-[ \t]+)*")


class Value(NamedTuple):
    """A scalar or a list or mapping in brackets that was read to its end; `style` is a quote, `|`, `>`, `[` or empty."""

    start: int
    end: int
    style: str


class Scene:
    """Where reading the YAML from `start` to `end` ended: `at`, when what was being read had begun at `about`.

    `what` is libyaml's word on it, `char` the character at `at`. All offsets are 0-based and in the whole text.
    """

    def __init__(self, text: Text, start: int, end: int, error: MarkedYAMLError) -> None:
        self.text = text
        self.string = text.string
        self.start = start
        self.end = end
        self.what = str(error.problem)
        self.at = self._offset(error.problem_mark, start)
        self.about = self._offset(error.context_mark, self.at - start)
        self.char = self.string[self.at : self.at + 1] if self.at < end else ""

    def _offset(self, mark: Any, default: int) -> int:
        return min(self.start + (default if mark is None else mark.index), self.end)

    def problem(self, message: str, start: int, end: int, hint: str | None = None) -> Problem:
        """A problem of this text from `start` to `end`, of one character at least."""
        return Problem(SYNTAX, message, self.text, start, max(end, start + 1), hint=hint)

    def line_start(self, at: int) -> int:
        """The offset of the first character of the line at `at`."""
        while at > self.start and not _BREAK.match(self.string, at - 1):
            at -= 1
        return at

    def line_end(self, at: int) -> int:
        """The offset of the line break that ends the line at `at`, or of the end."""
        found = _BREAK.search(self.string, at, self.end)
        return found.start() if found else self.end

    def line(self, at: int) -> str:
        """The line at `at` without its break."""
        return self.string[self.line_start(at) : self.line_end(at)]

    def line_above(self, at: int) -> int | None:
        """The start of the next line above the one at `at` that holds more than a comment; None if there is none."""
        start = self.line_start(at)
        while start > self.start:
            start = self.line_start(start - 1)
            if self.string[start : self.line_end(start)].lstrip()[:1] not in ("", "#"):
                return start
        return None

    def content(self, at: int) -> int:
        """Where the content of the line at `at` begins, behind blanks and the dashes of list items."""
        found = _ITEM_MARKS.match(self.string, self.line_start(at), self.line_end(at))
        return found.end() if found else at

    def indentation(self, at: int) -> int:
        """How many blanks the line at `at` begins with."""
        found = _INDENTATION.match(self.string, self.line_start(at), self.line_end(at))
        return len(found.group()) if found else 0

    def column(self, at: int) -> int:
        """How many characters stand before `at` on its line."""
        return at - self.line_start(at)

    @property
    def first_on_line(self) -> bool:
        """Whether only blanks stand before `at` on its line."""
        return self.column(self.at) <= self.indentation(self.at)

    def value_end(self, start: int) -> int:
        """Where a value that begins at `start` ends on that line: before a comment, and between brackets before a comma."""
        return self.item(start)[1] if self._is_in_brackets(start) else self._text_end(start)

    def _text_end(self, start: int) -> int:
        """Where the text of the line at `start` ends: before a comment and blanks."""
        line = self.string[start : self.line_end(start)]
        comment = _COMMENT.search(line)
        return start + len((line[: comment.start()] if comment else line).rstrip())

    def _is_in_brackets(self, at: int) -> bool:
        line, depth = self.line_start(at), 0
        for found in _BRACKETS.finditer(self.string, line, at):
            depth += 1 if found.group() in "[{" else -1 if found.group() in "]}" else 0
        return depth > 0 or any(bracket < line for bracket in self.open_brackets)

    def item(self, at: int) -> tuple[int, int]:
        """The span of the item at `at` of a list or mapping in brackets, as far as it is on that line."""
        start = max(self.line_start(at), *(self.string.rfind(char, self.start, at) + 1 for char in "[,"))
        end, stop, depth = at, self._text_end(at), 0
        while end < stop and (depth or self.string[end] not in ",]}"):
            depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(self.string[end], 0)
            end += 1
        while start < at and self.string[start] in " \t":
            start += 1
        return start, start + len(self.string[start:end].rstrip())

    def is_closed(self, bracket: int) -> bool:
        """Whether the bracket that opens at `bracket` has one that closes it, by count; quoted ones don't count."""
        depth = 0
        for found in _BRACKETS.finditer(self.string, bracket, self.end):
            depth += 1 if found.group() in "[{" else -1 if found.group() in "]}" else 0
            if depth == 0:
                return True
        return False

    def excerpt(self, start: int, end: int) -> str:
        """What stands there, cut to a length that fits into a message."""
        value = self.string[start:end]
        return value if len(value) <= 40 else value[:37] + "..."

    @property
    def last_value(self) -> Value | None:
        """The last value that was read to its end before reading ended."""
        return self._trace[0]

    @property
    def open_brackets(self) -> list[int]:
        """Where the brackets stand that were open when reading ended, outermost first."""
        return self._trace[1]

    @cached_property
    def _trace(self) -> tuple[Value | None, list[int]]:
        last = None
        opened: list[int] = []
        next_event: Callable[[], Any] = CParser(self.string[self.start : self.end]).get_event
        try:
            event: Any = next_event()
            while event is not None:
                start, end = event.start_mark.index + self.start, event.end_mark.index + self.start
                if type(event) is ScalarEvent:
                    last = Value(start, end, event.style or "")
                elif type(event) in (MappingStartEvent, SequenceStartEvent):
                    opened.append(start)
                elif type(event) in (MappingEndEvent, SequenceEndEvent):
                    start = opened.pop()
                    if self.string[end - 1] in "]}" and self.string[start] in "[{":
                        last = Value(start, end, "[")
                event = next_event()
        except YAMLError:
            pass
        return last, [start for start in opened if self.string[start] in "[{"]
