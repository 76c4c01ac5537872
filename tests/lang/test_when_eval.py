from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.mistake import Mistake
from kflint.lang.when_eval import UnknownError, holds
from tests.lang.facts import Case, load_cases
from tests.lang.test_when import texts

CASES = load_cases("when")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
@pytest.mark.parametrize("bare_words", [True, False], ids=["steps", "cron"])
def test_conditions_have_the_same_outcome(case: Case, bare_words: bool) -> None:
    record = case.more if bare_words else case.more["cron"]
    if record["ok"]:
        assert holds(case.text, bare_words=bare_words) is record["out"]
    else:
        with pytest.raises(Mistake) as caught:
            holds(case.text, bare_words=bare_words)
        assert 0 <= caught.value.offset < caught.value.end <= max(len(case.text), caught.value.offset + 1)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("7 / 2 == 3.5 && 7 % 4 == 3", True),
        ("-7 % 4 == -3", True),
        ("0 / 0 == 0 / 0", False),
        ("~5 == -6 && (6 ^ 3) == 5 && (6 | 3) == 7", True),
        ("1 << 64 == 0 && 1 << 63 >> 63 == 1", True),
        ("'a' + true + 1.50 + 1 / 0 == 'atrue1.5+Inf'", True),
        ("'' + 1000000 * 1000000 * 1000000000 == '1e+21'", True),
        ("'' + (1, 'x') == '[1 x]'", True),
        ("'' + () == '<nil>'", True),
        ("'b' in (a, b, c) && ((false ? 1) ?? true)", True),
        ("(1, 2) == (1, 2) && (1, 2) != (1, '2')", True),
        ("'a-1' =~ '^[a-z]-[0-9]$' && 'a' !~ 'b|c'", True),
        ("'a\nb' =~ 'a.b'", False),
        ("'a\n' =~ 'a$'", False),
        ("\u00e9 =~ '\\\\w'", False),
        ("a =~ 'x' + 'a' == 'xa' || true", True),
    ],
)
def test_values(text: str, right: bool) -> None:
    assert holds(text) is right


@pytest.mark.parametrize(
    ("text", "message", "start", "end"),
    [
        ("5 > three", "'>' can't compare the number 5 with the text 'three'", 2, 3),
        ("foo-bar == foo-bar", "'-' needs numbers, and the text 'foo' is none; a text with '-' needs quotes", 3, 4),
        ("true && heads", "the text 'heads' is neither true nor false, as '&&' needs it", 5, 7),
        ("heads", "a condition must come to true or false; this is the text 'heads'", 0, 5),
        ("1, 2", "a condition must come to true or false; this is a list", 0, 4),
        ("false ? true", "a condition must come to true or false; this is nothing", 0, 12),
        ("1 in (1)", "'in' needs a list in parentheses, not the number 1; a list has at least two values", 2, 4),
        ("!1", "'!' needs true or false, not the number 1", 0, 1),
        ("Foo.Bar == 1", "'Foo.Bar' has no value; a text with dots needs quotes", 0, 7),
    ],
)
def test_the_message_says_what_is_wrong_and_where(text: str, message: str, start: int, end: int) -> None:
    with pytest.raises(Mistake) as caught:
        holds(text)
    assert (caught.value.message, caught.value.offset, caught.value.end) == (message, start, end)


@pytest.mark.parametrize(
    "text",
    ["a =~ '[[:alpha:]]'", "aaaa =~ 'a*a*a*a*a*a*a*a*a*a*b'", "a =~ '(a+)+'", "9 ** 999 > 1", "1 << -1 == 0", "(true) false"],
)
def test_what_cannot_be_told(text: str) -> None:
    with pytest.raises(UnknownError):
        holds(text)


def test_a_word_has_no_value_in_a_cron_workflow() -> None:
    assert holds("a == a")
    with pytest.raises(Mistake, match="'a' has no value here; a text needs quotes"):
        holds("a == a", bare_words=False)


def test_a_long_chain_is_evaluated() -> None:
    assert holds(" && ".join(["a == a"] * 3000))


@given(texts, st.booleans())
def test_nothing_but_mistakes_and_the_unknown_is_raised(text: str, bare_words: bool) -> None:
    try:
        assert isinstance(holds(text, bare_words=bare_words), bool)
    except UnknownError:
        return
    except Mistake as mistake:
        assert 0 <= mistake.offset <= len(text)  # noqa: PT017
