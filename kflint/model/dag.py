"""The graph of a DAG template: which task waits for which, and who comes before whom."""

from __future__ import annotations

from functools import cached_property

from kflint.lang.names import task_name
from kflint.model.calls import Call
from kflint.model.values import known_text
from kflint.record import NamedTuple
from kflint.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.model.templates import Template


# The first of the results that Argo puts behind each entry of `dependencies`.
_ADDED_RESULT = "Succeeded"


class Dependency(NamedTuple):
    """That a task waits for the task `name`. `result` is the part behind the dot in `depends`, None for a bare name.

    The name stands at the characters `start` to `end` (0-based) of the value of `node`.
    """

    name: str
    result: str | None
    node: Scalar
    start: int
    end: int


class DagGraph:
    """The tasks of a DAG template as a graph; tasks are known by their position among `template.calls`."""

    def __init__(self, template: Template, values: dict[str, str]) -> None:
        self.values = values
        self.tasks: list[Call] = template.calls
        self.position: dict[str, int] = {}
        for position, task in enumerate(self.tasks):
            self.position.setdefault(task.name, position)

    @cached_property
    def dependencies(self) -> list[list[Dependency]]:
        """What each task waits for, as written in its `depends` or `dependencies`."""
        return [dependencies_of(task, self.values) for task in self.tasks]

    @cached_property
    def edges(self) -> list[list[int]]:
        """The positions of the tasks that each task waits for; names that are no tasks are left out."""
        position = self.position
        return [
            list(dict.fromkeys(position[d.name] for d in dependencies if d.name in position)) for dependencies in self.dependencies
        ]

    @cached_property
    def order(self) -> list[int]:
        """The positions of the tasks, each behind all it waits for; tasks on or behind a cycle are left out (Kahn's algorithm)."""
        waiting = [len(edges) for edges in self.edges]
        followers: list[list[int]] = [[] for _ in self.tasks]
        for task, edges in enumerate(self.edges):
            for before in edges:
                followers[before].append(task)
        ready = [task for task, count in enumerate(waiting) if count == 0]
        order: list[int] = []
        while ready:
            task = ready.pop()
            order.append(task)
            for follower in followers[task]:
                waiting[follower] -= 1
                if waiting[follower] == 0:
                    ready.append(follower)
        return order

    @cached_property
    def ancestors(self) -> list[int]:
        """For each task a bit set (an integer) of the positions of all tasks that come before it."""
        sets = [0] * len(self.tasks)
        for task in self.order:
            for before in self.edges[task]:
                sets[task] |= sets[before] | 1 << before
        return sets

    @cached_property
    def cycle(self) -> list[int]:
        """The positions of the tasks of one cycle, each waiting for the next; empty where there is none."""
        inside = set(range(len(self.tasks))).difference(self.order)
        if not inside:
            return []
        # Whoever is left waits for somebody who is left too: following these must come back.
        path: list[int] = []
        seen: dict[int, int] = {}
        task = min(inside)
        while task not in seen:
            seen[task] = len(path)
            path.append(task)
            task = next(before for before in self.edges[task] if before in inside)
        return path[seen[task] :]


def dependencies_of(task: Call, values: dict[str, str]) -> list[Dependency]:
    """What a task waits for: the names in `depends` if it has one, else those of `dependencies` (Argo: GetTaskDependencies).

    `values` are the tags whose value is known.
    """
    depends = task.node.string("depends")
    if depends is not None and depends.value:
        return _scan(depends, values)
    found: list[Dependency] = []
    dependencies = task.node.sequence("dependencies")
    for item in dependencies.items if dependencies is not None else ():
        if not isinstance(item, Scalar) or not isinstance(item.json, str):
            continue
        if task_name(item.value) is None:
            found.append(Dependency(item.value, None, item, 0, len(item.value)))
        elif "{{" in item.value:
            found += _scan(item, values)
        else:
            found += _scan_entry(item)
    return found


def _scan_entry(item: Scalar) -> list[Dependency]:
    """What Argo finds in an entry of `dependencies` that is no name: it puts a result behind it and scans that (R-DAG-1)."""
    from kflint.lang.depends import references

    end = len(item.value)
    found = references(f"{item.value}.{_ADDED_RESULT}")
    return [Dependency(d.task, None, item, d.start if d.start < end else 0, min(d.end, end)) for d in found]


def _scan(node: Scalar, values: dict[str, str]) -> list[Dependency]:
    from kflint.lang.depends import references

    text = node.value
    if "{{" in text:
        known = known_text(text, values)
        if known is None:
            return []
        return [Dependency(d.task, d.result, node, 0, len(text)) for d in references(known)]
    return [Dependency(d.task, d.result, node, d.start, d.end) for d in references(text)]
