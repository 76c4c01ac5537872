"""Finds the task that shorthand names: among the tasks of the calling template, else among those of its callers, and so on up."""

from __future__ import annotations

from kflint.expand.annotations import CALLING_TYPES
from kflint.expand.codes import UNCALLED, UNKNOWN_TASK
from kflint.expand.graph import Graph, Task, Unit
from kflint.expand.report import Report
from kflint.expand.sources import TaskRef
from kflint.findings.finding import related_to
from kflint.lang.suggest import closest
from kflint.record import NamedTuple


class Found(NamedTuple):
    """Where a name was found: the task of each template (`levels`), the templates below that it must be handed through
    (`passing`), and the ways up on which it was not found (`missing`: the last template, and what starts it if not a call).
    """

    levels: list[Task]
    passing: list[Unit]
    missing: list[tuple[Unit, str]]


def scopes_of(unit: Unit) -> list[Unit]:
    """The templates among whose tasks the names in a template's shorthand are looked for first."""
    if unit.template.type in CALLING_TYPES:
        return [unit]
    return list({id(caller.unit): caller.unit for caller in unit.callers}.values())


class Lookup:
    """Looks up names in the scopes of an object's dag and steps templates."""

    def __init__(self, graph: Graph, report: Report) -> None:
        self.graph = graph
        self.report = report
        self._known: dict[tuple[int, str], Found] = {}
        self._written: dict[tuple[int, str], bool] = {}

    def find(self, scope: Unit, name: str) -> Found:
        """Where the task `name` is, seen from the tasks of `scope`."""
        key = (id(scope), name)
        found = self._known.get(key)
        if found is None:
            found = self._search(scope, name)
            if found.levels:
                self._known[key] = found
        return found

    def _search(self, scope: Unit, name: str) -> Found:
        found = Found([], [], [])
        seen = {id(scope)}
        queue = [scope]
        for unit in queue:
            if name in unit.tasks:
                found.levels.append(unit.tasks[name])
                continue
            found.passing.append(unit)
            if unit.outside or not unit.callers:
                found.missing.append((unit, unit.outside[0] if unit.outside else ""))
            for caller in unit.callers:
                if id(caller.unit) not in seen:
                    seen.add(id(caller.unit))
                    queue.append(caller.unit)
        return found

    def add_missing(self, scope: Unit, reader: Unit, ref: TaskRef) -> Unit | None:
        """Adds the task that the shorthand of `reader` names to `scope`, if no task of its name is anywhere above but a shorthand
        template is; returns that template. Where its author wrote the task for another caller of `reader`, nothing is added:
        then it must be there for all.
        """
        template = self.graph.by_name.get(ref.task)
        if template is None or not (template.annotation or template.broken) or template.tasks or template is scope:
            return None
        if self.find(scope, ref.task).levels:
            return None
        key = (id(reader), ref.task)
        if key not in self._written:
            found = (task for other in scopes_of(reader) for task in self.find(other, ref.task).levels)
            self._written[key] = any(task.call is not None for task in found)
        if self._written[key]:
            return None
        scope.add_task(ref.task, template, self.report.span(ref.node))
        return template

    def locate(self, scope: Unit, ref: TaskRef, reader: Unit) -> Found | None:
        """Where the task is that `ref`, written in or for the template `reader`, names.

        None, which is reported, if it is not on every way up.
        """
        found = self.find(scope, ref.task)
        if found.levels and not found.missing:
            return found
        elsewhere = [task for other in scopes_of(reader) for task in self.find(other, ref.task).levels]
        if elsewhere and not found.levels:
            self._report_partly(ref, elsewhere[0], found, reader)
        elif not found.levels:
            self._report_unknown(scope, ref, found)
        else:
            self._report_partly(ref, found.levels[0], found, reader)
        return None

    def report_uncalled(self, unit: Unit, ref: TaskRef) -> None:
        """Says that a template names a task although nothing calls it."""
        if unit.outside:
            why = f"{unit.title} names the task '{ref.task}', but it is {unit.outside[0]}, where there are no tasks"
        else:
            why = f"{unit.title} names the task '{ref.task}', but no dag or steps template of this object calls it"
        help = "call it from a dag or steps template that has this task, or mount an existing claim with {pvc: NAME}"
        self.report.at(UNCALLED, ref.node, why, part=ref.part, help=help)

    def report_outside(self, unit: Unit, ref: TaskRef) -> None:
        """Says that a template names a task and is started by something else than a call too."""
        why = f"{unit.title} names the task '{ref.task}', but it is also {unit.outside[0]}, where there is no such task"
        self.report.at(UNKNOWN_TASK, ref.node, why, part=ref.part)

    def _report_unknown(self, scope: Unit, ref: TaskRef, found: Found) -> None:
        known = dict.fromkeys(name for unit in found.passing for name in unit.tasks if name)
        near = closest(ref.task, known)
        where = scope.title if len(found.passing) == 1 else f"{scope.title} or the templates that call it"
        tail = f"; did you mean '{near}'?" if near else ""
        why = f"there is no task '{ref.task}' in {where}{tail}"
        self.report.at(UNKNOWN_TASK, ref.node, why, part=ref.part)

    def _report_partly(self, ref: TaskRef, level: Task, found: Found, reader: Unit) -> None:
        unit, started = found.missing[0]
        how = f", which is {started}" if started else ""
        where = f"'{ref.task}' is a {level.unit.word} of {level.unit.title}"
        why = f"{where}, but {unit.title}{how} has none of that name and leads to {reader.title} too"
        related = (related_to(level.call.name_node, f"{level.unit.word} '{ref.task}'"),) if level.call is not None else ()
        self.report.at(UNKNOWN_TASK, ref.node, why, part=ref.part, related=related)
