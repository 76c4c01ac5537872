"""A document that libyaml refuses: is it JSON, or YAML to Kubernetes all the same? And if not, what is wrong with it?"""

from __future__ import annotations

import re

from yaml.error import MarkedYAMLError, YAMLError

from kflint.source.builder import Builder
from kflint.source.problems import BYTES, SYNTAX, Problem, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kflint.source.reader import Document

# What no YAML may hold, not even in a comment (YAML 1.1, 4.1.1).
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_broken(document: Document, chunk: str, base: int, error: YAMLError | UnicodeEncodeError) -> None:
    """Fills in the tree of a document that libyaml refused with `error`, or the one problem that says why there is none.

    `base` is the offset in the document's text at which `chunk` begins.
    """
    document.problems = _bad_characters(document, chunk, base)
    if document.problems:
        return
    for reading in (_json_events, _yaml_events):
        builder = Builder(document.text, base)
        try:
            document.root = builder.build(reading(document, chunk))
            document.problems = builder.problems
        except Refused as refused:
            document.problems = [refused.problem]
        except (YAMLError, ValueError):
            continue
        return
    from kflint.source.syntax import explain

    assert isinstance(error, MarkedYAMLError)
    document.problems = [explain(document.text, base, base + len(chunk), error)]


def _json_events(document: Document, chunk: str) -> Callable[[], Any]:
    """The events of a text that is JSON as a whole: it may hold tabs and escapes that YAML refuses. Raises `ValueError`."""
    if document.start > 0 or len(document.text.string) > document.end:
        raise ValueError("one document of several is never read as JSON")
    from kflint.source.json_events import events

    return events(chunk)


def _yaml_events(document: Document, chunk: str) -> Callable[[], Any]:
    """The events that Kubernetes' parser finds. Raises `YAMLError`."""
    from kflint.source.second_opinion import events

    return events(chunk)


def _bad_characters(document: Document, chunk: str, base: int) -> list[Problem]:
    """The problem of the first character that no YAML may hold; bytes that are no text were decoded to lone surrogates."""
    found = _UNPRINTABLE.search(chunk)
    if found is None:
        return []
    start = base + found.start()
    code = ord(found.group())
    if not 0xD800 <= code <= 0xDFFF:
        why = f"the control character U+{code:04X} is not allowed in YAML, not even in a comment"
        return [Problem(SYNTAX, why, document.text, start, start + 1)]
    last = start
    while last < base + len(chunk) and "\ud800" <= document.text.string[last] <= "\udfff":
        last += 1
    return [Problem(BYTES, _undecodable(code, document.text.encoding.codec), document.text, start, last, hint=_SAVE)]


_SAVE = "save the file as UTF-8; `iconv -f WINDOWS-1252 -t UTF-8` converts one from the usual older encoding"


def _undecodable(code: int, codec: str) -> str:
    """Says what an undecodable byte is; U+DC80 to U+DCFF stand for the bytes 80 to FF (Python's surrogateescape)."""
    name = codec.upper()[:6].rstrip("-")
    if name != "UTF-8" or not 0xDC80 <= code <= 0xDCFF:
        return f"the bytes here are not valid {name}"
    byte = bytes([code - 0xDC00])
    meant = byte.decode("cp1252", "replace")
    also = f"; in Windows-1252, an older encoding, it is '{meant}'" if meant != "\ufffd" else ""
    return f"the byte 0x{byte.hex().upper()} is not valid UTF-8{also}"
