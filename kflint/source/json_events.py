"""JSON as the events of a YAML parser, for texts that are JSON and that YAML refuses: tabs, `"\\/"`, escaped surrogate pairs."""

from __future__ import annotations

import json
import re

from yaml.error import Mark
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yaml.events import Event

_TOKEN = re.compile(r'[ \t\r\n,:]*(?:([\[{])|([\]}])|("(?:[^"\\]|\\.)*")|([^\s,:\[\]{}"]+))')


def is_json(string: str) -> bool:
    """Whether a text is one JSON value and nothing else."""
    try:
        _check(string)
    except ValueError:
        return False
    return True


def events(string: str) -> Callable[[], Event | None]:
    """A function that returns the next event of a JSON text, None after the last. Raises `ValueError` if the text is no JSON."""
    _check(string)
    iterator = _events(string)
    return lambda: next(iterator, None)


def _check(string: str) -> None:
    try:
        json.loads(string, parse_constant=_refuse, parse_int=float)
    except RecursionError:
        raise ValueError("nested too deep for Python's JSON") from None


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _events(string: str) -> Iterator[Event]:
    """The events of a text that is known to be JSON, so that its tokens alone say all."""
    end = Mark("", len(string), 0, 0, None, 0)
    yield DocumentStartEvent()
    for token in _TOKEN.finditer(string):
        opening, closing, text, word = token.groups()
        start, stop = (Mark("", index, 0, 0, None, 0) for index in (token.start(token.lastindex or 0), token.end()))
        if opening:
            kind = MappingStartEvent if opening == "{" else SequenceStartEvent
            yield kind(None, None, True, start, stop, flow_style=True)
        elif closing:
            yield (MappingEndEvent if closing == "}" else SequenceEndEvent)(start, stop)
        elif text:
            # Half a surrogate pair becomes U+FFFD, as in Go.
            value = json.loads(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            yield ScalarEvent(None, None, (False, True), value, start, stop, style='"')
        else:
            yield ScalarEvent(None, None, (True, False), word, start, stop, style="")
    yield DocumentEndEvent(end, end)
