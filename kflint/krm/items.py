"""An object among others: its own text, to work on, and where that stands in the whole."""

from __future__ import annotations

from kflint.error import Error
from kflint.expand.emit import flow_text
from kflint.expand.fragments import from_node
from kflint.expand.layout import column, content_start, dash_of, next_line
from kflint.expand.style import Style
from kflint.model.objects import API_GROUP, KINDS
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Node, Sequence, plain_data
from kflint.source.reader import read_document
from kflint.source.text import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.source.problems import Problem

# What the orchestrators call the place of an object in its files; the second is the older name.
_PATH = ("internal.config.kubernetes.io/path", "config.kubernetes.io/path")
_INDEX = ("internal.config.kubernetes.io/index", "config.kubernetes.io/index")
_UNKNOWN_FILE = "<stdin>"


class Reference(NamedTuple):
    """Which object is meant, as the specification's `resourceRef` has it; "" for what is not given."""

    api_version: str
    kind: str
    name: str
    namespace: str


class Item(NamedTuple):
    """An Argo object that was handed over.

    `text` is a YAML document of its own that says what the object says, `root` its tree. It stands for the characters `start` to
    `end` (0-based) of the whole; the first `margin` characters of `text` don't stand there. `number` is the 0-based position among
    all objects.
    """

    number: int
    text: Text
    root: Mapping
    start: int
    end: int
    margin: int = 0

    @property
    def reference(self) -> Reference:
        """Which object it is."""
        return reference_to(self.root)

    @property
    def file(self) -> str:
        """The file that the object came from, "" if that is not told."""
        return _annotation(self.root, _PATH)

    @property
    def position(self) -> int | None:
        """The 0-based position of the object in its file, None if that is not told."""
        position = _annotation(self.root, _INDEX)
        return int(position) if position.isascii() and position.isdigit() else None


def reference_to(root: Mapping) -> Reference:
    """Which object a tree holds."""
    metadata = root.mapping("metadata")
    places = ((root, "apiVersion"), (root, "kind"), (metadata, "name"), (metadata, "namespace"))
    texts = (mapping.string(name) if mapping is not None else None for mapping, name in places)
    return Reference(*(text.value if text is not None else "" for text in texts))


def items_of_list(items: Sequence) -> Iterator[Item]:
    """The Argo objects in the `items` of a ResourceList."""
    for number, node in enumerate(items.items):
        if _is_argo(node):
            yield _cut(number, node, items) or _copied(number, node, items)


def item_of_chunk(number: int, text: Text, start: int, end: int) -> Item | None:
    """The Argo object in a document of a stream, the characters `start` to `end` of its text; None if it holds none.

    Raises `Error` for one that can't be read.
    """
    own = Text(text.string[start:end], _UNKNOWN_FILE)
    document = read_document(own)
    root = document.root
    if root is None and document.problems:
        raise unreadable(document.problems[0], text, start)
    return Item(number, own, root, start, end) if isinstance(root, Mapping) and _is_argo(root) else None


def unreadable(problem: Problem, text: Text, offset: int = 0) -> Error:
    """What to raise for a text that YAML refuses; the text of `problem` begins at the 0-based `offset` of it."""
    line, column = text.position(offset + problem.start)
    return Error(f"{text.path}:{line}:{column}: {problem.message}")


def _is_argo(node: Node) -> bool:
    if not isinstance(node, Mapping):
        return False
    reference = reference_to(node)
    return reference.api_version.startswith(API_GROUP) and reference.kind in KINDS


def _annotation(root: Mapping, names: tuple[str, ...]) -> str:
    metadata = root.mapping("metadata")
    annotations = metadata.mapping("annotations") if metadata is not None else None
    if annotations is None:
        return ""
    return next((value.value for name in names if (value := annotations.scalar(name)) is not None), "")


def _cut(number: int, node: Node, items: Sequence) -> Item | None:
    """The item as it stands there, with blanks in place of what is before it in its line: so comments, style and columns stay.

    None where that says something else than the item does, as with an alias of what is outside.
    """
    start, end = _span(node, items)
    margin = column(node.text, start)
    text = Text(" " * margin + node.text.string[start:end], _file(node))
    root = read_document(text).root
    if not isinstance(root, Mapping) or plain_data(root) != plain_data(node):
        return None
    return Item(number, text, root, start, end, margin)


def _copied(number: int, node: Node, items: Sequence) -> Item:
    """The item written anew, as JSON."""
    start, end = _span(node, items)
    rest = "\n" if node.text.string[start:end].endswith("\n") else ""
    text = Text(f" {flow_text(from_node(node, lambda _: (0, 0)), Style(json=True))}{rest}", _file(node))
    root = read_document(text).root
    assert isinstance(root, Mapping)
    return Item(number, text, root, start, end)


def _span(node: Node, items: Sequence) -> tuple[int, int]:
    """What stands for an item: all behind its dash up to the end of its last line; in a flow list the item alone."""
    end = node.alias[1] if node.alias is not None else node.end
    if items.flow:
        return content_start(node), end
    start = dash_of(node) + 1
    return start, end if node.text.string[end - 1] == "\n" else next_line(node.text, end)


def _file(node: Node) -> str:
    return (_annotation(node, _PATH) if isinstance(node, Mapping) else "") or _UNKNOWN_FILE
