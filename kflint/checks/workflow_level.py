"""KF801-KF805: cron schedules, pod garbage collection and metrics (spec 2.5, 2.2 steps 10 and 11, R-METRIC)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node
from kflint.lang import names
from kflint.model.objects import CRON_WORKFLOW
from kflint.model.values import known_text
from kflint.source.nodes import Mapping, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

CONCURRENCY_POLICIES = ("Allow", "Forbid", "Replace")
POD_GC_STRATEGIES = ("OnPodCompletion", "OnPodSuccess", "OnWorkflowCompletion", "OnWorkflowSuccess")
_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")


@checks_object("KF801")
def has_schedule(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """A CronWorkflow has at least one schedule (R-CRON-1)."""
    spec = subject.root.mapping("spec")
    if subject.kind != CRON_WORKFLOW or spec is None or (spec.get("schedule") is not None):
        return
    schedules = spec.get("schedules")
    if schedules is None or (isinstance(schedules, Sequence) and not schedules.items):
        field = "schedules" if context.settings.version_at_least("3.6") else "schedule"
        why = f"this CronWorkflow has no '{field}': it would never run"
        yield at_node("KF801", schedules or spec, why, key=True)


@checks_object("KF802", "KF803")
def schedules(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Every schedule and the time zone are ones that Argo can read (R-CRON-2, R-CRON-3)."""
    spec = subject.root.mapping("spec")
    if subject.kind != CRON_WORKFLOW or spec is None:
        return
    from kflint.lang import cron
    from kflint.lang.cron_zones import check_zone
    from kflint.lang.mistake import Mistake

    several = spec.sequence("schedules")
    for item in several.items if several is not None else ():
        if isinstance(item, Scalar) and item.is_null:
            yield at_node("KF802", item, "this schedule is empty; it has five fields, such as '0 3 * * *'")
    for schedule in [spec.fields.get("schedule"), *(several.items if several is not None else ())]:
        if not isinstance(schedule, Scalar) or not isinstance(schedule.json, str):
            continue
        try:
            cron.parse(schedule.value)
        except Mistake as mistake:
            yield at_node("KF802", schedule, mistake.message, part=(mistake.offset, mistake.end), help=mistake.hint)
    zone = spec.string("timezone")
    if zone is not None and zone.value:
        wrong = check_zone(zone.value)
        if wrong is not None:
            yield at_node("KF803", zone, wrong.message, help=wrong.hint)


@checks_object("KF804")
def cron_fields(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """`concurrencyPolicy` and `startingDeadlineSeconds` (R-CRON-4, R-CRON-5)."""
    spec = subject.root.mapping("spec")
    if subject.kind != CRON_WORKFLOW or spec is None:
        return
    yield from _one_of(spec.string("concurrencyPolicy"), CONCURRENCY_POLICIES, "KF804")
    deadline = spec.scalar("startingDeadlineSeconds")
    if deadline is not None and isinstance(deadline.json, int) and deadline.json < 0:
        yield at_node("KF804", deadline, "'startingDeadlineSeconds' can't be negative: it is how late a run may start")


@checks_object("KF805")
def pod_gc(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """`podGC.strategy` and `podGC.labelSelector` (2.2 steps 10 and 11)."""
    gc = subject.spec.mapping("podGC") if subject.spec is not None else None
    if gc is None:
        return
    yield from _one_of(gc.string("strategy"), POD_GC_STRATEGIES, "KF805")
    selector = gc.mapping("labelSelector")
    if selector is None:
        return
    labels = selector.mapping("matchLabels")
    for name, value in labels.fields.items() if labels is not None else ():
        yield from _label(name, value if isinstance(value, Scalar) else None, value.key)
    for requirement in selector.items("matchExpressions"):
        yield from _requirement(requirement)


def _one_of(value: Scalar | None, allowed: tuple[str, ...], code: str) -> Iterator[Finding]:
    if value is not None and value.value and value.value not in allowed:
        field = value.key.value if value.key is not None else ""
        why = f"{field} '{value.value}' is not one of {', '.join(allowed)}{meant(value.value, allowed)}"
        yield at_node(code, value, why)


def _label(name: str, value: Scalar | None, key: Scalar | None) -> Iterator[Finding]:
    mistake = names.label_key(name)
    if mistake is not None and key is not None:
        yield at_node("KF805", key, mistake.message, part=(mistake.offset, mistake.end))
    wrong = names.label_value(value.value) if value is not None else None
    if wrong is not None and value is not None:
        yield at_node("KF805", value, wrong.message, part=(wrong.offset, wrong.end))


def _requirement(requirement: Mapping) -> Iterator[Finding]:
    key, operator, values = requirement.string("key"), requirement.string("operator"), requirement.sequence("values")
    mistake = names.label_key(key.value) if key is not None else None
    if mistake is not None and key is not None:
        yield at_node("KF805", key, mistake.message, part=(mistake.offset, mistake.end))
    elif key is None and requirement.get("key") is None:
        yield at_node("KF805", requirement, "this requirement of the label selector has no 'key'")
    if operator is None or operator.value not in _OPERATORS:
        text = operator.value if operator is not None else ""
        yield at_node("KF805", operator or requirement, f"the operator '{text}' is not one of {', '.join(_OPERATORS)}")
        return
    filled = values is not None and bool(values.items)
    if filled != operator.value.endswith("In"):
        why = f"'{operator.value}' needs 'values'" if operator.value.endswith("In") else f"'{operator.value}' takes no 'values'"
        yield at_node("KF805", values if filled and values is not None else operator, why)
    for value in values.items if values is not None else ():
        wrong = names.label_value(value.value) if isinstance(value, Scalar) else None
        if wrong is not None and isinstance(value, Scalar):
            yield at_node("KF805", value, wrong.message, part=(wrong.offset, wrong.end))


@checks_template("KF806")
def metrics(template: Template, context: Context) -> Iterator[Finding]:
    """A template's metrics: names, labels, help and the value of their type (R-METRIC)."""
    holder = template.node.mapping("metrics")
    values = context.view.known_values(template) if holder is not None else {}
    metrics = holder.sequence("prometheus") if holder is not None else None
    for metric in metrics.items if metrics is not None else ():
        if isinstance(metric, Mapping):
            yield from _metric(metric, values, colons=not context.settings.version_at_least("3.6"))
        else:
            yield at_node("KF806", metric, "this metric is empty; Argo's controller can't read the template")


def _metric(metric: Mapping, values: dict[str, str], colons: bool) -> Iterator[Finding]:
    """The findings of a metric; `colons` where the targeted Argo still takes a ':' in its name (before 3.6).

    `values` are the tags whose value is known; the others get one with characters that a name can't have.
    """
    name = metric.string("name")
    text = name.value if name is not None else ""
    if "{{" in text:
        text = known_text(text, values) or text
    mistake = names.metric_name(text.replace(":", "_") if colons else text)
    if mistake is not None and (name is not None or metric.get("name") is None):
        yield at_node("KF806", name or metric, mistake.message, part=_part(mistake.offset, mistake.end, name), help=mistake.hint)
    labels = metric.sequence("labels")
    for label in labels.items if labels is not None else ():
        if isinstance(label, Scalar) and label.is_null:
            yield at_node("KF806", label, "this label of a metric is empty; Argo's controller can't read the template")
        if not isinstance(label, Mapping):
            continue
        key = label.string("key")
        wrong = names.metric_label(key.value if key is not None else "")
        if wrong is not None:
            yield at_node("KF806", key or label, wrong.message, part=_part(wrong.offset, wrong.end, key), help=wrong.hint)
    called = f"metric '{name.value}'" if name is not None else "this metric"
    if not metric.filled("help") and (metric.string("help") is not None or metric.get("help") is None):
        yield at_node("KF806", name or metric, f"{called} has no 'help': the text that explains it")
    for kind in ("gauge", "counter", "histogram"):
        body = metric.mapping(kind)
        if body is not None and not body.filled("value") and (body.string("value") is not None or body.get("value") is None):
            yield at_node("KF806", body, f"the {kind} of {called} has no 'value'", key=True)
    yield from _realtime(metric.mapping("gauge"))


def _part(start: int, end: int, node: Scalar | None) -> tuple[int, int] | None:
    return (start, end) if node is not None and node.value else None


def _realtime(gauge: Mapping | None) -> Iterator[Finding]:
    if gauge is None:
        return
    realtime, value = gauge.scalar("realtime"), gauge.string("value")
    if realtime is not None and realtime.json is True and value is not None and "resourcesDuration." in value.value:
        yield at_node("KF806", value, "a realtime gauge can't use 'resourcesDuration': it is known only at the end")
