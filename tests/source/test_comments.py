"""Comments that speak to kflint: found where they are comments, and what they cover."""

from __future__ import annotations

from kflint.source.comments import directives
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
