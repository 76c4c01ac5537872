"""What changes in a text, as a unified diff."""

from __future__ import annotations

from difflib import unified_diff

from kflint.report.terminal import BOLD, CYAN, GREEN, RED, Painter

_COLORS = {"-": RED, "+": GREEN, "@": CYAN}
# So many lines at the top name the file.
_HEADER = 2
_NO_NEWLINE = "\\ No newline at end of file\n"


def unified(path: str, before: str, after: str, color: bool) -> str:
    """The change of the file `path` from one text to the other, in a form that `patch -p1` and `git apply` take."""
    name = path.removeprefix("/")
    lines = unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    paint = Painter(color)
    return "".join(_shown(line, BOLD if number < _HEADER else _COLORS.get(line[0]), paint) for number, line in enumerate(lines))


def _lines(text: str) -> list[str]:
    """The lines with their ends; only LF ends one, as for patch."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def _shown(line: str, color: str | None, paint: Painter) -> str:
    content, end = (line[:-1], "\n") if line.endswith("\n") else (line, "\n" + _NO_NEWLINE)
    return (paint(content, color) if color is not None else content) + end
