"""KF651-KF657: the object in a manifest, against Kubernetes' own types (schemas/kubernetes.json). Unknown kinds are left alone."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.checks.resource_manifest import resource_of
from kflint.findings.finding import Finding, at_node
from kflint.schema.misfit import MISPLACED, MISSING, UNKNOWN, WRONG_TYPE
from kflint.source.nodes import Mapping, Node, Scalar, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.resources import Resource
    from kflint.model.templates import Template
    from kflint.schema.kubernetes import BuiltIn
    from kflint.schema.misfit import Misfit

# Actions that send the whole object, which the server then decodes strictly.
_WHOLE = frozenset(("create", "apply", "replace"))
_CODES = {UNKNOWN: "KF651", MISPLACED: "KF651", WRONG_TYPE: "KF652", MISSING: "KF653"}
# Maps whose values are text that people often put in by a tag.
_TEXT_MAPS = frozenset(("labels", "annotations", "data", "stringData", "matchLabels", "nodeSelector"))

# What holds any text that somebody gives; the names of workflows and pods, say, are never numbers.
_FREE_TEXT = ("inputs.parameters.", "workflow.parameters.", "=")


def kind_of(resource: Resource) -> tuple[str, str] | None:
    """The apiVersion and kind of the manifest's only object, if both are known."""
    root = resource.object
    version, kind = (resource.text_of(root.get(field)) for field in ("apiVersion", "kind")) if root is not None else (None, None)
    return (version, kind) if version and kind else None


def built_in_of(resource: Resource) -> BuiltIn | None:
    """What is known of the kind of the manifest's only object; None for custom resources."""
    named = kind_of(resource)
    if named is None:
        return None
    from kflint.schema.kubernetes import built_in

    return built_in(*named)


@checks_template("KF651", "KF652", "KF653", "KF657")
def structure(template: Template, context: Context) -> Iterator[Finding]:
    """Fields and types of the object (resource-templates 2: kubectl validates fields on the server)."""
    resource = resource_of(template, context)
    if resource is None or resource.object is None or resource.action not in _WHOLE:
        return
    known = built_in_of(resource)
    if known is None and context.settings.crds:
        yield from _custom(resource, context)
    misfits = _misfits_of(resource, context) if known is None else None
    if known is not None:
        from kflint.schema.walker import check_shape

        misfits = check_shape(resource.object, known.shape)
    for misfit in misfits or ():
        if _is_certain(misfit, resource):
            yield at_node(_CODES[misfit.kind], misfit.node, misfit.message, part=misfit.part, key=misfit.at_key, help=misfit.help)


def _custom(resource: Resource, context: Context) -> Iterator[Finding]:
    """The object against the CustomResourceDefinition of its kind, if one was given (`--crds`)."""
    from kflint.schema.crds import check_object, custom_resources

    named = kind_of(resource)
    custom = custom_resources(context.settings.crds).get(named) if named is not None else None
    for misfit in check_object(resource.object, custom) if custom is not None and resource.object is not None else ():
        if misfit.at_key or not resource.has_tag(misfit.node):
            yield at_node("KF657", misfit.node, misfit.message, key=misfit.at_key)


def _misfits_of(resource: Resource, context: Context) -> list[Misfit] | None:
    """The structural mistakes of an Argo object in a manifest; None for any other kind."""
    from kflint.model.objects import API_GROUP, KINDS
    from kflint.schema.walker import check_structure

    named = kind_of(resource)
    if named is None or resource.object is None or not named[0].startswith(API_GROUP) or named[1] not in KINDS:
        return None
    return check_structure(resource.object, named[1], context.settings.argo_version)


def _is_certain(misfit: Misfit, resource: Resource) -> bool:
    """Whether a mistake is one whatever the tags become, and whatever fields a newer Kubernetes may have."""
    if misfit.kind not in _CODES or _is_in_status(misfit.node):
        return False
    if misfit.kind in (UNKNOWN, MISPLACED):
        return misfit.home is not None or misfit.kind == MISPLACED
    return not resource.has_tag(misfit.node)


def _is_in_status(node: Node) -> bool:
    """Whether a node belongs to `status`, which the server ignores."""
    top = node
    while top.parent is not None and top.parent.parent is not None:
        top = top.parent
    return top.key is not None and top.key.value == "status"


@checks_template("KF654")
def served_version(template: Template, context: Context) -> Iterator[Finding]:
    """The kind is served under this apiVersion by Kubernetes of today (9.40)."""
    resource = resource_of(template, context)
    named = kind_of(resource) if resource is not None else None
    if resource is None or resource.object is None or named is None:
        return
    from kflint.schema.removed_kinds import removed

    gone = removed(*named)
    if gone is not None:
        instead = f"; use '{gone.instead}'" if gone.instead else "; nothing took its place"
        since = gone.since if gone.since[0] == "t" else f"Kubernetes {gone.since}"
        why = f"{named[1]} is not served as '{named[0]}' any more since {since}{instead}"
        yield at_node("KF654", resource.object.fields["apiVersion"], why)


@checks_template("KF655")
def claims_and_snapshots(template: Template, context: Context) -> Iterator[Finding]:
    """What the server demands of a PersistentVolumeClaim and a VolumeSnapshot (resource-templates 10 and 11)."""
    resource = resource_of(template, context)
    named = kind_of(resource) if resource is not None else None
    if resource is None or resource.object is None or named is None or resource.action not in _WHOLE:
        return
    spec = resource.object.mapping("spec")
    if spec is None:
        return
    if named == ("v1", "PersistentVolumeClaim"):
        yield from _claim(spec, resource)
    elif named[1] == "VolumeSnapshot" and named[0].startswith("snapshot.storage.k8s.io/"):
        yield from _snapshot(spec)


_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")


def _claim(spec: Mapping, resource: Resource) -> Iterator[Finding]:
    from kflint.checks.variable_messages import meant

    modes, resources = spec.sequence("accessModes"), spec.mapping("resources")
    if spec.get("accessModes") is None or (modes is not None and not modes.items):
        yield at_node("KF655", spec, f"a PersistentVolumeClaim needs 'accessModes': one or more of {', '.join(_MODES)}", key=True)
    for mode in modes.items if modes is not None else ():
        text = resource.text_of(mode)
        if text is not None and text not in _MODES:
            yield at_node("KF655", mode, f"access mode '{text}' is not one of {', '.join(_MODES)}{meant(text, _MODES)}")
    requests = resources.mapping("requests") if resources is not None else None
    if resources is None and spec.get("resources") is not None:
        return
    if requests is None or requests.get("storage") is None:
        why = "a PersistentVolumeClaim needs 'resources.requests.storage': how much room it asks for"
        yield at_node("KF655", requests or resources or spec, why, key=True)
    elif isinstance(requests.fields["storage"], Scalar) and requests.fields["storage"].value.lstrip("+-").strip("0.") == "":
        yield at_node("KF655", requests.fields["storage"], "a PersistentVolumeClaim must ask for more than nothing")


def _snapshot(spec: Mapping) -> Iterator[Finding]:
    source, snapshot_class = spec.mapping("source"), spec.string("volumeSnapshotClassName")
    given = [
        f for f in ("persistentVolumeClaimName", "volumeSnapshotContentName") if source is not None and source.get(f) is not None
    ]
    if source is not None and len(given) != 1:
        why = "a VolumeSnapshot has exactly one source: 'persistentVolumeClaimName' or 'volumeSnapshotContentName'"
        yield at_node("KF655", source, why, key=True)
    if snapshot_class is not None and not snapshot_class.value:
        yield at_node("KF655", snapshot_class, "'volumeSnapshotClassName' can't be empty; leave it out for the default class")


@checks_template("KF656")
def unquoted_tags(template: Template, context: Context) -> Iterator[Finding]:
    """A tag without quotes where text is wanted: "5" or "true" put in for it is no text any more (9.36)."""
    resource = resource_of(template, context)
    if resource is None or resource.object is None or resource.manifest is None or "{{" not in resource.manifest.value:
        return
    for scalar in scalars(resource.object):
        if scalar.style or not resource.has_tag(scalar) or not _wants_text(scalar):
            continue
        written = resource.manifest.value[scalar.start : scalar.end]
        if written.endswith("}}") and written.count("{{") == 1 and written[2:].lstrip().startswith(_FREE_TEXT):
            why = f"put {written} into quotes: a value such as 5 or true put in for it would not be text any more"
            yield at_node("KF656", scalar, why)


def _wants_text(scalar: Scalar) -> bool:
    parent = scalar.parent
    if scalar.key is None or parent is None:
        return False
    if parent.key is not None and parent.key.value in _TEXT_MAPS:
        return True
    holder = parent.parent.key if parent.parent is not None else None
    return scalar.key.value == "value" and holder is not None and holder.value == "env"
