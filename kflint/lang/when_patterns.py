"""Patterns behind `=~` and `!~`: regular expressions of Go (RE2), as far as Python can stand in for it.

Go and Python agree on the plain parts of the language; what a pattern with other parts finds is not told.
"""

from __future__ import annotations

import re

# How many ways of matching Python may have to try, at worst.
_MAX_COST = 10**6

# One part of a pattern that means the same in Go and in Python (under re.ASCII).
_PART = re.compile(
    r"""(?P<literal>[^\\.^$()\[\]{}|*+?])
      | (?P<escape>\\(?:[dDwW]|[-.^$()\[\]{}|*+?/\\"'\ ]))
      | (?P<any>\.)
      | (?P<edge>[\^$]|\\[bB])
      | (?P<open>\((?:\?:)?)
      | (?P<close>\))
      | (?P<either>\|)
      | (?P<set>\[\^?\]?(?:[^\\\[\]&~|]|\\[dDwW\-.\]\\/])*\])
      | (?P<repeat>[*+?]|\{[0-9]+(?:,[0-9]*)?\})""",
    re.VERBOSE,
)


def found_in(pattern: str, text: str) -> bool | None:
    """Return whether Go finds a right pattern in `text`, or None if that can't be told."""
    translated = _translated(pattern, len(text) + 1)
    if translated is None:
        return None
    try:
        return re.search(translated, text, re.ASCII) is not None
    except re.error:
        return None


def _translated(pattern: str, length: int) -> str | None:
    """Return the pattern for Python, or None if a part of it isn't the same there, or its search in a text could take too long."""
    pieces: list[str] = []
    cost = length
    before = ""
    at = 0
    while at < len(pattern):
        part = _PART.match(pattern, at)
        if part is None or part.lastgroup is None:
            return None
        kind = part.lastgroup
        if kind == "set" and "--" in part[0]:
            return None
        if kind == "repeat" and before == "repeat":
            kind = "lazy"
        elif kind == "repeat" and (before == "edge" or (before == "close" and part[0] != "?")):
            return None
        if kind == "repeat":
            cost *= 2 if part[0] == "?" else length
        elif kind == "either":
            cost *= 2
        if cost > _MAX_COST:
            return None
        pieces.append(r"\Z" if part[0] == "$" else part[0])
        before = kind
        at = part.end()
    return "".join(pieces)
