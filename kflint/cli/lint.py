"""`kflint lint`: reads files, lints them together, reports."""

from __future__ import annotations

from kflint.cli.arguments import one_of, positive
from kflint.cli.jobs import lint_all
from kflint.cli.options import add_input_options, add_output_options, add_rule_options, configured, with_rule_options
from kflint.cli.sources import Inputs
from kflint.cli.streams import is_terminal, wants_color
from kflint.report.formats import REPORTS, Report, Style, write_report
from kflint.report.summary import statistics, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from kflint.cli.arguments import Parser
    from kflint.cli.streams import Streams
    from kflint.findings.finding import Finding
    from kflint.linter import LintedSource


def configure(parser: Parser) -> None:
    """Adds the arguments."""
    add_input_options(parser)
    parser.add_argument("--list-files", action="store_true", help="only print the files that would be looked at")
    parser.add_argument(
        "--jobs", metavar="N", type=positive, help="how many processes share the work (default: as many as it pays)"
    )
    add_rule_options(parser)
    parser.add_argument("--strict", action="store_true", help="whatever is told fails the run, warnings and what was selected too")
    parser.add_argument("--exit-zero", action="store_true", help="findings don't fail the run")
    formats = "; ".join(f"{name}: {each.summary}" for name, each in REPORTS.items())
    parser.add_argument(
        "--format", type=one_of(REPORTS), default="text", metavar="FORMAT", help=f"{formats} (default: %(default)s)"
    )
    parser.add_argument("--statistics", action="store_true", help="also print how often each rule was broken")
    add_output_options(parser)


def run(arguments: argparse.Namespace, streams: Streams) -> int:
    """Lints; returns the exit code. Raises `Error`."""
    settings = with_rule_options(configured(arguments), arguments)
    inputs = Inputs(arguments.paths, arguments.stdin_filename, settings, streams)
    if arguments.list_files:
        for path in inputs.paths():
            streams.stdout.write(path + "\n")
        return 2 if inputs.failed else 0
    results = lint_all(((source.path, source.data) for source in inputs.read()), settings, arguments.jobs)
    report = _report(results, settings.argo_version)
    style = Style(wants_color(arguments.color, streams.stdout), is_terminal(streams.stdout))
    write_report(arguments.format, report, streams.stdout, style)
    if arguments.statistics:
        for line in statistics(report.findings):
            streams.tell(line)
    failures = [failure for result in results for failure in result.failures]
    if arguments.debug:
        for failure in failures:
            streams.tell(failure.rstrip())
    if not arguments.quiet:
        streams.tell(summary(report))
    return 2 if failures or inputs.failed else _exit_code(report.findings, arguments)


def _report(results: Iterable[LintedSource], argo_version: str) -> Report:
    findings: list[Finding] = []
    checked = skipped = 0
    texts = {}
    for result in results:
        findings += result.findings
        checked += result.checked
        skipped += not result.checked
        if result.findings and result.text is not None:
            texts[result.path] = result.text
    return Report(argo_version, tuple(findings), checked, skipped, texts)


def _exit_code(findings: tuple[Finding, ...], arguments: argparse.Namespace) -> int:
    if arguments.exit_zero:
        return 0
    return 1 if any(arguments.strict or finding.severity == "error" for finding in findings) else 0
