from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.mistake import Mistake
from kflint.lang.tags import Tag, find, nested, parse, substitute, unclosed
from tests.lang.facts import Case, load_cases, load_header

CASES = load_cases("template_tags")
CLOSED = [case for case in CASES if case.ok]
SIMPLE = [case for case in CLOSED if all("simple" in tag for tag in case.out["tags"])]
SCOPE: dict[str, str | None] = load_header("template_tags")["scope"]
VALUES = {name: value for name, value in SCOPE.items() if value is not None}

texts = st.text(st.sampled_from('{}=ab. \t\n\u00a0\u2028\\"')) | st.text()


def as_json(text: str) -> str:
    """What Go writes for `text` inside a JSON string."""
    escaped = json.dumps(text, ensure_ascii=False)[1:-1]
    for letter in "<>&\u2028\u2029":
        escaped = escaped.replace(letter, f"\\u{ord(letter):04x}")
    return escaped


def resolved(tag: Tag) -> str | None:
    """The name in scope that stands for a simple tag."""
    inner = nested(tag)
    names = [tag.text] if inner is None else [tag.text, inner.text]
    return next((name for name in names if name in SCOPE), None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_same_texts_have_an_unclosed_tag(case: Case) -> None:
    if case.ok:
        assert parse(case.text) == find(case.text)
    else:
        with pytest.raises(Mistake):
            parse(case.text)


@pytest.mark.parametrize("case", CLOSED, ids=lambda case: case.id)
def test_the_same_tags_are_found(case: Case) -> None:
    found = []
    for tag in find(case.text):
        whole = case.text[tag.start : tag.end]
        found.append({"expr": whole[3:-2]} if tag.is_expression else {"simple": as_json(whole[2:-2])})
    assert found == [{key: tag[key] for key in ("expr", "simple") if key in tag} for tag in case.out["tags"]]


@pytest.mark.parametrize("case", SIMPLE, ids=lambda case: case.id)
def test_the_same_names_are_replaced(case: Case) -> None:
    if "lenient" in case.out:
        assert substitute(case.text, VALUES) == case.out["lenient"]
    else:
        assert [SCOPE[resolved(tag) or ""] for tag in find(case.text)] == [None]


@pytest.mark.parametrize("case", SIMPLE, ids=lambda case: case.id)
def test_the_same_name_is_the_first_one_that_is_unknown(case: Case) -> None:
    unknown = [case.text[tag.start : tag.end] for tag in find(case.text) if resolved(tag) is None]
    error = case.out.get("strict_error", "")
    if error.startswith("failed to resolve "):
        assert as_json(unknown[0]) == error.removeprefix("failed to resolve ")
    else:
        assert unknown == []


def test_a_name_is_trimmed_and_its_place_known() -> None:
    assert find("ab{{ x.y }}{{=\t1 + 1\n}}") == [
        Tag(2, 11, "x.y", 5, 8, False, True),
        Tag(11, 23, "1 + 1", 15, 20, True, True),
    ]


def test_tabs_and_line_breaks_belong_to_a_name() -> None:
    assert [tag.text for tag in find("{{\tx}}{{\u2028x}}{{\u00a0x}}")] == ["\tx", "\u2028x", "x"]


def test_an_empty_tag_is_a_tag() -> None:
    assert find("{{}}{{  }}{{=}}") == [
        Tag(0, 4, "", 2, 2, False, True),
        Tag(4, 10, "", 6, 6, False, True),
        Tag(10, 15, "", 13, 13, True, True),
    ]


def test_an_unclosed_tag_runs_to_the_end() -> None:
    assert find("{{a}} {{= b ") == [Tag(0, 5, "a", 2, 3, False, True), Tag(6, 12, "b", 10, 11, True, False)]


def test_an_unclosed_tag_is_reported_with_its_first_line() -> None:
    mistake = unclosed(find("echo {{workflow.name }\nexit")[0])
    assert mistake.message == "the tag '{{workflow.name }' is not closed; '}}' is missing"
    assert (mistake.offset, mistake.end) == (5, 22)


def test_an_unclosed_expression_is_shown_as_one() -> None:
    assert unclosed(find("{{=1 + 1")[0]).message == "the tag '{{=1 + 1' is not closed; '}}' is missing"


def test_the_tag_within_a_tag() -> None:
    assert nested(find("{{a.{{b}}}}")[0]) == Tag(4, 9, "b", 6, 7, False, True)
    assert nested(find("{{ a.{{ b }} }}")[0]) == Tag(5, 12, " b", 7, 9, False, True)
    assert nested(find("{{a}}")[0]) is None
    assert nested(find("{{{{b}}}}")[0]) is None
    assert nested(find("{{='{{b}}'}}")[0]) is None


def test_names_are_replaced_inside_out_one_level_per_pass() -> None:
    values = {"key": "a", "p.a": "{{key}}"}
    once = substitute("x {{p.{{key}}}} y {{=key}} {{key", values)
    assert once == "x {{p.a}} y {{=key}} {{key"
    assert substitute(once, values) == "x {{key}} y {{=key}} {{key"


@given(texts)
def test_tags_lie_in_order_within_the_text(text: str) -> None:
    end = 0
    for tag in find(text):
        assert end <= tag.start
        assert text.startswith("{{", tag.start)
        assert tag.start + 2 + tag.is_expression <= tag.inner_start <= tag.inner_end <= tag.end <= len(text)
        assert text[tag.inner_start : tag.inner_end] == tag.text
        assert text[: tag.end].endswith("}}") or not tag.closed
        end = tag.end
    assert "{{" not in text[end:]


@given(texts)
def test_all_but_the_last_tag_are_closed(text: str) -> None:
    tags = find(text)
    assert all(tag.closed for tag in tags[:-1])
    assert (not tags or tags[-1].closed) == (all("}}" in text[tag.start + 2 :] for tag in tags))


@given(texts)
def test_parse_refuses_nothing_but_unclosed_tags(text: str) -> None:
    tags = find(text)
    if all(tag.closed for tag in tags):
        assert parse(text) == tags
    else:
        with pytest.raises(Mistake) as caught:
            parse(text)
        assert 0 <= caught.value.offset < caught.value.end <= len(text)


@given(texts)
def test_nothing_changes_without_values(text: str) -> None:
    assert substitute(text, {}) == text
