"""The verdicts of the real parsers (`tests/facts/*.json`), one case per text."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any, NamedTuple

FACTS = Path(__file__).parent.parent / "facts"


class Case(NamedTuple):
    """One text and what the real parser made of it.

    `id` names the case in a test report; `data` is the text in bytes (some are not UTF-8); `out` and `error` are None where the
    facts have none; `more` holds the whole record, with the keys that only one language has.
    """

    id: str
    data: bytes
    ok: bool
    out: Any
    error: str | None
    more: dict[str, Any]

    @property
    def text(self) -> str:
        """The text in characters. Raises UnicodeDecodeError where the bytes are not UTF-8."""
        return self.data.decode("utf-8", "surrogatepass")


def load_cases(name: str) -> list[Case]:
    """All cases of `tests/facts/<name>.json`, in the order of the file."""
    records = _read(name)["cases"]
    return [_case(number, record) for number, record in enumerate(records)]


def load_header(name: str) -> dict[str, Any]:
    """What `tests/facts/<name>.json` says about all its cases: the document they are tried on, notes, lists of names."""
    return {key: value for key, value in _read(name).items() if key != "cases"}


def _read(name: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))
    return facts


def _case(number: int, record: dict[str, Any]) -> Case:
    data = _data(record)
    shown = ascii(data.decode("utf-8", "backslashreplace"))[1:-1]
    return Case(
        id=f"{number}-{shown[:40]}",
        data=data,
        ok=record["ok"],
        out=record.get("out"),
        error=record.get("error"),
        more=record,
    )


def _data(record: dict[str, Any]) -> bytes:
    if "in" in record:
        text: str = record["in"]
        return text.encode("utf-8", "surrogatepass")
    if "in_b64" in record:
        return base64.b64decode(record["in_b64"])
    return "".join(part * times for part, times in record["in_repeat"]).encode()
