"""KF351-KF354: volumes and where containers mount them, which argo lint does not look at (spec 9.3, 9.4)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.checks.variable_messages import listed, meant
from kflint.findings.finding import Finding, at_node, related_to
from kflint.model.objects import CRON_WORKFLOW, WORKFLOW
from kflint.model.pods import PodContainer, containers_of
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# Kubernetes type: VolumeSource.
_SOURCES = frozenset((
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "configMap", "csi", "downwardAPI", "emptyDir",
    "ephemeral", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath", "image", "iscsi", "nfs",
    "persistentVolumeClaim", "photonPersistentDisk", "portworxVolume", "projected", "quobyte", "rbd", "scaleIO", "secret",
    "storageos", "vsphereVolume",
))  # fmt: skip
_EMPTY_DIR = "emptyDir"


@checks_template("KF351")
def mounted_volumes(template: Template, context: Context) -> Iterator[Finding]:
    """Every mount names a volume of the template or of the workflow (Argo: addVolumeReferences).

    Only where the file says all volumes that there can be: a WorkflowTemplate's templates also run in other workflows, with theirs.
    """
    subject = context.view.subject
    if subject.kind not in (WORKFLOW, CRON_WORKFLOW) or subject.workflow_template_ref is not None or _may_be_patched(template):
        return
    known: set[str] | None = None
    members = template.node.mapping("containerSet")
    everyone = [PodContainer("containerSet", members)] if members is not None else []
    for container in [*everyone, *containers_of(template)]:
        for mount in container.node.items("volumeMounts") if "volumeMounts" in container.node.fields else ():
            known = _volume_names(template) if known is None else known
            yield from _mounted(mount, known, container)


def _mounted(mount: Mapping, known: set[str], container: PodContainer) -> Iterator[Finding]:
    name = mount.string("name")
    if name is not None and name.value and name.value not in known and "{{" not in name.value:
        why = f"{container.title} mounts '{name.value}', and there is no volume of that name{meant(name.value, known)}"
        shown = listed(sorted(known))
        yield at_node("KF351", name, why, help=f"volumes are: {shown}" if shown else "add it to 'volumes' of the spec or template")


def _may_be_patched(template: Template) -> bool:
    """Whether a patch of the pod, which may add volumes, applies to the template."""
    return any(holder is not None and holder.get("podSpecPatch") is not None for holder in _holders(template))


def _holders(template: Template) -> tuple[Mapping | None, ...]:
    owner = template.owner
    return template.node, owner.spec, owner.template_defaults


def _volume_names(template: Template) -> set[str]:
    found: set[str] = set()
    for holder in _holders(template):
        for volume in holder.items("volumes") if holder is not None else ():
            name = volume.string("name")
            found.add(name.value if name is not None else "")
    spec = template.owner.spec
    for claim in spec.items("volumeClaimTemplates") if spec is not None else ():
        metadata = claim.mapping("metadata")
        claim_name = metadata.string("name") if metadata is not None else None
        found.add(claim_name.value if claim_name is not None else "")
    return found


@checks_object("KF352", "KF353")
def volumes_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The sources of `spec.volumes`."""
    if subject.spec is not None and "volumes" in subject.spec.fields:
        for volume in subject.spec.items("volumes"):
            yield from _sources(volume)


@checks_template("KF352", "KF353")
def volumes_of_template(template: Template, context: Context) -> Iterator[Finding]:
    """The sources of a template's volumes."""
    if "volumes" in template.node.fields:
        for volume in template.node.items("volumes"):
            yield from _sources(volume)


def _sources(volume: Mapping) -> Iterator[Finding]:
    """A volume has one source (ValidateVolumes); without any it is an empty folder (SetDefaults_Volume)."""
    given = [value for field, value in volume.fields.items() if field in _SOURCES and volume.get(field) is not None]
    name = volume.string("name")
    called = f"the volume '{name.value}'" if name is not None else "this volume"
    if len(given) > 1:
        given.sort(key=lambda node: node.start)
        kind = given[0].key.value if given[0].key is not None else ""
        yield at_node("KF352", given[1], f"{called} has the source '{kind}' already, and can have only one", key=True)
    elif not given and name is not None and _SOURCES.union(("name",)).issuperset(volume.fields) and _EMPTY_DIR not in volume.fields:
        why = f"{called} says not what it holds, and so is an empty folder"
        yield at_node("KF353", name, why, help="say where its files come from, or write 'emptyDir: {}'")


@checks_template("KF354")
def mount_places(template: Template, context: Context) -> Iterator[Finding]:
    """The paths of mounts (ValidateVolumeMounts): there, without colon, each once in a container; sub-paths stay below."""
    for container in containers_of(template):
        mounts = container.node.items("volumeMounts") if "volumeMounts" in container.node.fields else []
        seen: dict[str, Scalar] = {}
        for mount in mounts:
            path = mount.string("mountPath")
            yield from _mount_path(mount, path)
            yield from _sub_path(mount.string("subPath"))
            if path is None or not path.value or (container.kind == "container" and container.node.key is not None):
                continue  # of a template's one container, KF312 tells of paths that are given twice
            before = seen.setdefault(path.value, path)
            if before is not path:
                why = f"something is mounted at '{path.value}' in {container.title} already"
                yield at_node("KF354", path, why, related=(related_to(before, "already mounted here"),))


def _mount_path(mount: Mapping, path: Scalar | None) -> Iterator[Finding]:
    if path is None or not path.value:
        if path is not None or mount.get("mountPath") is None:
            yield at_node("KF354", path or mount.string("name") or mount, "this mount has no 'mountPath': where its files shall be")
    elif ":" in path.value and "{{" not in path.value:
        where = path.value.index(":")
        yield at_node("KF354", path, f"the mount path '{path.value}' can't hold a ':'", part=(where, where + 1))


def _sub_path(path: Scalar | None) -> Iterator[Finding]:
    if path is None or "{{" in path.value:
        return
    if path.value.startswith("/"):
        yield at_node("KF354", path, f"a subPath is a path inside the volume; write '{path.value.lstrip('/')}'", part=(0, 1))
    elif ".." in path.value.split("/"):
        yield at_node("KF354", path, "a subPath can't lead upwards with '..'")
