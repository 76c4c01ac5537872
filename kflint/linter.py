"""From a source's bytes to its findings: the pipeline that the command line, the hooks and the library share.

It has two phases, so that files can refer to each other: `read_source` reads, expands and parses one source, and `check_source`
runs the checks on it, with the objects of all sources of the run at hand. Whatever goes wrong inside kflint itself becomes a KF000
finding and leaves the rest of the run alone.
"""

from __future__ import annotations

from functools import cache

from kflint.checks.files import report_problems
from kflint.checks.registry import Check, Context, all_checks
from kflint.checks.unvalidated import as_validated
from kflint.findings.finding import Finding, at_span
from kflint.model.objects import API_GROUP, WorkflowObject, workflow_object
from kflint.model.project import Project
from kflint.model.templates import Template
from kflint.model.view import View
from kflint.record import NamedTuple
from kflint.settings import Settings
from kflint.source.problems import BYTES
from kflint.source.reader import Document, chunks, read
from kflint.source.text import Text, Undecodable, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SHORTHAND = "kflint.dev/"
# What can be told of a text with shorthand that can't be expanded: the rest would be judged on half a template.
_STRUCTURE = ("KF0", "KF1")
_INTERNAL = "KF000"


class LintedSource(NamedTuple):
    """What became of one source: its findings in the order of the text, and whether it holds anything of Argo's.

    `text` is the author's, None for a source that was not even decoded. `failures` are the tracebacks of checks that raised.
    """

    path: str
    findings: tuple[Finding, ...]
    checked: bool
    text: Text | None = None
    failures: tuple[str, ...] = ()


class ReadSource:
    """A source between the two phases: its documents, each with its Argo object if it holds one, and what was found so far.

    `unexpanded` has the 0-based indexes of the documents with shorthand that can't be expanded.
    """

    __slots__ = ("documents", "failures", "findings", "path", "text", "unexpanded")

    def __init__(self, path: str) -> None:
        self.path = path
        self.text: Text | None = None
        self.documents: list[tuple[Document, WorkflowObject | None]] = []
        self.findings: list[Finding] = []
        self.failures: list[str] = []
        self.unexpanded: frozenset[int] = frozenset()

    @property
    def objects(self) -> Iterator[WorkflowObject]:
        """The Argo objects of the source, in its order."""
        return (subject for _, subject in self.documents if subject is not None)

    @property
    def complete(self) -> bool:
        """Whether every check could look at all of the source."""
        return not self.unexpanded and not self.failures and all(document.root is not None for document, _ in self.documents)

    def fail(self, what: str, error: Exception, document: Document | None = None) -> None:
        """Keeps what a part of kflint raised, as one KF000 finding and a traceback."""
        from traceback import format_exception

        text = document.text if document is not None else self.text or Text("", self.path)
        at = document.root.start if document is not None and document.root is not None else 0
        why = f"internal error in {what} ({type(error).__name__}: {error}); please report it, with the file if you can"
        self.findings.append(at_span(_INTERNAL, text, at, at, why))
        self.failures.append("".join(format_exception(type(error), error, error.__traceback__)))


class ExpandedText(NamedTuple):
    """A text (`before`, the author's) with its shorthand expanded, and what is wrong with the shorthand.

    `failures` are the tracebacks of an expansion that raised.
    """

    before: Text
    text: Text
    findings: tuple[Finding, ...]
    failures: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether expansion made it another text."""
        return self.text.string != self.before.string


def lint_bytes(data: bytes, path: str, settings: Settings) -> list[Finding]:
    """All findings of a file's bytes, in file order. Bytes that are no text give a finding."""
    return list(lint_source(data, path, settings).findings)


def lint_text(text: Text, settings: Settings) -> list[Finding]:
    """All findings of a text, in file order. Shorthand is linted expanded and told at the author's lines."""
    return list(lint_source(text, text.path, settings).findings)


def lint_source(source: bytes | Text, path: str, settings: Settings) -> LintedSource:
    """Lints one source on its own: references are looked up in this source only."""
    read_first = read_source(source, path, settings)
    return check_source(read_first, Project(read_first.objects), settings)


def lint_sources(sources: Iterable[tuple[str, bytes]], settings: Settings) -> Iterator[LintedSource]:
    """Lints sources (path and bytes) that can refer to each other. All are read before the first is checked."""
    read_first = [read_source(data, path, settings) for path, data in sources]
    project = project_of(read_first, settings)
    return (check_source(source, project, settings) for source in read_first)


def project_of(sources: Sequence[ReadSource], settings: Settings) -> Project:
    """The project that the objects of these sources make up, and, where its root is known, the templates in its other files."""

    def others() -> Iterator[WorkflowObject]:
        from kflint.neighbors import templates_beside

        return templates_beside(sources, settings)

    return Project((subject for source in sources for subject in source.objects), others if settings.root else None)


def read_source(source: bytes | Text, path: str, settings: Settings) -> ReadSource:
    """Phase one: decodes, expands, parses, and compares with Argo's types.

    A source without the bytes `argoproj.io/` is left unparsed and has no documents.
    """
    result = ReadSource(path)
    text = _decoded(source, result)
    if text is None or API_GROUP not in text.string:
        return result
    result.text = text
    if SHORTHAND in text.string:
        text = _expanded(text, result)
    try:
        result.documents = [(document, workflow_object(document)) for document in read(text, API_GROUP)]
    except Exception as error:
        result.fail("the reader", error)
    for document, subject in result.documents:
        if subject is not None:
            try:
                subject.understand(settings.argo_version)
            except Exception as error:
                result.fail("the comparison with Argo's types", error, document)
    return result


def check_source(source: ReadSource, project: Project, settings: Settings) -> LintedSource:
    """Phase two: the findings of a source. `project` holds the objects that its references may mean."""
    findings = source.findings
    for document, subject in source.documents:
        before = len(findings)
        _check_document(source, document, subject, project, settings)
        if document.index in source.unexpanded:
            findings[before:] = [f for f in findings[before:] if f.code.startswith(_STRUCTURE) and not _in_shorthand(f)]
        if document.index:
            findings[before:] = [f._replace(document=document.index) for f in findings[before:]]
    checked = bool(findings) or any(True for _ in source.objects)
    if findings:
        findings = [f for f in findings if f.code in settings.enabled or f.code == _INTERNAL]
    findings = _without_suppressed(findings, source, settings)
    if findings:
        findings = sorted({f.place: f for f in findings}.values(), key=lambda f: f.place)
    return LintedSource(source.path, tuple(findings), checked, source.text, tuple(source.failures))


def _in_shorthand(finding: Finding) -> bool:
    """Whether it is about the value of a shorthand annotation, of which the rules about shorthand say more."""
    return "/kflint.dev~1" in finding.pointer


def expand_source(source: bytes | Text, path: str) -> ExpandedText:
    """A source with its shorthand expanded. Where a finding is an error, the text is not meant to be used.

    A document with shorthand that can't be read, as YAML or as text, is such a finding.
    """
    result = ReadSource(path)
    text = _decoded(source, result)
    before = after = result.text or text or Text("", path)
    if text is not None and SHORTHAND in text.string and API_GROUP in text.string:
        result.text = text
        result.findings += _unreadable_shorthand(text)
        after = text if result.findings else _expanded(text, result)
    return ExpandedText(before, after, tuple(result.findings), tuple(result.failures))


def _unreadable_shorthand(text: Text) -> Iterator[Finding]:
    """What is wrong with the documents of a text that hold shorthand and can't be read."""
    for document in read(text, SHORTHAND):
        unreadable = document.root is None or any(problem.kind == BYTES for problem in document.problems)
        if unreadable and API_GROUP in text.string[document.start : document.end]:
            yield from report_problems(document)


def _decoded(source: bytes | Text, result: ReadSource) -> Text | None:
    """The source as a text; None for bytes that are none, with a finding where Argo objects stand before the first bad byte."""
    if isinstance(source, Text):
        return source
    # Only UTF-16, which has a byte-order mark, can hold the name in other bytes than these.
    if API_GROUP.encode() not in source and not source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    try:
        string, encoding = decode(source, keep_bytes=True)
    except Undecodable as error:
        if API_GROUP in error.readable:
            result.text = text = Text(error.readable, result.path)
            result.findings.append(at_span("KF001", text, len(error.readable), len(error.readable), error.message))
        return None
    return Text(string, result.path, encoding)


def _expanded(text: Text, result: ReadSource) -> Text:
    """The text with its shorthand expanded; the same text where the shorthand has mistakes, which go to the result's findings."""
    from kflint.expand.expansion import expand_text

    try:
        expansion = expand_text(text)
    except Exception as error:
        result.fail("the expansion of shorthand", error)
        result.unexpanded = frozenset(index for index, _ in enumerate(chunks(text.string)))
        return text
    result.findings += expansion.findings
    result.unexpanded = expansion.unexpanded
    return expansion.text


def _check_document(
    source: ReadSource, document: Document, subject: WorkflowObject | None, project: Project, settings: Settings
) -> None:
    """Adds to the source's findings what the reader refused in a document, and what the checks find in its object."""
    if subject is None:
        if document.root is None:
            source.findings += report_problems(document)
        return
    source.findings += report_problems(document)
    context = Context(settings, View(subject, project, settings))
    families = _STRUCTURE if document.index in source.unexpanded else None
    for check in _active_checks(settings.enabled, all_checks(settings.enabled, document.text.string), families):
        for each in (subject,) if check.subject == "object" else subject.all_templates:
            try:
                for finding in check.run(each, context):
                    if isinstance(each, Template):
                        finding = as_validated(finding, each, context.view)
                    source.findings.append(finding)  # one by one: what was found before the check went wrong stands
            except Exception as error:
                source.fail(", ".join(check.codes), error, document)


@cache
def _active_checks(enabled: frozenset[str], checks: tuple[Check, ...], families: tuple[str, ...] | None) -> tuple[Check, ...]:
    """The checks that can report an enabled rule; with `families`, only those of these rule families."""
    active = [check for check in checks if not enabled.isdisjoint(check.codes)]
    return tuple(check for check in active if families is None or any(code.startswith(families) for code in check.codes))


def _without_suppressed(findings: list[Finding], source: ReadSource, settings: Settings) -> list[Finding]:
    """The findings without those that comments in the text ignore, or the configuration in this path."""
    if settings.comments and source.text is not None and "kflint:" in source.text.string:
        from kflint.findings.suppression import suppress

        findings = suppress(findings, source.text, settings.enabled if source.complete else frozenset())
    if findings and settings.per_path_ignores:
        ignored = settings.ignored_in(source.path) - {_INTERNAL}
        findings = [f for f in findings if f.code not in ignored]
    return findings
