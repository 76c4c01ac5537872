"""Lets the rest of the program read an object as its author meant it, so that one mistake gives one finding.

A misspelt or misplaced field, and a value of the wrong type, are reported as such. Without more they would be reported again as a
missing name, an undefined template or an unknown variable. So a value is put where it belongs as well (where it stands it stays),
and is read as what it should be, where that is plain.
"""

from __future__ import annotations

from kflint.schema.misfit import IGNORED, Home, Misfit
from kflint.schema.schema import LIST, TEXT, Shape
from kflint.source.nodes import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# YAML's tag of a scalar that is text whatever it looks like.
_TEXT_TAG = "!"


def read_as_meant(misfits: Iterable[Misfit]) -> None:
    """Changes the tree of an object with these mistakes to what was most probably meant; places stay those of the author's text.

    Misspelt and misplaced fields are added to the mappings where they belong, unless those have such a field. A name counts as
    text, so that what refers to it finds it, and a mapping as a list of one where a list of such mappings is wanted. Fields that
    Argo ignores are left alone: there the object is read without them, and what is missing for that is a mistake too.
    """
    for misfit in misfits:
        if misfit.home is not None and misfit.kind != IGNORED:
            _bring_home(misfit.node, misfit.home)
        if misfit.wanted is not None:
            _convert(misfit.node, misfit.wanted)


def _bring_home(node: Node, home: Home) -> None:
    holder = home.start
    for name in home.names[:-1]:
        below = holder.get(name)
        if below is None:
            # A mapping that the author left out; it stands where its only field does.
            below = holder.fields[name] = Mapping(node.text, node.start, node.end, holder, node.key, False)
        if not isinstance(below, Mapping):
            return
        holder = below
    holder.fields.setdefault(home.names[-1], node)


def _convert(node: Node, wanted: Shape) -> None:
    if isinstance(node, Scalar) and wanted.kind == TEXT and node.key is not None and node.key.value == "name":
        node.tag = _TEXT_TAG
    elif isinstance(node, Mapping) and wanted.kind == LIST and wanted.inner is not None:
        holder = node.parent
        if isinstance(holder, Sequence):
            # A step without a group. The first stands for all the others.
            holder.items = [_list_of(item) if isinstance(item, Mapping) else item for item in holder.items]
        elif isinstance(holder, Mapping) and not wanted.inner.fields.keys().isdisjoint(node.fields):
            names = [name for name, value in holder.fields.items() if value is node]
            holder.fields.update(dict.fromkeys(names, _list_of(node)))


def _list_of(node: Mapping) -> Sequence:
    """A list with one item, in the place of the item."""
    sequence = Sequence(node.text, node.start, node.end, node.parent, node.key, node.flow)
    sequence.items.append(node)
    node.parent = sequence
    return sequence
