"""What the names in an expression lead to at its place: a variable, nothing, or what can't be told from the files.

Argo turns the dotted variables of a place into maps (`kflint.lang.expr_names`), so a name that is missing in one of them is nil:
the tag stays as it is or the step fails, though argo lint says nothing (spec R-EXPR-1, 9.13).
"""

from __future__ import annotations

from kflint.checks.literal_tags import RETRY_NAMES, output_paths, without_retries
from kflint.checks.result_order import has_run, too_early
from kflint.checks.variable_messages import explain, meant
from kflint.lang.expr_types import ANY, TEXT, Type
from kflint.model.globals import SUGGESTED
from kflint.model.node_names import ALWAYS
from kflint.model.objects import CRON_WORKFLOW, WORKFLOW
from kflint.model.scopes import CallerScope, CallScope, Scope
from kflint.model.templates import POD_TYPES
from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.lang.expr_names import Environment


class Known(NamedTuple):
    """A variable that the first `length` names of a path spell, and the type of its value."""

    length: int
    type: Type


class Missing(NamedTuple):
    """A path whose names from the 0-based `at` on lead nowhere, with what to say of it."""

    at: int
    message: str
    help: str | None = None


# None: it can't be told, or the path is the beginning of several variables.
Found = Known | Missing | None

# What Argo puts where templates run; which of them is there is asked of the place.
ROOTS = ("workflow", "inputs", "outputs", "steps", "tasks", "item", "pod", "node", "retries", "lastRetry")
# Names that are known somewhere else, and where.
ELSEWHERE = {
    "cronworkflow": "in the 'when' and the 'stopStrategy' of a CronWorkflow",
    "data": "in the expressions of a data template",
    **dict.fromkeys(("request", "response"), "in the 'successCondition' of an http template"),
    **dict.fromkeys(("status", "exitCode", "resourcesDuration"), "in metrics"),
}
_KINDS = ("parameters", "artifacts")
# Whatever else a node offers, these are there once it has run (spec/variables 4; Argo: buildLocalScope).
_OF_NODES = frozenset((*ALWAYS, "status", "ip", "exitCode"))
_TIMES = tuple(name.partition(".")[2] for name in SUGGESTED[:2])


class Place:
    """The names of a template, of a step or task, or of the outputs of a steps or dag template.

    `looks_back` says that the place is used after its step or task has run: its hooks.
    """

    def __init__(self, scope: Scope | CallScope, looks_back: bool = False) -> None:
        self.scope = scope
        self.around = scope.caller if isinstance(scope, CallScope) else scope
        self.looks_back = looks_back
        self.roots = tuple(root for root in ROOTS if not isinstance(self.find((root,)), Missing))

    def find(self, names: tuple[str, ...]) -> Found:
        """What a path leads to; `names` begins with one of ROOTS or ELSEWHERE."""
        root = names[0]
        if root in ELSEWHERE:
            return Missing(0, f"'{root}' is known only {ELSEWHERE[root]}")
        if any("." in name for name in names):
            return None
        if root == "inputs":
            return self._input(names)
        if root in ("steps", "tasks"):
            return self._node(names)
        if root == "workflow":
            return self._workflow(names)
        if root == "item":
            return self._item(names)
        if root in ("retries", "lastRetry"):
            return self._retry(names)
        if root == "pod" and len(names) > 1 and self.scope.knows(f"pod.{names[1]}") is False:
            return self._missing(names[:2], 1)
        return self._output(names) if root == "outputs" else None

    def _output(self, names: tuple[str, ...]) -> Found:
        """The path of one of the template's own outputs, in the container that writes it."""
        template = self.around.template
        if len(names) < 3 or names[1] not in _KINDS or not POD_TYPES.intersection(template.types):
            return None
        paths = output_paths(template)
        name = f"{'.'.join(names[:3])}.path"
        if name in paths:
            return None
        return Missing(2, f"'{name}' is not known: {template.title} has no such output{meant(name, paths)}")

    def _input(self, names: tuple[str, ...]) -> Found:
        if len(names) < 2 or (len(names) == 2 and names[1] in _KINDS):
            return None
        if names[1] not in _KINDS:
            return self._missing(names[:2], 1)
        known = self.scope.knows(".".join(names[:3]))
        if known is False:
            return self._missing(names[:3], 2)
        return Known(3, TEXT if names[1] == "parameters" else ANY) if known else None

    def _node(self, names: tuple[str, ...]) -> Found:
        """A result of a step or task, which must be one that has run before."""
        if names[1:] == ("name",):
            return None
        if not isinstance(self.around, CallerScope):
            return self._missing(names, 0) if len(names) > 1 else None
        if f"{names[0]}." != self.around.prefix:
            return self._missing(names, 0) if len(names) > 1 else Missing(0, self._other_prefix(names[0]))
        if len(names) == 1:
            return None
        other = self.around.by_name.get(names[1])
        if other is None:
            return self._missing(names[:2], 1)
        if isinstance(self.scope, CallScope) and not self.looks_back and not has_run(self.scope, other):
            return Missing(1, too_early(self.scope.call, other))
        return self._suffix(names)

    def _suffix(self, names: tuple[str, ...]) -> Found:
        if len(names) == 2 or (names[2] == "outputs" and (len(names) == 3 or names[3:] in (("parameters",), ("artifacts",)))):
            return None
        if names[2] in _OF_NODES and (names[2] != "hostNodeName" or self.around.view.settings.version_at_least("3.5")):
            return Known(3, TEXT)
        length = 5 if names[2] == "outputs" and names[3] in _KINDS else 4 if names[2] == "outputs" else 3
        prefix, call, suffix = f"{names[0]}.", names[1], ".".join(names[2:length])
        other = self.around.call_named(prefix, call)
        known = self.around.knows_suffix(other, suffix) if other is not None else None
        if known is False:
            return self._missing(names[:length], length - 1)
        return Known(length, ANY if names[3:4] == ("artifacts",) else TEXT) if known else None

    def _workflow(self, names: tuple[str, ...]) -> Found:
        view = self.around.view
        if len(names) < 2 or names[1] in _TIMES or names[1] == "failures":
            return None
        if names[1] == "outputs":
            return self._global_output(names)
        if names[1] in ("parameters", "labels", "annotations"):
            if len(names) < 3 or names[2] == "json":
                return None
            name = ".".join(names[:3])
            if view.globals.knows(name):
                return Known(3, TEXT)
            # A template is run by workflows with labels of their own, and some labels have dots in their names.
            certain = names[1] == "parameters" or view.subject.kind in (WORKFLOW, CRON_WORKFLOW)
            begun = any(each.startswith(f"{name}.") for each in view.globals.names)
            return self._missing(names[:3], 2) if certain and not begun else None
        name = ".".join(names[:2])
        # Argo's validator takes all that begins like these for known (R-TAG-2).
        if name in SUGGESTED or (view.globals.knows(name) and not name.startswith(SUGGESTED)):
            return Known(2, TEXT)
        if names[1] == "priority" and view.subject.kind not in (WORKFLOW, CRON_WORKFLOW):
            return None
        return self._missing(names[:2], 1)

    def _global_output(self, names: tuple[str, ...]) -> Found:
        view = self.around.view
        # Workflows that run a WorkflowTemplate's templates have others beside them, with outputs of their own.
        if len(names) < 4 or names[2] not in _KINDS or view.subject.kind not in (WORKFLOW, CRON_WORKFLOW):
            return None
        name = ".".join(names[:4])
        if self.around.knows(name) is not False or name in view.visits.outputs():
            return None
        return self._missing(names[:4], 3)

    def _item(self, names: tuple[str, ...]) -> Found:
        """The item of a loop; templates written in the step or task are asked for by `InlinePlace`."""
        call = self.scope.call if isinstance(self.scope, CallScope) else None
        if call is None:
            return Missing(0, "'item' is known in the step or task with the loop; give it to this template as an argument")
        if not call.loops:
            why = f"'item' is known only in a {call.kind} with a loop, and {call.kind} '{call.name}' has none"
            return Missing(0, why)
        param, keys = call.node.get("withParam"), self.scope.items.keys if isinstance(self.scope, CallScope) else set()
        if param is not None or len(names) == 1:
            return Known(1, TEXT) if param is None and not keys else None
        if not keys:
            return Known(1, TEXT)
        return Known(2, TEXT) if names[1] in keys else self._missing(names[:2], 1)

    def _retry(self, names: tuple[str, ...]) -> Found:
        name = ".".join(names[:2])
        if names[0] == "retries":
            why = without_retries("retries", self.around)
            return Missing(0, why) if why is not None else Known(1, TEXT)
        if len(names) > 1 and name not in RETRY_NAMES:
            return Missing(1, f"'{name}' is not known{meant(name, RETRY_NAMES)}")
        why = without_retries(name if len(names) > 1 else RETRY_NAMES[0], self.around)
        return Missing(0, why) if why is not None else Known(2, TEXT) if len(names) > 1 else None

    def _missing(self, names: tuple[str, ...], index: int) -> Missing:
        message, help_text = explain(".".join(names), self.scope)
        return Missing(index, message, help_text)

    def _other_prefix(self, root: str) -> str:
        right = self.around.prefix[:-1] if isinstance(self.around, CallerScope) else ""
        return f"'{root}' is not known in a {self.around.template.type} template; write '{right}.…'"


class InlinePlace(Place):
    """The names of a template that is written in a step or task: its own, and those of that step or task."""

    def __init__(self, scope: Scope, outer: Place) -> None:
        self.outer = outer
        super().__init__(scope)

    def find(self, names: tuple[str, ...]) -> Found:
        """What a path leads to in the template, or else around it."""
        inner = super().find(names)
        if not isinstance(inner, Missing):
            return inner
        outer = self.outer.find(names)
        if isinstance(outer, Missing):
            return inner if names[0] == "inputs" else outer
        return outer


class SpecPlace(Place):
    """The names of the fields of the spec: only those of the workflow."""

    def find(self, names: tuple[str, ...]) -> Found:
        """What a path leads to."""
        if names[0] == "workflow" or names[0] in ELSEWHERE:
            return super().find(names)
        return Missing(0, f"'{names[0]}' is not known here: fields of the spec know only 'workflow.…'")


class FixedPlace:
    """A place whose variables are always the same, such as those of a retryStrategy."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.roots = tuple(environment.names)

    def find(self, names: tuple[str, ...]) -> Found:
        """What a path leads to, as far as the fields of the maps are known."""
        found = self.environment.names.get(names[0])
        for index, name in enumerate(names[1:], 1):
            if found is None or not found.fields or names[0] == "sprig":
                return None
            if name not in found.fields:
                known = sorted(found.fields)
                why = f"'{'.'.join(names[:index])}' has no '{name}' here{meant(name, known)}"
                return Missing(index, why, f"it has {', '.join(known)}")
            found = found.fields[name]
        return None


AnyPlace = Place | FixedPlace
