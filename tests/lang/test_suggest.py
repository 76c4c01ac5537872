from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.suggest import closest, edit_distance

ACTIONS = ["get", "create", "apply", "delete", "replace", "patch"]
words = st.text(st.sampled_from("abc"), max_size=8)


def slow_distance(first: str, second: str) -> int:
    """The definition, without limit or band."""
    rows = [[row + column for column in range(len(second) + 1)] for row in range(len(first) + 1)]
    for row, one in enumerate(first, 1):
        for column, other in enumerate(second, 1):
            here = [rows[row - 1][column] + 1, rows[row][column - 1] + 1, rows[row - 1][column - 1] + (one != other)]
            if row > 1 and column > 1 and first[row - 2 : row] == second[column - 2 : column][::-1]:
                here.append(rows[row - 2][column - 2] + 1)
            rows[row][column] = min(here)
    return rows[-1][-1]


@pytest.mark.parametrize(
    ("word", "candidates", "right"),
    [
        ("creat", ACTIONS, "create"),
        ("Delete", ACTIONS, "delete"),
        ("pacth", ACTIONS, "patch"),
        ("gte", ACTIONS, "get"),
        ("removed", ACTIONS, None),
        ("", ACTIONS, None),
        ("x", ["y", "xy"], None),
        ("ad", ["add"], "add"),
        ("create", ["create"], None),
        ("success_condition", ["failureCondition", "successCondition"], "successCondition"),
        ("templateref", ["template", "templateRef"], "templateRef"),
        ("imgae", ["args", "image", "name"], "image"),
        ("step-2", ["step-1", "step-3"], None),
        ("stepp-1", ["step-2", "step-1"], "step-1"),
        ("param1", ["param-2", "param-1"], "param-1"),
        ("message", ["message-long", "messages", "massage"], "messages"),
    ],
)
def test_a_misspelling_is_told_from_another_word(word: str, candidates: list[str], right: str | None) -> None:
    assert closest(word, candidates) == right


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("inputs.parameters.mesage", "inputs.parameters.message"),
        ("input.parameters.message", "inputs.parameters.message"),
        ("inputs.parametersmessage", "inputs.parameters.message"),
        ("inputs.parameters.other", None),
        ("inputs.parameters.b", None),
        ("message", None),
    ],
)
def test_the_parts_of_dotted_names_are_judged_one_by_one(word: str, right: str | None) -> None:
    assert closest(word, ["inputs.parameters.a", "inputs.parameters.message", "workflow.name"]) == right


@given(words, words, st.integers(0, 8))
def test_the_banded_distance_is_the_distance(first: str, second: str, limit: int) -> None:
    assert edit_distance(first, second, limit) == min(slow_distance(first, second), limit + 1)


@given(st.text(), st.lists(st.text()))
def test_a_suggestion_is_a_candidate_other_than_the_word(word: str, candidates: list[str]) -> None:
    suggestion = closest(word, candidates)
    assert suggestion is None or (suggestion in candidates and suggestion != word)


@given(st.text(st.sampled_from("abcdefgh"), min_size=3, max_size=12), st.data())
def test_one_letter_too_many_is_always_forgiven(right: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(right)))
    wrong = right[:place] + data.draw(st.sampled_from("abc")) + right[place:]
    assert closest(wrong, [right]) == right


def test_hundreds_of_candidates_take_no_time() -> None:
    candidates = [f"inputs.parameters.some-parameter-{chr(97 + number % 26)}{number}x" for number in range(500)]
    begin = time.perf_counter()
    assert closest("inputs.parameters.some-paramter-unknown", candidates) is None
    assert time.perf_counter() - begin < 0.5
