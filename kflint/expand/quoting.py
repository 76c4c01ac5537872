"""How a text is written as one YAML scalar in one line."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from kflint.source.scalars import resolve

# What a plain scalar can't begin with, and what it can't hold in flow collections.
_INDICATORS = frozenset(",[]{}#&*!|>'\"%@`?:=<~")
_FLOW_INDICATORS = frozenset(",[]{}:")
# Numbers, dates and times of any YAML version: a reader other than Kubernetes' may take them for more than text.
_LIKE_A_NUMBER = re.compile(r"[-+.]?[0-9][-+0-9._:,TtZzxXoOeEa-fA-F ]*\Z|[-+]?\.(inf|nan)\Z", re.IGNORECASE)
_UNPRINTABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


@lru_cache(maxsize=4096)  # the same few words stand in every template
def scalar(text: str, quote: str, *, style: str = "", flow: bool = False) -> str:
    """`text` as a scalar that YAML 1.1 and 1.2 read back as this very text.

    It is left plain where that is safe and its author did not quote it (`style`), else quoted with the author's quotes or, where
    there are none, with `quote`, the file's own. `flow` says that it stands in a flow collection.
    """
    if not style and is_plain(text, flow):
        return text
    if _UNPRINTABLE.search(text):
        return double_quoted(text)
    preferred = style or quote
    if preferred == '"' and ('"' in text or "\\" in text) and "'" not in text:
        preferred = "'"
    elif preferred == "'" and "'" in text and '"' not in text and "\\" not in text:
        preferred = '"'
    return double_quoted(text) if preferred == '"' else "'" + text.replace("'", "''") + "'"


def is_plain(text: str, flow: bool) -> bool:
    """Whether the text can stand without quotes."""
    if not text or text != text.strip() or text[0] in _INDICATORS or _UNPRINTABLE.search(text) or "\t" in text:
        return False
    if text[0] == "-" and (text[1:2] in ("", " ") or text.startswith("---")):
        return False
    if ": " in text or " #" in text or text[-1] == ":" or (flow and not _FLOW_INDICATORS.isdisjoint(text)):
        return False
    return isinstance(resolve(text), str) and not _LIKE_A_NUMBER.match(text) and not text.startswith("...")


def double_quoted(text: str) -> str:
    """The text in double quotes, as JSON has it, with what YAML can't hold as escapes."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def key(name: str, quote: str, flow: bool) -> str:
    """The key of a mapping."""
    return scalar(name, quote, flow=flow)
