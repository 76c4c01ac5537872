from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.duration import SECOND, UNITS, is_bare_integer, normal, parse_argo, parse_go
from tests.lang.facts import Case, load_cases
from tests.lang.refusal import refusal

CASES = load_cases("duration")
NUMBERS = st.from_regex(r"[0-9]{1,4}(\.[0-9]{0,4})?|\.[0-9]{1,4}", fullmatch=True)
PARTS = st.tuples(NUMBERS, st.sampled_from(sorted(UNITS))).map("".join)
ALMOST_DURATIONS = st.lists(st.sampled_from([*"0159.+-smhun\u00b5\u03bcdM: \n", "day", "hour", "PT"])).map("".join)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_agrees_with_argo(case: Case) -> None:
    assert (refusal(parse_argo, case.text) is None) == case.ok
    if case.ok:
        assert parse_argo(case.text) / SECOND == pytest.approx(case.out["argo"])
    assert is_bare_integer(case.text) == case.out["lint_timeout_rejects"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_agrees_with_go(case: Case) -> None:
    if case.out["go"] is None:
        assert refusal(parse_go, case.text) is not None
        return
    nanoseconds = parse_go(case.text)
    assert nanoseconds / SECOND == pytest.approx(case.out["go"])
    assert normal(nanoseconds) == case.out["normal"]


@pytest.mark.parametrize(
    ("text", "message", "at", "hint"),
    [
        ("", "the duration is empty", "", None),
        ("7d", "there is no unit 'd'; the longest unit is h", "d", "write '168h'"),
        ("1d12h", "there is no unit 'd'; the longest unit is h", "d", "write '24h12h'"),
        ("1.5d", "there is no unit 'd'; the longest unit is h", "d", None),
        ("300 weeks", "a duration can't have blanks in it", " ", "write '50400h'"),
        ("99999 weeks", "a duration can't have blanks in it", " ", None),
        ("5min", "there is no unit 'min'; the units are h, m, s, ms, us and ns", "min", "write '5m'"),
        ("5H", "there is no unit 'H'; units are written in lower case", "H", "write '5h'"),
        ("10m 30s", "a duration can't have blanks in it", " ", "write '10m30s'"),
        ("1h ", "a duration can't end with blanks", " ", "write '1h'"),
        ("\n1h", "a duration can't start with blanks", "\n", "write '1h'"),
        ("1h30", "'30' has no unit", "30", "for seconds write '1h30s'"),
        ("1.5", "'1.5' has no unit", "1.5", "for seconds write '1.5s'"),
        ("1e3s", "a duration can't have an exponent", "e", None),
        ("01:30", "a duration is not written with colons", "01:30", None),
        ("PT1H", "ISO 8601 durations are not read", "PT1H", None),
        ("forever", "'forever' is not a duration", "forever", None),
        ("1h-30m", "there is no unit 'h-'", "h-", None),
        ("5s\u200b", "the character U+200B can't be in a duration", "\u200b", None),
        ("1h2562047h", "the duration is too long", "1h2562047h", None),
        ("-", "there is no number", "-", None),
    ],
)
def test_names_the_usual_mistake(text: str, message: str, at: str, hint: str | None) -> None:
    mistake = refusal(parse_argo, text)
    assert mistake is not None
    assert mistake.message.startswith(message)
    assert text[mistake.offset : mistake.end] == at
    assert mistake.hint == hint


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0s"),
        (1, "1ns"),
        (1_500, "1.5\u00b5s"),
        (100_000_000, "100ms"),
        (1_000_000_001, "1.000000001s"),
        (60 * SECOND, "1m0s"),
        (-3_600 * SECOND, "-1h0m0s"),
        (2**63 - 1, "2562047h47m16.854775807s"),
        (-(2**63), "-2562047h47m16.854775808s"),
    ],
)
def test_prints_as_go_does(nanoseconds: int, text: str) -> None:
    assert normal(nanoseconds) == text
    assert parse_go(text) == nanoseconds


@given(st.integers(-(2**63), 2**63 - 1))
def test_what_is_printed_is_read_back(nanoseconds: int) -> None:
    # Go calculates fractions in floating point, and ends one nanosecond beside some of them.
    assert abs(parse_go(normal(nanoseconds)) - nanoseconds) <= 1
    assert parse_go(f"{nanoseconds}ns") == nanoseconds


@given(st.integers(-(2**63), 2**63 - 1))
def test_seconds_wrap_around(seconds: int) -> None:
    nanoseconds = parse_argo(str(seconds))
    assert -(2**63) <= nanoseconds < 2**63
    assert (nanoseconds - seconds * SECOND) % 2**64 == 0


@given(st.lists(PARTS, min_size=1, max_size=10), st.sampled_from(["", "-", "+"]))
def test_parts_add_up_in_any_order(parts: list[str], sign: str) -> None:
    total = sum(parse_go(sign + part) for part in parts)
    assert parse_go(sign + "".join(parts)) == total
    assert parse_argo(sign + "".join(reversed(parts))) == total


@given(st.one_of(st.text(), ALMOST_DURATIONS, st.tuples(PARTS, st.text()).map("".join)))
def test_refuses_with_nothing_but_a_mistake(text: str) -> None:
    for parse in (parse_go, parse_argo):
        mistake = refusal(parse, text)
        if mistake is not None and mistake.hint is not None:
            assert refusal(parse_go, mistake.hint.split("'")[1]) is None


def test_thousands_of_digits_are_no_trouble() -> None:
    assert parse_go("0" * 10_000 + "1s") == SECOND
    assert parse_go("0." + "1" * 10_000 + "s") == 111_111_111
    assert refusal(parse_go, "1" * 10_000 + "s") is not None
