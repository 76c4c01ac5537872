"""Which scalars the decoder's types take."""

from __future__ import annotations

import base64
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.schema.schema import SCALARS
from kflint.schema.values import accepts, is_base64, is_json, is_quantity, is_time
from kflint.source.nodes import Mapping, Scalar
from kflint.source.reader import read
from kflint.source.text import Text


def scalar(written: str) -> Scalar:
    """The value of a YAML text `x: written`."""
    (document,) = read(Text(f"x: {written}\n"))
    assert isinstance(document.root, Mapping)
    value = document.root.fields["x"]
    assert isinstance(value, Scalar)
    return value


TIMES = ("2024-05-01T12:00:00Z", "2024-02-29T1:00:00.5Z", "0000-01-01T00:00:00+23:59", "2000-02-29T23:59:59-05:00")
NO_TIMES = (
    "", "today", "2024-05-01", "2024-05-01T12:00:00", "2024-05-01 12:00:00Z", "2024-05-01t12:00:00z", "2024-05-01T12:00:00+0500",
    "2024-13-01T00:00:00Z", "2024-04-31T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-00-10T00:00:00Z",
    "2024-05-01T24:00:00Z", "2024-05-01T12:60:00Z", "2024-05-01T12:00:60Z", "٢٠٢٤-05-01T12:00:00Z",
)  # fmt: skip


@pytest.mark.parametrize("text", TIMES)
def test_times(text: str) -> None:
    assert is_time(text)


@pytest.mark.parametrize("text", NO_TIMES)
def test_no_times(text: str) -> None:
    assert not is_time(text)


@given(st.datetimes(timezones=st.sampled_from([datetime.timezone.utc, datetime.timezone(datetime.timedelta(hours=-5))])))
def test_every_time_is_one(moment: datetime.datetime) -> None:
    assert is_time(moment.isoformat())


@given(st.binary())
def test_base64_of_anything(data: bytes) -> None:
    assert is_base64(base64.b64encode(data).decode())
    assert is_base64(base64.encodebytes(data).decode())


@pytest.mark.parametrize("text", ["a", "YQ", "YQ=", "====", "Y WI=", "YWI_", "YQ==YQ==", "é"])
def test_no_base64(text: str) -> None:
    assert not is_base64(text)


@given(st.integers())
def test_integers_fit_their_widths(number: int) -> None:
    value = scalar(str(number))
    assert accepts("int32", value) == (-(2**31) <= number < 2**31)
    assert accepts("int64", value) == (-(2**63) <= number < 2**63)
    assert accepts("uint64", value) == (0 <= number < 2**64)
    assert accepts("int-or-string", value) == accepts("int32", value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_integers_if_whole(number: float) -> None:
    assert accepts("int64", scalar(repr(number))) == (number.is_integer() and -(2**63) <= number < 2**63)


@given(st.text(alphabet="0123456789.-+eEinumkKMGTP ", max_size=8))
def test_quantities_may_have_blanks_around(text: str) -> None:
    assert is_quantity(f" {text}\t") == is_quantity(text.strip())


@pytest.mark.parametrize(
    ("name", "fitting", "unfitting"),
    [
        ("string", ["a", "'5'", "!!str 5"], ["5", "yes"]),
        ("boolean", ["true", "off"], ["'true'", "1"]),
        ("int-or-string", ["1", "a", "'{{x}}'"], ["1.5", "true"]),
        ("any-string", ["a", "1", "1.5", "true"], []),
        ("quantity", ["1", "1.5", "-1", "500m", "1e3"], ["true", "1GB", "'{{x}}'", "''"]),
        ("time", ["2024-05-01T00:00:00Z"], ["5", "today"]),
        ("bytes", ["YQ==", "''"], ["5", "YQ"]),
        ("plugin", [], ["a", "5", "true"]),
    ],
)
def test_scalar_types(name: str, fitting: list[str], unfitting: list[str]) -> None:
    assert name in SCALARS
    assert [written for written in fitting if not accepts(name, scalar(written))] == []
    assert [written for written in unfitting if accepts(name, scalar(written))] == []


@pytest.mark.parametrize(("text", "expected"), [('{"a": 1}', True), (" {}", True), ("{a: 1}", False), ("a: 1", False), ("", False)])
def test_json(text: str, expected: bool) -> None:
    assert is_json(text) == expected
