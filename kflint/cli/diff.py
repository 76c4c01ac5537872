"""What changes in a text, as a unified diff."""

from __future__ import annotations

from difflib import unified_diff

from kflint.report.terminal import BOLD, CYAN, GREEN, RED, Painter

_COLORS = {"-": RED, "+": GREEN, "@": CYAN}
# So many lines at the top name the file.
_HEADER = 2
_NO_FILE = "/dev/null"
_NO_NEWLINE = "\\ No newline at end of file\n"


def unified(path: str, before: str | None, after: str | None, color: bool) -> str:
    """The change of the file `path` from one text to the other, in a form that `patch -p1` and `git apply` take.

    None stands for no file.
    """
    name = path.removeprefix("/")
    names = (_NO_FILE if before is None else f"a/{name}", _NO_FILE if after is None else f"b/{name}")
    lines = unified_diff(_lines(before or ""), _lines(after or ""), *names)
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
