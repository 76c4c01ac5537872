from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.label_selector import Selector, normal, parse, values_of
from kflint.lang.label_selector_eval import fails, holds, lookup, succeeds
from tests.lang.facts import Case, load_cases, load_header
from tests.lang.refusal import refusal

CASES = load_cases("label_selector")
DOCUMENT = load_header("label_selector")["doc"]

WORDS = st.from_regex(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,8}[A-Za-z0-9])?", fullmatch=True)
VALUES = st.one_of(st.just(""), WORDS)
REQUIREMENTS = st.one_of(
    WORDS,
    WORDS.map("!{}".format),
    st.tuples(WORDS, st.sampled_from(["=", "==", "!="]), VALUES).map("".join),
    st.tuples(WORDS, st.sampled_from([">", "<"]), st.integers(0, 2**63 - 1).map(str)).map("".join),
    st.tuples(WORDS, st.sampled_from(["in", "notin"]), st.lists(VALUES, min_size=1)).map(
        lambda r: f"{r[0]} {r[1]} ({','.join(r[2])})"
    ),
)
CONDITIONS = st.lists(REQUIREMENTS).map(",".join)
ALMOST_CONDITIONS = st.lists(st.sampled_from([*"=!<>(),&|~ \t\n\0'\"[{#.-/é", "in", "notin", "and", "status.phase", "1"])).map(
    "".join
)


def as_facts(selector: Selector) -> list[dict[str, Any]]:
    ordered = sorted(selector.requirements, key=lambda requirement: requirement.key.text)
    return [{"key": each.key.text, "op": each.op, "values": values_of(each), "doc": holds(each, DOCUMENT)} for each in ordered]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_agrees_with_kubernetes(case: Case) -> None:
    if not case.ok:
        assert refusal(parse, case.text) is not None
        return
    selector = parse(case.text)
    assert normal(selector) == case.out["normal"]
    assert as_facts(selector) == case.out["requirements"]
    assert succeeds(selector, DOCUMENT) == case.out["success"]
    assert fails(selector, DOCUMENT) == case.out["failure"]


@pytest.mark.parametrize(
    ("text", "message", "at", "hint"),
    [
        ("a == b && c == d", "conditions are joined with a comma, not '&&'", "&&", None),
        ("a&&b", "conditions are joined with a comma, not '&&'", "&&", None),
        ("a == b and c == d", "conditions are joined with a comma, not 'and'", "and", None),
        ("a == b || a == c", "there is no '||'; the values that a path may have are listed", "||", None),
        ("a >= 3", "there is no '>='; only '>' and '<' with an integer", ">=", "'>= 3' is '> 2'"),
        ("a <= 3", "there is no '<='; only '>' and '<' with an integer", "<=", "'<= 3' is '< 4'"),
        ("a >= 0", "there is no '>='; only '>' and '<' with an integer", ">=", None),
        ("a === b", "there is no '==='; write '==' to compare", "===", None),
        ("a = = b", "'==' is written without blanks inside", "= =", None),
        ("a =~ b", "there is no '=~'", "=~", None),
        ('a == "b"', "a value is written without quotes", '"b"', "write 'b' without quotes"),
        ("a == 'b c'", "a value is written without quotes, and has only letters", "'b c'", None),
        ('"a" == b', "a path is written without quotes", '"a"', "write 'a'"),
        ("a == b c", "conditions are joined with a comma, and a value can't have blanks in it", "c", None),
        ("(a == b)", "conditions can't be grouped with parentheses", "(", None),
        ("len(a) > 1", "there are no functions", "(", None),
        ("a == (b)", "only 'in' and 'notin' take values in parentheses", "(", None),
        ("a in b", "the values of 'in' and 'notin' are written in parentheses", "b", None),
        ("a IN (b)", "'in' is written in lower case, not 'IN'", "IN", None),
        ("a not in (b)", "'notin' is one word", "not in", None),
        ("not a", "there is no 'not'; write '!'", "not", None),
        ("!a == b", "a condition has only one operator", "==", None),
        ("a[0].b == c", "'[' can't be in a path; list items are picked by number", "[", "write 'a.0.b'"),
        ("a.#(b==c)", "'#' can't be in a path; list items are picked by number", "#", None),
        (".a == b", "the path of a condition must begin with a letter or digit, not with '.'", ".", "write 'a'"),
        ("{.a.b} == c", "'{' can't be in a path; write the plain path", "{", "write 'a.b'"),
        (r"a\.b/c == d", "'\\' can't be in a path; a name that has dots in it can't be reached", "\\", None),
        ("a > -1", "a number in a condition can't have a sign", "-1", None),
        ("a > 1.5", "'>' and '<' compare with an integer, which '1.5' is not", "1.5", None),
        ("a > 9223372036854775808", "the number is too big", "9223372036854775808", None),
        ("a >", "an integer must follow", "", None),
        ("a == b,", "nothing follows the last comma", ",", "remove the comma"),
        ("a == b/c", "'/' is not allowed in a value in a condition", "/", None),
        ("a == b # c", "a condition can't have a comment", "#", None),
        ("a: b", "':' can't be in a path; write '==' to compare", ":", None),
        ("a gt 1", "there is no 'gt'; write '>' and an integer", "gt", None),
    ],
)
def test_names_the_usual_mistake(text: str, message: str, at: str, hint: str | None) -> None:
    mistake = refusal(parse, text)
    assert mistake is not None
    assert mistake.message.startswith(message)
    assert text[mistake.offset : mistake.end] == at
    assert mistake.hint == hint


def test_words_know_where_they_stand() -> None:
    text = " !a , status.phase  notin ( x,, in ),b< 07,c =="
    words = {
        (word.text, word.offset)
        for requirement in parse(text).requirements
        for word in (requirement.key, requirement.operator, *requirement.values)
        if word is not None
    }
    assert words == {
        ("!", 1),
        ("a", 2),
        ("status.phase", 6),
        ("notin", 20),
        ("x", 28),
        ("", 30),
        ("in", 32),
        ("b", 37),
        ("<", 38),
        ("07", 40),
        ("c", 43),
        ("==", 45),
        ("", 47),
    }
    assert all(text.startswith(word, offset) for word, offset in words)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.0.b", "1"),
        ("a.00.b", "1"),
        ("a.1", None),
        ("a.-0", None),
        ("a.x", None),
        ("float", "1"),
        ("huge", "10000000000000000000000"),
        ("small", "0.0000001"),
        ("precise", "12345678901234567890"),
        ("no", "false"),
        ("a", '[{"b":1}]'),
        (".x", "empty name"),
        ("b.c.d", None),
    ],
)
def test_looks_paths_up_as_gjson_does(path: str, value: str | None) -> None:
    document = {
        "a": [{"b": 1}],
        "b": {"c": "text"},
        "float": 1.0,
        "huge": 1e22,
        "small": 1e-7,
        "precise": 12345678901234567890,
        "no": False,
        "": {"x": "empty name"},
    }
    assert lookup(document, path) == value


@given(st.one_of(st.text(), ALMOST_CONDITIONS, st.tuples(CONDITIONS, st.text(), CONDITIONS).map("".join)))
def test_refuses_with_nothing_but_a_mistake(text: str) -> None:
    refusal(parse, text)


@given(CONDITIONS)
def test_normal_form_is_parsed_to_itself(text: str) -> None:
    selector = parse(text)
    again = parse(normal(selector))
    assert normal(again) == normal(selector)
    assert as_facts(again) == as_facts(selector)


@given(
    CONDITIONS,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner)
    ),
)
def test_any_document_can_be_judged(text: str, document: object) -> None:
    selector = parse(text)
    document = json.loads(json.dumps(document))
    assert succeeds(selector, document) == all(holds(each, document) for each in selector.requirements)
    assert fails(Selector(()), document) is False
