"""What expands and runs, and yet may not do what its author thinks: outputs that may be empty, absent or lists."""

from __future__ import annotations

from kflint.expand.annotations import VOLUME
from kflint.expand.codes import LOOPS, MAY_BE_SKIPPED, VOLUME_SIZE
from kflint.expand.graph import Graph, Task, Unit
from kflint.expand.waiting import conjuncts
from kflint.expand.wiring import outputs_in
from kflint.findings.finding import related_to
from kflint.source.nodes import Mapping, Node, Scalar, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.expand.report import Report


_LOOPS = ("withItems", "withParam", "withSequence")


def report_surprises(graph: Graph, report: Report) -> None:
    """Reports the tasks whose volumes others use although they may be skipped or loop, and uses of a volume's size."""
    for unit in graph.units.values():
        for task in unit.tasks.values():
            if task.call is not None and _makes_volume(task):
                _report_task(unit, task, task.call.node, report)
    if "outputs.parameters.size" in graph.subject.document.text.string:
        for unit in graph.units.values():
            _report_sizes(unit, report)


def _makes_volume(task: Task) -> bool:
    return task.target is not None and task.target.makes(VOLUME)


def _report_task(unit: Unit, task: Task, node: Mapping, report: Report) -> None:
    loop = next((node.get(field) for field in _LOOPS if node.get(field) is not None), None)
    when = node.string("when")
    if loop is None and when is None:
        return
    users = [other for other in unit.tasks.values() if task.name in other.needs and other is not task]
    if not users:
        return
    need = users[0].needs[task.name]
    related = (related_to(need.node, f"its volume is used here, for {unit.word} '{users[0].name}'"),)
    if loop is not None:
        why = (
            f"{unit.word} '{task.name}' is a loop: its output 'name' is a list of claims,"
            f" and {unit.word} '{users[0].name}' would take that list for the name of one"
        )
        report.at(LOOPS, loop, why, key=True, related=related)
    if when is not None and any(not _is_guarded(user, task) for user in users):
        why = (
            f"{unit.word} '{task.name}' makes no volume where its 'when' is false,"
            f" and {unit.word} '{users[0].name}', which needs it, runs all the same"
        )
        report.at(MAY_BE_SKIPPED, when, why, key=True, related=related)


def _is_guarded(user: Task, task: Task) -> bool:
    """Whether a user of a volume may be skipped too, or asks that the task has succeeded: then its author thought of it."""
    if user.call is None:
        return False
    if user.call.node.string("when") is not None:
        return True
    depends = user.call.node.string("depends")
    return depends is not None and any(part.strip() == f"{task.name}.Succeeded" for part in conjuncts(depends.value))


def _report_sizes(unit: Unit, report: Report) -> None:
    """Reports where a template with calls, or the shorthand of one that it calls, uses the `size` of a volume."""
    makers = {name for name, task in unit.tasks.items() if _makes_volume(task) and _has_default_size(task)}
    if not makers:
        return
    nodes: list[Node] = [unit.template.node]
    called = {id(task.target): task.target for task in unit.tasks.values() if task.target is not None}
    nodes += [target.annotation.root for target in called.values() if target.annotation is not None]
    for node in nodes:
        for scalar in scalars(node):
            _report_size(scalar, makers, report)


def _report_size(scalar: Scalar, makers: set[str], report: Report) -> None:
    if scalar.style and "kflint.dev/" in (scalar.key.value if scalar.key is not None else ""):
        return
    for output in outputs_in(scalar.value):
        if output.parameter == "size" and output.task in makers:
            why = (
                f"the output 'size' of '{output.task}' is empty until its claim is bound,"
                " which some storage classes put off until a pod uses it"
            )
            help = "use the size that the volume is made with instead, a parameter for instance"
            report.at(VOLUME_SIZE, scalar, why, part=(output.tag.start, output.tag.end), help=help)


def _has_default_size(task: Task) -> bool:
    """Whether the output is the one that expansion writes, and is read without waiting for the claim to be bound."""
    assert task.target is not None
    assert task.target.annotation is not None
    fields = task.target.annotation.fields
    own = fields.get("attributeOutputs")
    waits = fields.get("successCondition")
    return not (isinstance(own, Mapping) and "size" in own.fields) and not (isinstance(waits, Scalar) and "phase" in waits.value)
