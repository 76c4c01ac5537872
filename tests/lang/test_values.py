from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.mistake import Mistake
from kflint.lang.values import atoi, int32, int_or_string, is_int_or_tag, item_text, number_text, parameter_text
from tests.lang.facts import Case, load_cases

CASES = load_cases("names")
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def of_kind(kind: str) -> list[Any]:
    return [pytest.param(case, id=case.id) for case in CASES if case.more["kind"] == kind]


@pytest.mark.parametrize("case", of_kind("int_or_string_json"))
def test_the_same_texts_are_integers_or_strings(case: Case) -> None:
    if not case.ok:
        with pytest.raises(Mistake):
            int_or_string(case.text)
        return
    value = int_or_string(case.text)
    assert value == case.out["value"]
    assert isinstance(value, int) == (case.out["type"] == "int")
    assert int32(value) == case.out.get("argo_int32")
    assert is_int_or_tag(value) == case.out["valid_int_or_argo_variable"]


@pytest.mark.parametrize("case", of_kind("any_string_json"))
def test_a_parameter_has_the_same_text(case: Case) -> None:
    assert parameter_text(json.loads(case.text)) == case.out


@pytest.mark.parametrize("case", of_kind("item_json"))
def test_an_item_has_the_same_text(case: Case) -> None:
    assert item_text(case.text) == case.out["text"]


@pytest.mark.parametrize(
    ("value", "right"),
    [
        (0.1, "0.1"),
        (-1.5, "-1.5"),
        (1e-7, "0.0000001"),
        (1.25e-3, "0.00125"),
        (1e21, "1000000000000000000000"),
        (123456789012345678, "123456789012345680"),
        (12.5e17, "1250000000000000000"),
        (-0.0, "-0"),
        ({"a": 1}, ""),
    ],
)
def test_a_parameter_has_no_exponent(value: object, right: str) -> None:
    assert parameter_text(value) == right


@pytest.mark.parametrize(
    ("value", "right"),
    [
        (1.0, "1"),
        (1e3, "1000"),
        (2**63, "9223372036854775808"),
        (1e21, "1e+21"),
        (1.5e-7, "1.5e-7"),
        (1e-10, "1e-10"),
        (0.5, "0.5"),
    ],
)
def test_a_number_of_yaml_is_written_as_json(value: float, right: str) -> None:
    assert number_text(value) == right


def test_an_item_that_is_a_map_is_written_compactly_and_sorted() -> None:
    assert item_text('{"b": [1.0, "x"], "a": {"<": null}}') == '{"a":{"\\u003c":null},"b":[1.0,"x"]}'


@pytest.mark.parametrize("text", ["", "+", "-", "1.0", "1_0", "\uff11", " 1", "1\n", "9223372036854775808", "9" * 5000])
def test_what_is_no_integer(text: str) -> None:
    assert atoi(text) is None


@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 9))
def test_integers_are_read_with_sign_and_zeros(number: int, zeros: int) -> None:
    sign = "-" if number < 0 else "+"
    assert atoi(str(number)) == number
    assert atoi(f"{sign}{'0' * zeros}{abs(number)}") == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_gives_it_back(value: float) -> None:
    assert float(parameter_text(value)) == value
    assert "e" not in parameter_text(value)
    assert float(json.loads(number_text(value))) == value


@given(JSON_VALUES)
def test_an_item_keeps_its_value(value: Any) -> None:
    if isinstance(value, str):
        assert item_text(json.dumps(value)) == value
    else:
        assert json.loads(item_text(json.dumps(value))) == value
