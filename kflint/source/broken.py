"""A document that libyaml refuses: is it JSON, or YAML to Kubernetes all the same? And if not, what is wrong with it?"""

from __future__ import annotations

import re

from yaml._yaml import CParser
from yaml.error import MarkedYAMLError, YAMLError

from kflint.source.builder import Builder
from kflint.source.nodes import Scalar, walk
from kflint.source.problems import BYTES, SYNTAX, Problem, Refused
from kflint.source.refusals import inner_marks, second_look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from kflint.source.nodes import Node
    from kflint.source.reader import Document

# What no YAML may hold, not even in a comment (YAML 1.1, 4.1.1).
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_broken(document: Document, chunk: str, base: int, error: YAMLError | UnicodeEncodeError) -> None:
    """Fills in the tree of a document that libyaml refused with `error`, or the one problem that says why there is none.

    `base` is the offset in the document's text at which `chunk` begins.
    """
    bad = _bad_character(document, chunk, base)
    if bad is not None:
        document.problems = [bad]
        _read_commented(document, _UNPRINTABLE.sub("\ufffd", chunk), base)
        return
    document.problems = inner_marks(document)
    if document.problems:
        return
    for reading in (_json_events, _yaml_events):
        builder = Builder(document.text, base)
        try:
            document.root = builder.build(reading(document, chunk))
            document.problems = builder.problems + second_look(document, builder.stopped, builder.copies)
        except Refused as refused:
            document.problems = [refused.problem]
        except (YAMLError, ValueError):
            continue
        return
    if isinstance(error, MarkedYAMLError):
        from kflint.source.syntax import explain

        document.problems = [explain(document.text, base, base + len(chunk), error)]
    else:
        document.problems = [Problem(SYNTAX, f"this is not valid YAML: {error}", document.text, base, base + 1)]


def _read_commented(document: Document, chunk: str, base: int) -> None:
    """Reads a document whose bad characters were replaced; if they only stood in comments, the rest can be checked all the same."""
    builder = Builder(document.text, base)
    try:
        root = builder.build(CParser(chunk).get_event)
    except (YAMLError, Refused):
        return
    if root is not None and not any("\ufffd" in text for node in walk(root) for text in _texts(node)):
        document.root = root
        document.problems += builder.problems + second_look(document, builder.stopped, builder.copies)


def _texts(node: Node) -> Iterator[str]:
    """What a node and its key say."""
    for scalar in (node, node.key):
        if isinstance(scalar, Scalar):
            yield scalar.value


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


def _bad_character(document: Document, chunk: str, base: int) -> Problem | None:
    """The problem of the first character that no YAML may hold; bytes that are no text were decoded to lone surrogates."""
    found = _UNPRINTABLE.search(chunk)
    if found is None:
        return None
    start = base + found.start()
    code = ord(found.group())
    if not 0xD800 <= code <= 0xDFFF:
        why = f"the control character U+{code:04X} is not allowed in YAML, not even in a comment"
        return Problem(SYNTAX, why, document.text, start, start + 1)
    last = start
    while last < base + len(chunk) and "\ud800" <= document.text.string[last] <= "\udfff":
        last += 1
    return Problem(BYTES, _undecodable(code, document.text.encoding.codec), document.text, start, last, hint=_SAVE)


_SAVE = "save the file as UTF-8; `iconv -f WINDOWS-1252 -t UTF-8` converts one from the usual older encoding"


def _undecodable(code: int, codec: str) -> str:
    """Says what an undecodable byte is; U+DC80 to U+DCFF stand for the bytes 80 to FF (Python's surrogateescape)."""
    if codec != "utf-8" or not 0xDC80 <= code <= 0xDCFF:
        return "a part of a character stands here alone, which is no valid text"
    byte = bytes([code - 0xDC00])
    meant = byte.decode("cp1252", "replace")
    also = f"; in Windows-1252, an older encoding, it is '{meant}'" if meant != "\ufffd" else ""
    return f"the byte 0x{byte.hex().upper()} is not valid UTF-8{also}"
