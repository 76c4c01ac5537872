"""From the events of a YAML parser to the tree of a document."""

from __future__ import annotations

from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from kflint.source.entries import fill
from kflint.source.nodes import Mapping, Node, Scalar, Sequence
from kflint.source.problems import ALIAS, SYNTAX, UNQUOTED_TAG, Problem, Refused, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from kflint.source.text import Text

    # What the builder wants of an event; libyaml's, PyYAML's own and those made from JSON all have it.
    class _Mark(Protocol):
        index: int

    class _Event(Protocol):
        start_mark: _Mark
        end_mark: _Mark

    class _AliasEvent(_Event, Protocol):
        anchor: str

    class _NodeEvent(_Event, Protocol):
        anchor: str | None
        tag: str | None

    class _ScalarEvent(_NodeEvent, Protocol):
        value: str
        style: str | None

    class _CollectionEvent(_NodeEvent, Protocol):
        flow_style: bool

    Collection = Mapping | Sequence

# How deep go-yaml lets lists and mappings be nested.
MAX_DEPTH = 10_000
_BLOCK_STYLES = frozenset("|>")
_BLANKS = frozenset(" \t\r\n\x85\u2028\u2029")
_BREAKS = frozenset("\r\n\x85\u2028\u2029")
_PROPERTY_ENDS = _BLANKS | frozenset(",[]{}")


class Builder:
    """Builds one document's tree. `base` is the offset in `text` of the first character that the parser was given.

    Afterwards `problems` holds what is wrong with its keys, `copies` how many keys and values the aliases made, `unusual` is set if
    there were tags or aliases, and `stopped` is the offset of the document's end.
    """

    def __init__(self, text: Text, base: int) -> None:
        self.text = text
        self.string = text.string
        self.base = base
        self.problems: list[Problem] = []
        self.copies = 0
        self.stopped = base
        self.unusual = False
        self._anchors: dict[str, Node] = {}

    def build(self, next_event: Callable[[], Any]) -> Node | None:
        """The root of the first document, None if it is empty. Raises what the parser raises, and `Refused`."""
        text, base = self.text, self.base
        parent: Collection | None = None
        # The nodes read in the open collection so far; in a mapping keys and values alternate.
        children: list[Node] = []
        stack: list[tuple[Collection | None, list[Node]]] = []
        while True:
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                start, end, style = event.start_mark.index + base, event.end_mark.index + base, event.style or ""
                node = Scalar(text, start, end, parent, None, event.value, style, event.tag)
                if style in _BLOCK_STYLES or event.anchor is not None or event.tag is not None:
                    self._adjust(node, event.anchor)
                children.append(node)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                stack.append((parent, children))
                parent = self._open(event, parent, kind is MappingStartEvent)
                children = []
                if len(stack) > MAX_DEPTH:
                    raise self._refused(SYNTAX, f"lists and mappings are nested more than {MAX_DEPTH} deep here", parent.start)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                assert parent is not None
                closed = self._close(parent, children, event.end_mark.index + base)
                parent, children = stack.pop()
                children.append(closed)
            elif kind is AliasEvent:
                children.append(self._alias(event, parent))
            elif kind is DocumentStartEvent:
                self._check_version(event)
            elif kind is DocumentEndEvent or event is None:
                self.stopped = event.end_mark.index + base if event is not None else len(self.string)
                return children[0] if children else None

    def _adjust(self, node: Scalar, anchor: str | None) -> None:
        """Corrects the span of a scalar that has an anchor or a tag in front or is a block scalar."""
        if anchor is not None or node.tag is not None:
            self.unusual = True
            node.start = min(self._behind_properties(node.start), node.end)
        if anchor is not None:
            node.anchor = anchor
            self._anchors[anchor] = node
        if node.style in _BLOCK_STYLES:
            node.end = self._block_end(node)
            if node.value.lstrip("\n").startswith("\t"):
                self._check_first_line(node)

    def _open(self, event: _CollectionEvent, parent: Collection | None, mapping: bool) -> Collection:
        """The node of a collection whose first event was read; `end` is -1 until it is closed."""
        start = event.start_mark.index + self.base
        if event.anchor is not None or event.tag is not None:
            start = self._behind_properties(start)
        kind = Mapping if mapping else Sequence
        node = kind(self.text, start, -1, parent, None, event.flow_style)
        if event.anchor is not None:
            node.anchor = event.anchor
            self._anchors[event.anchor] = node
        return node

    def _close(self, node: Collection, children: list[Node], mark: int) -> Node:
        """The node of a collection that has ended; `mark` is where the parser noticed that."""
        if not children or (node.flow and self._has_brackets(node, children[0])):
            node.end = mark
        else:
            # The parser's mark of a block collection stands further on, at what follows.
            last = children[-1]
            node.end = last.end if last.alias is None else last.alias[1]
        if isinstance(node, Sequence):
            node.items = children
            return node
        if node.flow:
            tag = self._template_tag(node, children)
            if tag is not None:
                return tag
        fill(node, children, self.problems)
        return node

    def _has_brackets(self, node: Collection, first: Node) -> bool:
        """Whether a flow collection stands in brackets; the mapping in `[key: value]` does not."""
        return isinstance(node, Sequence) or (self.string[node.start] == "{" and first.start != node.start)

    def _template_tag(self, node: Mapping, children: list[Node]) -> Scalar | None:
        """The scalar that the author of an unquoted `{{…}}` meant; to YAML it is a mapping whose key is a mapping."""
        if len(children) != 2 or not self.string.startswith("{{", node.start):
            return None
        if not isinstance(children[0], Mapping) or self.string[node.end - 2 : node.end] != "}}":
            return None
        from kflint.source.templating import template

        problem = template(self.text, node.start, node.end)
        if problem is not None:
            raise Refused(problem)
        raw = self.string[node.start : node.end]
        self.problems.append(Problem(SYNTAX, UNQUOTED_TAG, self.text, node.start, node.end, hint=f"write {quoted(raw)}"))
        return Scalar(self.text, node.start, node.end, node.parent, None, raw, "", None)

    def _alias(self, event: _AliasEvent, parent: Collection | None) -> Node:
        from kflint.source.aliases import MAX_COPIES, Unfolding, copy_of

        self.unusual = True
        start, end = event.start_mark.index + self.base, event.end_mark.index + self.base
        name = event.anchor
        node = self._anchors.get(name)
        if node is None:
            why = f"the alias '*{name}' has no anchor '&{name}' before it in this document"
            raise self._refused(ALIAS, why, start, end)
        if node.end < 0:
            raise self._refused(ALIAS, f"the value of the anchor '&{name}' contains its own alias '*{name}'", start, end)
        try:
            copy, count = copy_of(node, parent, MAX_COPIES - self.copies)
        except Unfolding:
            why = f"the aliases of this document unfold to more than {MAX_COPIES} values"
            raise self._refused(ALIAS, why, start, end) from None
        self.copies += count
        copy.alias = (start, end)
        return copy

    def _behind_properties(self, at: int) -> int:
        """Where a node begins: behind the anchor and the tag that stand at `at`, and the blanks, breaks and comments after them."""
        string, size = self.string, len(self.string)
        seen = ""
        while at < size:
            char = string[at]
            if char in ("&", "!"):
                if char in seen:
                    break  # that of the first key inside
                seen += char
                if string.startswith("!<", at):
                    at = string.find(">", at)
                at += 1
                while at < size and string[at] not in _PROPERTY_ENDS:
                    at += 1
            elif char == "#":
                while at < size and string[at] not in _BREAKS:
                    at += 1
            elif char in _BLANKS:
                at += 1
            else:
                break
        return at

    def _block_end(self, node: Scalar) -> int:
        """Where a block scalar ends: behind the break of its last line. The parser's mark is behind the empty lines after it."""
        last_line = node.value.removesuffix("\n")
        if last_line[-1:] in _BLANKS:
            return node.end  # empty lines, or lines of blanks, that belong to the value
        end = node.start + len(self.string[node.start : node.end].rstrip("".join(_BLANKS)))
        string = self.string
        while end < node.end and string[end] not in _BREAKS:
            end += 1
        return min(end + (2 if string.startswith("\r\n", end) else 1), node.end)

    def _check_first_line(self, node: Scalar) -> None:
        """Notes a tab that begins the text of a block scalar: Kubernetes looks for indentation there, unless the header says it."""
        header_end = self.string.find("\n", node.start, node.end)
        if not any(char.isdigit() for char in self.string[node.start : header_end].partition("#")[0]):
            why = "a block of text can't begin with a tab: Kubernetes takes it for indentation, which must be of spaces"
            tab = self.string.find("\t", header_end, node.end)
            self.problems.append(Problem(SYNTAX, why, self.text, tab, tab + 1))

    def _check_version(self, event: _Event) -> None:
        """Notes a `%YAML` directive of a version that Kubernetes' parser refuses."""
        version = getattr(event, "version", None)
        if version is not None and version != (1, 1):
            written = ".".join(map(str, version))
            why = f"Kubernetes reads YAML 1.1 and refuses a document that says it is YAML {written}; leave the line out"
            start = self.string.find("%YAML", self.base)
            self.problems.append(Problem(SYNTAX, why, self.text, start, start + len(f"%YAML {written}")))

    def _refused(self, kind: str, why: str, start: int, end: int | None = None) -> Refused:
        return Refused(Problem(kind, why, self.text, start, start + 1 if end is None else end))
