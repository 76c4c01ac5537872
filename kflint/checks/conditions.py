"""KF516-KF518: `when`, `depends` and `dependencies` that Argo can't evaluate when the time comes (spec 9.12, 9.25)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang.depends import RESULTS, parse
from kflint.model.calls import TASK
from kflint.model.objects import CRON_WORKFLOW
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.dag import DagGraph
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template


@checks_template("KF516")
def when(template: Template, context: Context) -> Iterator[Finding]:
    """The conditions of steps and tasks (Argo: shouldExecute, govaluate)."""
    for call in template.calls:
        if "when" in call.node.fields:
            yield from _when(call.node.string("when"), bare_words=True)


@checks_object("KF516")
def cron_when(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The condition of a CronWorkflow, in which words need quotes."""
    spec = subject.root.mapping("spec")
    if subject.kind == CRON_WORKFLOW and spec is not None and "when" in spec.fields:
        yield from _when(spec.string("when"), bare_words=False)


@checks_template("KF516")
def when_of_metrics(template: Template, context: Context) -> Iterator[Finding]:
    """The conditions under which a template's metrics are given out."""
    if "metrics" in template.node.fields:
        yield from _of_metrics(template.node)


@checks_object("KF516")
def when_of_workflow_metrics(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The conditions under which the metrics of the workflow, or of all templates, are given out."""
    for holder in (subject.spec, subject.template_defaults):
        if holder is not None and "metrics" in holder.fields:
            yield from _of_metrics(holder)


def _of_metrics(holder: Mapping) -> Iterator[Finding]:
    metrics = holder.mapping("metrics")
    for metric in metrics.items("prometheus") if metrics is not None else ():
        yield from _when(metric.string("when"), bare_words=True)


def _when(condition: Scalar | None, bare_words: bool) -> Iterator[Finding]:
    if condition is None or not condition.value:
        return
    from kflint.lang.when_tags import certain_mistake

    mistake = certain_mistake(condition.value, bare_words=bare_words)
    if mistake is not None:
        part = (mistake.offset, mistake.end)
        yield at_node("KF516", condition, f"this condition can't be evaluated: {mistake.message}", part=part, help=mistake.hint)


@checks_template("KF517")
def depends(template: Template, context: Context) -> Iterator[Finding]:
    """The operators and brackets of `depends` (Argo: evaluateDependsLogic)."""
    for position, call in enumerate(template.calls):
        text = call.node.string("depends") if call.kind == TASK and "depends" in call.node.fields else None
        if text is None or not text.value or "{{" in text.value or not _all_known(context.view.graph(template), position):
            continue
        from kflint.lang.mistake import Mistake

        try:
            parse(text.value)
        except Mistake as mistake:
            why = f"'depends' can't be evaluated: {mistake.message}"
            yield at_node("KF517", text, why, part=(mistake.offset, mistake.end), help=mistake.hint)


def _all_known(graph: DagGraph, position: int) -> bool:
    """Whether all that a task waits for are results of tasks; what is none is told by KF501 or KF506, a bad name by KF202."""
    return all(
        d.name in graph.position and not d.name[:1].isdigit() and (d.result is None or d.result in RESULTS)
        for d in graph.dependencies[position]
    )


@checks_template("KF518")
def listed_dependencies(template: Template, context: Context) -> Iterator[Finding]:
    """Every entry of `dependencies` names one task; with operators it is taken apart in an unexpected way (GetTaskDependencies)."""
    from kflint.lang.names import task_name

    for position, call in enumerate(template.calls):
        entries = call.node.sequence("dependencies") if call.kind == TASK and not call.node.filled("depends") else None
        for entry in entries.items if entries is not None else ():
            if not isinstance(entry, Scalar) or not isinstance(entry.json, str) or "{{" in entry.value:
                continue
            if task_name(entry.value) is not None and _all_known(context.view.graph(template), position):
                how = "list the tasks one by one, or write the condition as 'depends'"
                yield at_node("KF518", entry, f"'{entry.value}' is not the name of one task", help=how)
