"""KF110, KF416: what still works in the targeted version, and has a better form (versions 1); advice."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang.tags import find
from kflint.model.objects import CRON_WORKFLOW
from kflint.source.nodes import Mapping, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# Single forms that lists took over in 3.6; they were removed in 4.0 (KF105).
_LISTS = {"mutex": "mutexes", "semaphore": "semaphores"}
_LISTS_SINCE = "3.6"
# Which executor is used could be said by a label until 3.4 left only one.
_EXECUTOR = "workflows.argoproj.io/container-runtime-executor"
_WHOLE = ("workflow.parameters", "workflow.labels", "workflow.annotations")


@checks_object("KF110")
def old_fields_of_object(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Old fields of the spec, and a label without effect."""
    labels = subject.metadata.mapping("labels") if subject.metadata is not None else None
    executor = labels.fields.get(_EXECUTOR) if labels is not None else None
    if executor is not None:
        yield at_node("KF110", executor, "this label has no effect since Argo 3.4: there is only one executor", key=True)
    if not context.settings.version_at_least(_LISTS_SINCE):
        return
    cron = subject.root.mapping("spec") if subject.kind == CRON_WORKFLOW else None
    schedule = cron.fields.get("schedule") if cron is not None else None
    if schedule is not None and not context.settings.version_at_least("4.0"):
        yield at_node("KF110", schedule, "'schedule' was removed in Argo 4.0; write 'schedules', a list", key=True)
    yield from _single_locks(subject.spec, context)


@checks_template("KF110")
def old_fields_of_template(template: Template, context: Context) -> Iterator[Finding]:
    """Old fields of templates, steps and tasks."""
    for call in template.calls:
        on_exit = call.node.string("onExit") if "onExit" in call.node.fields else None
        if on_exit is not None and on_exit.value and "hooks" not in call.node.fields:
            how = f"write 'hooks: {{exit: {{template: {on_exit.value}}}}}'"
            yield at_node("KF110", on_exit, f"'onExit' of a {call.kind} is deprecated", key=True, help=how)
    if "synchronization" in template.node.fields and context.settings.version_at_least(_LISTS_SINCE):
        yield from _single_locks(template.node, context)


def _single_locks(holder: Mapping | None, context: Context) -> Iterator[Finding]:
    locks = holder.mapping("synchronization") if holder is not None else None
    for old, new in _LISTS.items():
        lock = locks.get(old) if locks is not None else None
        if lock is not None and not context.settings.version_at_least("4.0"):
            yield at_node("KF110", lock, f"'{old}' was removed in Argo 4.0; write '{new}', a list", key=True)


@checks_template("KF416")
def old_variables(template: Template, context: Context) -> Iterator[Finding]:
    """All parameters, labels or annotations at once have a name of their own, which expressions need."""
    node = template.node
    if template.call is not None or not any(node.text.string.find(f"{name}}}", node.start, node.end) >= 0 for name in _WHOLE):
        return
    for scalar in scalars(node):
        for tag in find(scalar.value) if "{{" in scalar.value else ():
            if tag.text in _WHOLE and not tag.is_expression:
                why = f"'{tag.text}' is deprecated; write '{tag.text}.json'"
                yield at_node("KF416", scalar, why, part=(tag.inner_start, tag.inner_end))
