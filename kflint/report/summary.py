"""The last lines of a run: how many findings in how many files, and which rules they belong to."""

from __future__ import annotations

from collections import Counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.findings.finding import Finding
    from kflint.report.formats import Report

_SEVERITIES = (("error", "errors"), ("warning", "warnings"), ("info", "infos"))


def summary(report: Report) -> str:
    """One line such as `3 errors, 1 warning in 2 of 14 files`; also says so where there was nothing to lint."""
    looked_at = count_of_files(report.checked + report.skipped)
    if report.findings:
        severities = Counter(finding.severity for finding in report.findings)
        counts = [f"{n} {one if n == 1 else many}" for one, many in _SEVERITIES if (n := severities[one])]
        paths = {finding.path for finding in report.findings}
        return f"{', '.join(counts)} in {len(paths)} of {looked_at}"
    if not report.checked:
        return f"nothing to lint: looked at {looked_at}, found no Argo workflow"
    if not report.skipped:
        return f"no findings in {looked_at}"
    return f"no findings in {looked_at}, of which {report.checked} {'holds' if report.checked == 1 else 'hold'} Argo workflows"


def statistics(findings: tuple[Finding, ...]) -> Iterator[str]:
    """A line for each rule with findings: how many, its code, name and consequence; the most frequent first."""
    counts = Counter((f.code, f.name, f.consequence) for f in findings)
    width = len(str(max(counts.values(), default=0)))
    for (code, name, consequence), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{number:>{width}}  {code}  {name} ({consequence})"


def count_of_files(number: int) -> str:
    """`1 file`, `2 files`."""
    return f"{number} file" if number == 1 else f"{number} files"
