"""KF358: volumeClaimTemplates from which Kubernetes makes no claim (spec 9.5)."""

from __future__ import annotations

from kflint.checks.registry import checks_object
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject

_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")


@checks_object("KF358")
def claim_templates(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """A claim has a name, at least one access mode and a size (ValidatePersistentVolumeClaimSpec)."""
    spec = subject.spec
    if spec is None or "volumeClaimTemplates" not in spec.fields or subject.workflow_template_ref is not None:
        return
    for claim in spec.items("volumeClaimTemplates"):
        metadata, wanted = claim.mapping("metadata"), claim.mapping("spec")
        if claim.get("metadata") is None or (metadata is not None and metadata.get("name") is None):
            yield at_node(
                "KF358", metadata or claim, "this volume claim has no 'metadata.name', by which it could be mounted", key=True
            )
        if claim.get("spec") is None:
            yield at_node("KF358", claim, "this volume claim has no 'spec': it needs 'accessModes' and a size", key=True)
        elif wanted is not None:
            yield from _modes(wanted)
            yield from _size(wanted)


def _modes(wanted: Mapping) -> Iterator[Finding]:
    modes = wanted.sequence("accessModes")
    if wanted.get("accessModes") is None or (modes is not None and not modes.items):
        why = f"this volume claim needs 'accessModes', of which there are {', '.join(_MODES)}"
        yield at_node("KF358", modes or wanted, why, key=True)
    for mode in modes.items if modes is not None else ():
        if isinstance(mode, Scalar) and mode.value not in _MODES and "{{" not in mode.value:
            yield at_node("KF358", mode, f"access mode '{mode.value}' is not one of {', '.join(_MODES)}{meant(mode.value, _MODES)}")


def _size(wanted: Mapping) -> Iterator[Finding]:
    resources = wanted.mapping("resources")
    requests = resources.mapping("requests") if resources is not None else None
    if wanted.get("resources") is not None and resources is None:
        return  # of another type, which other rules tell
    if requests is None or requests.get("storage") is None:
        why = "this volume claim says not how large it is: it needs 'resources.requests.storage'"
        yield at_node("KF358", requests or resources or wanted, why, key=True)
