"""From a file's bytes to its findings: the pipeline that the command line, the hooks and the library share."""

from __future__ import annotations

from kflint.checks.registry import Context, all_checks
from kflint.findings.finding import Finding, at_span
from kflint.model.objects import API_GROUP, WorkflowObject, workflow_object
from kflint.model.project import Project
from kflint.model.view import View
from kflint.settings import Settings
from kflint.source.reader import Document, read
from kflint.source.text import Text, Undecodable, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORTHAND = "kflint.dev/"


def lint_bytes(data: bytes, path: str, settings: Settings) -> list[Finding]:
    """All findings of a file's bytes, in file order. Bytes that are no text give a finding."""
    try:
        string, encoding = decode(data)
    except Undecodable as error:
        if API_GROUP not in error.readable:
            return []
        text = Text(error.readable, path)
        return [at_span("KF001", text, len(error.readable), len(error.readable), error.message)]
    return lint_text(Text(string, path, encoding), settings)


def lint_text(text: Text, settings: Settings) -> list[Finding]:
    """All findings of a text, in file order. Shorthand is linted expanded and told at the author's lines."""
    if API_GROUP not in text.string:
        return []
    findings: list[Finding] = []
    if _SHORTHAND in text.string:
        from kflint.expand.expansion import expand_text

        expansion = expand_text(text)
        findings += expansion.findings
        text = expansion.text
    documents = [(document, workflow_object(document)) for document in read(text, API_GROUP)]
    project = Project(subject for _, subject in documents if subject is not None)
    for document, subject in documents:
        findings += [f._replace(document=document.index) for f in _lint_document(document, subject, project, settings)]
    return sorted({f.place: f for f in findings}.values(), key=lambda f: f.place)


def _lint_document(
    document: Document, subject: WorkflowObject | None, project: Project, settings: Settings
) -> Iterator[Finding]:
    from kflint.checks.files import report_problems

    if subject is not None or document.root is None:
        yield from report_problems(document)
    if subject is not None:
        yield from _lint_object(subject, Context(settings, View(subject, project, settings)))


def _lint_object(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    for check in all_checks():
        subjects = (subject,) if check.subject == "object" else subject.all_templates
        for each in subjects:
            try:
                yield from check.run(each, context)
            except Exception as error:  # one broken check must not hide the findings of the others
                yield _internal_error(check.codes, error, subject)


def _internal_error(codes: tuple[str, ...], error: Exception, subject: WorkflowObject) -> Finding:
    which = ", ".join(codes)
    why = f"internal error in {which} ({type(error).__name__}: {error}); please report it, with the file if you can"
    return at_span("KF000", subject.document.text, subject.root.start, subject.root.start, why)
