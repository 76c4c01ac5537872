"""Edits leave what they don't touch, and the source map leads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.source.edits import Edit, Overlap, Piece, apply_edits
from kflint.source.text import Text


@st.composite
def _edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    string = draw(st.text(max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(string)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    pieces = st.lists(st.text(max_size=5), max_size=3)
    return string, [Edit(a, b, tuple(Piece(text, (a, b)) for text in draw(pieces))) for a, b in spans]


@given(_edited())
def test_text_is_the_old_one_with_the_edits(case: tuple[str, list[Edit]]) -> None:
    string, edits = case
    expected, at = "", 0
    for edit in edits:
        expected += string[at : edit.start] + "".join(piece.text for piece in edit.pieces)
        at = edit.end
    assert apply_edits(Text(string), edits).string == expected + string[at:]


@given(_edited())
def test_kept_characters_lead_back_to_themselves(case: tuple[str, list[Edit]]) -> None:
    string, edits = case
    edited = apply_edits(Text(string), edits)
    for offset, char in enumerate(edited.string):
        start, end = edited.map.old_span(offset, offset + 1)
        assert 0 <= start <= end <= len(string)
        if edited.map.is_kept(offset, offset + 1):
            assert string[start:end] == char
            text, first, last = edited.author(offset, offset + 1)
            assert (text.string, first, last) == (string, start, end)


def test_inserted_text_leads_to_what_it_was_made_from() -> None:
    edited = apply_edits(Text("abcdef"), [Edit(3, 3, (Piece("XYZ", (1, 2)),))])
    assert edited.string == "abcXYZdef"
    assert edited.map.old_span(4, 5) == (1, 2)
    assert edited.map.old_span(6, 8) == (3, 5)


def test_edits_of_the_same_characters_are_refused() -> None:
    with pytest.raises(Overlap):
        apply_edits(Text("abcdef"), [Edit(1, 4, ()), Edit(3, 5, ())])
