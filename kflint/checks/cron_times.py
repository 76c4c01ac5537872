"""KF807-KF810: schedules that argo lint reads and that do not do what they say (spec 9.34; facts: cron)."""

from __future__ import annotations

from kflint.checks.registry import checks_object
from kflint.findings.finding import Finding, at_node, related_to
from kflint.model.objects import CRON_WORKFLOW
from kflint.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject

_PREFIXES = ("TZ=", "CRON_TZ=")
_EVERY = "@every "


@checks_object("KF807", "KF808", "KF809")
def times(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """When each schedule fires (robfig/cron, as the controller calls it)."""
    spec = subject.root.mapping("spec")
    if subject.kind != CRON_WORKFLOW or spec is None:
        return
    several, zone = spec.sequence("schedules"), spec.string("timezone")
    for schedule in [spec.fields.get("schedule"), *(several.items if several is not None else ())]:
        if isinstance(schedule, Scalar) and isinstance(schedule.json, str):
            yield from _times(schedule, zone if zone is not None and zone.value else None)


def _times(schedule: Scalar, zone: Scalar | None) -> Iterator[Finding]:
    from kflint.lang import cron
    from kflint.lang.cron_next import never_fires
    from kflint.lang.mistake import Mistake

    text = schedule.value
    try:
        parsed = cron.parse(text)
    except Mistake:
        return  # KF802 tells it
    if zone is not None and text.startswith(_PREFIXES):
        why = "this schedule has a time zone of its own beside 'timezone', and the controller can't read both"
        related = (related_to(zone, "the other time zone", key=True),)
        yield at_node("KF808", schedule, why, part=(0, text.index(" ")), related=related)
    elif never_fires(parsed):
        yield at_node("KF807", schedule, "this schedule never comes: no time fits all of its fields")
    elif parsed.every is not None and _is_below_a_second(text):
        why = "the shortest time between two runs is one second, and so the workflow starts every second"
        yield at_node("KF809", schedule, why)


def _is_below_a_second(text: str) -> bool:
    from kflint.lang.duration import SECOND, parse_go

    return parse_go(text[text.index(_EVERY) + len(_EVERY) :].strip()) < SECOND


@checks_object("KF810")
def both_fields(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """In 3.6 and 3.7 there are `schedule` and `schedules`, and `schedule` wins."""
    spec = subject.root.mapping("spec")
    if subject.kind != CRON_WORKFLOW or spec is None or context.settings.version_at_least("4.0"):
        return
    if context.settings.version_at_least("3.6") and spec.filled("schedule") and spec.get("schedules") is not None:
        why = "these schedules are ignored, because 'schedule' is given too"
        related = (related_to(spec.fields["schedule"], "this one counts", key=True),)
        yield at_node("KF810", spec.fields["schedules"], why, key=True, related=related)
