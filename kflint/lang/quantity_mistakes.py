"""Why a quantity is refused, in words for someone who wrote it as it is written elsewhere."""

from __future__ import annotations

import re

from kflint.lang.mistake import Mistake
from kflint.lang.quantity import UNITS

_ALL_UNITS = "a unit is one of n, u, m, k, M, G, T, P, E (powers of 1000) and Ki, Mi, Gi, Ti, Pi, Ei (powers of 1024)"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_EXPONENT = re.compile(r"[eE][-+]?[0-9]*")
# Kilobytes and kibibytes, in any spelling.
_BYTES = re.compile(r"([kmgtpe])(i?)(?:b|bytes?)?", re.IGNORECASE)
_DECIMAL = {"k": "k", "m": "M", "g": "G", "t": "T", "p": "P", "e": "E"}


def explain(text: str) -> Mistake:
    """The mistake in a text that is not a quantity."""
    if not text.strip():
        return Mistake("the quantity is empty; write a number with or without a unit, such as '500m' or '1Gi'", 0, len(text))
    if text[0] in "'\"":
        return Mistake("the quotes are part of the value here; a quantity has none", 0, 1)
    if "{{" in text:
        return Mistake("a quantity can't hold a template tag", text.index("{{"), len(text))
    if text[0].isspace():
        return Mistake("a quantity can't start with blanks", 0, len(text) - len(text.lstrip()))
    number = _NUMBER.match(text)
    if number is None:
        return Mistake(f"'{text}' is not a quantity; it starts with a number, such as '500m' or '1Gi'", 0, len(text))
    return _explain_unit(text, number.end())


def _explain_unit(text: str, start: int) -> Mistake:
    number, rest = text[:start], text[start:]
    unit = rest.strip()
    blanks = len(rest) - len(rest.lstrip())
    if not unit:
        return _explain_number(text, start)
    if blanks:
        hint = f"write '{number}{unit}'" if unit in UNITS else None
        return Mistake("there can't be a blank between the number and its unit", start, start + blanks, hint)
    if rest != unit:
        return Mistake("a quantity can't end with blanks", len(text.rstrip()), len(text))
    strange = next((at for at, letter in enumerate(text) if not letter.isascii() or not letter.isprintable()), None)
    if strange is not None:
        return Mistake(f"the character U+{ord(text[strange]):04X} can't be in a quantity", strange, strange + 1)
    if rest[0] in ",_'":
        return Mistake(f"'{rest[0]}' can't be in a number", start, start + 1)
    if rest[0] == ".":
        return Mistake("a number has only one '.'", start, start + 1)
    size = _BYTES.fullmatch(unit)
    if size is not None:
        return _explain_size(number, unit, size[1].lower(), start, len(text))
    if unit in ("b", "B"):
        return Mistake("a number alone counts bytes; there is no unit 'B'", start, len(text), f"write '{number}'")
    exponent = _EXPONENT.match(rest)
    if exponent is not None and any(digit.isdecimal() for digit in exponent[0]):
        if exponent.end() == len(rest):
            return Mistake("the exponent is too far from zero", start, len(text))
        return Mistake("after an exponent there is no unit", start + exponent.end(), len(text))
    if exponent is not None and exponent.end() == len(rest):
        return Mistake(f"'{rest}' needs digits after it to be an exponent; the unit for 1000^6 is 'E'", start, len(text))
    return Mistake(f"'{unit}' is not a unit of quantities", start, len(text), _ALL_UNITS)


def _explain_size(number: str, unit: str, prefix: str, start: int, end: int) -> Mistake:
    decimal, binary = _DECIMAL[prefix], prefix.upper() + "i"
    meant = f"'{number}{binary}'" if "i" in unit.lower() else f"'{number}{binary}' or '{number}{decimal}'"
    power = ("", "^2", "^3", "^4", "^5", "^6")["kmgtpe".index(prefix)]
    hint = f"{binary} is 1024{power}" + ("" if "i" in unit.lower() else f", {decimal} is 1000{power}")
    return Mistake(f"'{unit}' is not a unit of quantities; write {meant}", start, end, hint)


def _explain_number(text: str, end: int) -> Mistake:
    """What Kubernetes can't calculate: no digits at all, or a value out of any measure."""
    return Mistake(f"'{text}' is not a quantity that Kubernetes can handle", 0, end)
