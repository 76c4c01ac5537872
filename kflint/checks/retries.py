"""KF515, KF525: numbers of retries, and other numbers that can't be what they say (spec 9.7, 9.9, 9.14, 9.34, 9.38)."""

from __future__ import annotations

from kflint.checks.loops_and_hooks import RETRY_POLICIES
from kflint.checks.registry import checks_object, checks_template
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node
from kflint.lang.values import atoi
from kflint.model.objects import CRON_WORKFLOW
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# What a negative number does in each field.
_NEGATIVE_IN_SPEC = {
    "parallelism": "no pod is ever started",
    "activeDeadlineSeconds": "the workflow is over its time as soon as it starts",
}
_NEGATIVE_IN_TTL = dict.fromkeys(
    ("secondsAfterCompletion", "secondsAfterSuccess", "secondsAfterFailure"), "the workflow is deleted as soon as it ends"
)
_NEGATIVE_IN_CRON = dict.fromkeys(
    ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"), "it says how many workflows are kept; write 0 to keep none"
)
_NEGATIVE_IN_TEMPLATE = {"parallelism": "no step or task is ever started"}
_NEGATIVE_LIMIT = "nothing is retried; leave 'limit' out to retry without end"


@checks_template("KF515", "KF525")
def retries_of_template(template: Template, context: Context) -> Iterator[Finding]:
    """The retryStrategy of a template and of its containerSet, and its parallelism."""
    fields = template.node.fields
    if "retryStrategy" in fields:
        yield from _strategy(template.node.mapping("retryStrategy"))
        defaults = template.owner.template_defaults
        if defaults is None or defaults.get("retryStrategy") is None:
            yield from _backoff(template.node.mapping("retryStrategy"))
    if "parallelism" in fields:
        yield from _negative(template.node, _NEGATIVE_IN_TEMPLATE)
    members = template.node.mapping("containerSet")
    strategy = members.mapping("retryStrategy") if members is not None else None
    if strategy is not None:
        yield from _whole_number(strategy.scalar("retries"), "nothing is retried")


@checks_object("KF515", "KF525")
def numbers_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The retryStrategy of the spec and of `templateDefaults`, and the numbers of the spec and of a CronWorkflow."""
    cron = subject.root.mapping("spec") if subject.kind == CRON_WORKFLOW else None
    if cron is not None:
        yield from _negative(cron, _NEGATIVE_IN_CRON)
    spec, defaults = subject.spec, subject.template_defaults
    for holder in (spec, defaults):
        if holder is not None and "retryStrategy" in holder.fields:
            yield from _strategy(holder.mapping("retryStrategy"))
            yield from _policy(holder.mapping("retryStrategy"))
    if spec is not None:
        if "retryStrategy" in spec.fields:
            yield from _backoff(spec.mapping("retryStrategy"))
        yield from _negative(spec, _NEGATIVE_IN_SPEC)
        ttl = spec.mapping("ttlStrategy")
        if ttl is not None:
            yield from _negative(ttl, _NEGATIVE_IN_TTL)


def _negative(holder: Mapping, fields: dict[str, str]) -> Iterator[Finding]:
    for field, meaning in fields.items():
        value = holder.scalar(field) if field in holder.fields else None
        if value is not None and isinstance(value.json, int) and value.json < 0:
            yield at_node("KF525", value, f"'{field}' can't be negative: {meaning}")


def _strategy(strategy: Mapping | None) -> Iterator[Finding]:
    """`limit` and `backoff.factor` are whole numbers (Argo: processNodeRetries)."""
    if strategy is None:
        return
    yield from _whole_number(strategy.scalar("limit"), _NEGATIVE_LIMIT)
    backoff = strategy.mapping("backoff")
    if backoff is not None:
        yield from _whole_number(backoff.scalar("factor"), None)


def _backoff(strategy: Mapping | None) -> Iterator[Finding]:
    """A backoff has a duration; that of a template may come from `templateDefaults`, which are merged into it."""
    backoff = strategy.mapping("backoff") if strategy is not None else None
    if backoff is not None and not backoff.filled("duration"):
        why = "a backoff needs a 'duration': how long to wait before the first retry"
        yield at_node("KF515", backoff.fields.get("duration") or backoff, why, key=True)


def _policy(strategy: Mapping | None) -> Iterator[Finding]:
    """The policy, where argo lint does not look at it; that of a template is KF514's."""
    policy = strategy.string("retryPolicy") if strategy is not None else None
    if policy is not None and policy.value and policy.value not in RETRY_POLICIES and "{{" not in policy.value:
        why = f"retryPolicy '{policy.value}' is not one of {', '.join(RETRY_POLICIES)}{meant(policy.value, RETRY_POLICIES)}"
        yield at_node("KF515", policy, why)


def _whole_number(node: Scalar | None, negative: str | None) -> Iterator[Finding]:
    if node is None or "{{" in node.value or not isinstance(node.json, (int, str)):
        return
    value = node.json if isinstance(node.json, int) else atoi(node.json)
    field = node.key.value if node.key is not None else "this"
    if value is None:
        yield at_node("KF515", node, f"'{field}' is a whole number, not '{node.value}'")
    elif negative is not None and value < 0:
        yield at_node("KF525", node, f"'{field}' can't be negative: {negative}")
