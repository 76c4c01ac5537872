"""KF811, KF812: mutexes and semaphores that say not which (spec 9.23; Argo: syncmanager, GetLockName)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node
from kflint.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# Where a semaphore's limit is written; each of them is found by a key.
_LIMITS = ("configMapKeyRef", "database")
_NEEDED = {"configMapKeyRef": ("name", "key"), "database": ("key",)}


@checks_template("KF811", "KF812")
def locks_of_template(template: Template, context: Context) -> Iterator[Finding]:
    """The locks that a template takes."""
    if "synchronization" in template.node.fields:
        yield from _locks(template.node.mapping("synchronization"))


@checks_object("KF811", "KF812")
def locks_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The locks that the workflow takes, and those of `templateDefaults`."""
    for holder in (subject.spec, subject.template_defaults):
        if holder is not None and "synchronization" in holder.fields:
            yield from _locks(holder.mapping("synchronization"))


def _locks(holder: Mapping | None) -> Iterator[Finding]:
    if holder is None:
        return
    # The fields for a single lock are those of Argo before 4.0.
    for field, single in (("semaphores", "semaphore"), ("mutexes", "mutex")):
        one = holder.mapping(single)
        for lock in [*holder.items(field), *([one] if one is not None else [])]:
            yield from _semaphore(lock) if single == "semaphore" else _mutex(lock)


def _semaphore(lock: Mapping) -> Iterator[Finding]:
    given = [field for field in _LIMITS if lock.get(field) is not None]
    if not given:
        why = "this semaphore says not where its limit is written: give it 'configMapKeyRef'"
        yield at_node("KF811", lock, why, key=lock.key is not None)
        return
    place = lock.mapping(given[0])
    for needed in _NEEDED[given[0]] if place is not None else ():
        if place is not None and not place.filled(needed):
            yield at_node("KF811", place, f"the '{given[0]}' of a semaphore needs a '{needed}'", key=True)


def _mutex(lock: Mapping) -> Iterator[Finding]:
    if not lock.filled("name"):
        why = "this mutex has no 'name': it is one with all others that have none"
        yield at_node("KF812", lock, why, key=lock.key is not None)
