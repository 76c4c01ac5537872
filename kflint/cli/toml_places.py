"""Where a value stands in TOML, which Python's parser doesn't say. Good enough to point at: it finds keys by their names."""

from __future__ import annotations

import re

# A header `[a."b c"]` or `[[a.b]]`, or the key of a line `a."b c" = …`, each as a list of keys.
_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_LINE = re.compile(rf"[ \t]*(?:(?P<open>\[\[?)\s*(?P<header>{_DOTTED})\s*\]|(?P<key>{_DOTTED})[ \t]*=[ \t]*)")


def locate_in_table(text: str, table: tuple[str, ...], steps: tuple[str | int, ...], of_key: bool) -> tuple[int, int]:
    """The 1-based line and column of a value (of its key, if `of_key`) that `steps` lead to from a table.

    Where the value's own place is not found, it is that of what it stands in.
    """
    found = (1, 1)
    reached = 0
    path: tuple[str | int, ...]
    current: tuple[str | int, ...] = ()
    wanted = (*table, *steps)
    tables: dict[tuple[str, ...], int] = {}  # how many of `[[a.b]]` there were
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        match = _LINE.match(line)
        if match is None:
            continue
        if match["header"] is not None:
            keys = _keys(match["header"])
            current = keys
            if match["open"] == "[[":
                current = (*keys, tables.get(keys, 0))
                tables[keys] = tables.get(keys, 0) + 1
            path = current
            column = match.start("header") + 1
        else:
            path = (*current, *_keys(match["key"]))
            column = match.start("key") + 1
        if path == wanted[: len(path)] and len(path) > reached:
            reached = len(path)
            whole = not any(isinstance(step, str) for step in wanted[reached:])
            found = (number, column if not whole or of_key or match["header"] is not None else match.end() + 1)
    if steps and isinstance(steps[-1], int) and reached == len(wanted) - 1:
        return _item(lines, found, steps[-1])
    return found


def _item(lines: list[str], start: tuple[int, int], index: int) -> tuple[int, int]:
    """The place of the item number `index` (0-based) of the list that begins at `start`."""
    text = "\n".join([lines[start[0] - 1][start[1] - 1 :], *lines[start[0] :]])
    items = re.finditer(r"""#[^\n]*|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,\[\]#"']+|\]""", text)
    for match in items:
        if match.group().startswith("#"):
            continue
        if match.group() == "]":
            break
        if index == 0:
            before = text[: match.start()]
            line = before.count("\n")
            return start[0] + line, len(before) - (before.rfind("\n") + 1) + (start[1] if not line else 1)
        index -= 1
    return start


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(key.strip("\"'") for key in re.findall(_KEY, dotted))
