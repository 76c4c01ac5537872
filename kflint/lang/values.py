"""How Argo turns JSON values into text and integers: parameter values, loop items and fields that take an integer or a string."""

from __future__ import annotations

from kflint.lang.mistake import Mistake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_DIGITS = "0123456789"
_INT32 = 2**31
_INT64 = 2**63


class _Literal(str):
    """A number as it is written."""

    __slots__ = ()


def atoi(text: str) -> int | None:
    """Return what Go's strconv.Atoi makes of `text` (decimal digits with an optional sign, within 64 bits), or None."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits or digits.strip(_DIGITS):
        return None
    # Python refuses to read thousands of digits; zeros in front don't count.
    significant = digits.lstrip("0") or "0"
    if len(significant) > len(str(_INT64)):
        return None
    value = -int(significant) if text[0] == "-" else int(significant)
    return value if -_INT64 <= value < _INT64 else None


def number_text(value: float) -> str:
    """Return the JSON text that Kubernetes makes of a finite YAML number: 1.0 is `1`, 1e21 is `1e+21`."""
    if isinstance(value, int):
        return str(value)
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return _plain_decimal(value)
    return repr(value).replace("e-0", "e-")


def parameter_text(value: object) -> str:
    """Return the text of a parameter's `value` or `default`, or of an `enum` entry, given as a JSON value.

    Argo reads numbers as 64-bit floats and writes them without an exponent; null, lists and maps become the empty text.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _plain_decimal(float(value))
    return ""


def item_text(text: str) -> str:
    """Return what `{{item}}` stands for, given a loop item as JSON text: numbers stay as written, maps are sorted by key.

    Raises ValueError if `text` is not JSON.
    """
    item = _read(text)
    return str(item) if isinstance(item, str) else json_text(item)


def int_or_string(text: str) -> int | str:
    """Return the value of a field of type IntOrString, given as JSON text; null counts as 0.

    Raises Mistake if Argo can't read it, ValueError if `text` is not JSON.
    """
    value = _read(text)
    if isinstance(value, _Literal):
        number = atoi(value)
        if number is not None and -_INT32 <= number < _INT32:
            return number
        raise Mistake(f"{value} is not a whole number from {-_INT32} to {_INT32 - 1}", 0, len(text))
    if isinstance(value, str):
        return value
    if value is None:
        return 0
    raise Mistake("a whole number or a string is needed here", 0, len(text))


def int32(value: int | str) -> int | None:
    """Return the integer that Argo makes of an IntOrString, None if it fails: what needs more than 32 bits wraps around."""
    number = atoi(value) if isinstance(value, str) else value
    return None if number is None else (number + _INT32) % (2 * _INT32) - _INT32


def is_int_or_tag(value: int | str) -> bool:
    """Return whether lint takes an IntOrString for an integer: it is one, or begins with `{{` and ends with `}}`."""
    return isinstance(value, int) or atoi(value) is not None or (value.startswith("{{") and value.endswith("}}"))


def json_text(value: Any) -> str:
    """Return the JSON text of a JSON value as Go writes it: no blanks, maps sorted by key, `<`, `>` and `&` escaped."""
    import json

    if isinstance(value, _Literal):
        return str(value)
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, list):
        return "[" + ",".join(map(json_text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json_text(key)}:{json_text(value[key])}" for key in sorted(value)) + "}"
    written = json.dumps(value, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        written = written.replace(letter, f"\\u{ord(letter):04x}")
    return written


def _plain_decimal(value: float) -> str:
    """Return Go's FormatFloat(value, 'f', -1, 64): the shortest digits that give the value back, without an exponent."""
    mantissa, _, power = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.removeprefix("-") + ("" if fraction == "0" else fraction)
    exponent = int(power or 0) - (0 if fraction == "0" else len(fraction))
    if exponent >= 0:
        return sign + digits + "0" * exponent
    digits = digits.rjust(1 - exponent, "0")
    return f"{sign}{digits[:exponent]}.{digits[exponent:]}"


def _read(text: str) -> Any:
    """Return what the JSON text says, its numbers as literals."""
    import json  # not on the path of a plain lint

    return json.loads(text, parse_int=_Literal, parse_float=_Literal)
