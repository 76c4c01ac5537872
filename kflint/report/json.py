"""The format `json`: one object, described by `schemas/report.json`."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from kflint.findings.finding import Finding
    from kflint.report.formats import Report, Style

# Of the shape of the object. It changes when a program that reads the old shape would no longer understand it.
VERSION = 1


def write(report: Report, out: TextIO, style: Style) -> None:
    """Writes the report."""
    data = {
        "version": VERSION,
        "argo_version": report.argo_version,
        "files": {"checked": report.checked, "skipped": report.skipped},
        "diagnostics": [diagnostic(finding) for finding in report.findings],
    }
    json.dump(data, out, indent=2)
    out.write("\n")


def diagnostic(finding: Finding) -> dict[str, object]:
    """A finding as JSON has it."""
    return {
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "consequence": finding.consequence,
        "message": finding.message,
        "help": finding.help,
        "related": [related._asdict() for related in finding.related],
        "fix": None,
        "document": finding.document,
        "pointer": finding.pointer,
    }
