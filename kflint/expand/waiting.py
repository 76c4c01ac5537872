"""What a DAG task waits for, as text: the names that expansion adds to `dependencies` or joins to `depends`."""

from __future__ import annotations

import re

# One condition of a conjunction that says no more than that a task has run: `a`, `a.Succeeded`.
_HAS_RUN = re.compile(r"([A-Za-z0-9][-A-Za-z0-9]*)(?:\.(?:Succeeded|Daemoned|AnySucceeded))?\Z")
_QUOTES = "'\"`"


def join(depends: str, names: list[str]) -> str:
    """`depends` with the condition that the tasks `names` have run, joined with `&&`; those that it demands already are left out.

    What is there stays as it is, in one line, and in parentheses where `&&` would bind tighter than an operator in it.
    """
    text = depends.strip() if "//" in depends else " ".join(depends.split())
    if not text:
        return " && ".join(names)
    parts = conjuncts(text)
    demanded = {name for part in parts for name in _demanded(part)}
    new = [name for name in names if name not in demanded]
    if not new:
        return depends
    if len(parts) == 1 and _binds_loosely(text):
        text = f"({text})"
    return " && ".join([text, *new])


def _demanded(part: str) -> list[str]:
    """The tasks that one part of a conjunction demands to have run."""
    part = part.strip()
    while part.startswith("(") and part.endswith(")") and _closing(part, 0) == len(part) - 1:
        part = part[1:-1].strip()
        inner = conjuncts(part)
        if len(inner) > 1:
            return [name for each in inner for name in _demanded(each)]
    match = _HAS_RUN.match(part)
    return [match[1]] if match else []


def conjuncts(text: str) -> list[str]:
    """The parts that a conjunction joins with `&&` at its top level; the whole text where it is no conjunction."""
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "(":
            at = _closing(text, at)
        elif text[at] in _QUOTES or text.startswith(("//", "/*", "{{"), at):
            return [text]
        elif text.startswith("&&", at):
            parts.append(text[start:at])
            start = at = at + 2
            continue
        elif not (text[at].isalnum() or text[at] in "-.!_ \t\n\r"):
            return [text]
        at += 1
    return [*parts, text[start:]]


def _closing(text: str, opening: int) -> int:
    """The offset of the parenthesis that closes the one at `opening`; the text's end where there is none."""
    depth = 0
    for at in range(opening, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at
    return len(text)


def _binds_loosely(text: str) -> bool:
    """Whether a text that is no conjunction needs parentheses beside `&&`."""
    inner = text.lstrip("!").strip()
    whole = inner.startswith("(") and _closing(inner, 0) == len(inner) - 1
    return not whole and re.fullmatch(r"[A-Za-z0-9][-A-Za-z0-9.]*", inner) is None
