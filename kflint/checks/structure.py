"""Rules about structure (KF1): fields that Argo doesn't know, that it can't read, that it needs, and that it ignores."""

from __future__ import annotations

from kflint.checks.registry import Context, checks_object
from kflint.findings.finding import Finding, at_node, at_span, related_to
from kflint.schema.misfit import (
    DROPPED,
    IGNORED,
    MISPLACED,
    MISSING,
    NEWER,
    OTHER_CASE,
    REMOVED,
    UNKNOWN,
    WRONG_TYPE,
    Misfit,
)
from kflint.source.nodes import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.model.objects import WorkflowObject

# Which rule a kind of misfit belongs to.
CODES = {
    UNKNOWN: "KF101",
    WRONG_TYPE: "KF102",
    MISSING: "KF103",
    NEWER: "KF104",
    REMOVED: "KF105",
    MISPLACED: "KF106",
    IGNORED: "KF107",
    DROPPED: "KF108",
    OTHER_CASE: "KF109",
}
# The reader's problems after which a value is not what its author wrote.
_REFUSALS = ("syntax", "key")


@checks_object("KF101", "KF102", "KF103", "KF104", "KF105", "KF106", "KF107", "KF108", "KF109")
def structure(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Every place where the object is not as Argo's types of the targeted version want it (R-DEC rules of Argo's decoder)."""
    told: set[tuple[int, str]] = set()
    for misfit in subject.misfits:
        # What comes in through an alias and is wrong at its anchor too is one mistake. Copies keep the place of their anchor.
        place = misfit.node.start, misfit.message
        if place not in told and not _is_unreadable(misfit, subject):
            told.add(place)
            yield _finding(misfit)


def _is_unreadable(misfit: Misfit, subject: WorkflowObject) -> bool:
    """Whether the reader has refused what stands there, such as a plain `{{x}}`: what it should be is not known then."""
    node = misfit.node.key if misfit.at_key and misfit.node.key is not None else misfit.node
    if isinstance(node, Mapping | Sequence) and not node.flow:
        return False
    return any(p.kind in _REFUSALS and node.start <= p.start < node.end for p in subject.document.problems)


def _finding(misfit: Misfit) -> Finding:
    code, node = CODES[misfit.kind], misfit.node
    if node.alias is not None:
        related = (related_to(node, "this is what it stands for", key=misfit.at_key),)
        return at_span(code, node.text, *node.alias, misfit.message, help=misfit.help, related=related, pointer=node.pointer)
    if misfit.at_key and node.key is None and isinstance(node, Mapping) and not node.flow:
        first = next((value.key for value in node.fields.values() if value.key is not None), None)
        if first is not None:
            return at_span(code, node.text, first.start, first.end, misfit.message, help=misfit.help, pointer=node.pointer)
    return at_node(code, node, misfit.message, part=misfit.part, key=misfit.at_key, help=misfit.help)
