"""What a YAML scalar means to Kubernetes: go-yaml 2's reading of YAML 1.1, as sigs.k8s.io/yaml turns it into JSON."""

from __future__ import annotations

import math
import re

_BOOLEANS = {
    word: truth
    for words, truth in (("y yes on true", True), ("n no off false", False))
    for lower in words.split()
    for word in (lower, lower.title(), lower.upper())
}
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_SPECIAL = {
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
# The texts that make a number which JSON doesn't have, at least one of which is in every text that holds such a number.
NON_JSON_NUMBERS = (".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN")
# Plain scalars that are no text: these words, and numbers, which begin with one of these characters.
NON_TEXT_WORDS = _NULLS | _BOOLEANS.keys()
NUMBER_STARTS = frozenset("0123456789+-.")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_BASES = {"0b": 2, "0B": 2, "0x": 16, "0X": 16, "0o": 8, "0O": 8}
_INT64_MIN, _INT64_MAX, _UINT64_MAX = -(2**63), 2**63 - 1, 2**64 - 1
_YAML_TAG = "tag:yaml.org,2002:"

Json = str | int | float | bool | None


class BadTag(ValueError):
    """The text of a scalar is not what its tag says; the message says so in a sentence."""


def resolve(text: str) -> Json:
    """The JSON value of a plain (unquoted, untagged) scalar.

    `.inf` and `.nan` come back as Python floats although JSON has no such numbers: the caller reports them.
    """
    if text in NON_TEXT_WORDS:
        return _BOOLEANS.get(text)
    if text[0] not in NUMBER_STARTS:
        return text
    return _SPECIAL[text] if text in _SPECIAL else _number(text)


def resolve_tagged(text: str, tag: str) -> Json:
    """The JSON value of a scalar with an explicit tag, quoted or not. A tag that Kubernetes does not know leaves the text.

    Raises `BadTag` where the text is not of the tag's type.
    """
    name = tag.removeprefix(_YAML_TAG) if tag.startswith(_YAML_TAG) else ""
    if name == "binary":
        return _binary(text)
    expected = _TAGS.get(name)
    if expected is None:
        return text
    value = resolve(text)
    if type(value) is int and name == "float":
        return float(value)
    if type(value) is not expected:
        raise BadTag(f"'{text}' is tagged !!{name}, but it is not of that type")
    return value


_TAGS: dict[str, type] = {"int": int, "float": float, "bool": bool, "null": type(None)}


def _binary(text: str) -> str:
    """The text in base64, line breaks left out; bytes that are no text become U+FFFD, as in Go."""
    import base64

    try:
        return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True).decode("utf-8", "replace")
    except ValueError:
        raise BadTag("a value tagged !!binary must be in base64") from None


def key_text(text: str, style: str, tag: str | None) -> str | None:
    """The text that a mapping's key becomes, None if it can't be a key; booleans and numbers are written out (sigs.k8s.io/yaml).

    Raises `BadTag` as `resolve_tagged` does.
    """
    value = resolve_tagged(text, tag) if tag is not None else text if style else resolve(text)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value <= _INT64_MAX else None
    return None if value is None else _float_key(value)


def _float_key(value: float) -> str:
    """Go's strconv.FormatFloat(value, 'g', -1, 32): the fewest digits that give back the same 32-bit float."""
    import struct

    if math.isnan(value):
        return ".nan"
    try:
        single = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        single = math.copysign(math.inf, value)
    if math.isinf(single):
        return ".inf" if single > 0 else "-.inf"
    for digits in range(9):
        shortest = f"{single:.{digits}e}"
        if struct.unpack("f", struct.pack("f", float(shortest)))[0] == single:
            break
    mantissa, exponent = shortest.split("e")
    if -4 <= int(exponent) < 6:
        return f"{float(shortest):.{max(digits - int(exponent), 0)}f}"
    return f"{mantissa}e{exponent}"


def _number(text: str) -> Json:
    """A number if go-yaml 2 reads one (underscores dropped, octal with 0 or 0o, 0b and 0x), else the text itself."""
    plain = text if text[0] == "." else text.replace("_", "")
    integer = _integer(plain)
    if integer is not None and _INT64_MIN <= integer <= _UINT64_MAX:
        return integer
    # Beyond 64 bits go-yaml tries a decimal float.
    if _FLOAT.match(plain):
        number = float(plain)
        # An overflow such as 1e400 stays text.
        return text if math.isinf(number) else number
    return text


def _integer(plain: str) -> int | None:
    """Go's ParseInt with base 0 and go-yaml's own additions, without underscores; None if it is no integer."""
    sign, digits = (plain[0], plain[1:]) if plain[:1] in ("+", "-") else ("", plain)
    base = _BASES.get(digits[:2], 10)
    if base != 10:
        digits = digits[2:]
    elif len(digits) > 1 and digits[0] == "0":
        base = 8
        digits = digits[1:]
    if not digits or not digits.isascii() or not digits.isalnum():
        return None
    try:
        value = int(digits, base)
    except ValueError:
        return None
    return -value if sign == "-" else value
