"""The way from an object's root to a node, with what Argo's types say about every node on it."""

from __future__ import annotations

from kflint.record import NamedTuple
from kflint.schema.schema import LIST, Shape
from kflint.schema.titles import name_of
from kflint.source.nodes import Mapping, Node


class Stop(NamedTuple):
    """A node on the way, and the shape that it should have."""

    node: Node
    shape: Shape


def trail(root_shape: Shape, node: Node) -> list[Stop]:
    """The nodes from the root to `node`, both included. It ends early where the types don't know the way."""
    nodes = [node]
    while nodes[-1].parent is not None:
        nodes.append(nodes[-1].parent)
    nodes.reverse()
    stops = [Stop(nodes[0], root_shape)]
    for child in nodes[1:]:
        shape = _inside(stops[-1].shape, child)
        if shape is None:
            break
        stops.append(Stop(child, shape))
    return stops


def same_letters(name: str, names: dict[str, Shape]) -> str | None:
    """The one of the names that differs from `name` only in case and in `-` and `_`, None if there is none."""
    folded = _fold(name)
    return next((each for each in names if _fold(each) == folded), None)


def _fold(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def _inside(shape: Shape, child: Node) -> Shape | None:
    """The shape of a child of a node of this shape; None where it has no such child."""
    name = name_of(child)
    if name is None:
        inner = shape.inner
        # A step that stands where a group of steps should.
        return inner.inner if inner is not None and inner.kind == LIST and isinstance(child, Mapping) else inner
    if shape.inner is not None:
        return shape.inner
    known = name if name in shape.fields else same_letters(name, shape.fields)
    return shape.fields[known] if known is not None else None
