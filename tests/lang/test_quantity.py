from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.quantity import UNITS, parse, parse_field, parse_json
from tests.lang.facts import Case, load_cases
from tests.lang.refusal import refusal

NUMBERS = st.from_regex(r"[+-]?[0-9]{1,30}(\.[0-9]{0,15})?", fullmatch=True)
SUFFIXES = st.sampled_from(sorted(UNITS)) | st.integers(-40, 40).map("e{:+}".format)
QUANTITIES = st.tuples(NUMBERS, SUFFIXES).map("".join)
ALMOST_QUANTITIES = st.text(st.sampled_from("0159.+-eEinumkKMGTPbB \u00a0\n"))
POWERS = {"n": -3, "u": -2, "m": -1, "": 0, "k": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6}


@pytest.mark.parametrize("case", load_cases("quantity"), ids=lambda case: case.id)
def test_agrees_with_kubernetes(case: Case) -> None:
    read = parse_json if case.more.get("json") else parse
    if not case.ok:
        assert refusal(read, case.text) is not None
        return
    quantity = read(case.text)
    assert quantity.canonical == case.out["canonical"]
    assert quantity.unit_format == case.out["format"]
    if "float" in case.out:
        assert quantity.nanos == pytest.approx(case.out["float"] * 1e9)
    else:
        assert quantity.nanos is None


@pytest.mark.parametrize(
    ("text", "message", "at", "hint"),
    [
        ("", "the quantity is empty", "", None),
        ("1GB", "'GB' is not a unit of quantities; write '1Gi' or '1G'", "GB", "Gi is 1024^3, G is 1000^3"),
        ("1K", "'K' is not a unit of quantities; write '1Ki' or '1k'", "K", "Ki is 1024, k is 1000"),
        ("2.5mib", "'mib' is not a unit of quantities; write '2.5Mi'", "mib", "Mi is 1024^2"),
        ("1e", "'e' is not a unit of quantities; write '1Ei' or '1E'", "e", "Ei is 1024^6, E is 1000^6"),
        ("100B", "a number alone counts bytes; there is no unit 'B'", "B", "write '100'"),
        ("1 Gi", "there can't be a blank between the number and its unit", " ", "write '1Gi'"),
        ("1 GB", "there can't be a blank between the number and its unit", " ", None),
        ("1Gi\n", "a quantity can't end with blanks", "\n", None),
        ("\t1", "a quantity can't start with blanks", "\t", None),
        ("1,000", "',' can't be in a number", ",", None),
        ("1.2.3", "a number has only one '.'", ".", None),
        ("1e3Mi", "after an exponent there is no unit", "Mi", None),
        ("1e99999999999999999999", "the exponent is too far from zero", "e99999999999999999999", None),
        ("1Gi\u200b", "the character U+200B can't be in a quantity", "\u200b", None),
        ("unlimited", "'unlimited' is not a quantity; it starts with a number", "unlimited", None),
        ("'1Gi'", "the quotes are part of the value here; a quantity has none", "'", None),
        ("{{x}}", "a quantity can't hold a template tag", "{{x}}", None),
        ("Pi", "'Pi' is not a quantity", "Pi", None),
    ],
)
def test_names_the_usual_mistake(text: str, message: str, at: str, hint: str | None) -> None:
    mistake = refusal(parse, text)
    assert mistake is not None
    assert mistake.message.startswith(message)
    assert text[mistake.offset : mistake.end] == at
    assert mistake.hint == hint


@pytest.mark.parametrize(
    ("text", "is_accepted"),
    [("  1Gi ", True), ("\u00a01Gi\u3000", True), ("\t1Gi", False), ("1Gi\n", False), ("1Gi\u2028", False), ("1 Gi", False)],
)
def test_a_field_is_trimmed_of_what_json_does_not_escape(text: str, is_accepted: bool) -> None:
    mistake = refusal(parse_field, text)
    assert (mistake is None) == is_accepted
    if is_accepted:
        assert parse_field(text) == parse("1Gi")


def test_offsets_are_those_of_the_whole_text() -> None:
    for read, text in ((parse_field, "  1GB"), (parse_json, '"  1GB"'), (parse_json, " 1GB")):
        mistake = refusal(read, text)
        assert mistake is not None
        assert text[mistake.offset : mistake.end] == "GB"


def test_units_compare() -> None:
    ordered = [
        "-1",
        "0",
        "1n",
        "1u",
        "1m",
        "1",
        "1k",
        "1Ki",
        "1M",
        "1Mi",
        "1G",
        "1Gi",
        "1T",
        "1Ti",
        "1P",
        "1Pi",
        "1E",
        "1Ei",
        "1e30",
    ]
    values = [parse(text).nanos for text in ordered]
    assert all(value is not None for value in values)
    assert values == sorted(value or 0 for value in values)
    assert parse("0.5").nanos == parse("500m").nanos == parse("5e-1").nanos
    assert parse("1024Mi").nanos == parse("1Gi").nanos


@given(NUMBERS, st.sampled_from(sorted(POWERS)))
def test_the_value_is_rounded_up_to_nanos(number: str, unit: str) -> None:
    exact = Fraction(number) * Fraction(1000) ** POWERS[unit] * 10**9
    away_from_zero = -(-abs(exact) // 1)
    assert parse(number + unit).nanos == (away_from_zero if exact >= 0 else -away_from_zero)


@given(QUANTITIES)
def test_what_kubernetes_prints_is_the_same_quantity(text: str) -> None:
    quantity = parse(text)
    again = parse(quantity.canonical)
    # Kubernetes has no unit beyond E, and drops the power of ten where it prints the unit.
    if quantity.power <= 0:
        assert again.nanos == quantity.nanos
    assert parse(again.canonical).canonical == again.canonical


@given(st.one_of(st.text(), ALMOST_QUANTITIES, st.tuples(QUANTITIES, st.text()).map("".join)))
def test_refuses_with_nothing_but_a_mistake(text: str) -> None:
    for read in (parse, parse_field, parse_json):
        refusal(read, text)


def test_absurd_lengths_are_refused() -> None:
    assert refusal(parse, "1" * 10_000) is not None
    assert refusal(parse, "1." + "1" * 10_000) is not None
    assert parse("0" * 10_000 + "1").nanos == 10**9
