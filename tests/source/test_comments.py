"""Comments that speak to kflint: found where they are comments, and what they cover."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kflint.source.comments import directives
from kflint.source.reader import read_document
from kflint.source.text import Text


def _found(string: str) -> list[tuple[str, list[str], int, int]]:
    found, _ = directives(Text(string))
    return [(d.kind, [code.text for code in d.codes], d.first, d.last) for d in found]


def test_at_the_end_of_a_line_it_covers_that_line() -> None:
    assert _found("a: 1\nb: 2 # kflint: ignore[KF601, KF6] -- because\n") == [("ignore", ["KF601", "KF6"], 2, 2)]


def test_alone_on_a_line_it_covers_the_next_line_that_says_something() -> None:
    assert _found("# kflint: ignore[KF101]\n\n# more\na: 1\n") == [("ignore", ["KF101"], 4, 4)]


def test_a_block_is_what_begins_on_the_line() -> None:
    assert _found("a: # kflint: ignore-block[KF1]\n  b: 1\n  c: 2\nd: 3\n") == [("ignore-block", ["KF1"], 1, 3)]
    assert _found("a:\n  # kflint: ignore-block[KF1]\n  - b: 1\n    c: 2\n  - d: 3\n") == [("ignore-block", ["KF1"], 3, 4)]
    assert _found("a: |  # kflint: ignore-block[KF1]\n  b\n  c\n\nd: 3\n") == [("ignore-block", ["KF1"], 1, 3)]


def test_a_file_is_all_its_lines() -> None:
    assert _found("a: 1\n# kflint: ignore-file[KF1]\n") == [("ignore-file", ["KF1"], 1, 3)]


def test_inside_a_scalar_there_is_no_comment() -> None:
    for string in (
        "a: 'x # kflint: ignore[KF1]'\n",
        'a: "x # kflint: ignore[KF1]"\n',
        "a: |\n  x # kflint: ignore[KF1]\n",
        "a: >-\n  x # kflint: ignore[KF1]\n",
        "a: x#kflint: ignore[KF1]\n",
    ):
        assert _found(string) == []


def test_codes_know_their_place() -> None:
    string = "a: 1 # kflint: ignore[KF1,KF2]\r\n"
    found, _ = directives(Text(string))
    assert [string[code.start : code.end] for code in found[0].codes] == ["KF1", "KF2"]


def test_what_only_looks_like_a_directive_is_told() -> None:
    string = "a: 1 # kflint: ignore KF601 \n"
    found, misspelt = directives(Text(string))
    assert found == []
    assert [string[m.start : m.end] for m in misspelt] == ["# kflint: ignore KF601"]


@pytest.mark.parametrize(
    "string",
    [
        "a: [x, 'y # kflint: ignore[KF1]']  {}\n",
        "'# kflint: ignore[KF1]': 1  {}\n",
        "a: 'over\n\n  # kflint: ignore[KF1]\n  lines'  {}\n",
        "a: &x '# kflint: ignore[KF1]'\nb: *x\nc:\n  d: *x  {}\n",
        "a: |\n  x\n\n  # kflint: ignore[KF1]\nb: 1  {}\n",
        "a: >+ # c\n  # kflint: ignore[KF1]\n\n\nb: 1  {}\n",
        "- |\n  # kflint: ignore[KF1]\n- 1  {}\n",
        "a: 1\n---\nb: '# kflint: ignore[KF1]'\n---\nc: 1  {}\n",
    ],
)
def test_of_two_alike_only_the_comment_counts(string: str) -> None:
    comment = "# kflint: ignore[KF2]"
    assert [codes for _, codes, _, _ in _found(string.replace("{}", comment))] == [["KF2"]]
    assert _found(string.replace("  {}", "")) == []


def test_comments_in_a_document_that_cannot_be_read_count_too() -> None:
    assert _found("a: [ # kflint: ignore[KF002]\n---\nb: 1\n") == [("ignore", ["KF002"], 1, 1)]


def test_behind_the_header_of_a_block_of_text_there_is_a_comment() -> None:
    assert _found("a: |  # kflint: ignore[KF1]\n  x\n") == [("ignore", ["KF1"], 1, 1)]
    assert _found("a: |  # kflint: ignore[KF1]") == [("ignore", ["KF1"], 1, 1)]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text("ab #'\"\\:\n", max_size=8), min_size=1, max_size=5),
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.integers(0, 4),
)
def test_no_text_of_a_value_is_ever_a_comment(texts: list[str], style: str | None, at: int) -> None:
    value = {f"k{i}": f"{text}# kflint: ignore[KF1]" if i == at else text for i, text in enumerate(texts)}
    written = yaml.dump(value, default_style=style, width=20)
    if (read_document(Text(written))).root is not None:
        assert _found(written) == []
