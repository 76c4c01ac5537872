"""The format `full`: each finding with the line of the file, a mark under the place, help and related places."""

from __future__ import annotations

from kflint.report.concise import headline
from kflint.report.terminal import BLUE, CODE_COLORS, CYAN, Painter, cells, on_screen, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from kflint.findings.finding import Finding, Related
    from kflint.report.formats import Report, Style
    from kflint.source.text import Text

# A line longer than this is shown in part: so much of it, from a little before the place.
_WIDTH = 120
_BEFORE = 40


def write(report: Report, out: TextIO, style: Style) -> None:
    """Writes the report."""
    paint = Painter(style.color)
    for finding in report.findings:
        for line in _paragraph(finding, report.texts.get(finding.path), paint):
            out.write(line + "\n")
        out.write("\n")


def _paragraph(finding: Finding, text: Text | None, paint: Painter) -> Iterator[str]:
    yield headline(finding, paint)
    gutter = " " * len(str(finding.line))
    bar = paint("|", BLUE)
    if text is not None:
        shown, mark = excerpt(text.line(finding.line), finding)
        yield f" {gutter} {bar}"
        yield f" {paint(str(finding.line), BLUE)} {bar} {shown}".rstrip()
        indent = " " * (len(mark) - len(mark.lstrip()))
        yield f" {gutter} {bar} {indent}{paint(mark.lstrip(), CODE_COLORS[finding.severity])}"
    for related in finding.related:
        yield f" {gutter} {paint('=', BLUE)} {_related(related, finding)}"
    if finding.help is not None:
        first, *others = finding.help.splitlines() or [""]
        yield f" {gutter} {paint('=', BLUE)} {paint('help:', CYAN)} {printable(first)}"
        yield from (f" {gutter}         {printable(line)}".rstrip() for line in others)


def excerpt(line: str, finding: Finding) -> tuple[str, str]:
    """The line as it is shown, and under it the mark of the finding's part in it (to the line's end, if it goes on below)."""
    start = min(finding.column - 1, len(line))
    end = min(finding.end_column - 1, len(line)) if finding.end_line == finding.line else len(line.rstrip())
    cut = max(start - _BEFORE, 0) if len(line) > _WIDTH else 0
    left, right = ("…" if cut else ""), ("…" if len(line) - cut > _WIDTH else "")
    shown = on_screen(line[cut : cut + _WIDTH])
    before = left + shown[: start - cut]
    marked = shown[start - cut : max(end, start) - cut]
    return left + shown + right, " " * cells(before) + "^" * max(cells(marked), 1)


def _related(related: Related, finding: Finding) -> str:
    place = f"line {related.line}" if related.path == finding.path else f"{printable(related.path)}:{related.line}:{related.column}"
    return f"{place}: {printable(related.message)}"
