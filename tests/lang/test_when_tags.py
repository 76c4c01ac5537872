from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.when_tags import certain_mistake
from tests.lang.facts import Case, load_cases

CASES = load_cases("when")
PLAIN = [case for case in CASES if "{{" not in case.text]
OPERAND = re.compile(r"'[^']*'|[A-Za-z0-9]+")


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.id)
@pytest.mark.parametrize("bare_words", [True, False], ids=["steps", "cron"])
def test_without_tags_no_good_condition_is_a_mistake(case: Case, bare_words: bool) -> None:
    ok = case.ok if bare_words else case.more["cron"]["ok"]
    mistake = certain_mistake(case.text, bare_words=bare_words)
    if ok:
        assert mistake is None
    elif mistake is not None:
        assert 0 <= mistake.offset < mistake.end <= max(len(case.text), mistake.offset + 1)


@pytest.mark.parametrize("case", [case for case in PLAIN if case.ok], ids=lambda case: case.id)
def test_a_tag_in_place_of_an_operand_leaves_a_good_condition_good(case: Case) -> None:
    for operand in OPERAND.finditer(case.text):
        text = f"{case.text[: operand.start()]}{{{{inputs.parameters.x}}}}{case.text[operand.end() :]}"
        assert certain_mistake(text) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{{a}} = b", "="),
        ("{{a}} == b c", "c"),
        ("{{a}} == foo-bar", "-"),
        ("{{a}} == b and {{c}} == d", "and"),
        ("({{a}} == b", "("),
        ("'{{a}}' === '{{b}}'", "==="),
    ],
)
def test_what_is_wrong_for_every_value_is_a_mistake_outside_the_tags(text: str, part: str) -> None:
    mistake = certain_mistake(text)
    assert mistake is not None
    assert text[mistake.offset : mistake.end] == part


@pytest.mark.parametrize(
    "text",
    ["{{a}}", "{{a}} {{op}} {{b}}", "!{{a}}", "{{a}} && '{{b}}' == c", "{{=a == 'b c'}}", "'{{a}}' > 5", "{{a}} || foo-bar == c",
     "{{a}} in (x, y)", "{{a", "{{a}} {{b}} {{c}} {{d}}"],
)  # fmt: skip
def test_what_some_value_makes_good_is_no_mistake(text: str) -> None:
    assert certain_mistake(text) is None


@given(st.text(alphabet="{}'\"=&|!<>() ab1-"))
def test_any_text_is_judged(text: str) -> None:
    mistake = certain_mistake(text)
    if mistake is not None:
        assert 0 <= mistake.offset <= len(text)
