"""Expands the shorthand of a file: text in, text out, with a source map that leads back to the author's text."""

from __future__ import annotations

import gc
from contextlib import contextmanager, suppress

from kflint.expand.annotations import Annotation, find_annotations
from kflint.expand.apply import changes_for
from kflint.expand.changes import Blocked, Changes, data_after
from kflint.expand.codes import NOT_WRITABLE
from kflint.expand.plan import plan
from kflint.expand.report import Report
from kflint.expand.rewrite import check_aliases, edits_for
from kflint.expand.style import style_of
from kflint.model.objects import API_GROUP, WorkflowObject, workflow_object
from kflint.record import NamedTuple
from kflint.source.edits import Edit, Overlap, apply_edits
from kflint.source.nodes import plain_data
from kflint.source.reader import Document, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.findings.finding import Finding
    from kflint.source.text import Text

MARKER = "kflint.dev/"


class Expansion(NamedTuple):
    """What became of a file.

    `text` is the expanded text, whose `outer` and `map` lead back to the author's, or that very text if nothing changed. If
    something is wrong, nothing is written: `text` is the author's, and `unexpanded` has the 0-based indexes of the documents
    that still hold shorthand.
    """

    text: Text
    findings: tuple[Finding, ...]
    changed: bool
    unexpanded: frozenset[int] = frozenset()


class _Work(NamedTuple):
    """One document with shorthand, and what is to be done with it."""

    document: Document
    report: Report
    annotations: list[Annotation]
    changes: Changes
    edits: list[Edit]


def expand_text(text: Text) -> Expansion:
    """Writes out the shorthand of all Argo objects in a text. Documents of other kinds are left alone. Never raises for what is
    in the text: what is wrong there becomes findings.
    """
    if MARKER not in text.string or API_GROUP not in text.string:
        return Expansion(text, (), False)
    with _no_collection():
        return _expand(text)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Puts off garbage collection: the trees live until the end, and looking through them again and again would cost more than
    all the rest, and ever more with their size.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _expand(text: Text) -> Expansion:
    works = [work for document in read(text, MARKER) if (work := _work_on(document)) is not None]
    expanded = text
    edits = [edit for work in works for edit in work.edits]
    if edits and not any(work.report.failed for work in works):
        expanded = _applied(text, edits, works)
    findings = tuple(sorted((f for work in works for f in work.report.findings), key=lambda f: f.place))
    if any(work.report.failed for work in works):
        held_back = frozenset(work.document.index for work in works if work.annotations or work.report.failed)
        return Expansion(text, findings, False, held_back)
    return Expansion(expanded, findings, expanded is not text)


def _work_on(document: Document) -> _Work | None:
    subject = workflow_object(document)
    if subject is None:
        return None
    report = Report(document.text, document.index)
    annotations = find_annotations(subject, report)
    changes = Changes()
    edits: list[Edit] = []
    if annotations:
        try:
            changes, edits = _planned(subject, annotations, document, report)
        except Blocked as blocked:
            _report_blocked(report, blocked)
    return _Work(document, report, annotations, changes, edits)


def _planned(
    subject: WorkflowObject, annotations: list[Annotation], document: Document, report: Report
) -> tuple[Changes, list[Edit]]:
    style = style_of(document, annotations)
    graph = plan(subject, annotations, style, report)
    if report.failed:
        return Changes(), []
    changes = changes_for(graph, annotations, style)
    if document.root is not None:
        check_aliases(document.root, changes)
    return changes, edits_for(document.text, changes, style)


def _applied(text: Text, edits: list[Edit], works: list[_Work]) -> Text:
    """The edited text, if it says what was planned; the text as it was, with a finding, if the author's layout is in the way."""
    expanded = text
    with suppress(Overlap):
        expanded = apply_edits(text, edits)
    written = {document.index: document for document in read(expanded, API_GROUP)}
    for work in works:
        if not work.edits:
            continue
        document = written.get(work.document.index)
        root = work.document.root
        right = document is not None and document.root is not None and root is not None
        if expanded is text or not right or plain_data(document.root) != data_after(root, work.changes):  # type: ignore[union-attr, arg-type]
            _report_unwritable(work)
    return expanded


def _report_blocked(report: Report, blocked: Blocked) -> None:
    node = blocked.node
    if node.alias is not None:
        report.at_place(NOT_WRITABLE, node.text, *node.alias, blocked.message)
    else:
        report.at(NOT_WRITABLE, node, blocked.message, key=True)


def _report_unwritable(work: _Work) -> None:
    """Says that the edited text does not say what was planned: something in the author's layout is in the way."""
    why = "the shorthand of this document can't be written into it"
    for problem in work.document.problems:
        message = f"{why}, because of this: {problem.message}"
        work.report.at_place(NOT_WRITABLE, problem.text, problem.start, problem.end, message, problem.hint)
        return
    work.report.at(
        NOT_WRITABLE, work.annotations[0].scalar, f"{why}; write out aliases (*) and merge keys (<<), then expand", key=True
    )
