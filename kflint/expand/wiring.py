"""Hands values down to the templates that use them: inputs, arguments and the dependencies that go with these."""

from __future__ import annotations

import re

from kflint.expand.codes import NAME_CLASH
from kflint.expand.graph import Argument, Graph, Need, Task, Unit
from kflint.expand.lookup import Found, Lookup
from kflint.expand.report import Report
from kflint.expand.sources import TaskRef
from kflint.findings.finding import related_to
from kflint.lang.tags import find
from kflint.record import NamedTuple
from kflint.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.expand.fragments import Origin
    from kflint.lang.tags import Tag
    from kflint.source.nodes import Mapping, Node


_OUTPUT = re.compile(r"(?:tasks|steps)\.([^.{}\s]+)\.outputs\.parameters\.([^.{}\s]+)\Z")


class Value(NamedTuple):
    """A value as the tasks of one template can use it, and the tasks of that template that must have run."""

    text: str
    needs: tuple[Task, ...]


class Cause(NamedTuple):
    """The part of the shorthand that something is done for: all of a node, or a part of a scalar's value; `origin` is its span."""

    node: Node
    part: tuple[int, int] | None
    origin: Origin


class Output(NamedTuple):
    """A tag in shorthand that names the output parameter of a task."""

    task: str
    parameter: str
    tag: Tag

    @property
    def input(self) -> str:
        """The name of the input parameter that it is handed down as."""
        return f"{self.task}-{self.parameter}"


def outputs_in(text: str) -> list[Output]:
    """The tags `{{tasks.X.outputs.parameters.P}}` (or `steps`) of a text."""
    if "{{" not in text:
        return []
    found = ((tag, _OUTPUT.match(tag.text)) for tag in find(text) if tag.closed and not tag.is_expression)
    return [Output(match[1], match[2], tag) for tag, match in found if match is not None]


def input_tag(name: str) -> str:
    """How a template names its input parameter."""
    return f"{{{{inputs.parameters.{name}}}}}"


class Wiring:
    """Gives units their inputs, and tasks their arguments and needs, and sees to it that none means two things."""

    def __init__(self, graph: Graph, lookup: Lookup, report: Report) -> None:
        self.graph = graph
        self.lookup = lookup
        self.report = report

    def cause(self, node: Node, part: tuple[int, int] | None = None) -> Cause:
        """A node of the shorthand as the cause of what is added."""
        return Cause(node, part, self.report.span(node))

    def hand_down(self, found: Found, name: str, at_level: dict[int, Value], cause: Cause) -> None:
        """Gives every unit in `found.passing` the input `name`, and every call of these an argument for it.

        `at_level` has, by the id of the unit in which the task was found, the value that its tasks can use.
        """
        for unit in found.passing:
            self.give_input(unit, name, cause)
            for caller in unit.callers:
                value = at_level.get(id(caller.unit)) or Value(input_tag(name), ())
                self.give_argument(caller, name, value, cause)

    def give_input(self, unit: Unit, name: str, cause: Cause) -> None:
        """Gives a template an input parameter, unless it has the same one already."""
        if name in unit.inputs:
            return
        existing = next((p for p in unit.template.inputs("parameters") if _named(p, name)), None)
        if existing is None:
            unit.inputs[name] = cause.origin
        elif existing.get("value") is not None or existing.get("valueFrom") is not None or existing.get("default") is not None:
            why = f"{unit.title} has an input parameter '{name}' of its own, which the shorthand would need for something else"
            self._clash(cause, why, existing, "the other input; rename it")

    def give_argument(self, task: Task, name: str, value: Value, cause: Cause) -> None:
        """Gives a call an argument, unless it has the same one already, and makes it wait for what the value needs."""
        for needed in value.needs:
            self.need(task, needed, cause)
        planned = task.arguments.get(name)
        if planned is not None:
            if planned.value != value.text:
                whose = f"{task.unit.word} '{task.name}'"
                why = f"{whose} would need two values for the input '{name}': {planned.value} and {value.text}"
                self._clash(cause, why, None, "")
            return
        existing = _argument(task, name)
        if existing is None:
            task.arguments[name] = Argument(value.text, cause.origin)
            return
        given = existing.scalar("value")
        if given is None or _squeezed(given.value) != _squeezed(value.text):
            whose = f"{task.unit.word} '{task.name}'"
            why = f"{whose} gives the input '{name}' a value of its own, which the shorthand would set to {value.text}"
            self._clash(cause, why, existing, "the argument; take it out or rename the input")

    def need(self, task: Task, needed: Task, cause: Cause) -> None:
        """Makes a task wait for another of the same template."""
        task.needs.setdefault(needed.name, Need(needed, cause.node, cause.part, cause.origin))

    def wait(self, task: Task, ref: TaskRef, reader: Unit) -> bool:
        """Makes a task wait for the one that `ref` names; where that is further up, the calls on the way down wait for it."""
        found = self.lookup.locate(task.unit, ref, reader)
        if found is None:
            return False
        cause = Cause(ref.node, ref.part, self.report.span(ref.node))
        levels = {id(level.unit): level for level in found.levels}
        if not found.passing:
            self.need(task, found.levels[0], cause)
        for unit in found.passing:
            for caller in unit.callers:
                if id(caller.unit) in levels:
                    self.need(caller, levels[id(caller.unit)], cause)
        return True

    def output(self, scope: Unit, ref: TaskRef, parameter: str, reader: Unit) -> Value | None:
        """An output parameter of a task as the tasks of `scope` can use it; None, reported, if there is no such task."""
        found = self.lookup.locate(scope, ref, reader)
        if found is None:
            return None
        at_level = {id(level.unit): Value(level.output(parameter), (level,)) for level in found.levels}
        if not found.passing:
            return at_level[id(scope)]
        name = f"{ref.task}-{parameter}"
        self.hand_down(found, name, at_level, self.cause(ref.node, ref.part))
        return Value(input_tag(name), ())

    def lift(self, unit: Unit, node: Scalar) -> str:
        """A text in the shorthand of a leaf template with every output of a task in it handed to the template as an input."""
        parts: list[str] = []
        done = 0
        for output in outputs_in(node.value):
            part = (output.tag.start, output.tag.end)
            parts += node.value[done : part[0]], self.lift_output(unit, TaskRef(output.task, None, node, part), output.parameter)
            done = part[1]
        return "".join([*parts, node.value[done:]])

    def lift_output(self, unit: Unit, ref: TaskRef, parameter: str) -> str:
        """How a leaf template names an output of a task once it is handed down as an input; what keeps it from that is reported."""
        name = f"{ref.task}-{parameter}"
        if self.is_called(unit, ref):
            cause = self.cause(ref.node, ref.part)
            values = [(caller, self.output(caller.unit, ref, parameter, unit)) for caller in unit.callers]
            if all(value is not None for _, value in values):
                self.give_input(unit, name, cause)
                for caller, value in values:
                    assert value is not None
                    self.give_argument(caller, name, value, cause)
        return input_tag(name)

    def text_in_scope(self, scope: Unit, node: Scalar, reader: Unit) -> Value | None:
        """A text that stands in the shorthand of a dag or steps template, as an argument of one of its tasks."""
        parts: list[str] = []
        needs: list[Task] = []
        done = 0
        for output in outputs_in(node.value):
            part = (output.tag.start, output.tag.end)
            value = self.output(scope, TaskRef(output.task, None, node, part), output.parameter, reader)
            if value is None:
                return None
            needs += value.needs
            parts += node.value[done : part[0]], value.text
            done = part[1]
        return Value("".join([*parts, node.value[done:]]), tuple(needs))

    def is_called(self, unit: Unit, ref: TaskRef) -> bool:
        """Whether a template that names a task is called by templates with tasks, and by nothing else; reports it if not."""
        if not unit.callers:
            self.lookup.report_uncalled(unit, ref)
            return False
        if unit.outside:
            self.lookup.report_outside(unit, ref)
            return False
        return True

    def _clash(self, cause: Cause, why: str, other: Node | None, what: str) -> None:
        related = (related_to(other, what),) if other is not None else ()
        self.report.at(NAME_CLASH, cause.node, why, part=cause.part, related=related)


def _named(item: Mapping, name: str) -> bool:
    node = item.string("name")
    return node is not None and node.value == name


def _argument(task: Task, name: str) -> Mapping | None:
    """The argument parameter that the author gives a call."""
    if task.call is None:
        return None
    return next((item for item in task.call.arguments("parameters") if _named(item, name)), None)


def _squeezed(text: str) -> str:
    return text.replace("{{ ", "{{").replace(" }}", "}}")
