"""Whose claim is it? Follows the volume that shorthand names from task to task to the one that creates it."""

from __future__ import annotations

from kflint.expand.annotations import MAKERS, RESOURCE, SNAPSHOT, VOLUME
from kflint.expand.codes import AMBIGUOUS, CYCLE, NO_VOLUME
from kflint.expand.graph import Task, Unit
from kflint.expand.sources import Source, TaskRef
from kflint.expand.wiring import Value, Wiring, input_tag, outputs_in
from kflint.lang.tags import find
from kflint.record import NamedTuple
from kflint.source.nodes import Scalar

_Key = tuple[Unit, str, "str | None"]


class Claim(NamedTuple):
    """A PersistentVolumeClaim as the tasks of one template see it.

    `creator` is the name of the task that makes it, None for an existing claim. `value` is its name, with the tasks whose outputs
    are in it; that the tasks in between must have run too is up to those who name them.
    `constant` is whether that name is the same text everywhere.
    """

    creator: str | None
    value: Value
    constant: bool = False

    def is_same(self, other: Claim) -> bool:
        """Whether two claims, found on two ways up, can be one input: they have one creator, or one name."""
        if self.creator != other.creator or self.constant != other.constant:
            return False
        return not self.constant or self.value.text == other.value.text


class Failure(NamedTuple):
    """Why there is no claim; the message is for the reference that asked. `told` is whether another reference tells it already."""

    code: str
    message: str
    told: bool = False


_TOLD = Failure("", "", True)


class Claims:
    """Resolves references to volumes; every answer is worked out once."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self._known: dict[tuple[int, str, str | None], Claim | Failure] = {}

    def for_all_callers(self, unit: Unit, ref: TaskRef) -> list[tuple[Task, Claim]] | None:
        """The claim that the shorthand of a leaf template names, for each of its calls; see `for_task`.

        None, reported, if the template is not called, or the claims can't be one input of it.
        """
        if not self.wiring.is_called(unit, ref):
            return None
        found: list[tuple[Task, Claim]] = []
        for caller in unit.callers:
            claim = self.for_task(caller, ref, unit)
            if claim is None:
                return None
            found.append((caller, claim))
        other = next((pair for pair in found if not pair[1].is_same(found[0][1])), None)
        if other is None:
            return found
        failure = self._differ(ref.task, found[0], other)
        self.wiring.report.at(failure.code, ref.node, failure.message, part=ref.part)
        return None

    def for_task(self, task: Task, ref: TaskRef, reader: Unit) -> Claim | None:
        """The claim that `ref`, written in or for the template `reader`, means to a task, which is made to wait for the one that
        creates it and the one that `ref` names. None if there is none, which is reported.
        """
        if self.wiring.lookup.locate(task.unit, ref, reader) is None:
            return None
        result = self._resolve(task.unit, ref)
        if isinstance(result, Failure):
            if not result.told:
                self.wiring.report.at(result.code, ref.node, result.message, part=ref.part if ref.path is None else None)
            return None
        cause = self.wiring.cause(ref.node, ref.part)
        for needed in result.value.needs:
            self.wiring.need(task, needed, cause)
        return result if self.wiring.wait(task, ref, reader) else None

    def _resolve(self, scope: Unit, ref: TaskRef) -> Claim | Failure:
        """Depth first without recursion: chains of tasks that hand on a volume may be long."""
        path: list[_Key] = [(scope, ref.task, ref.path)]
        while path:
            key = path[-1]
            pending = [each for each in self._below(key) if _flat(each) not in self._known]
            cycle = next((each for each in pending if each in path), None)
            if cycle is not None:
                self._known[_flat(key)] = self._cycle(path, cycle)
            elif pending:
                path.append(pending[0])
                continue
            elif _flat(key) not in self._known:
                self._known[_flat(key)] = self._work_out(key, ref)
            path.pop()
        return self._known[_flat((scope, ref.task, ref.path))]

    def _cycle(self, path: list[_Key], last: _Key) -> Failure:
        names = [name for _, name, _ in path[path.index(last) :]]
        turn = " → ".join([*names, last[1]])
        why = f"the volume of '{last[1]}' leads back to itself: {turn}; none of these tasks makes one"
        return Failure(CYCLE, why)

    def _below(self, key: _Key) -> list[_Key]:
        """What must be known before a reference can be: the references that the tasks it means mount by."""
        scope, name, path = key
        below = []
        for task in self.wiring.lookup.find(scope, name).levels:
            source = self._source(task, path)
            if isinstance(source, Source) and source.ref is not None:
                below.append((task.unit, source.ref.task, source.ref.path))
        return below

    def _work_out(self, key: _Key, ref: TaskRef) -> Claim | Failure:
        scope, name, path = key
        found = self.wiring.lookup.find(scope, name)
        if not found.levels or found.missing:
            return _TOLD
        claims: list[tuple[Task, Claim]] = []
        for task in found.levels:
            claim = self._of_task(task, path)
            if isinstance(claim, Failure):
                return claim
            claims.append((task, claim))
        first = claims[0][1]
        for task, claim in claims[1:]:
            if not claim.is_same(first):
                return self._differ(name, claims[0], (task, claim))
        if not found.passing or first.constant:
            here = next((claim for task, claim in claims if task.unit is scope), first)
            return here if not found.passing else Claim(first.creator, Value(first.value.text, ()), first.constant)
        input_name = f"{first.creator or name}-name"
        cause = self.wiring.cause(ref.node, ref.part)
        self.wiring.hand_down(found, input_name, {id(task.unit): claim.value for task, claim in claims}, cause)
        return Claim(first.creator, Value(input_tag(input_name), ()))

    def _differ(self, name: str, first: tuple[Task, Claim], other: tuple[Task, Claim]) -> Failure:
        whose = [f"{_whose(claim)} in {task.unit.title}" for task, claim in (first, other)]
        why = f"the volume of '{name}' is {whose[0]}, but {whose[1]}; write the volumes on the calling templates instead"
        return Failure(AMBIGUOUS, why)

    def _of_task(self, task: Task, path: str | None) -> Claim | Failure:
        """The claim that a task creates or mounts, as other tasks of its template see it."""
        target = task.target
        if target is None:
            # A template of another object: all that can be known is what it must offer.
            return Claim(task.name, Value(task.output("name"), (task,)))
        if target.broken:
            return _TOLD
        if path is None and target.makes(VOLUME):
            if not makes_outputs(target):
                return Failure(NO_VOLUME, f"{task.unit.word} '{task.name}' deletes a claim, so that it has no volume to mount")
            return Claim(task.name, Value(task.output("name"), (task,)))
        source = self._source(task, path)
        if isinstance(source, Failure):
            return source
        if source.ref is not None:
            inner = self._known.get(_flat((task.unit, source.ref.task, source.ref.path)), _TOLD)
            if isinstance(inner, Failure):
                return _TOLD
            return inner
        if source.pvc is not None:
            return self._existing(task, source.pvc)
        kind = source.volume[0] if source.volume is not None else ""
        why = f"{task.unit.word} '{task.name}' mounts a volume of the kind {kind}, which is no claim that others could mount"
        return Failure(NO_VOLUME, why)

    def _source(self, task: Task, path: str | None) -> Source | Failure:
        """The one source that a task mounts, or the one that it mounts at `path`."""
        target = task.target
        sources = [*target.sources, *task.sources] if target is not None else []
        if path is not None:
            source = next((each for each in sources if each.path == path), None)
            if source is not None:
                return source
            others = f"; it mounts {', '.join(each.path for each in sources)}" if sources else ""
            return Failure(NO_VOLUME, f"{task.unit.word} '{task.name}' mounts nothing at '{path}' by shorthand{others}")
        if len(sources) == 1:
            return sources[0]
        if sources:
            paths = [f"'{task.name}:{each.path}'" for each in sources]
            return Failure(AMBIGUOUS, f"{task.unit.word} '{task.name}' mounts several volumes; say which one: {' or '.join(paths)}")
        return Failure(NO_VOLUME, f"{task.unit.word} '{task.name}' {_lack(target)}, so that it has no volume")

    def _existing(self, task: Task, pvc: Scalar) -> Claim | Failure:
        """An existing claim that a task mounts, by the name that it has in the task's template."""
        if all(tag.text.startswith("workflow.") for tag in find(pvc.value)):
            return Claim(None, Value(pvc.value, ()), True)
        text = pvc.value
        needs: list[Task] = []
        for tag in reversed(find(pvc.value)):
            output = next((each for each in outputs_in(pvc.value) if each.tag == tag), None)
            if output is not None:
                ref = TaskRef(output.task, None, pvc, (tag.start, tag.end))
                value = self.wiring.output(task.unit, ref, output.parameter, task.unit)
            elif tag.text.startswith("workflow.") or any(pvc is each.pvc for each in task.sources):
                continue
            else:
                value = _given_input(task, tag.text)
            if value is None:
                whose = f"{task.unit.word} '{task.name}'"
                why = f"the claim of {whose} is called '{pvc.value}', which can't be told outside its template"
                return Failure(NO_VOLUME, why)
            needs += value.needs
            text = text[: tag.start] + value.text + text[tag.end :]
        return Claim(None, Value(text, tuple(needs)))


def makes_outputs(unit: Unit) -> bool:
    """Whether a template with shorthand that makes an object has outputs: `delete` has none."""
    assert unit.annotation is not None
    action = unit.annotation.fields.get("action")
    return not (isinstance(action, Scalar) and action.value == "delete")


def _given_input(task: Task, tag: str) -> Value | None:
    """What a task passes for an input of its template, or else the input's default."""
    name = tag.removeprefix("inputs.parameters.")
    given = task.call.arguments("parameters") if task.call is not None and name != tag else []
    declared = task.target.template.inputs("parameters") if task.target is not None and name != tag else []
    for item in (*given, *declared):
        named, value = item.string("name"), item.scalar("value")
        if named is not None and named.value == name and value is not None:
            return Value(value.value, ())
    return None


def _lack(unit: Unit | None) -> str:
    """Why a task has no volume."""
    kind = unit.annotation.kind if unit is not None and unit.annotation is not None else ""
    if kind == SNAPSHOT:
        return "makes a snapshot (a volume made from it needs 'dataSource: {snapshot: …}')"
    if kind in (RESOURCE, *MAKERS):
        return "makes a resource that is not declared by kflint.dev/volume"
    return "neither creates a claim nor mounts one by shorthand"


def _whose(claim: Claim) -> str:
    return f"that of '{claim.creator}'" if claim.creator is not None else f"the existing claim '{claim.value.text}'"


def _flat(key: _Key) -> tuple[int, str, str | None]:
    return id(key[0]), key[1], key[2]
