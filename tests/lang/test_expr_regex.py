"""Regular expressions as Go takes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.expr_regex import check


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "a|b||c",
        "()*",
        "^*$",
        "a*?b+?c??",
        "a{2}b{2,}c{0,5}?",
        "a{,2}{",
        "a{1000}",
        "(a{10}){100}",
        "(?i)a(?i-s:b)(?:c)(?m-U)",
        "(?P<name>a)(?<other>b)",
        "[]a]",
        "[^]a-]",
        "[a-z0-9_-]",
        "[[:alpha:][:^digit:]]",
        "[[:alpha]",
        "[\\d\\pL\\]-]",
        "\\pL\\p{Greek}\\P{^Lu}",
        "\\d\\D\\s\\S\\w\\W\\b\\B\\A\\z",
        "\\a\\f\\n\\r\\t\\v\\x41\\x{1F600}\\12\\0",
        "\\.\\*\\-\\_",
        "\\Q[(\\E+",
        "\\Qabc",
        "日本+",
    ],
)
def test_takes_what_go_takes(pattern: str) -> None:
    assert check(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(", "a '(' has no ')'"),
        ("a)", "a ')' has no '('"),
        ("*", "nothing before '*'"),
        ("a|+", "nothing before '+'"),
        ("(?i)?", "nothing before '?'"),
        ("a**", "'*' can't follow another repetition"),
        ("a{2}{3}", "'{3}' can't follow another repetition"),
        ("a{1001}", "no range up to 1000"),
        ("a{3,2}", "no range up to 1000"),
        ("(a{40}){40}", "more than 1000"),
        ("((a{10}b{20}){10}){10}", "more than 1000"),
        ("[a", "has no ']'"),
        ("[z-a]", "wrong way round"),
        ("[[:foo:]]", "no class '[:foo:]'"),
        ("(?=a)", "no lookahead"),
        ("(?<!a)", "no lookahead"),
        ("(?P=name)", "begins no group"),
        ("(?P<a b>)", "begins no group"),
        ("(?x)", "begins no group"),
        ("(a)\\1", "no back references"),
        ("\\", "ends with a backslash"),
        ("\\Z", "'\\Z' has no meaning"),
        ("\\x{110000}", "'\\x' has no meaning"),
        ("\\pX", "the name of a class"),
        ("\\é", "'\\é' has no meaning"),
    ],
)
def test_says_what_go_refuses(pattern: str, words: str) -> None:
    wrong = check(pattern)
    assert wrong is not None
    assert words in wrong


@given(st.one_of(st.text(max_size=30), st.text(alphabet="ab*+?{}(),1|[]^-\\dpQE:<>=!iP", max_size=30)))
def test_reads_every_text(pattern: str) -> None:
    check(pattern)


@given(st.text(max_size=30))
def test_takes_every_text_that_is_quoted(text: str) -> None:
    quoted = "".join(f"\\{char}" if char in "\\.+*?()|[]{}^$" else char for char in text)
    assert check(quoted) is None
