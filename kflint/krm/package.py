"""What is handed over: a ResourceList, or a stream of YAML documents. It is given back with nothing changed but what has to be."""

from __future__ import annotations

from kflint.error import Error
from kflint.expand.emit import block_entry, flow_text
from kflint.expand.fragments import Entry, List, data, from_node
from kflint.expand.layout import column, next_line
from kflint.expand.style import Style
from kflint.krm.items import item_of_chunk, items_of_list, unreadable
from kflint.krm.results import fragment_of_all
from kflint.model.objects import API_GROUP
from kflint.source.edits import Edit, Overlap, Piece, apply_edits
from kflint.source.nodes import Mapping, Node, Sequence, plain_data
from kflint.source.reader import chunks, read_document
from kflint.source.text import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kflint.krm.items import Item
    from kflint.krm.results import Result

_LIST_KIND, _LIST_GROUP = "ResourceList", "config.kubernetes.io/"


class Stream:
    """A stream of YAML documents, as kustomize's older plugins hand it over. It has no place for results. Raises `Error` for an
    Argo object that can't be read."""

    config: Mapping | None = None

    def __init__(self, text: Text) -> None:
        self.text = text
        spans = enumerate(chunks(text.string))
        found = (item_of_chunk(n, text, start, end) for n, (start, end) in spans if text.string.find(API_GROUP, start, end) >= 0)
        self.items: list[Item] = [item for item in found if item is not None]

    def written(self, changed: list[tuple[Item, str]], results: list[Result]) -> str:
        """The stream with new texts for some of its items."""
        return apply_edits(self.text, [_replacement(item, new) for item, new in changed]).string


class ResourceList:
    """The input of a KRM function. `config` is its `functionConfig`. Raises `Error` where its `items` are no list."""

    def __init__(self, text: Text, root: Mapping) -> None:
        self.text = text
        self.root = root
        items = root.get("items")
        if items is not None and not isinstance(items, Sequence):
            raise Error("the items of a ResourceList must be a list")
        self.config = root.mapping("functionConfig")
        self.items: list[Item] = list(items_of_list(items)) if items is not None else []

    def written(self, changed: list[tuple[Item, str]], results: list[Result]) -> str:
        """The list with new texts for some of its items, and with results. Raises `Error` if the way it is written forbids it."""
        expected: Any = plain_data(self.root)
        edits = []
        for item, new in changed:
            edits.append(_replacement(item, new))
            root = read_document(Text(new)).root
            expected["items"][item.number] = plain_data(root) if root is not None else None
        if results:
            before = self.root.sequence("results")
            all_results = fragment_of_all(results, _as_fragment(before) if before is not None else None)
            edits.append(self._with_results(all_results, self.root.fields.get("results")))
            expected["results"] = data(all_results)
        return self._edited(edits, expected)

    def _edited(self, edits: list[Edit], expected: object) -> str:
        try:
            edited = apply_edits(self.text, edits)
        except Overlap:
            edited = None
        root = read_document(edited).root if edited is not None else None
        if edited is None or root is None or plain_data(root) != expected:
            raise Error("a ResourceList with aliases (*) from one item to another can't be changed; write them out")
        return edited.string

    def _with_results(self, results: List, old: Node | None) -> Edit:
        """The edit that puts the results in place of the old ones, or else at the end, where a line ends there."""
        string = self.text.string
        if old is not None and old.key is not None:
            last = old.alias[1] if old.alias is not None else old.end
            end = old.key.end + len(string[old.key.end : last].rstrip())
            return _edit(old.key.end, end, f": {flow_text(results, Style(json=True))}")
        if self.root.flow:
            end = len(string[: self.root.end - 1].rstrip().removesuffix(","))
            return _edit(end, end, f', "results": {flow_text(results, Style(json=True))}')
        eol = "\r\n" if "\r\n" in string else "\n"
        indent = " " * column(self.text, self.root.start)
        lines = [indent + line for line, _ in block_entry(Entry("results", results, (0, 0)), Style())]
        at = self.root.end if string[self.root.end - 1] == "\n" else next_line(self.text, self.root.end)
        if string[at - 1] != "\n":
            # A line break here might become part of a block scalar that ends the text, so the results go to the front.
            at = self.root.start - len(indent)
        return _edit(at, at, "".join(line + eol for line in lines))


def package_of(text: Text) -> ResourceList | Stream:
    """What a text holds. Raises `Error` for a ResourceList and for an Argo object that can't be read."""
    if _LIST_KIND not in text.string or _LIST_GROUP not in text.string:
        return Stream(text)
    document = read_document(text)
    root = document.root
    if root is None and document.problems:
        raise unreadable(document.problems[0], text)
    if not isinstance(root, Mapping):
        return Stream(text)
    version, kind = root.string("apiVersion"), root.string("kind")
    if version is None or kind is None or not version.value.startswith(_LIST_GROUP) or kind.value != _LIST_KIND:
        return Stream(text)
    return ResourceList(text, root)


def _as_fragment(node: Sequence) -> List:
    fragment = from_node(node, lambda _: (0, 0))
    assert isinstance(fragment, List)
    return fragment


def _replacement(item: Item, new: str) -> Edit:
    return _edit(item.start, item.end, new[item.margin :])


def _edit(start: int, end: int, text: str) -> Edit:
    return Edit(start, end, (Piece(text, (start, end)),))
