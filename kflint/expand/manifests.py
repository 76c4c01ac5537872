"""The manifests that shorthand stands for: claims, snapshots, and the author's own, whose order and comments stay."""

from __future__ import annotations

from kflint.expand.emit import block_lines
from kflint.expand.fragments import Fragment, Lines, List, Map, Origin, Word, from_node, mapping
from kflint.expand.layout import column, line_start, next_line
from kflint.expand.style import Style
from kflint.expand.wiring import input_tag, outputs_in
from kflint.source.nodes import Mapping, Node, Scalar, Sequence, scalars, walk
from kflint.source.place import place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kflint.expand.report import Report

    Lift = Callable[[Scalar], str]

SNAPSHOT_GROUP = "snapshot.storage.k8s.io"


def built(manifest: Map, style: Style) -> Lines:
    """A manifest made of fragments, as the text that a resource template holds."""
    return Lines(tuple(block_lines(manifest, style._replace(json=False))), manifest.origin)


def claim(
    origin: Origin, name: Word, metadata: list[tuple[str, Fragment]], spec: list[tuple[str, Fragment]], size: Fragment | None
) -> Map:
    """A PersistentVolumeClaim; `spec` has the fields of its spec but for the size."""
    requests = None if size is None else mapping(size.origin, ("requests", mapping(size.origin, ("storage", size))))
    return mapping(
        origin,
        ("apiVersion", Word("v1", origin)),
        ("kind", Word("PersistentVolumeClaim", origin)),
        ("metadata", mapping(origin, ("name", name), *metadata)),
        ("spec", mapping(origin, *spec, ("resources", requests))),
    )


def snapshot(origin: Origin, name: Word, metadata: list[tuple[str, Fragment]], class_name: Fragment | None, of: Fragment) -> Map:
    """A VolumeSnapshot of the claim whose name is `of`."""
    source = mapping(of.origin, ("persistentVolumeClaimName", of))
    return mapping(
        origin,
        ("apiVersion", Word(f"{SNAPSHOT_GROUP}/v1", origin)),
        ("kind", Word("VolumeSnapshot", origin)),
        ("metadata", mapping(origin, ("name", name), *metadata)),
        ("spec", mapping(origin, ("volumeSnapshotClassName", class_name), ("source", source))),
    )


def own(node: Node, lift: Lift, report: Report, style: Style) -> Lines:
    """The author's own manifest (`k8sResource`), with references lifted: a string of YAML, or a tree of the annotation's YAML.

    A tree in block style keeps its text, a flow one is laid out in lines. Aliases are written out.
    """
    if isinstance(node, Scalar):
        return _of_string(node, lift, report.span(node))
    assert isinstance(node, (Mapping, Sequence))
    aliases = any(each.alias is not None or each.anchor is not None for each in walk(node))
    commented = node.flow and "#" in node.text.string[node.start : node.end]
    if not aliases and (not node.flow or commented):
        return _of_text(node, lift, report)
    fragment = from_node(node, report.span, lift)
    assert isinstance(fragment, (Map, List))
    return Lines(tuple(block_lines(fragment, style._replace(json=False))) or (("{}", fragment.origin),), fragment.origin)


def _of_string(node: Scalar, lift: Lift, origin: Origin) -> Lines:
    text = lift(node)
    final = text.endswith("\n")
    lines = text.split("\n")
    return Lines(tuple((line, origin) for line in (lines[:-1] if final else lines)), origin, final)


def _of_text(node: Mapping | Sequence, lift: Lift, report: Report) -> Lines:
    """The lines of a tree, moved to the left edge, comments included."""
    text = node.text
    start, end = _extent(node)
    lifted = [(*place(scalar, 0, len(scalar.value)), lift(scalar)) for scalar in scalars(node) if "{{" in scalar.value]
    indent = 0 if node.flow else column(text, node.start)
    lines: list[tuple[str, Origin]] = []
    at = start
    while at < end:
        stop = min(next_line(text, at), end)
        line = _with_inputs(text.string[at:stop], at, lifted).rstrip("\r\n")
        blanks = len(line) - len(line.lstrip(" "))
        written = line.strip()
        first = at + blanks
        lines.append((line[min(indent, blanks) :] if written else "", report.place(text, first, first + len(written))))
        at = stop
    while lines and not lines[-1][0]:
        lines.pop()
    return Lines(tuple(lines), report.span(node))


def _extent(node: Mapping | Sequence) -> tuple[int, int]:
    """From where to where in its text a tree goes: with the comment lines above its first line and below its last one."""
    text = node.text
    if node.flow:
        return node.start, node.end
    start = line_start(text, node.start) if node.key is None else next_line(text, node.key.end)
    indent = column(text, node.start)
    end = at = next_line(text, max(node.end - 1, node.start))
    while at < len(text.string):
        stop = next_line(text, at)
        line = text.string[at:stop]
        if line.strip():
            if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) < indent:
                break
            end = stop
        at = stop
    return start, end


def _with_inputs(line: str, start: int, lifted: list[tuple[int, int, str]]) -> str:
    """A line that begins at the offset `start`, with the outputs that its scalars (given by their spans) name as inputs."""
    for output in reversed(outputs_in(line)):
        first, last = output.tag.start, output.tag.end
        if any(begin <= start + first and start + last <= end for begin, end, _ in lifted):
            line = line[:first] + input_tag(output.input) + line[last:]
    return line
