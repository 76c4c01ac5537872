"""Pieces of YAML that are to be written: data with, for everything in it, the shorthand that it came from."""

from __future__ import annotations

from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Node, Scalar, Sequence
from kflint.source.scalars import Json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

Origin = tuple[int, int]
"""The span of what a piece was made from: 0-based offsets into the file's text."""


class Word(NamedTuple):
    """A text. `style` is how its author quoted it (`'`, `"`), empty where it is up to the writer."""

    text: str
    origin: Origin
    style: str = ""


class Plain(NamedTuple):
    """A number, boolean or null. `spelling` is how its author wrote it."""

    value: Json
    origin: Origin
    spelling: str


class Lines(NamedTuple):
    """A text of several lines, each with its origin and without its line end; `final` is whether the last one has a line end."""

    lines: tuple[tuple[str, Origin], ...]
    origin: Origin
    final: bool = True

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(line for line, _ in self.lines) + ("\n" if self.final else "")


class Entry(NamedTuple):
    """A key of a mapping and its value."""

    key: str
    value: Fragment
    origin: Origin


class Map(NamedTuple):
    """A mapping; `flow` is whether it should stand in one line even where there is room for more."""

    entries: tuple[Entry, ...]
    origin: Origin
    flow: bool = False


class List(NamedTuple):
    """A list; `flow` as in `Map`."""

    items: tuple[Fragment, ...]
    origin: Origin
    flow: bool = False


Fragment = Word | Plain | Lines | Map | List


def mapping(origin: Origin, *entries: tuple[str, Fragment | None], flow: bool = False) -> Map:
    """A mapping of the entries whose value is not None."""
    given = (Entry(key, value, value.origin) for key, value in entries if value is not None)
    return Map(tuple(given), origin, flow)


def data(fragment: Fragment) -> object:
    """The fragment as plain Python data."""
    if isinstance(fragment, Map):
        return {entry.key: data(entry.value) for entry in fragment.entries}
    if isinstance(fragment, List):
        return [data(item) for item in fragment.items]
    return fragment.value if isinstance(fragment, Plain) else fragment.text


def from_node(node: Node, origin: Callable[[Node], Origin], text_of: Callable[[Scalar], str] | None = None) -> Fragment:
    """A fragment that says what `node` says, in the author's order and quotes. `origin` gives a node's span in the file.

    `text_of` gives the text of a scalar that Kubernetes reads as text, where it is to differ from the author's.
    """
    where = origin(node)
    if isinstance(node, Mapping):
        entries = tuple(Entry(name, from_node(value, origin, text_of), origin(value)) for name, value in node.fields.items())
        return Map(entries, where)
    if isinstance(node, Sequence):
        return List(tuple(from_node(item, origin, text_of) for item in node.items), where)
    assert isinstance(node, Scalar)
    value = node.json
    if not isinstance(value, str):
        return Plain(value, where, node.value)
    return text_fragment(value if text_of is None else text_of(node), where, node.style)


def text_fragment(text: str, origin: Origin, style: str = "") -> Word | Lines:
    """A text as a word, or as lines where it has line breaks."""
    if "\n" not in text:
        return Word(text, origin, style if style in ("'", '"') else "")
    final = text.endswith("\n")
    lines = text.split("\n")
    return Lines(tuple((line, origin) for line in (lines[:-1] if final else lines)), origin, final)
