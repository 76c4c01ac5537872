"""Texts in which « and » mark the places of the expected findings, as in the bad examples of the rule files."""

from __future__ import annotations

from typing import NamedTuple


class Marked(NamedTuple):
    """A text without its marks, and where they stood: the spans of the expected findings (0-based, end exclusive), in order."""

    text: str
    spans: tuple[tuple[int, int], ...]


def unmark(marked: str) -> Marked:
    """Takes the « and » out of a text. Marks may be nested and may be empty."""
    text, open_at, spans = "", [], []
    for character in marked:
        if character == "«":
            open_at.append(len(text))
        elif character == "»":
            spans.append((open_at.pop(), len(text)))
        else:
            text += character
    assert not open_at, "a « has no »"
    return Marked(text, tuple(sorted(spans)))
