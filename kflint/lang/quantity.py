"""Kubernetes quantities: `500m`, `1.5Gi`, `2e3` (apimachinery `api/resource`).

Argo decodes requests, limits and volume sizes strictly, so one quantity that is wrong makes lint and the server refuse the whole
workflow. A quantity can't hold a template tag.
"""

from __future__ import annotations

import re

from kflint.lang.mistake import Mistake
from kflint.lang.tags import JSON_BLANKS
from kflint.lang.values import atoi
from kflint.record import NamedTuple

DECIMAL = "DecimalSI"
BINARY = "BinarySI"
EXPONENT = "DecimalExponent"

# The powers of ten, and of two, that the units stand for.
_DECIMAL_UNITS = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY_UNITS = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
UNITS = frozenset(_DECIMAL_UNITS) | frozenset(_BINARY_UNITS)
_DECIMAL_PRINTED = {power: unit for unit, power in _DECIMAL_UNITS.items()}
_BINARY_PRINTED = {power: unit for unit, power in _BINARY_UNITS.items()}

_QUANTITY = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)")

_NANO = -9
_MAX_INT64 = 2**63 - 1
# Numbers that Kubernetes keeps as 64-bit integers have at most so many digits; less for binary units, by 3 digits per 2^10.
_SHORT_DECIMAL = 18
_SHORT_BINARY = 14
# What does not fit is multiplied out, which takes seconds from about this power of ten on, and soon no less than for ever.
_MAX_POWER = 1_000_000
_MAX_DIGITS = 4_000
# There is no use in comparing quantities beyond this power of ten.
_MAX_COMPARABLE = 1_000


class Quantity(NamedTuple):
    """A quantity: the integer `digits` times ten to the `power`, which is never below -9.

    `unit_format` is `DecimalSI`, `BinarySI` or `DecimalExponent` (empty for null), and `canonical` is how Kubernetes prints it.
    """

    digits: int
    power: int
    unit_format: str
    canonical: str

    @property
    def nanos(self) -> int | None:
        """The value times 1,000,000,000, which is a whole number; None for values so large (1e1000) that they mean nothing."""
        return self.digits * 10 ** (self.power - _NANO) if self.power <= _MAX_COMPARABLE else None


class _Written(NamedTuple):
    """The parts of a quantity: digits without leading zeros, and the power of `base` that the unit stands for."""

    text: str
    is_negative: bool
    integer: str
    fraction: str
    has_digits: bool
    base: int
    unit_power: int
    unit_format: str


def parse(text: str) -> Quantity:
    """Parse a quantity as Kubernetes' ParseQuantity does. Raises Mistake.

    What is finer than nanos is rounded up; with binary units what is above 2^63-1 becomes that.
    """
    written = _split(text)
    quantity = _short(written) or _long(written)
    if quantity is None:
        from kflint.lang.quantity_mistakes import explain

        raise explain(text)
    return quantity


def parse_field(text: str) -> Quantity:
    """Parse the value of a field, where the value is a string: blanks around the quantity are ignored. Raises Mistake.

    Tabs and line breaks are not blanks: Kubernetes trims the string as JSON writes it, and there they are escapes.
    """
    start = len(text) - len(text.lstrip(JSON_BLANKS))
    try:
        return parse(text.strip(JSON_BLANKS))
    except Mistake as mistake:
        raise Mistake(mistake.message, mistake.offset + start, mistake.end + start, mistake.hint) from None


def parse_json(text: str) -> Quantity:
    """Parse the value of a field, given as JSON text: a string, a number, or null, which counts as 0. Raises Mistake."""
    if text == "null":
        return Quantity(0, 0, "", "0")
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return parse_field(text)
    try:
        return parse_field(text[1:-1])
    except Mistake as mistake:
        raise Mistake(mistake.message, mistake.offset + 1, mistake.end + 1, mistake.hint) from None


def _split(text: str) -> _Written:
    match = _QUANTITY.fullmatch(text)
    unit = _unit(match[4]) if match is not None and text else None
    if match is None or unit is None:
        # Most quantities are right: what is usually meant by a wrong one is only loaded to explain one.
        from kflint.lang.quantity_mistakes import explain

        raise explain(text)
    sign, integer, fraction = match[1], match[2], match[3] or ""
    return _Written(text, sign == "-", integer.lstrip("0") or "0", fraction, bool(integer + fraction), *unit)


def _unit(suffix: str) -> tuple[int, int, str] | None:
    """The base, the power and the format that a suffix stands for; None if it means nothing."""
    if suffix in _DECIMAL_UNITS:
        return 10, _DECIMAL_UNITS[suffix], DECIMAL
    if suffix in _BINARY_UNITS:
        return 2, _BINARY_UNITS[suffix], BINARY
    power = atoi(suffix[1:]) if suffix[0] in "eE" else None
    # Kubernetes keeps 32 bits of the exponent.
    return None if power is None else (10, (power + 2**31) % 2**32 - 2**31, EXPONENT)


def _short(written: _Written) -> Quantity | None:
    """The quantity, if Kubernetes keeps it as a 64-bit integer: then it is exact, and often printed as it was written."""
    digits = written.integer + written.fraction
    power = -len(written.fraction)
    factor = 1
    if written.base == 10:
        fits = len(digits) <= _SHORT_DECIMAL
        power += written.unit_power
    else:
        fits = not written.fraction and len(digits) <= _SHORT_BINARY - written.unit_power * 3 // 10
        factor = 2**written.unit_power
    if not fits or power < _NANO or int(digits) * factor > _MAX_INT64:
        return None
    number = int(digits)
    if written.base == 2:
        is_canonical = number % 8 != 0
    else:
        is_canonical = power % 3 == 0 and not digits.endswith("000") and digits[0] != "0"
    value = (-number if written.is_negative else number) * factor
    canonical = written.text if is_canonical else _printed(value, power, written.unit_format)
    return Quantity(value, power, written.unit_format, canonical)


def _long(written: _Written) -> Quantity | None:
    """The quantity, if Kubernetes calculates with all its digits; None if it can't."""
    digits = written.integer + written.fraction
    if not written.has_digits or len(digits) > _MAX_DIGITS:
        return None
    number, power = int(digits), -len(written.fraction)
    if number and abs(written.unit_power) > _MAX_POWER:
        return None
    if written.base == 10:
        power += written.unit_power
    else:
        number *= 2**written.unit_power
    if number and power < _NANO:
        number, power = -(-number // 10 ** (_NANO - power)), _NANO
    unit_format = written.unit_format
    if unit_format == BINARY and number > _MAX_INT64 * 10**-power:
        number, power = _MAX_INT64, 0
    if unit_format == BINARY and 0 < number < 10**-power:
        unit_format = DECIMAL
    value = -number if written.is_negative else number
    return Quantity(value, max(power, _NANO), unit_format, _printed(value, power, unit_format))


def _printed(value: int, power: int, unit_format: str) -> str:
    """The canonical form: no zeros at the end of the number, and a power of ten that is a multiple of three."""
    if value == 0:
        return "0"
    if unit_format == BINARY and value % 10**-power == 0 and abs(value) >= 1024 * 10**-power:
        return _printed_binary(value // 10**-power)
    number = value
    while number % 10 == 0:
        number //= 10
        power += 1
    number *= 10 ** (power % 3)
    power -= power % 3
    if unit_format == EXPONENT:
        return f"{number}e{power}" if power else f"{number}"
    # Beyond its units Kubernetes prints the number without saying of what.
    return f"{number}{_DECIMAL_PRINTED.get(power, '')}"


def _printed_binary(number: int) -> str:
    power = 0
    while number % 1024 == 0:
        number //= 1024
        power += 10
    return f"{number}{_BINARY_PRINTED.get(power, '')}"
