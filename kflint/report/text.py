"""The format `text`: with excerpts where a person looks on, a line for each finding where a program or a log does."""

from __future__ import annotations

from kflint.report import concise, full

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from kflint.report.formats import Report, Style


def write(report: Report, out: TextIO, style: Style) -> None:
    """Writes the report."""
    (full if style.excerpts else concise).write(report, out, style)
