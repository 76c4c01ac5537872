"""From text to trees: documents, their nodes, and what YAML itself refuses in them.

libyaml (through PyYAML) gives events; the nodes are built from these in one pass. Documents are cut as Argo and kubectl cut them:
at every line that begins with `---`, so one broken document leaves the others readable.
"""

from __future__ import annotations

from yaml._yaml import CParser
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from kflint.source.nodes import Mapping, Node, Scalar, Sequence
from kflint.source.text import Text

# Kubernetes refuses a document whose aliases unfold to far more than it holds; so many copied nodes are no honest workflow.
MAX_COPIES = 200_000


class Problem:
    """Something that YAML or Kubernetes' reading of it refuses: `kind` names it, the span is in `text`, `related` a second place."""

    __slots__ = ("end", "hint", "kind", "message", "related", "start", "text")

    def __init__(
        self,
        kind: str,
        message: str,
        text: Text,
        start: int,
        end: int,
        related: Node | None = None,
        hint: str | None = None,
    ) -> None:
        self.kind = kind
        self.message = message
        self.text = text
        self.start = start
        self.end = end
        self.related = related
        self.hint = hint


class Document:
    """One YAML document: its 0-based `index` in the file, its tree (None if it is empty or broken) and what is wrong with it.

    `start` and `end` are the 0-based offsets of the chunk of text that it was read from.
    """

    __slots__ = ("end", "index", "problems", "root", "start", "text")

    def __init__(self, text: Text, index: int, start: int, end: int) -> None:
        self.text = text
        self.index = index
        self.start = start
        self.end = end
        self.root: Node | None = None
        self.problems: list[Problem] = []


def chunks(string: str) -> list[tuple[int, int]]:
    """The spans of a text's documents: it is cut before every `---` at the start of a line (argo's and kubectl's own rule)."""
    spans, start = [], 0
    at = string.find("\n---")
    while at >= 0:
        spans.append((start, at + 1))
        start = at + 1
        at = string.find("\n---", at + 4)
    spans.append((start, len(string)))
    return spans


def read(text: Text, marker: str = "") -> list[Document]:
    """The documents of a text, in order. One whose chunk does not hold `marker` is left out: it can't be of interest."""
    documents = []
    for index, (start, end) in enumerate(chunks(text.string)):
        if marker and text.string.find(marker, start, end) < 0:
            continue
        documents.append(read_document(text, index, start, end))
    return documents


def read_document(text: Text, index: int = 0, start: int = 0, end: int | None = None) -> Document:
    """The first YAML document in the chunk of `text` from `start` to `end` (0-based offsets; to the end if None)."""
    document = Document(text, index, start, len(text.string) if end is None else end)
    chunk = text.string if start == 0 and end is None else text.string[start:end]
    try:
        document.root = _Builder(document, chunk).build()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = start + min(mark.index, len(chunk)) if mark is not None else start
        document.problems.append(Problem("syntax", str(error.problem or error.context), text, at, at + 1))
    except (YAMLError, UnicodeEncodeError) as error:
        document.problems.append(Problem("syntax", str(error), text, start, start + 1))
    except _Refused as refused:
        document.problems.append(refused.problem)
    return document


class _Refused(Exception):
    """Reading can't go on; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Builder:
    """Builds one document's tree from libyaml's events."""

    def __init__(self, document: Document, chunk: str) -> None:
        self.document = document
        self.text = document.text
        self.string = document.text.string
        self.base = document.start
        self.parser = CParser(chunk)
        self.anchors: dict[str, Node] = {}
        self.unfinished: set[str] = set()
        self.copies = 0

    def build(self) -> Node | None:
        """The root of the first document, or None where there is none. Raises what libyaml raises, and `_Refused`."""
        get_event = self.parser.get_event
        base, text, string = self.base, self.text, self.string
        root: Node | None = None
        parent: Node | None = None
        fields: list[tuple[Node, Node]] = []  # the entries of the mapping being read
        key: Node | None = None
        stack: list[tuple[Node | None, list[tuple[Node, Node]], Node | None]] = []
        event = get_event()
        while event is not None:
            kind = type(event)
            node: Node
            if kind is ScalarEvent:
                mark, style = event.start_mark.index + base, event.style
                node = Scalar(
                    text,
                    mark,
                    event.end_mark.index + base,
                    parent,
                    None,
                    event.value,
                    style if style in _QUOTING else "",
                    event.tag,
                )
                if event.anchor is not None or event.tag is not None:
                    self._step_over_properties(node, event.anchor)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark.index + base
                if kind is MappingStartEvent:
                    node = Mapping(text, start, start, parent, None, event.flow_style)
                else:
                    node = Sequence(text, start, start, parent, None, event.flow_style)
                if event.anchor is not None or event.tag is not None:
                    self._step_over_properties(node, event.anchor, open_node=True)
                stack.append((parent, fields, key))
                parent, fields, key = node, [], None
                event = get_event()
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                assert parent is not None
                node = parent
                if kind is MappingEndEvent:
                    assert isinstance(node, Mapping)
                    self._fill(node, fields)
                node.end = self._end_of(node, fields, event.end_mark.index + base)
                if node.anchor is not None:
                    self.unfinished.discard(node.anchor)
                parent, fields, key = stack.pop()
            elif kind is AliasEvent:
                node = self._alias(event.anchor, event.start_mark.index + base, event.end_mark.index + base, parent)
            elif kind is DocumentEndEvent:
                break
            else:
                event = get_event()
                continue
            if parent is None:
                root = node
            elif type(parent) is Sequence:
                parent.items.append(node)
            elif key is None:
                key = node
            else:
                if type(key) is Scalar:
                    node.key = key
                fields.append((key, node))
                key = None
            event = get_event()
        return root

    def _step_over_properties(self, node: Node, anchor: str | None, open_node: bool = False) -> None:
        """Moves a node's start behind its anchor and tag, and remembers the anchor."""
        string, at = self.string, node.start
        while string[at : at + 1] in ("&", "!"):
            while at < len(string) and string[at] not in " \t\r\n,[]{}":
                at += 1
            while at < len(string) and string[at] in " \t":
                at += 1
        if not open_node:
            node.start = min(at, node.end) if node.end > node.start else node.start
        elif string[at : at + 1] in ("[", "{"):
            node.start = at
        if anchor is not None:
            node.anchor = anchor
            self.anchors[anchor] = node
            if open_node:
                self.unfinished.add(anchor)

    def _end_of(self, node: Node, fields: list[tuple[Node, Node]], mark: int) -> int:
        """Where a collection ends: behind its bracket in flow style, else behind its last child (libyaml's mark is further on)."""
        if isinstance(node, (Mapping, Sequence)) and node.flow:
            return mark
        last = fields[-1][1] if fields else node.items[-1] if isinstance(node, Sequence) and node.items else None
        if last is None:
            return node.start
        if isinstance(node, Mapping) and not node.flow and fields:
            node.start = fields[0][0].start if node.anchor is not None else node.start
        return last.alias[1] if last.alias is not None else max(last.end, node.start)

    def _alias(self, name: str, start: int, end: int, parent: Node | None) -> Node:
        node = self.anchors.get(name)
        if node is None or name in self.unfinished:
            why = f"the alias '*{name}' has no anchor '&{name}' before it"
            if node is not None:
                why = f"the anchor '&{name}' contains its own alias"
            raise _Refused(Problem("alias", why, self.text, start, end))
        copy = self._copy(node, parent, None, (start, end))
        copy.alias = (start, end)
        return copy

    def _copy(self, node: Node, parent: Node | None, key: Scalar | None, at: tuple[int, int]) -> Node:
        """A copy of a subtree for an alias at the span `at`; positions stay those of the anchored text."""
        self.copies += 1
        if self.copies > MAX_COPIES:
            why = f"the aliases of this document unfold to more than {MAX_COPIES} values"
            raise _Refused(Problem("alias", why, self.text, *at))
        if isinstance(node, Scalar):
            return Scalar(self.text, node.start, node.end, parent, key, node.value, node.style, node.tag)
        copy: Node
        if isinstance(node, Mapping):
            copy = Mapping(self.text, node.start, node.end, parent, key, node.flow)
            for name, value in node.fields.items():
                copy.fields[name] = self._copy(value, copy, value.key, at)
            return copy
        assert isinstance(node, Sequence)
        copy = Sequence(self.text, node.start, node.end, parent, key, node.flow)
        copy.items = [self._copy(item, copy, None, at) for item in node.items]
        return copy

    def _fill(self, mapping: Mapping, entries: list[tuple[Node, Node]]) -> None:
        """Puts a mapping's entries into its fields, resolving merge keys and noting keys that come twice."""
        fields = mapping.fields
        for key, value in entries:
            if type(key) is not Scalar:
                self._key_problem(key, "a mapping or a list can't be a key")
                continue
            if key.value == "<<" and not key.style:
                self._merge(mapping, key, value)
                continue
            name = self._name(key)
            if name is None:
                continue
            if name in fields:
                self._twice(name, key, fields[name])
                del fields[name]
            fields[name] = value

    def _name(self, key: Scalar) -> str | None:
        """A key as Kubernetes reads it: booleans and numbers become their text; null can't be a key."""
        if key.style or key.value[:1].isalpha() and key.value not in _WORDS:
            return key.value
        value = key.json
        if isinstance(value, str):
            return value
        if value is None or (isinstance(value, float) and value - value != 0):
            self._key_problem(key, f"'{key.value}' can't be a key" if key.value else "a key is missing before the colon")
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e21 else str(value)

    def _merge(self, mapping: Mapping, key: Scalar, value: Node) -> None:
        sources = value.items if isinstance(value, Sequence) else [value]
        # In a list of mappings the first one wins: go-yaml merges from the last to the first.
        for source in reversed(sources):
            if not isinstance(source, Mapping):
                self._key_problem(source, "'<<' takes a mapping, an alias of one, or a list of these")
                continue
            for name, field in source.fields.items():
                if name in mapping.fields:
                    self._twice(name, key, mapping.fields[name], merged=True)
                copy = self._copy(field, mapping, field.key, (key.start, key.end))
                copy.alias = value.alias or (key.start, key.end)
                mapping.fields[name] = copy

    def _twice(self, name: str, key: Scalar, first: Node, merged: bool = False) -> None:
        merged = merged or first.alias is not None
        kind, how = ("merged-key", "set by '<<' and") if merged else ("duplicate-key", "given")
        why = f"the key '{name}' is {how} {'once more' if merged else 'twice'}; the last one wins"
        self.document.problems.append(Problem(kind, why, self.text, key.start, key.end, first.key))

    def _key_problem(self, node: Node, why: str) -> None:
        self.document.problems.append(Problem("key", why, self.text, node.start, max(node.end, node.start + 1)))


_QUOTING = frozenset(("'", '"', "|", ">"))
_WORDS = frozenset(
    w for word in ("y", "n", "yes", "no", "on", "off", "true", "false", "null") for w in (word, word.title(), word.upper())
)
