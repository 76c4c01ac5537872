"""KF816, KF817: metrics that are never written, because Argo can't tell what they are (spec 9.8, 9.12)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node, related_to
from kflint.lang import names
from kflint.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# In Argo's order: of several the first counts.
_KINDS = ("gauge", "histogram", "counter")


@checks_template("KF816")
def kinds_of_template(template: Template, context: Context) -> Iterator[Finding]:
    """What kind of metric each metric of a template is."""
    if "metrics" in template.node.fields:
        for metric in _metrics(template.node):
            yield from _kind(metric)


@checks_object("KF816", "KF817")
def metrics_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The metrics of the workflow as a whole, of which argo lint looks at none."""
    if subject.spec is None or "metrics" not in subject.spec.fields:
        return
    for metric in _metrics(subject.spec):
        yield from _kind(metric)
        yield from _described(metric)


def _metrics(holder: Mapping) -> list[Mapping]:
    metrics = holder.mapping("metrics")
    return metrics.items("prometheus") if metrics is not None else []


def _kind(metric: Mapping) -> Iterator[Finding]:
    given = [kind for kind in _KINDS if metric.get(kind) is not None]
    if not given:
        yield at_node("KF816", metric.get("name") or metric, f"this metric is none of {', '.join(_KINDS)}, and is never written")
    elif len(given) > 1:
        related = (related_to(metric.fields[given[0]], "this one counts", key=True),)
        why = f"this metric is a {given[0]} already; '{given[1]}' is ignored"
        yield at_node("KF816", metric.fields[given[1]], why, key=True, related=related)


def _described(metric: Mapping) -> Iterator[Finding]:
    """Name, help and value, as they are checked in templates (KF806)."""
    name = metric.string("name")
    mistake = names.metric_name(name.value) if name is not None else None
    if name is None and metric.get("name") is None:
        yield at_node("KF817", metric, "this metric has no 'name', and is never written")
    elif mistake is not None and name is not None:
        part = (mistake.offset, mistake.end) if name.value else None
        yield at_node("KF817", name, mistake.message, part=part, help=mistake.hint)
    if name is not None and not metric.filled("help") and (metric.string("help") is not None or metric.get("help") is None):
        yield at_node("KF817", name, f"metric '{name.value}' has no 'help': the text that explains it")
    for kind in _KINDS:
        body = metric.mapping(kind)
        if body is not None and body.get("value") is None:
            yield at_node("KF817", body, f"this {kind} has no 'value', and is never written", key=True)
