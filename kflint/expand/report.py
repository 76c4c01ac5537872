"""The findings about shorthand, each at the place in the annotation's value that it is about."""

from __future__ import annotations

from kflint.expand.fragments import Origin
from kflint.findings.finding import Finding, Related, at_node, at_span
from kflint.findings.rules import ERROR
from kflint.source.nodes import Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.source.text import Text


class Report:
    """Collects the findings of one document. Nodes may be of the file's own text or of YAML embedded in an annotation.

    `broken` has the ids of the templates with shorthand that can't be used: what depends on them can't be known.
    """

    def __init__(self, text: Text, document: int) -> None:
        self.text = text
        self.document = document
        self.findings: list[Finding] = []
        self.broken: set[int] = set()
        self._annotations: dict[int, Scalar] = {}
        self._seen: set[tuple[str, int, int, str]] = set()

    @property
    def failed(self) -> bool:
        """Whether something keeps the document from being expanded."""
        return any(finding.severity == ERROR for finding in self.findings)

    def embed(self, text: Text, scalar: Scalar) -> None:
        """Remembers which scalar of the file an embedded text is the value of."""
        self._annotations[id(text)] = scalar

    def annotation_of(self, node: Node) -> Scalar:
        """The annotation's value, in the file, that an embedded node is in."""
        return self._annotations[id(node.text)]

    def at(
        self,
        code: str,
        node: Node,
        message: str,
        *,
        part: tuple[int, int] | None = None,
        key: bool = False,
        help: str | None = None,
        related: tuple[Related, ...] = (),
    ) -> None:
        """A finding at a node, a `part` of a scalar's value (0-based characters), or its `key`; see `findings.at_node`."""
        self._add(at_node(code, node, message, part=part, key=key, help=help, related=related), node)

    def at_place(self, code: str, text: Text, start: int, end: int, message: str, help: str | None = None) -> None:
        """A finding at the characters `start` to `end` of the file's text or an embedded one."""
        finding = at_span(code, text, start, end, message, help=help)
        annotation = self._annotations.get(id(text))
        self._keep(finding._replace(pointer=annotation.pointer) if annotation is not None else finding)

    def _add(self, finding: Finding, node: Node) -> None:
        annotation = self._annotations.get(id(node.text))
        self._keep(finding._replace(pointer=annotation.pointer) if annotation is not None else finding)

    def _keep(self, finding: Finding) -> None:
        where = (finding.code, finding.line, finding.column, finding.message)
        if where not in self._seen:
            self._seen.add(where)
            self.findings.append(finding._replace(document=self.document))

    def span(self, node: Node) -> Origin:
        """Where a node stands in the file."""
        return self.place(node.text, node.start, node.end)

    def place(self, text: Text, start: int, end: int) -> Origin:
        """Where characters of the file's text, or of an embedded one, stand in the file."""
        while text is not self.text and text.outer is not None:
            text, start, end = text.outer(start, end)
        return start, end
