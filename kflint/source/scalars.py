"""What a plain YAML scalar means to Kubernetes: go-yaml 2's reading of YAML 1.1, as sigs.k8s.io/yaml turns it into JSON."""

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
# The characters with which something other than a string can begin.
_HINTS = frozenset("yYnNtTfFoO~0123456789+-.")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_BASES = {"0b": 2, "0B": 2, "0x": 16, "0X": 16, "0o": 8, "0O": 8}

Json = str | int | float | bool | None


def resolve(text: str) -> Json:
    """The JSON value of a plain (unquoted, untagged) scalar.

    `.inf` and `.nan` come back as Python floats although JSON has no such numbers: the caller reports them.
    """
    if not text:
        return None
    if text[0] not in _HINTS:
        return text
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text in _NULLS:
        return None
    if text[0] in "yYnNtTfFoO~":
        return text
    if text in _SPECIAL:
        return _SPECIAL[text]
    return _number(text)


def _number(text: str) -> Json:
    """A number if go-yaml 2 reads one (underscores dropped, octal with 0 or 0o, 0b and 0x), else the text itself."""
    plain = text.replace("_", "")
    integer = _integer(plain)
    if integer is not None:
        # Beyond 64 bits go-yaml falls back to a float.
        return integer if -(2**63) <= integer < 2**64 else float(integer)
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
