"""Every place of an object that says something about its pods: the spec, templates and their defaults, patches, and manifests.

Argo fields: WorkflowSpec, Template, `templateDefaults`, `podSpecPatch` and the manifests of resource templates.
"""

from __future__ import annotations

from kflint.model.pods import INIT_CONTAINER, PodContainer, containers_of
from kflint.model.templates import Template
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.model.objects import WorkflowObject
    from kflint.model.view import View

# Where each kind of Kubernetes object keeps the spec of its pods.
_POD_SPECS = {
    "Pod": ("spec",),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    **dict.fromkeys(
        ("DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"), ("spec", "template", "spec")
    ),
}


class PodSpec(NamedTuple):
    """A mapping with fields of a pod, and the containers that are written in it. `patched` says that it is a podSpecPatch."""

    node: Mapping
    containers: list[PodContainer]
    patched: bool = False


def pod_specs(subject: WorkflowObject, view: View) -> Iterator[PodSpec]:
    """All places of an object that say something about pods, those in patches and manifests included."""
    if subject.spec is None:
        return
    yield PodSpec(subject.spec, [])
    yield from _patches(subject.spec)
    templates = subject.all_templates
    if subject.template_defaults is not None:
        templates = [Template(subject, subject.template_defaults), *templates]
    for template in templates:
        yield PodSpec(template.node, containers_of(template))
        yield from _patches(template.node)
        yield from _in_manifest(template, view)


def pod_patch(holder: Mapping) -> Mapping | None:
    """What the `podSpecPatch` of a spec or template says; None where there is none, or it can't be read before the run."""
    patch = holder.string("podSpecPatch") if "podSpecPatch" in holder.fields else None
    if patch is None or patch.value.lstrip().startswith("{{"):
        return None
    from kflint.source.embedded import read_embedded

    documents = read_embedded(patch)
    root = documents[0].root if len(documents) == 1 and not documents[0].problems else None
    return root if isinstance(root, Mapping) else None


def pod_containers(spec: Mapping) -> list[PodContainer]:
    """The containers of a Kubernetes pod's spec."""
    lists = (("container", "containers"), (INIT_CONTAINER, "initContainers"), ("container", "ephemeralContainers"))
    return [PodContainer(kind, container) for kind, field in lists for container in spec.items(field)]


def _patches(holder: Mapping) -> Iterator[PodSpec]:
    patch = pod_patch(holder)
    if patch is not None:
        yield PodSpec(patch, pod_containers(patch), patched=True)


def _in_manifest(template: Template, view: View) -> Iterator[PodSpec]:
    for document in manifests(template, view):
        kind = document.string("kind")
        spec: Mapping | None = document
        for step in _POD_SPECS.get(kind.value, ()) if kind is not None else ():
            spec = spec.mapping(step) if spec is not None else None
        if spec is not None and spec is not document:
            yield PodSpec(spec, pod_containers(spec))


def manifests(template: Template, view: View) -> list[Mapping]:
    """The objects in the manifest of a resource template, as far as it can be read before the run."""
    resource = template.node.mapping("resource")
    if resource is None or not isinstance(resource.get("manifest"), Scalar):
        return []
    documents = view.resource(template).documents
    return [each.root for each in documents if isinstance(each.root, Mapping) and not each.problems]
