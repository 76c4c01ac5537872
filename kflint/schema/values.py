"""Which scalars Argo's decoder takes for a scalar type, and which it refuses (Go's encoding/json and Kubernetes' own types)."""

from __future__ import annotations

from kflint.source.nodes import Scalar
from kflint.source.scalars import Json

INT32, INT64, UINT64 = (-(2**31), 2**31 - 1), (-(2**63), 2**63 - 1), (0, 2**64 - 1)
WIDTHS = {"int32": INT32, "int64": INT64, "uint64": UINT64, "int-or-string": INT32}

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def accepts(name: str, scalar: Scalar) -> bool:
    """Whether a scalar that is not null may stand where the scalar type `name` (of `schema.SCALARS`) is wanted."""
    value = scalar.json
    if name == "boolean":
        return type(value) is bool
    if name in WIDTHS:
        return (name == "int-or-string" and type(value) is str) or is_whole(value, *WIDTHS[name], scalar)
    if name == "quantity":
        return type(value) is not bool and (type(value) is not str or is_quantity(value))
    if name == "any-string":
        return True
    if name == "time":
        return type(value) is str and is_time(value)
    if name == "bytes":
        return type(value) is str and is_base64(value)
    return name == "string" and type(value) is str


def is_whole(value: Json, low: int, high: int, scalar: Scalar) -> bool:
    """Whether a number is an integer from `low` to `high`. YAML's 1.0 and 1e3 are; in a JSON file only what is written as one."""
    if type(value) is float and value.is_integer() and abs(value) < 1e21:
        return low <= value <= high and not is_json(scalar.text.string)
    return type(value) is int and low <= value <= high


def is_json(string: str) -> bool:
    """Whether a whole file is one JSON value: Argo then reads it as JSON, where numbers are not written anew (R-JSON-3)."""
    if string[:1] not in ("{", " ", "\n", "\r", "\t"):
        return False
    import json

    try:
        json.loads(string)
    except ValueError:
        return False
    return True


def is_quantity(text: str) -> bool:
    """Whether a text is a Kubernetes quantity; blanks around it are allowed (R-DEC-9)."""
    if text.isascii() and text.isdigit():
        return True
    from kflint.lang.mistake import Mistake
    from kflint.lang.quantity import parse

    try:
        parse(text.strip())
    except Mistake:
        return False
    return True


def is_time(text: str) -> bool:
    """Whether Go's time.Parse reads a text as RFC 3339: `2024-05-01T12:00:00Z`, with a fraction or an offset if need be."""
    import re

    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d?):([0-5]\d):([0-5]\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))", text, re.ASCII)
    if match is None:
        return False
    year, month, day, hour, offset_hour, offset_minute = (int(match[group] or 0) for group in (1, 2, 3, 4, 7, 8))
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1] or hour > 23 or offset_hour > 24 or offset_minute > 60:
        return False
    return (month, day) != (2, 29) or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def is_base64(text: str) -> bool:
    """Whether Go's base64.StdEncoding reads a text: padded, line breaks allowed."""
    import base64

    try:
        base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except ValueError:
        return False
    return True
