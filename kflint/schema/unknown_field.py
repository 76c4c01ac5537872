"""A field that Argo's type doesn't have: what its author most probably meant."""

from __future__ import annotations

from kflint.lang.suggest import closest, edit_distance
from kflint.record import NamedTuple
from kflint.schema.history import Past, past_of
from kflint.schema.misfit import IGNORED, MISPLACED, NEWER, OTHER_CASE, REMOVED, UNKNOWN, Home, Misfit
from kflint.schema.schema import LIST, RECORD, Shape
from kflint.schema.titles import title
from kflint.schema.trail import Stop, same_letters, trail
from kflint.source.nodes import Mapping, Node

# More fields than these are not listed in a help text.
_LISTED = 30
# Fewer letters than these in common say nothing.
_TELLING = 3
# More places than these say nothing.
_NAMED_PLACES = 3

# Mistakes that a look around doesn't explain, by definition and field: what is right.
_CALLS_ONLY = "it belongs in the step or task that calls the template"
_TASKS_ONLY = "only tasks of a DAG have it, and a step runs after the groups of steps before its own"
_OF_CALLEE = "a step or task passes 'arguments', and this belongs in the template that it calls"
_LIMITS = "it belongs in 'limits' or 'requests'"
_KNOWN_MISTAKES = {
    **{("Template", name): _CALLS_ONLY for name in ("when", "withItems", "withParam", "withSequence", "continueOn", "depends",
                                                    "dependencies", "onExit", "hooks")},
    **{("WorkflowStep", name): _TASKS_ONLY for name in ("depends", "dependencies")},
    **{(call, name): _OF_CALLEE for call in ("WorkflowStep", "DAGTask") for name in ("inputs", "outputs")},
    **{("core.ResourceRequirements", name): _LIMITS for name in ("cpu", "memory", "ephemeral-storage")},
    ("Template", "arguments"): "a template declares 'inputs', and 'arguments' belong in the step or task that calls it",
}  # fmt: skip


class UnknownField:
    """The field `name` with its `value` in `parent`, whose type `shape` doesn't know it.

    `same_letters` is the known field that differs only in case, `-` or `_`. `lenient` says that it stands below a step, where
    Argo's decoder ignores case, and what it doesn't know.
    """

    def __init__(self, root_shape: Shape, parent: Mapping, shape: Shape, name: str, value: Node, lenient: bool) -> None:
        self.root_shape = root_shape
        self.parent = parent
        self.shape = shape
        self.name = name
        self.value = value
        self.lenient = lenient
        self.same_letters = same_letters(name, shape.fields)

    def misfit(self) -> Misfit:
        """The mistake, with the best explanation there is."""
        if self.same_letters is not None:
            return self._of_same_letters(self.same_letters)
        past = past_of(self.root_shape, self.parent, self.name)
        if past is not None:
            return self._of_other_version(past)
        near = closest(self.name, self.shape.fields) or self._longer_or_shorter()
        if near is None or edit_distance(self.name.lower(), near.lower(), 1) > 1:
            place = self._other_place()
            if place is not None:
                return self._told(MISPLACED, f"{self._has_no()}; {place.words}", place.home)
        if near is not None:
            return self._told(UNKNOWN, f"{self._has_no()}; did you mean '{near}'?", self._here(near))
        return self._told(UNKNOWN, self._has_no(), None, self._known_fields())

    def _longer_or_shorter(self) -> str | None:
        """The field that is not there yet and begins or ends the name, or the other way round; the longest of several."""
        near = [
            known
            for known in self.shape.fields
            if known not in self.parent.fields
            and min(len(known), len(self.name)) >= _TELLING
            and (self.name.startswith(known) or self.name.endswith(known) or known.startswith(self.name))
        ]
        return max(near, key=len, default=None)

    def _of_same_letters(self, known: str) -> Misfit:
        if self.lenient and known.lower() == self.name.lower():
            told = f"'{self.name}' should be written '{known}'; Argo takes another case only below a step, by accident"
            return Misfit(OTHER_CASE, self.value, told, at_key=True, home=self._here(known))
        return self._told(UNKNOWN, f"{self._has_no()}; did you mean '{known}'?", self._here(known))

    def _of_other_version(self, past: Past) -> Misfit:
        version = self.root_shape.schema.argo_version
        what = f"is new in Argo {past.since}, and {version} doesn't know it" if past.new else f"was removed in Argo {past.since}"
        told = f"the field '{self.name}' of {title(self.parent, self.shape)} {what}"
        if past.advice is not None:
            told += f"; {past.advice}"
        return self._told(NEWER if past.new else REMOVED, told, self._here(past.field) if past.field is not None else None)

    def _here(self, field: str) -> Home:
        return Home(self.parent, (field,))

    def _told(self, kind: str, message: str, home: Home | None, help: str | None = None) -> Misfit:
        if self.lenient:
            kind, message = IGNORED, f"Argo ignores '{self.name}' here: {message}"
        return Misfit(kind, self.value, message, help, at_key=True, home=home)

    def _has_no(self) -> str:
        return f"{title(self.parent, self.shape)} has no field '{self.name}'"

    def _known_fields(self) -> str | None:
        fields = sorted(self.shape.fields)
        if not fields:
            return f"{title(self.parent, self.shape)} has no fields at all: write {{}}"
        return f"the fields are {', '.join(fields)}" if len(fields) <= _LISTED else None

    def _other_place(self) -> _Place | None:
        """Where else in the neighbourhood the field exists: further up, one level down, or in a mapping beside."""
        known = _KNOWN_MISTAKES.get((self.shape.name, self.name))
        if known is not None:
            return _Place(known, None)
        around = trail(self.root_shape, self.parent)
        if around[-1].node is not self.parent:
            return None
        for stop in reversed(around[:-1]):
            if isinstance(stop.node, Mapping) and self.name in stop.shape.fields:
                words = f"it belongs further up, in {title(stop.node, stop.shape, definite=True)}"
                return _Place(words, Home(stop.node, (self.name,)))
        holders = [stop for stop in reversed(around) if stop.shape.fields]
        return next((place for stop in holders[:2] if (place := self._place_in(stop)) is not None), None)

    def _place_in(self, stop: Stop) -> _Place | None:
        """The fields of a record whose own record has the field; those that are present before others, mappings before lists."""
        shapes = {
            name: shape
            for name, shape in stop.shape.fields.items()
            if shape.record is not self.shape.record and self.name in (shape.record.fields if shape.record is not None else ())
        }
        names = [name for name in shapes if isinstance(stop.node, Mapping) and name in stop.node.fields]
        names = names or [name for name in shapes if shapes[name].kind != LIST] or list(shapes)
        if not names or len(names) > _NAMED_PLACES:
            return None
        words = " or ".join(f"an item of '{name}'" if shapes[name].kind == LIST else f"'{name}'" for name in names)
        home = None
        if len(names) == 1 and shapes[names[0]].kind == RECORD and isinstance(stop.node, Mapping):
            home = Home(stop.node, (names[0], self.name))
        return _Place(f"it belongs in {words}", home)


class _Place(NamedTuple):
    """Where a field belongs, in `words`; `home` is that place, if it is a single one."""

    words: str
    home: Home | None
