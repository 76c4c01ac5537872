"""KF306: durations that Argo reads only when the template runs (spec 9.7, 9.9, 9.14; facts: duration)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# Where in a template a duration stands, and whether it must have units; elsewhere a whole number is one of seconds.
# An integer in `timeout` is refused already by argo lint (KF304).
_IN_TEMPLATE: tuple[tuple[tuple[str, ...], bool], ...] = (
    (("timeout",), False),
    (("pendingTimeout",), False),
    (("suspend", "duration"), False),
    (("retryStrategy", "backoff", "duration"), False),
    (("retryStrategy", "backoff", "maxDuration"), False),
    (("retryStrategy", "backoff", "cap"), False),
    (("memoize", "maxAge"), True),
    (("containerSet", "retryStrategy", "duration"), True),
)


@checks_template("KF306")
def durations_of_template(template: Template, context: Context) -> Iterator[Finding]:
    """The durations in a template."""
    yield from _durations(template.node)


@checks_object("KF306")
def durations_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The durations in `templateDefaults`, in the spec's own retryStrategy, and when pods are deleted."""
    spec = subject.spec
    if spec is None:
        return
    if subject.template_defaults is not None:
        yield from _durations(subject.template_defaults)
    yield from _durations(spec)
    gc = spec.mapping("podGC")
    if gc is not None:
        yield from _duration(gc.string("deleteDelayDuration"), units_needed=False)


def _durations(holder: Mapping) -> Iterator[Finding]:
    for path, units_needed in _IN_TEMPLATE:
        if path[0] in holder.fields:
            place: Mapping | None = holder
            for field in path[:-1]:
                place = place.mapping(field) if place is not None else None
            yield from _duration(place.string(path[-1]) if place is not None else None, units_needed)


def _duration(node: Scalar | None, units_needed: bool) -> Iterator[Finding]:
    if node is None or not node.value or "{{" in node.value:
        return
    from kflint.lang import duration
    from kflint.lang.mistake import Mistake

    try:
        (duration.parse_go if units_needed else duration.parse_argo)(node.value)
    except Mistake as mistake:
        field = node.key.value if node.key is not None else "duration"
        why = f"{field} '{node.value}' can't be read: {mistake.message}"
        yield at_node("KF306", node, why, part=(mistake.offset, mistake.end), help=mistake.hint)
