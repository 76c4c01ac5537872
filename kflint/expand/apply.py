"""From the plan to changes of the tree: the fields that templates and calls get, and the annotations that go."""

from __future__ import annotations

from kflint.expand.changes import Changes, last_field
from kflint.expand.fragments import Entry, Fragment, List, Map, Origin, Word, mapping, text_fragment
from kflint.expand.graph import Graph, Task, Unit
from kflint.expand.layout import content_start, written_fields
from kflint.expand.order import added_before
from kflint.expand.style import Style
from kflint.expand.waiting import join
from kflint.source.nodes import Mapping, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.expand.annotations import Annotation

# What a call is; what it waits for and what it passes come behind these.
_CALL_FIELDS = ("name", "template", "templateRef")


def changes_for(graph: Graph, annotations: list[Annotation], style: Style) -> Changes:
    """All changes that the plan in the graph's units comes to. Raises `Blocked`."""
    changes = Changes()
    for annotation in annotations:
        _take_out(annotation, changes)
    for unit in graph.units.values():
        _change_template(unit, changes)
        _add_tasks(unit, changes, style)
        for task in unit.tasks.values():
            if task.call is not None:
                _change_call(task, task.call.node, changes, style)
    return changes


def _take_out(annotation: Annotation, changes: Changes) -> None:
    """Takes out an annotation, and the mappings around it that become empty."""
    template = annotation.template.node
    metadata = template.mapping("metadata")
    assert metadata is not None
    annotations = metadata.mapping("annotations")
    assert annotations is not None
    if list(annotations.fields) != [annotation.name]:
        changes.remove(annotations, annotation.name)
    elif list(metadata.fields) != ["annotations"]:
        changes.remove(metadata, "annotations")
    else:
        changes.remove(template, "metadata")


def _change_template(unit: Unit, changes: Changes) -> None:
    node, title = unit.template.node, unit.title
    kind = unit.template.type
    behind = _before_body(node, kind) if kind is not None else _behind(node, ("metadata",))
    inputs: list[Fragment] = [mapping(origin, ("name", Word(name, origin))) for name, origin in unit.inputs.items()]
    changes.extend(node, ("inputs", "parameters"), inputs, behind, title)
    changes.extend(node, ("volumes",), list(unit.volumes), behind, title)
    if kind is not None:
        changes.extend(node, (kind, "volumeMounts"), list(unit.mounts), None, title)
    if unit.resource is not None:
        changes.add(node, Entry("resource", unit.resource, unit.resource.origin), behind)
    changes.extend(node, ("outputs", "parameters"), unit.outputs, behind, title)


def _before_body(node: Mapping, kind: str) -> str | None:
    """The field before the body of a template, behind which inputs and volumes go; the body itself where it is the first."""
    names = [name for name, _ in written_fields(node)]
    index = names.index(kind) if kind in names else len(names)
    return names[index - 1] if index > 0 else kind


def _behind(node: Mapping, names: tuple[str, ...]) -> str | None:
    """The last one of these fields in the text of a mapping; its last field of all where it has none of them."""
    written = [(content_start(value), name) for name, value in written_fields(node) if name in names]
    return max(written)[1] if written else last_field(node)


def _change_call(task: Task, node: Mapping, changes: Changes, style: Style) -> None:
    title = f"{task.unit.word} '{task.name}'"
    if task.unit.is_dag and task.needs:
        _add_needs(task, node, changes, style, title)
    arguments: list[Fragment] = [_argument(name, value, origin) for name, (value, origin) in task.arguments.items()]
    behind = _behind(node, (*_CALL_FIELDS, "dependencies", "depends"))
    changes.extend(node, ("arguments", "parameters"), arguments, behind, title)


def _argument(name: str, value: str, origin: Origin) -> Map:
    return mapping(origin, ("name", Word(name, origin)), ("value", Word(value, origin)))


def _add_needs(task: Task, node: Mapping, changes: Changes, style: Style, title: str) -> None:
    """Adds what a task must wait for, in the way in which its DAG says so."""
    names = list(task.needs)
    behind = _behind(node, _CALL_FIELDS)
    depends, dependencies = node.string("depends"), node.sequence("dependencies")
    origin = task.needs[names[0]].origin
    if dependencies is None and (depends is not None or task.unit.uses_depends):
        before = depends.value if depends is not None else ""
        after = join(before, names)
        if depends is None:
            changes.set(node, "depends", Word(after, origin), behind)
        elif after != before:
            changes.replace(depends, text_fragment(after, origin, depends.style))
        return
    known = [item.value for item in dependencies.items if isinstance(item, Scalar)] if dependencies is not None else []
    new: list[Fragment] = [Word(name, task.needs[name].origin) for name in names if name not in known]
    if dependencies is None and new:
        changes.set(node, "dependencies", List(tuple(new), origin, style.flow_dependencies), behind)
    else:
        changes.extend(node, ("dependencies",), new, behind, title)


def _add_tasks(unit: Unit, changes: Changes, style: Style) -> None:
    """Adds the tasks that their author left out: before the first task, or as a group before the first step, that needs them."""
    if not unit.added:
        return
    steps = unit.template.node.sequence("steps")
    dag = unit.template.node.mapping("dag")
    calls = dag.sequence("tasks") if dag is not None else steps
    assert isinstance(calls, Sequence)
    for position, tasks in added_before(unit).items():
        for task in tasks:
            fragment = _call(task, style)
            changes.insert(calls, position, fragment if unit.is_dag else List((fragment,), task.origin))


def _call(task: Task, style: Style) -> Map:
    origin = task.origin
    assert task.target is not None
    names = list(task.needs) if task.unit.is_dag else []
    by_depends = task.unit.uses_depends
    words = List(tuple(Word(name, task.needs[name].origin) for name in names), origin, style.flow_dependencies)
    arguments = [_argument(name, value, where) for name, (value, where) in task.arguments.items()]
    parameters = mapping(origin, ("parameters", List(tuple(arguments), origin))) if arguments else None
    return mapping(
        origin,
        ("name", Word(task.name, origin)),
        ("template", Word(task.target.template.name, origin)),
        ("depends", Word(" && ".join(names), origin) if names and by_depends else None),
        ("dependencies", words if names and not by_depends else None),
        ("arguments", parameters),
    )
