"""The formats of a report: what each gets, and where it is. A new format is a module with `write` and a line in REPORTS."""

from __future__ import annotations

from importlib import import_module

from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from kflint.findings.finding import Finding
    from kflint.source.text import Text


class Report(NamedTuple):
    """What a run found. `findings` are in the order in which they are told.

    `checked` is the number of files that hold anything of Argo's, `skipped` that of the other files looked at. `texts` has the
    text of every file with findings, by path.
    """

    argo_version: str
    findings: tuple[Finding, ...]
    checked: int
    skipped: int
    texts: dict[str, Text]


class Style(NamedTuple):
    """How a report is shown: in colour, and with an excerpt of the file at each finding. Only formats for people look at it."""

    color: bool = False
    excerpts: bool = False


class Format(NamedTuple):
    """A format: the module of `kflint.report` that writes it, and what it is for."""

    module: str
    summary: str


REPORTS = {
    "text": Format("text", "for people: excerpts on a terminal, else a line for each finding"),
    "full": Format("full", "for people: always with excerpts"),
    "concise": Format("concise", "for people and grep: always a line for each finding"),
    "json": Format("json", "for programs: one object, as schemas/report.json describes it"),
    "github": Format("github", "annotations in GitHub Actions"),
    "sarif": Format("sarif", "SARIF 2.1.0, for code scanning"),
}


def write_report(name: str, report: Report, out: TextIO, style: Style) -> None:
    """Writes a report in the format `name`, a key of REPORTS."""
    import_module(f"kflint.report.{REPORTS[name].module}").write(report, out, style)
