from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.mistake import Mistake
from kflint.lang.when import Binary, Group, Literal, Unsure, Word, parse
from kflint.lang.when_lexer import NUMERIC, STRING
from kflint.lang.when_times import unix_seconds
from tests.lang.facts import Case, load_cases

CASES = load_cases("when")
# At these stages govaluate has refused the text before any value counts.
PARSING = ("parse", "reparse", "panic")

words = st.sampled_from(
    ["a", "'b c'", "1", "2.5", "true", "[x y]", "0x1F", "'2026-01-01'", "v1.2", "and", "\\", "'", "[", "\u00e9"]
)
signs = st.sampled_from(
    ["==", "!=", "&&", "||", "!", "-", "(", ")", "=~", "in", ",", "?", ":", "??", "**", "%", "&", "<<", "{{", " "]
)
texts = st.lists(words | signs, max_size=12).map(" ".join) | st.text()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
@pytest.mark.parametrize("bare_words", [True, False], ids=["steps", "cron"])
def test_the_same_conditions_are_refused_before_evaluation(case: Case, bare_words: bool) -> None:
    stage = (case.more if bare_words else case.more["cron"]).get("stage")
    if stage in PARSING:
        with pytest.raises(Mistake) as caught:
            parse(case.text, bare_words=bare_words)
        assert 0 <= caught.value.offset < caught.value.end <= max(len(case.text), caught.value.offset + 1)
    else:
        node = parse(case.text, bare_words=bare_words)
        assert (node is None) == (case.text == "")
        assert not isinstance(node, Unsure)


def test_a_tree_has_places() -> None:
    assert parse("a == ('b' + 1)") == Binary(
        "==",
        Word("a", 0, 1),
        Group(Binary("+", Literal(STRING, "b", 6, 9), Literal(NUMERIC, 1.0, 12, 13), 10, 11), 5),
        2,
        4,
    )


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("2 ** 3 ** 2", "(2 ** 3) ** 2"),
        ("a == b && c == d || e", "((a == b) && (c == d)) || e"),
        ("1 + 2 * 3 << 4 & 5 == 6", "(((1 + (2 * 3)) << 4) & 5) == 6"),
        ("!a == b", "(!a) == b"),
        ("a ? b : c ? d : e", "(((a ? b) : c) ? d) : e"),
        ("1, 2 == 2, 3", "(1 , (2 == 2)) , 3"),
    ],
)
def test_operators_bind(text: str, grouped: str) -> None:
    def shown(node: object) -> str:
        if isinstance(node, Binary):
            return f"({shown(node.left)} {node.sign} {shown(node.right)})"
        if isinstance(node, Literal):
            return f"{node.value:g}" if isinstance(node.value, float) else str(node.value)
        if isinstance(node, Word):
            return node.text
        return f"({getattr(node, 'sign')}{shown(getattr(node, 'operand'))})"  # noqa: B009

    assert shown(parse(text, bare_words=False)) == f"({grouped})"


@pytest.mark.parametrize(
    ("text", "message", "start", "end"),
    [
        ("a = b", "there is no '='; to compare, write '=='", 2, 3),
        ("a and b", "there is no 'and'; write '&&'", 2, 5),
        ("not true", "there is no 'not'; write '!'", 0, 3),
        ("!!true", "there is no '!!'; write '!(…)' or leave both out", 0, 2),
        ("a ==-1", "'==-' is read as one sign; put a blank after '=='", 2, 5),
        ("!heads", "'!' can't stand before a text", 0, 1),
        ("foo.bar == x", "a text with dots needs quotes: 'foo.bar'", 0, 7),
        ("1.2.3 == x", "'1.2.3' is no number; a text such as a version needs quotes: '1.2.3'", 0, 5),
        ("has(a)", "there is no function 'has', nor any other", 0, 4),
        (" == 'a'", "a value is missing at the beginning, before '=='; if a tag stood here, its value was empty: "
         "put it in quotes", 1, 3),
        ("1 ==", "a value is missing after '=='; if a tag stood here, its value was empty: put it in quotes", 2, 4),
        ("(1 == 1", "'(' is not closed; ')' is missing", 0, 1),
        ("1 == 1)", "this ')' closes nothing; '(' is missing", 6, 7),
        ("a b == c", "an operator is missing here, such as '==' or '&&'; a text with blanks or letters behind digits "
         "needs quotes", 2, 3),
        ("{{x}} == y", "a tag is left here, which nothing has replaced", 0, 2),
        ("\u201ca\u201d == b", "curly quotes are no quotes here; use ' or \"", 0, 1),
        ("a == 'b", "the quote ' is not closed", 5, 6),
        ("[a == b", "the bracket '[' is not closed; ']' is missing", 0, 1),
        ("1 == 1 \\", "a backslash at the very end makes Argo's parser crash; remove it", 7, 8),
        (" ", "the condition is blank; leave it out, or write 'true'", 0, 1),
        ("a =~ '(b'", "the regular expression is wrong: a '(' has no ')'", 5, 9),
        ("a =~ '(?!b)'", "the regular expression is wrong: Go has no lookahead and lookbehind", 5, 12),
    ],
)  # fmt: skip
def test_the_message_says_what_is_wrong_and_where(text: str, message: str, start: int, end: int) -> None:
    with pytest.raises(Mistake) as caught:
        parse(text)
    assert (caught.value.message, caught.value.offset, caught.value.end) == (message, start, end)


@pytest.mark.parametrize("text", ["(a == b) c", "1 == 1)(", "'2026-01-01' ? 1 : 2", "(" * 500 + "true" + ")" * 500])
def test_what_nobody_can_mean_is_not_judged(text: str) -> None:
    if text == "1 == 1)(":
        with pytest.raises(Mistake):
            parse(text)
    else:
        assert isinstance(parse(text), Unsure)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-01-01", 1767225600),
        ("2026-01-01 00:00", 1767225600),
        ("2026-01-01T01:00:00+01:00", 1767225600),
        ("2025-12-31T23Z", 1767222000),
        ("Thu Jan  1 0:00:00.5 2026", 1767225600),
        ("Thu Jan 01 00:00:00 PST 2026", 1767225600),
        ("Thu Jan 01 02:00:00 +0200 2026", 1767225600),
        ("3:04PM", -62167219200 + 15 * 3600 + 240),
        ("2024-02-29", 1709164800),
        ("2026-02-29", None),
        ("2026-1-1", None),
        ("2026-01-01T00:00:00", None),
        ("3:04pm", None),
        ("foo-bar", None),
        ("2014", None),
        ("1.2-3", None),
    ],
)
def test_texts_that_are_times(text: str, seconds: int | None) -> None:
    assert unix_seconds(text) == seconds


@given(st.datetimes())
def test_every_date_is_a_time(moment: object) -> None:
    import datetime

    assert isinstance(moment, datetime.datetime)
    expected = (moment.replace(microsecond=0) - datetime.datetime(1970, 1, 1)) // datetime.timedelta(seconds=1)
    assert unix_seconds(f"{moment:%H:%M:%S}") is None
    assert unix_seconds(moment.replace(microsecond=0).isoformat() + "Z") == expected
    assert unix_seconds(moment.isoformat(" ")) == expected


@given(texts, st.booleans())
def test_nothing_but_mistakes_is_raised(text: str, bare_words: bool) -> None:
    try:
        parse(text, bare_words=bare_words)
    except Mistake as mistake:
        place = (mistake.offset, mistake.end)
    else:
        place = (0, 1)
    assert 0 <= place[0] < place[1] <= max(len(text), place[0] + 1)
    assert place[0] <= len(text)
