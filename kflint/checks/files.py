"""Rules about the file itself (KF0): what YAML, or Kubernetes' reading of it, refuses before any field is looked at."""

from __future__ import annotations

from kflint.findings.finding import at_span, related_to
from kflint.source.problems import DUPLICATE_KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.findings.finding import Finding
    from kflint.source.nodes import Node
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

# In JSON Argo does tell of a key that is given twice, and refuses the object.
_IN_JSON = "KF011"


def report_problems(document: Document) -> Iterator[Finding]:
    """The reader's problems of a document as findings, each at its place, with the other place it speaks of if it has one."""
    is_json = None
    for problem in document.problems:
        code = CODES[problem.kind]
        if problem.kind == DUPLICATE_KEY:
            is_json = _is_json(document) if is_json is None else is_json
            code = _IN_JSON if is_json and not _is_below_steps(problem.related) else code
        related = (related_to(problem.related, "first given here"),) if problem.related is not None else ()
        yield at_span(code, problem.text, problem.start, problem.end, problem.message, help=problem.hint, related=related)


def _is_json(document: Document) -> bool:
    from kflint.schema.values import is_json

    return is_json(document.text.string)


def _is_below_steps(node: Node | None) -> bool:
    """Whether a node stands in `steps`, where Argo's decoder does not look for keys given twice (R-JSON-2)."""
    while node is not None:
        if node.key is not None and node.key.value == "steps":
            return True
        node = node.parent
    return False
