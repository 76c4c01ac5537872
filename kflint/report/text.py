"""The format `text`: with excerpts where a person looks on, a line for each finding where a program or a log does."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from kflint.report.formats import Report, Style


def write(report: Report, out: TextIO, style: Style) -> None:
    """Writes the report."""
    import_module("kflint.report.full" if style.excerpts else "kflint.report.concise").write(report, out, style)
