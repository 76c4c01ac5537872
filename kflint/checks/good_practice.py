"""KF951-KF955: workflows that may run, retry or stay for ever, or take what others need."""

from __future__ import annotations

from kflint.checks.registry import checks_object
from kflint.findings.finding import Finding, at_node
from kflint.model.objects import CRON_WORKFLOW
from kflint.model.pods import containers_of
from kflint.model.runs import is_set, runnable_specs
from kflint.model.templates import POD_TYPES
from kflint.source.nodes import Mapping, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject

_DEADLINES = ("activeDeadlineSeconds", "timeout")


@checks_object("KF951")
def no_deadline(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """No deadline anywhere: of the workflow, of the templates' defaults, or of any template."""
    specs = runnable_specs(subject, context.view)
    templates = subject.all_templates
    if not specs or not any(template.type in POD_TYPES for template in templates):
        return
    holders = [*specs, *(each.mapping("templateDefaults") for each in specs), *(template.node for template in templates)]
    if not any(is_set(holder, field) for holder in holders for field in _DEADLINES) and subject.spec is not None:
        why = "no 'activeDeadlineSeconds' ends this workflow: a pod that hangs keeps it running, and its resources taken, for ever"
        yield at_node("KF951", subject.spec, why, key=True)


@checks_object("KF952")
def endless_retry(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """A retryStrategy that nothing ends: no limit, no longest time, no condition, and no deadline of the workflow."""
    if subject.spec is None or is_set(subject.spec, "activeDeadlineSeconds"):
        return
    holders = [subject.spec, subject.template_defaults, *(template.node for template in subject.all_templates)]
    for holder in holders:
        retry = holder.mapping("retryStrategy") if holder is not None else None
        if holder is None or retry is None or is_set(holder, "timeout"):
            continue
        backoff = retry.mapping("backoff")
        bounded = is_set(retry, "limit") or is_set(retry, "expression") or is_set(backoff, "maxDuration")
        if not bounded:
            yield at_node("KF952", retry, "without 'limit' this is tried again for ever, as often as it fails", key=True)


@checks_object("KF953")
def no_resources(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Containers that say nothing of the processor time and memory that they need."""
    defaults = subject.template_defaults
    for template in subject.all_templates:
        holders = [template.node, *(each for each in (defaults, subject.spec) if each is not None)]
        if any("resources" in patch.value for holder in holders for patch in [holder.string("podSpecPatch")] if patch is not None):
            continue
        if any(_asks(holder, "podResources") for holder in holders):
            continue
        default = defaults.mapping(template.type or "") if defaults is not None else None
        for container in containers_of(template):
            if not _asks(container.node, "resources") and not (default is not None and _asks(default, "resources")):
                why = f"{container.title} of {template.title} says nothing of the processor time and memory that it needs"
                yield at_node("KF953", container.node, why, key=True, help="give it 'resources' with requests and limits")


def _asks(holder: Mapping, field: str) -> bool:
    """Whether resources are requested or limited."""
    resources = holder.mapping(field)
    if resources is None:
        return False
    return any(isinstance(each, Mapping) and each.fields for each in (resources.get("requests"), resources.get("limits")))


@checks_object("KF954")
def logs_not_kept(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """`archiveLogs: false`: the logs go with the pods."""
    if subject.spec is None:
        return
    holders = [subject.spec]
    for node in (subject.template_defaults, *(template.node for template in subject.all_templates)):
        location = node.mapping("archiveLocation") if node is not None else None
        holders += [location] if location is not None else []
    for holder in holders:
        value = holder.fields.get("archiveLogs")
        if isinstance(value, Scalar) and value.json is False:
            yield at_node("KF954", value, "with 'archiveLogs: false' the logs are gone with the pods, also those of a failure")


@checks_object("KF955")
def kept_for_ever(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Nothing removes the finished workflow; those of a CronWorkflow are removed beyond its history limits."""
    specs = runnable_specs(subject, context.view) if subject.kind != CRON_WORKFLOW else []
    if specs and subject.spec is not None and not any(_counts(each.get("ttlStrategy")) for each in specs):
        why = "nothing removes this workflow when it has finished: without 'ttlStrategy' it stays in the cluster, with its pods"
        yield at_node("KF955", subject.spec, why, key=True)


def _counts(node: object) -> bool:
    return isinstance(node, (Mapping, Sequence))
