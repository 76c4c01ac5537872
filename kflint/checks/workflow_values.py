"""KF813, KF814: words and numbers of the spec that have no effect, or that Kubernetes refuses (spec 9.5)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node, related_to
from kflint.lang.names import percent
from kflint.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# Argo types: ArtifactGCStrategy, VolumeClaimGCStrategy, ShutdownStrategy.
_ARTIFACT_GC = ("OnWorkflowCompletion", "OnWorkflowDeletion", "Never")
_CLAIM_GC = ("OnWorkflowCompletion", "OnWorkflowSuccess")
_SHUTDOWN = ("Terminate", "Stop")


@checks_object("KF813")
def strategies_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """When artifacts and volume claims are deleted, and how the workflow is shut down."""
    if subject.spec is not None:
        yield from _word(subject.spec.mapping("artifactGC"), "strategy", _ARTIFACT_GC)
        yield from _word(subject.spec.mapping("volumeClaimGC"), "strategy", _CLAIM_GC)
        yield from _word(subject.spec, "shutdown", _SHUTDOWN)


@checks_template("KF813")
def strategies_of_artifacts(template: Template, context: Context) -> Iterator[Finding]:
    """When an output artifact is deleted."""
    for artifact in template.outputs("artifacts"):
        yield from _word(artifact.mapping("artifactGC"), "strategy", _ARTIFACT_GC)


def _word(holder: Mapping | None, field: str, allowed: tuple[str, ...]) -> Iterator[Finding]:
    value = holder.string(field) if holder is not None else None
    if value is not None and value.value and value.value not in allowed and "{{" not in value.value:
        why = f"{field} '{value.value}' is not one of {', '.join(allowed)}{meant(value.value, allowed)}"
        yield at_node("KF813", value, why)


@checks_object("KF814")
def disruption_budget(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """A PodDisruptionBudget has `minAvailable` or `maxUnavailable`, a number or a percentage (ValidatePodDisruptionBudgetSpec)."""
    budget = subject.spec.mapping("podDisruptionBudget") if subject.spec is not None else None
    if budget is None:
        return
    least, most = budget.get("minAvailable"), budget.get("maxUnavailable")
    if least is not None and most is not None:
        first, second = sorted((least, most), key=lambda node: node.start)
        why = "a disruption budget has 'minAvailable' or 'maxUnavailable', not both"
        yield at_node("KF814", second, why, key=True, related=(related_to(first, "the other one is here", key=True),))
    for field in ("minAvailable", "maxUnavailable"):
        value = budget.string(field)
        mistake = percent(value.value) if value is not None and "{{" not in value.value else None
        if value is not None and mistake is not None:
            yield at_node("KF814", value, f"'{field}' is a whole number without quotes or a percentage, not '{value.value}'")
