"""Edits of a text, and the source map that leads from the edited text back to what its author wrote."""

from __future__ import annotations

from bisect import bisect_right

from kflint.record import NamedTuple
from kflint.source.text import Text


class Piece(NamedTuple):
    """A piece of inserted text and the span (0-based offsets in the old text) of what it was made from."""

    text: str
    origin: tuple[int, int]


class Edit(NamedTuple):
    """Replaces the characters `start` to `end` (0-based, end exclusive) of a text by `pieces`."""

    start: int
    end: int
    pieces: tuple[Piece, ...]


class Overlap(ValueError):
    """Two edits want the same characters."""


class _Segment(NamedTuple):
    """A run of the new text: `start` is its offset there, `old` its span in the old text; `kept` if it was copied unchanged."""

    start: int
    old: tuple[int, int]
    kept: bool


class SourceMap:
    """Leads from spans of an edited text back to spans of the old one."""

    def __init__(self, segments: list[_Segment]) -> None:
        self._segments = segments
        self._starts = [segment.start for segment in segments]

    def segments(self) -> list[_Segment]:
        """The runs of the new text in order; together they cover it."""
        return list(self._segments)

    def old_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the old text for the characters `start` to `end` (0-based) of the new one.

        Kept text maps exactly; a place in inserted text maps to the whole span of what it was made from.
        """
        first = self._segment(start)
        if not first.kept:
            return first.old
        begin = first.old[0] + start - first.start
        last = self._segment(max(end - 1, start))
        finish = last.old[0] + end - last.start if last.kept else last.old[1]
        return begin, max(begin, finish)

    def is_kept(self, start: int, end: int) -> bool:
        """Whether all characters from `start` to `end` of the new text stood in the old one, side by side."""
        segment = self._segment(start)
        return segment.kept and end <= segment.start + segment.old[1] - segment.old[0]

    def _segment(self, offset: int) -> _Segment:
        return self._segments[max(bisect_right(self._starts, offset) - 1, 0)]


def apply_edits(text: Text, edits: list[Edit]) -> MappedText:
    """The edited text; its `outer` leads back to `text`. Edits at one place keep their order. Raises `Overlap`."""
    parts: list[str] = []
    segments: list[_Segment] = []
    at = size = 0

    def add(string: str, old: tuple[int, int], kept: bool) -> None:
        nonlocal size
        if string:
            segments.append(_Segment(size, old, kept))
            parts.append(string)
            size += len(string)

    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < at:
            raise Overlap(f"two edits at offset {edit.start}")
        add(text.string[at : edit.start], (at, edit.start), True)
        for piece in edit.pieces:
            add(piece.text, piece.origin, False)
        at = edit.end
    add(text.string[at:], (at, len(text.string)), True)
    if not segments:
        segments.append(_Segment(0, (0, len(text.string)), True))
    source_map = SourceMap(segments)

    def outer(start: int, end: int) -> tuple[Text, int, int]:
        return (text, *source_map.old_span(start, end))

    edited = MappedText("".join(parts), text.path, text.encoding, outer)
    edited.map = source_map
    return edited


class MappedText(Text):
    """An edited text; `map` is its source map."""

    __slots__ = ("map",)
    map: SourceMap
