"""Rules about the file itself (KF0): what YAML, or Kubernetes' reading of it, refuses before any field is looked at."""

from __future__ import annotations

from kflint.findings.finding import at_span, related_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.findings.finding import Finding
    from kflint.source.reader import Document

# Which rule a kind of `Problem` belongs to; a test compares this table with the kinds that the reader makes.
CODES = {
    "bytes": "KF001",
    "syntax": "KF002",
    "duplicate-key": "KF003",
    "merged-key": "KF004",
    "key": "KF005",
    "alias": "KF006",
    "number": "KF007",
    "same-name": "KF008",
    "template": "KF009",
    "trailing": "KF010",
}


def report_problems(document: Document) -> Iterator[Finding]:
    """The reader's problems of a document as findings, each at its place, with the other place it speaks of if it has one."""
    for problem in document.problems:
        related = (related_to(problem.related, "first given here"),) if problem.related is not None else ()
        yield at_span(
            CODES[problem.kind], problem.text, problem.start, problem.end, problem.message, help=problem.hint, related=related
        )
