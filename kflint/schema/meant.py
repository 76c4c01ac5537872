"""Lets the rest of the program read an object as its author meant it, so that one mistake gives one finding.

A misspelt or misplaced field is reported as such. Without more it would be reported again as a missing name, an undefined template
or an unknown variable. So its value is put where it belongs as well; where it stands it stays, with its place in the text.
"""

from __future__ import annotations

from kflint.schema.misfit import IGNORED, Home, Misfit
from kflint.source.nodes import Mapping, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def read_as_meant(misfits: Iterable[Misfit]) -> None:
    """Adds the values of misspelt and misplaced fields to the mappings where they belong, unless those have such a field.

    Fields that Argo ignores are left alone: there the object is read without them, and what is missing for that is a mistake too.
    """
    for misfit in misfits:
        if misfit.home is not None and misfit.kind != IGNORED:
            _bring_home(misfit.node, misfit.home)


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
