"""Plans the templates that `kflint.dev/resource`, `volume` and `volume-snapshot` stand for: their resource and their outputs."""

from __future__ import annotations

from kflint.expand import manifests
from kflint.expand.annotations import RESOURCE, SNAPSHOT, VOLUME, Annotation
from kflint.expand.claims import Claims, makes_outputs
from kflint.expand.codes import CONFLICT, INVALID_VALUE, MISSING_FIELD, NAME_CLASH, NO_VOLUME, WRONG_TYPE
from kflint.expand.fragments import Entry, Fragment, Lines, List, Map, Origin, Word, data, from_node, mapping, text_fragment
from kflint.expand.graph import Unit
from kflint.expand.sources import TaskRef, VolumeRef, task_ref, volume_ref
from kflint.expand.style import Style
from kflint.expand.values import ALONE, MODES
from kflint.expand.wiring import Wiring, input_tag
from kflint.findings.finding import related_to
from kflint.source.nodes import Mapping, Node, Scalar, Sequence, plain_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.expand.report import Report


# The fields that build an object, for which `k8sResource` stands instead.
BUILDING = {
    VOLUME: (
        "resourceName", "generateUniqueName", "size", "storageClass", "modes", "annotations", "labels", "dataSource", "volumeName",
        "volumeMode",
    ),
    SNAPSHOT: ("resourceName", "generateUniqueName", "pvc", "volume", "snapshotClass", "annotations", "labels"),
}  # fmt: skip
_KINDS = {VOLUME: "PersistentVolumeClaim", SNAPSHOT: "VolumeSnapshot"}
_SIZES = {VOLUME: "{.status.capacity.storage}", SNAPSHOT: "{.status.restoreSize}"}
_READY = "status.readyToUse == true"
# In the order in which they are written, before the manifest.
_RESOURCE_FIELDS = ("setOwnerReference", "mergeStrategy", "successCondition", "failureCondition", "flags")
_WITHOUT_OBJECT = ("successCondition", "failureCondition", "attributeOutputs")


class Maker:
    """Plans the templates of one object that make Kubernetes objects."""

    def __init__(self, wiring: Wiring, claims: Claims, style: Style) -> None:
        self.wiring = wiring
        self.claims = claims
        self.style = style
        self.report: Report = wiring.report

    def plan(self, unit: Unit) -> None:
        """Plans the resource and the outputs of a template with one of these annotations; reports what is wrong with it."""
        annotation = unit.annotation
        assert annotation is not None
        fields = annotation.fields
        if not self._agree(annotation, fields):
            return
        manifest = self._manifest(unit, annotation, fields)
        if manifest is not None:
            unit.resource = self._resource(unit, annotation, fields, manifest)
            if makes_outputs(unit):
                unit.outputs = self._outputs(unit, annotation, fields)

    def _agree(self, annotation: Annotation, fields: dict[str, Node]) -> bool:
        """Whether the fields go together, and none is missing that another does not stand for."""
        kind = annotation.kind
        action = _value(fields.get("action")) or "create"
        if "mergeStrategy" in fields and action != "patch" and "{{" not in action:
            why = f"'mergeStrategy' is for the action patch only; the action here is {action}"
            return self._conflict(fields["mergeStrategy"], why)
        if action == "delete":
            for name in _WITHOUT_OBJECT:
                if name in fields:
                    why = f"'{name}' can't be used with the action delete, which leaves no object to look at"
                    return self._conflict(fields[name], why)
        if kind == RESOURCE:
            return self._is_manifest(fields["k8sResource"], fields)
        if "k8sResource" in fields:
            beside = [name for name in fields if name in BUILDING[kind]]
            if beside:
                node = fields[beside[0]]
                return self._conflict(node, f"'{_written(node)}' can't stand beside 'k8sResource', which is the whole object")
            return self._is_of_kind(kind, fields["k8sResource"])
        return self._is_complete(annotation, fields)

    def _conflict(self, node: Node, why: str) -> bool:
        self.report.at(CONFLICT, node, why, key=True)
        return False

    def _is_manifest(self, node: Node, fields: dict[str, Node]) -> bool:
        if isinstance(node, Sequence) and _value(fields.get("mergeStrategy")) != "json":
            why = "'k8sResource' must be a mapping or a string of YAML; a list is a patch, for 'mergeStrategy: json'"
            self.report.at(WRONG_TYPE, node, why, key=True)
            return False
        return True

    def _is_of_kind(self, kind: str, node: Node) -> bool:
        given = node.string("kind") if isinstance(node, Mapping) else None
        if given is None or "{{" in given.value or given.value == _KINDS[kind]:
            return True
        why = f"kflint.dev/{kind} makes a {_KINDS[kind]}, not a {given.value}; use kflint.dev/resource for that"
        self.report.at(INVALID_VALUE, given, why)
        return False

    def _is_complete(self, annotation: Annotation, fields: dict[str, Node]) -> bool:
        """Whether all is there that a claim or snapshot needs."""
        if "resourceName" not in fields:
            return self._missing(annotation, "'resourceName'")
        if annotation.kind == SNAPSHOT:
            if "pvc" in fields and "volume" in fields:
                return self._conflict(fields["volume"], "'pvc' and 'volume' both name the claim to snapshot; give one of them")
            return "pvc" in fields or "volume" in fields or self._missing(annotation, "'pvc' or 'volume', the claim to snapshot")
        source = fields.get("dataSource")
        if "size" not in fields and not (isinstance(source, Mapping) and source.get("snapshot") is not None):
            return self._missing(annotation, "'size'")
        return self._modes_agree(fields.get("modes")) and self._is_source(source)

    def _missing(self, annotation: Annotation, what: str) -> bool:
        self.report.at(MISSING_FIELD, annotation.scalar, f"{annotation.name} of {annotation.template.title} needs {what}", key=True)
        return False

    def _modes_agree(self, node: Node | None) -> bool:
        if isinstance(node, Sequence) and len(node.items) > 1:
            for item in node.items:
                mode = _value(item)
                if MODES.get(mode, mode) == ALONE:
                    why = f"the access mode {mode} can't stand beside others: it lets one pod only use the volume"
                    self.report.at(INVALID_VALUE, item, why)
                    return False
        return True

    def _is_source(self, node: Node | None) -> bool:
        """Whether a `dataSource` mapping has one of its three forms."""
        if not isinstance(node, Mapping):
            return True
        given = [name for name in node.fields if node.get(name) is not None]
        short = [name for name in given if name in ("snapshot", "volume")]
        if short and len(given) > 1:
            other = next(name for name in given if name != short[0])
            return self._conflict(node.fields[other], f"'{other}' can't stand beside '{short[0]}' in 'dataSource'")
        lacking = [] if short else [name for name in ("kind", "name") if name not in given]
        if lacking:
            why = f"'dataSource' needs '{lacking[0]}', or 'snapshot' or 'volume' with the name of a task"
            self.report.at(MISSING_FIELD, node, why)
        return not lacking

    def _manifest(self, unit: Unit, annotation: Annotation, fields: dict[str, Node]) -> Lines | None:
        if "k8sResource" in fields:
            return manifests.own(fields["k8sResource"], lambda node: self.wiring.lift(unit, node), self.report, self.style)
        origin = self._origin(annotation)
        name = self._object_name(unit, fields)
        metadata: list[tuple[str, Fragment]] = [
            (name, self._text_map(unit, fields[name])) for name in ("labels", "annotations") if name in fields
        ]
        if annotation.kind == SNAPSHOT:
            of = self._snapshotted(unit, fields)
            if of is None:
                return None
            manifest = manifests.snapshot(origin, name, metadata, self._lifted(unit, fields.get("snapshotClass")), of)
        else:
            spec = self._claim_spec(unit, fields, origin)
            if spec is None:
                return None
            manifest = manifests.claim(origin, name, metadata, spec, self._size(unit, fields))
        return manifests.built(manifest, self.style)

    def _origin(self, annotation: Annotation) -> Origin:
        key = annotation.scalar.key
        return self.report.span(key if key is not None else annotation.scalar)

    def _object_name(self, unit: Unit, fields: dict[str, Node]) -> Word:
        node = fields["resourceName"]
        assert isinstance(node, Scalar)
        unique = fields.get("generateUniqueName")
        prefix = "" if isinstance(unique, Scalar) and unique.json is False else "{{workflow.name}}-"
        return Word(prefix + self.wiring.lift(unit, node), self.report.span(node), "" if prefix else _quotes(node))

    def _lifted(self, unit: Unit, node: Node | None) -> Fragment | None:
        """A field's value with references lifted."""
        return None if node is None else from_node(node, self.report.span, lambda scalar: self.wiring.lift(unit, scalar))

    def _text_map(self, unit: Unit, node: Node) -> Map:
        """Labels or annotations: all of their values are texts for Kubernetes, also those that look like numbers."""
        assert isinstance(node, Mapping)
        entries = []
        for name, value in node.fields.items():
            if isinstance(value, Scalar):
                text = self.wiring.lift(unit, value)
                entries.append(Entry(name, text_fragment(text, self.report.span(value), value.style), self.report.span(value)))
        return Map(tuple(entries), self.report.span(node))

    def _claim_spec(self, unit: Unit, fields: dict[str, Node], origin: Origin) -> list[tuple[str, Fragment]] | None:
        spec: list[tuple[str, Fragment]] = [("accessModes", self._modes(unit, fields.get("modes"), origin))]
        for name, field in (("storageClass", "storageClassName"), ("volumeName", "volumeName"), ("volumeMode", "volumeMode")):
            value = self._lifted(unit, fields.get(name))
            spec += [(field, value)] if value is not None else []
        if "dataSource" in fields:
            source = self._data_source(unit, fields["dataSource"])
            if source is None:
                return None
            spec.append(("dataSource", source))
        return spec

    def _modes(self, unit: Unit, node: Node | None, origin: Origin) -> List:
        if node is None:
            return List((Word(MODES["RWM"], origin),), origin)
        items = node.items if isinstance(node, Sequence) else [node]
        words = []
        for item in items:
            assert isinstance(item, Scalar)
            text = self.wiring.lift(unit, item)
            words.append(Word(MODES.get(text, text), self.report.span(item)))
        return List(tuple(words), self.report.span(node))

    def _size(self, unit: Unit, fields: dict[str, Node]) -> Fragment | None:
        if "size" in fields:
            return self._lifted(unit, fields["size"])
        source = fields["dataSource"]
        assert isinstance(source, Mapping)
        task = source.scalar("snapshot")
        assert task is not None
        return self._output(unit, task_ref(task), "size")

    def _data_source(self, unit: Unit, node: Node) -> Map | None:
        """The `dataSource` of a claim: a typed reference."""
        if isinstance(node, Scalar):
            return self._reference(node, manifests.SNAPSHOT_GROUP, "VolumeSnapshot", self._lifted(unit, node))
        assert isinstance(node, Mapping)
        snapshot, volume = node.scalar("snapshot"), node.scalar("volume")
        if snapshot is not None:
            ref = task_ref(snapshot)
            if not self._makes_snapshot(unit, ref):
                return None
            return self._reference(snapshot, manifests.SNAPSHOT_GROUP, "VolumeSnapshot", self._output(unit, ref, "name"))
        if volume is not None:
            name = self._claim_name(unit, VolumeRef(volume, task_ref(volume), None, []))
            return None if name is None else self._reference(volume, None, "PersistentVolumeClaim", name)
        typed = self._lifted(unit, node)
        assert isinstance(typed, Map)
        renamed = tuple(entry._replace(key="apiGroup") if entry.key == "api_group" else entry for entry in typed.entries)
        return typed._replace(entries=renamed)

    def _reference(self, node: Node, group: str | None, kind: str, name: Fragment | None) -> Map:
        origin = self.report.span(node)
        api_group = None if group is None else Word(group, origin)
        return mapping(origin, ("apiGroup", api_group), ("kind", Word(kind, origin)), ("name", name))

    def _snapshotted(self, unit: Unit, fields: dict[str, Node]) -> Fragment | None:
        """The name of the claim to snapshot."""
        if "pvc" in fields:
            return self._lifted(unit, fields["pvc"])
        ref = volume_ref(fields["volume"], self.report)
        return None if ref is None else self._claim_name(unit, ref)

    def _claim_name(self, unit: Unit, volume: VolumeRef) -> Fragment | None:
        """The name of a claim that is named by its task, as an input of the template; makes its calls wait for that task."""
        name = self._lifted(unit, volume.pvc) if volume.ref is None else self._handed_claim(unit, volume.ref)
        if name is None or not volume.after:
            return name
        if not self.wiring.is_called(unit, volume.after[0]):
            return None
        return name if all(self.wiring.wait(caller, ref, unit) for ref in volume.after for caller in unit.callers) else None

    def _handed_claim(self, unit: Unit, ref: TaskRef) -> Word | None:
        found = self.claims.for_all_callers(unit, ref)
        if found is None:
            return None
        cause = self.wiring.cause(ref.node, ref.part)
        first = found[0][1]
        if first.constant:
            return Word(first.value.text, cause.origin)
        name = f"{first.creator or ref.task}-name"
        self.wiring.give_input(unit, name, cause)
        for caller, claim in found:
            self.wiring.give_argument(caller, name, claim.value, cause)
        return Word(input_tag(name), cause.origin)

    def _makes_snapshot(self, unit: Unit, ref: TaskRef) -> bool:
        """Whether the task makes a snapshot in every calling template; reports it if not."""
        if not self.wiring.is_called(unit, ref):
            return False
        for caller in unit.callers:
            found = self.wiring.lookup.locate(caller.unit, ref, unit)
            if found is None:
                return False
            for task in found.levels:
                target = task.target
                if target is not None and not target.broken and not (target.makes(SNAPSHOT) and makes_outputs(target)):
                    why = f"{task.unit.word} '{ref.task}' makes no snapshot by kflint.dev/volume-snapshot to make a volume from"
                    self.report.at(NO_VOLUME, ref.node, why, part=ref.part)
                    return False
        return True

    def _output(self, unit: Unit, ref: TaskRef, parameter: str) -> Word:
        """An output of a task, handed to the template as an input."""
        return Word(self.wiring.lift_output(unit, ref, parameter), self.report.span(ref.node))

    def _resource(self, unit: Unit, annotation: Annotation, fields: dict[str, Node], manifest: Lines) -> Map:
        origin = self._origin(annotation)
        action = self._lifted(unit, fields.get("action")) or Word("create", origin)
        given: dict[str, Fragment | None] = {name: self._lifted(unit, fields.get(name)) for name in _RESOURCE_FIELDS}
        if data(action) == "delete" and given["flags"] is None:
            given["flags"] = List((Word("--wait=false", action.origin),), action.origin, flow=True)
        if annotation.kind == SNAPSHOT and given["successCondition"] is None and data(action) != "delete":
            given["successCondition"] = Word(_READY, origin)
        return mapping(origin, ("action", action), *given.items(), ("manifest", manifest))

    def _outputs(self, unit: Unit, annotation: Annotation, fields: dict[str, Node]) -> list[Fragment]:
        """The output parameters: the object, its name, its size where it has one, and the author's."""
        origin = self._origin(annotation)
        paths = {"manifest": "{}", "name": "{.metadata.name}"}
        if annotation.kind in _SIZES:
            paths["size"] = _SIZES[annotation.kind]
        outputs = {name: mapping(origin, ("jsonPath", Word(path, origin))) for name, path in paths.items()}
        own = fields.get("attributeOutputs")
        if isinstance(own, Mapping):
            outputs |= {name: self._value_from(unit, value) for name, value in own.fields.items()}
        made: list[Fragment] = []
        for name, value_from in outputs.items():
            output = mapping(value_from.origin, ("name", Word(name, value_from.origin)), ("valueFrom", value_from))
            if self._is_new(unit, name, output):
                made.append(output)
        return made

    def _value_from(self, unit: Unit, node: Node) -> Map:
        origin = self.report.span(node)
        if isinstance(node, Scalar):
            return mapping(origin, ("jsonPath", text_fragment(self.wiring.lift(unit, node), origin, node.style)))
        fragment = self._lifted(unit, node)
        assert isinstance(fragment, Map)
        spelt = {"jq_filter": "jqFilter"}
        return fragment._replace(entries=tuple(e._replace(key=spelt.get(e.key, e.key)) for e in fragment.entries))

    def _is_new(self, unit: Unit, name: str, output: Map) -> bool:
        """Whether the template has no such output yet; one of the same name and another meaning is reported."""
        for existing in unit.template.outputs("parameters"):
            named = existing.string("name")
            if named is not None and named.value == name:
                if plain_data(existing) != data(output):
                    assert unit.annotation is not None
                    why = (
                        f"{unit.title} has an output parameter '{name}' of its own, which means something else than the shorthand's"
                    )
                    related = (related_to(existing, "the other output"),)
                    self.report.at(NAME_CLASH, unit.annotation.scalar, why, key=True, related=related)
                return False
        return True


def _value(node: Node | None) -> str:
    return node.value if isinstance(node, Scalar) else ""


def _written(node: Node) -> str:
    """How the author spells the name of a field."""
    return node.key.value if node.key is not None else ""


def _quotes(node: Scalar) -> str:
    return node.style if node.style in ("'", '"') else ""
