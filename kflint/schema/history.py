"""In which Argo versions a field exists, and what is written instead of it in the others."""

from __future__ import annotations

from kflint.record import NamedTuple
from kflint.schema.schema import Shape, load_schema
from kflint.schema.trail import trail
from kflint.settings import ARGO_VERSIONS
from kflint.source.nodes import Mapping

# What is written instead, by definition and field, and the field that takes its place, if it is one: as in Argo's own notes on
# deprecations. Of a new field, what older versions have.
_INSTEAD: dict[tuple[str, str], tuple[str, str | None]] = {
    ("CronWorkflowSpec", "schedule"): ("write 'schedules', a list", "schedules"),
    ("CronWorkflowSpec", "schedules"): ("older versions have 'schedule', for one schedule", "schedule"),
    ("Synchronization", "mutex"): ("write 'mutexes', a list", "mutexes"),
    ("Synchronization", "mutexes"): ("older versions have 'mutex', for one", "mutex"),
    ("Synchronization", "semaphore"): ("write 'semaphores', a list", "semaphores"),
    ("Synchronization", "semaphores"): ("older versions have 'semaphore', for one", "semaphore"),
    ("Template", "priority"): ("make a PriorityClass and name it in 'priorityClassName'", "priorityClassName"),
    ("WorkflowSpec", "podPriority"): ("make a PriorityClass and name it in 'podPriorityClassName'", "podPriorityClassName"),
    ("core.ConfigMapKeySelector", "key"): ("leave it out, Argo never used it", None),
    ("meta.ObjectMeta", "clusterName"): ("leave it out, Kubernetes never used it", None),
}
# Fields that were gone before the oldest version that kflint knows: since when, and what is written instead.
_LONG_GONE: dict[tuple[str, str], tuple[str, str, str | None]] = {
    ("Template", "template"): ("3.0", "make it a template of one step", None),
    ("Template", "templateRef"): ("3.0", "make it a template of one step", None),
    ("WorkflowSpec", "ttlSecondsAfterFinished"): ("3.0", "write 'ttlStrategy: {secondsAfterCompletion: …}'", "ttlStrategy"),
}


class Past(NamedTuple):
    """What became of a field: NEW `since` a later version than the target, or else gone `since`; `advice` and `field` instead."""

    new: bool
    since: str
    advice: str | None
    field: str | None


def past_of(root_shape: Shape, parent: Mapping, name: str) -> Past | None:
    """What other versions know of a field that the version of `root_shape` doesn't have in `parent`; None if nothing."""
    if root_shape.schema.argo_version not in ARGO_VERSIONS:
        return None  # Kubernetes' own types, of which only one version is known
    target = ARGO_VERSIONS.index(root_shape.schema.argo_version)
    having: dict[int, str] = {}
    definition = ""
    for number, version in enumerate(ARGO_VERSIONS):
        stops = trail(load_schema(version).kind(root_shape.name), parent)
        if stops[-1].node is parent:
            definition = stops[-1].shape.name if number == target else definition
            if name in stops[-1].shape.fields:
                having[number] = stops[-1].shape.name
    if not having:
        gone = _LONG_GONE.get((definition, name))
        return Past(False, *gone) if gone is not None else None
    new = min(having) > target
    since = min(having) if new else max(number for number in having if number < target) + 1
    advice, field = _INSTEAD.get((having[min(having) if new else since - 1], name), (None, None))
    return Past(new, ARGO_VERSIONS[since], advice, field)
