"""Plans the volumes, mounts, inputs and arguments that `kflint.dev/pvolumes` stands for."""

from __future__ import annotations

import re

from kflint.expand.claims import Claims
from kflint.expand.codes import MOUNT_PATH, NAME_CLASH, UNEVEN_CALLS
from kflint.expand.fragments import Entry, Fragment, Map, Origin, Plain, Word, data, from_node, mapping, text_fragment
from kflint.expand.graph import Task, Unit
from kflint.expand.sources import Source, field_name, normal_path
from kflint.expand.wiring import Cause, Value, Wiring, input_tag
from kflint.findings.finding import related_to
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Node, Scalar, Sequence, plain_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.expand.report import Report
    from kflint.model.objects import WorkflowObject


_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_MAX_NAME = 63


class Volume(NamedTuple):
    """A volume to be given to a template, with its mount.

    `name` is fixed, or None where it is made from the path. Of `values` (by the id of the call, what it passes as the claim's
    name), `claim_name` (the claim's name itself) and `fragment` (the volume source) exactly one is given. Where the calls give
    their claims themselves, `causes` has for each (by the same id) the part of the shorthand that says so.
    """

    source: Source
    name: str | None
    cause: Cause
    values: dict[int, Value] | None = None
    claim_name: str | None = None
    fragment: Entry | None = None
    causes: dict[int, Cause] | None = None


class Mounter:
    """Plans the mounts of the templates of one object."""

    def __init__(self, wiring: Wiring, claims: Claims) -> None:
        self.wiring = wiring
        self.claims = claims
        self.report: Report = wiring.report

    def plan(self, unit: Unit) -> None:
        """Plans what a template mounts by its own annotation and by those of its callers."""
        mounted = self._mounted(unit)
        volumes: list[Volume] = []
        for source in unit.sources:
            if self._is_free(unit, source, mounted):
                volume = self._of_leaf(unit, source)
                if volume is not None:
                    volumes.append(volume)
        for sources in self._of_callers(unit):
            first = sources[0][1]
            if self._is_free(unit, first, mounted):
                volume = self._of_calls(unit, sources)
                if volume is not None:
                    volumes.append(volume)
        self._place(unit, volumes)

    def _mounted(self, unit: Unit) -> dict[str, Node]:
        """The paths at which a template has something already: mounts, its own and those of templateDefaults, and artifacts."""
        kind = unit.template.type or ""
        bodies = [unit.template.node.mapping(kind)]
        defaults = unit.template.owner.template_defaults
        if defaults is not None:
            bodies.append(defaults.mapping(kind))
        bodies += [item for body in bodies if body is not None for item in body.items("containers")]
        mounts = [item for body in bodies if body is not None for item in body.items("volumeMounts")]
        paths = [(mount.string("mountPath"), mount) for mount in mounts]
        paths += [(artifact.string("path"), artifact) for artifact in unit.template.inputs("artifacts")]
        return {normal_path(path.value): mount for path, mount in paths if path is not None}

    def _is_free(self, unit: Unit, source: Source, mounted: dict[str, Node]) -> bool:
        other = mounted.get(source.path)
        if other is None:
            mounted[source.path] = source.node
            return True
        if other.text is source.node.text:
            why = f"the mount path '{source.path}' is given twice for {unit.title}"
        else:
            why = f"{unit.title} has something at '{source.path}' already"
        related = (related_to(other, "what is there"),)
        self.report.at(MOUNT_PATH, source.node, why, key=True, related=related)
        return False

    def _of_leaf(self, unit: Unit, source: Source) -> Volume | None:
        """The volume of a source in the template's own annotation."""
        volume = self._own_volume(unit, source)
        if volume is None or not source.after:
            return volume
        if not self.wiring.is_called(unit, source.after[0]):
            return None
        waits = [self.wiring.wait(caller, ref, unit) for caller in unit.callers for ref in source.after]
        return volume if all(waits) else None

    def _own_volume(self, unit: Unit, source: Source) -> Volume | None:
        if source.ref is not None:
            return self._of_task(unit, source)
        cause = self.wiring.cause(source.node)
        name = _given_name(source)
        if source.pvc is not None:
            return Volume(source, name, self.wiring.cause(source.pvc), claim_name=self.wiring.lift(unit, source.pvc))
        return Volume(source, name, cause, fragment=self._volume_source(unit, source))

    def _of_task(self, unit: Unit, source: Source) -> Volume | None:
        """The volume of a task that the template's own annotation names."""
        ref = source.ref
        assert ref is not None
        found = self.claims.for_all_callers(unit, ref)
        if found is None:
            return None
        cause = self.wiring.cause(ref.node, ref.part)
        first = found[0][1]
        if first.constant:
            return Volume(source, _given_name(source), cause, claim_name=first.value.text)
        values = {id(caller): claim.value for caller, claim in found}
        return Volume(source, first.creator or _given_name(source), cause, values=values)

    def _volume_source(self, unit: Unit, source: Source) -> Entry:
        """A Kubernetes volume source, with references to outputs lifted and field names as Kubernetes spells them."""
        assert source.volume is not None
        kind, node = source.volume
        fragment = from_node(node, self.report.span, lambda scalar: self.wiring.lift(unit, scalar))
        return Entry(kind, _spelt(fragment, ()), self.report.span(node.key or node))

    def _of_callers(self, unit: Unit) -> list[list[tuple[Task, Source]]]:
        """The sources that the callers' annotations give a template, one list for each mount path; reports calls without one."""
        by_path: dict[str, list[tuple[Task, Source]]] = {}
        for caller in unit.callers:
            for source in caller.sources:
                by_path.setdefault(source.path, []).append((caller, source))
        complete = []
        for path, sources in by_path.items():
            given = {id(task) for task, _ in sources}
            lacking = [caller for caller in unit.callers if id(caller) not in given]
            if lacking or unit.outside:
                task, source = sources[0]
                whom = f"{lacking[0].unit.word} '{lacking[0].name}' of {lacking[0].unit.title}" if lacking else unit.outside[0]
                giver = f"{task.unit.word} '{task.name}'"
                why = f"{unit.title} gets a volume at '{path}' from {giver}, but {whom} starts it without one"
                related = (related_to(lacking[0].call.name_node, "the other call"),) if lacking and lacking[0].call else ()
                self.report.at(UNEVEN_CALLS, source.node, why, key=True, related=related)
            else:
                complete.append(sources)
        return complete

    def _of_calls(self, unit: Unit, sources: list[tuple[Task, Source]]) -> Volume | None:
        """The volume that a template's calls give it at one mount path."""
        first = sources[0][1]
        for _, source in sources[1:]:
            why = _unlike(first, source)
            if why:
                related = (related_to(first.node, "the other call's"),)
                why = f"the calls of {unit.title} {why} at '{first.path}'"
                self.report.at(UNEVEN_CALLS, source.node, why, key=True, related=related)
                return None
        volume = self._called_volume(unit, sources)
        waits = [self.wiring.wait(task, ref, unit) for task, source in sources for ref in source.after]
        return volume if all(waits) else None

    def _called_volume(self, unit: Unit, sources: list[tuple[Task, Source]]) -> Volume | None:
        first = sources[0][1]
        cause = self.wiring.cause(first.node)
        if not first.is_claim:
            return Volume(first, _given_name(first), cause, fragment=self._volume_source(unit, first))
        values: dict[int, Value] = {}
        for task, source in sources:
            value = self._value(task, source, unit)
            if value is None:
                return None
            values[id(task)] = value
        causes = {id(task): self.wiring.cause(source.node) for task, source in sources}
        return Volume(first, _given_name(first), cause, values=values, causes=causes)

    def _value(self, task: Task, source: Source, unit: Unit) -> Value | None:
        """The name of the claim that a call gives, as its own argument."""
        if source.pvc is not None:
            return self.wiring.text_in_scope(task.unit, source.pvc, unit)
        assert source.ref is not None
        claim = self.claims.for_task(task, source.ref, unit)
        return None if claim is None else claim.value

    def _place(self, unit: Unit, volumes: list[Volume]) -> None:
        """Names the volumes and gives the template its volumes, mounts and inputs, and its calls their arguments."""
        existing = _existing_volumes(unit)
        taken = {*existing, *_workflow_volumes(unit.template.owner), *(v.name for v in volumes if v.name is not None)}
        made: dict[str, object] = {}
        for volume in volumes:
            name = volume.name if volume.name is not None else _free_name(volume.source.path, taken)
            taken.add(name)
            fragment = self._fragment(unit, volume, name)
            said = data(fragment)
            if made.get(name, said) != said or (name in existing and plain_data(existing[name]) != said):
                other = existing.get(name)
                why = f"{unit.title} would get two different volumes of the name '{name}'; give one of them another name"
                related = (related_to(other, "the other volume"),) if other is not None else ()
                self.report.at(NAME_CLASH, volume.cause.node, why, part=volume.cause.part, related=related)
                continue
            if name not in made and name not in existing:
                unit.volumes.append(fragment)
            made[name] = said
            unit.mounts.append(self._mount(unit, volume.source, name, volume.cause.origin))

    def _fragment(self, unit: Unit, volume: Volume, name: str) -> Map:
        origin = volume.cause.origin
        entry = volume.fragment
        if entry is None:
            claim_name = volume.claim_name
            if volume.values is not None:
                claim_name = input_tag(f"{name}-name")
                self._pass(unit, f"{name}-name", volume)
            assert claim_name is not None
            style = volume.source.pvc.style if volume.source.pvc is not None and volume.values is None else ""
            text = Word(claim_name, origin, style if style in ("'", '"') else "")
            entry = Entry("persistentVolumeClaim", mapping(origin, ("claimName", text)), origin)
        return Map((Entry("name", Word(name, origin), origin), entry), origin)

    def _pass(self, unit: Unit, name: str, volume: Volume) -> None:
        assert volume.values is not None
        self.wiring.give_input(unit, name, volume.cause)
        for caller in unit.callers:
            cause = volume.cause if volume.causes is None else volume.causes[id(caller)]
            self.wiring.give_argument(caller, name, volume.values[id(caller)], cause)

    def _mount(self, unit: Unit, source: Source, name: str, origin: Origin) -> Map:
        key = source.node.key
        path = Word(key.value if key is not None else source.path, self.report.span(key) if key is not None else origin)
        options = [(option, self._option(unit, node)) for option, node in source.options.items()]
        return mapping(origin, ("name", Word(name, origin)), ("mountPath", path), *options)

    def _option(self, unit: Unit, node: Scalar) -> Fragment:
        value = node.json
        if isinstance(value, str):
            return text_fragment(self.wiring.lift(unit, node), self.report.span(node), node.style)
        return Plain(value, self.report.span(node), node.value)


def _given_name(source: Source) -> str | None:
    return source.name.value if source.name is not None else None


def _unlike(first: Source, other: Source) -> str | None:
    """In which way two calls' sources for one mount path can't be those of one template; None where they can."""
    if first.is_claim != other.is_claim:
        return "give a claim and another kind of volume"
    if {name: node.json for name, node in first.options.items()} != {name: node.json for name, node in other.options.items()}:
        return "want different mounts (readOnly, subPath or mountPropagation)"
    kinds = [(each.volume[0], plain_data(each.volume[1])) for each in (first, other) if each.volume is not None]
    if len(kinds) == 2 and kinds[0] != kinds[1]:
        return "give different volumes that are not claims"
    if _given_name(first) != _given_name(other):
        return "give the volume different names"
    return None


def _spelt(fragment: Fragment, around: tuple[str, ...]) -> Fragment:
    """A volume source with the SDK's snake_case names of fields spelt as Kubernetes has them."""
    if isinstance(fragment, Map):
        inner = ((entry, _spelt(entry.value, (*around, entry.key))) for entry in fragment.entries)
        entries = [Entry(field_name(entry.key, around), value, entry.origin) for entry, value in inner]
        return fragment._replace(entries=tuple(entries))
    return fragment


def _existing_volumes(unit: Unit) -> dict[str, Mapping]:
    """The volumes that a template has, its own and those of templateDefaults, by name."""
    defaults = unit.template.owner.template_defaults
    items = [*(defaults.items("volumes") if defaults is not None else ()), *unit.template.node.items("volumes")]
    return {name.value: item for item in items if (name := item.string("name")) is not None}


def _workflow_volumes(subject: WorkflowObject) -> list[str]:
    """The names of the volumes and claim templates of the whole workflow, which every template can mount."""
    names: list[str] = []
    for field in ("volumes", "volumeClaimTemplates"):
        items = subject.spec.sequence(field) if subject.spec is not None else None
        for item in items.items if isinstance(items, Sequence) else ():
            holder = item.mapping("metadata") if isinstance(item, Mapping) and field == "volumeClaimTemplates" else item
            name = holder.string("name") if isinstance(holder, Mapping) else None
            names += [name.value] if name is not None else []
    return names


def _free_name(path: str, taken: set[str]) -> str:
    """A volume's name from its mount path; a number is appended where the name is taken."""
    base = _NOT_IN_NAMES.sub("-", path.lower()).strip("-")[:_MAX_NAME].rstrip("-") or "volume"
    name, number = base, 2
    while name in taken:
        name = f"{base[: _MAX_NAME - len(str(number)) - 1].rstrip('-')}-{number}"
        number += 1
    return name
