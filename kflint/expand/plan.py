"""Plans what the shorthand of one object stands for: nothing is written, all goes into the units and tasks of the graph."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count

from kflint.expand.annotations import CALLING_TYPES, MAKERS, MOUNTS, Annotation
from kflint.expand.claims import Claims
from kflint.expand.codes import MISPLACED, UNKNOWN_TASK
from kflint.expand.graph import Graph, Unit
from kflint.expand.lookup import Lookup, scopes_of
from kflint.expand.makers import Maker
from kflint.expand.mounts import Mounter
from kflint.expand.order import check_order
from kflint.expand.sources import TaskRef, read_sources, task_ref, task_refs
from kflint.expand.style import Style
from kflint.expand.surprises import report_surprises
from kflint.expand.wiring import Wiring, outputs_in
from kflint.lang.suggest import closest
from kflint.source.nodes import Mapping, Node, Scalar, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.expand.report import Report
    from kflint.model.objects import WorkflowObject


def plan(subject: WorkflowObject, annotations: list[Annotation], style: Style, report: Report) -> Graph:
    """The graph of the object with everything that expansion gives its templates and calls; mistakes are reported."""
    graph = Graph(subject, annotations, report.broken)
    for unit in graph.units.values():
        if unit.annotation is not None and unit.makes(MOUNTS):
            _read_sources(unit, unit.annotation, report)
    lookup = Lookup(graph, report)
    _add_tasks(graph, lookup)
    wiring = Wiring(graph, Lookup(graph, report), report)
    claims = Claims(wiring)
    maker, mounter = Maker(wiring, claims, style), Mounter(wiring, claims)
    for unit in graph.units.values():
        if unit.broken:
            continue
        if unit.annotation is not None and unit.annotation.kind in MAKERS:
            maker.plan(unit)
        elif unit.sources or any(caller.sources for caller in unit.callers):
            mounter.plan(unit)
    for unit in graph.units.values():
        check_order(unit, report)
    report_surprises(graph, report)
    return graph


def _read_sources(unit: Unit, annotation: Annotation, report: Report) -> None:
    """Reads what a leaf template mounts, or what a dag or steps template lets its calls mount."""
    if unit.template.type not in CALLING_TYPES:
        sources = read_sources(annotation.root, report)
        unit.sources = sources or []
        unit.broken |= sources is None
        return
    for name, node in annotation.root.fields.items():
        if not isinstance(node, Mapping):
            continue
        task = unit.tasks.get(name)
        if task is None:
            near = closest(name, unit.tasks)
            tail = f"; did you mean '{near}'?" if near else ""
            report.at(UNKNOWN_TASK, node, f"there is no {unit.word} '{name}' in {unit.title}{tail}", key=True)
        elif task.target is None or task.target.template.type not in ("container", "script", "containerSet"):
            what = f"{task.target.title}, which has no container" if task.target is not None else "a template of another object"
            report.at(MISPLACED, node, f"{unit.word} '{name}' can't be given volumes here: it runs {what}", key=True)
        else:
            sources = read_sources(node, report)
            task.sources = sources or []
            task.target.broken |= sources is None


def _add_tasks(graph: Graph, lookup: Lookup) -> None:
    """Adds the tasks that are named and written nowhere, where a shorthand template has their name: outer templates first, so
    that inner ones find what was added above them.
    """
    queue: list[tuple[int, int, Unit, Unit]] = []
    numbers = count()
    for unit in graph.units.values():
        if unit.annotation is not None:
            for scope in scopes_of(unit):
                heappush(queue, (scope.depth, next(numbers), scope, unit))
    while queue:
        *_, scope, reader = heappop(queue)
        for ref in _named_tasks(reader):
            added = lookup.add_missing(scope, reader, ref)
            if added is not None and added.annotation is not None:
                heappush(queue, (scope.depth, next(numbers), scope, added))


def _named_tasks(unit: Unit) -> Iterator[TaskRef]:
    """All tasks that a template's shorthand names, as references or in tags, in the order of the text."""
    assert unit.annotation is not None
    root = unit.annotation.root
    if unit.annotation.kind == MOUNTS:
        sources = [*unit.sources, *(source for task in unit.tasks.values() for source in task.sources)]
        for source in sources:
            yield from source.after
            if source.ref is not None:
                yield source.ref
    else:
        yield from _named_by_maker(unit.annotation.fields)
    for scalar in scalars(root):
        for output in outputs_in(scalar.value):
            yield TaskRef(output.task, None, scalar, (output.tag.start, output.tag.end))


def _named_by_maker(fields: dict[str, Node]) -> Iterator[TaskRef]:
    volume, source = fields.get("volume"), fields.get("dataSource")
    if isinstance(volume, Scalar):
        yield task_ref(volume)
    for holder in (volume, source):
        if isinstance(holder, Mapping):
            yield from task_refs(holder.get("after"))
            for name in ("snapshot", "volume"):
                named = holder.scalar(name)
                if named is not None:
                    yield task_ref(named)
