"""Who calls whom in one object, with the tasks that expansion adds, and what expansion gives to each of them."""

from __future__ import annotations

from kflint.expand.fragments import Fragment, Map, Origin
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.expand.annotations import Annotation
    from kflint.expand.sources import Source
    from kflint.model.calls import Call
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template
    from kflint.source.nodes import Node


class Argument(NamedTuple):
    """The value that a call gives to an input, and what it was made from."""

    value: str
    origin: Origin


class Need(NamedTuple):
    """A task that another must wait for; `node` and `part` are where the shorthand says so."""

    task: Task
    node: Node
    part: tuple[int, int] | None
    origin: Origin


class Task:
    """A step or task of the dag or steps template `unit`, which calls the template `target` (None: not of this object).

    `call` is None for a task that expansion adds. `arguments` and `needs` (by the name of the task) are what expansion gives it.
    """

    __slots__ = ("arguments", "call", "name", "needs", "origin", "sources", "target", "unit")

    def __init__(self, unit: Unit, name: str, target: Unit | None, call: Call | None, origin: Origin = (0, 0)) -> None:
        self.unit = unit
        self.name = name
        self.target = target
        self.call = call
        self.origin = origin
        self.arguments: dict[str, Argument] = {}
        self.needs: dict[str, Need] = {}
        self.sources: list[Source] = []

    @property
    def group(self) -> int:
        """The 0-based number of its group of steps; 0 in a DAG."""
        return self.call.group if self.call is not None else 0

    def output(self, name: str) -> str:
        """How another task of the same template names one of its output parameters."""
        return f"{{{{{self.unit.prefix}.{self.name}.outputs.parameters.{name}}}}}"


class Unit:
    """A template with its place among the others.

    `tasks` are its own by name, `callers` those that call it, `outside` says what else starts it (the entrypoint, a hook).
    `broken` is whether its shorthand, or what a caller gives it, has mistakes: then nothing is known of its volumes.
    `uses_depends` is whether it is a DAG that says by `depends` what its tasks wait for: it can't mix that with `dependencies`.
    The rest is what expansion gives it: `inputs`, `volumes`, `mounts`, `resource`, `outputs`, and `added` tasks.
    """

    __slots__ = (
        "added", "annotation", "broken", "callers", "depth", "inputs", "mounts", "outputs", "outside", "resource", "sources",
        "tasks", "template", "uses_depends", "volumes",
    )  # fmt: skip

    def __init__(self, template: Template) -> None:
        self.template = template
        self.annotation: Annotation | None = None
        self.broken = False
        self.tasks: dict[str, Task] = {}
        self.callers: list[Task] = []
        self.outside: list[str] = []
        self.depth = -1
        self.uses_depends = False
        self.sources: list[Source] = []
        self.inputs: dict[str, Origin] = {}
        self.volumes: list[Map] = []
        self.mounts: list[Map] = []
        self.resource: Map | None = None
        self.outputs: list[Fragment] = []
        self.added: list[Task] = []

    @property
    def title(self) -> str:
        """How messages name the template."""
        return self.template.title

    @property
    def is_dag(self) -> bool:
        """Whether its calls are DAG tasks and not steps."""
        return self.template.type == "dag"

    @property
    def prefix(self) -> str:
        """What names of its calls begin with in variables."""
        return "tasks" if self.is_dag else "steps"

    @property
    def word(self) -> str:
        """What one of its calls is called."""
        return "task" if self.is_dag else "step"

    def makes(self, kind: str) -> bool:
        """Whether it has the shorthand annotation of that kind."""
        return self.annotation is not None and self.annotation.kind == kind

    def add_task(self, name: str, target: Unit, origin: Origin) -> Task:
        """Adds a call that its author left out."""
        task = Task(self, name, target, None, origin)
        self.tasks[name] = task
        self.added.append(task)
        target.callers.append(task)
        return task


class Graph:
    """The units of an object, by template, and by name as calls find them."""

    def __init__(self, subject: WorkflowObject, annotations: list[Annotation], broken: set[int]) -> None:
        self.subject = subject
        self.units = {id(template): Unit(template) for template in subject.all_templates}
        for identity in broken:
            self.units[identity].broken = True
        self.by_name = {name: self.units[id(template)] for name, template in subject.by_name.items()}
        for annotation in annotations:
            self.units[id(annotation.template)].annotation = annotation
        for unit in self.units.values():
            self._connect(unit)
        if subject.spec is not None:
            self._start_outside(subject.spec, "the workflow", "entrypoint")
        self._measure()

    def of(self, template: Template) -> Unit:
        """The unit of a template."""
        return self.units[id(template)]

    def _connect(self, unit: Unit) -> None:
        for call in unit.template.calls:
            task = Task(unit, call.name, self._target(call), call)
            unit.tasks.setdefault(call.name, task)
            depends = call.node.string("depends")
            unit.uses_depends |= depends is not None and depends.value != ""
            if task.target is not None:
                task.target.callers.append(task)
            self._start_outside(call.node, f"{call.kind} '{call.name}'")

    def _target(self, call: Call) -> Unit | None:
        if call.inline is not None:
            return self.units[id(call.inline)]
        if call.template_ref is not None or call.template is None:
            return None
        return self.by_name.get(call.template.value)

    def _start_outside(self, node: Mapping, of_whom: str, *fields: str) -> None:
        """Notes the templates that start without a call: the entrypoint, exit handlers and hooks."""
        for field in (*fields, "onExit"):
            self._start(node.string(field), f"the {'exit handler' if field == 'onExit' else field} of {of_whom}")
        hooks = node.mapping("hooks")
        for name, hook in hooks.fields.items() if hooks is not None else ():
            if isinstance(hook, Mapping):
                self._start(hook.string("template"), f"the hook '{name}' of {of_whom}")

    def _start(self, name: Scalar | None, why: str) -> None:
        unit = self.by_name.get(name.value) if name is not None else None
        if unit is not None:
            unit.outside.append(why)

    def _measure(self) -> None:
        """Sets how many calls lie between each unit and the nearest one that is not called."""
        level = [unit for unit in self.units.values() if not unit.callers or unit.outside]
        depth = 0
        while level:
            for unit in level:
                unit.depth = depth
            depth += 1
            below = (task.target for unit in level for task in unit.tasks.values())
            level = list({id(unit): unit for unit in below if unit is not None and unit.depth < 0}.values())
