"""The format `concise`: one line for each finding, `path:line:column: CODE message`."""

from __future__ import annotations

from kflint.report.terminal import CODE_COLORS, Painter, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from kflint.findings.finding import Finding
    from kflint.report.formats import Report, Style


def write(report: Report, out: TextIO, style: Style) -> None:
    """Writes the report."""
    paint = Painter(style.color)
    for finding in report.findings:
        out.write(headline(finding, paint) + "\n")


def headline(finding: Finding, paint: Painter) -> str:
    """The line that says where the finding is, and what."""
    place = f"{paint.bold(printable(finding.path))}:{finding.line}:{finding.column}:"
    return f"{place} {paint(finding.code, CODE_COLORS[finding.severity])} {printable(finding.message)}"
