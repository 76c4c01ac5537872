"""Whether what must run first does: cycles in DAGs, the order of steps, and the place of the tasks that expansion adds."""

from __future__ import annotations

from kflint.expand.codes import ADDED_TASK, CYCLE, STEP_ORDER
from kflint.expand.graph import Need, Task, Unit
from kflint.findings.finding import related_to
from kflint.model.dag import dependencies_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.expand.report import Report


def check_order(unit: Unit, report: Report) -> None:
    """Reports needs that can't be met: in a DAG those that close a cycle, in steps those of a later or the same group."""
    _check_added(unit, report)
    if not any(task.needs for task in unit.tasks.values()):
        return
    if unit.is_dag:
        _check_cycles(unit, report)
    else:
        _check_steps(unit, report)


def place_of(task: Task) -> tuple[int, int]:
    """Where a task stands among those of its template: the position (of a step: the group) of an author's task, for an added
    one that of its first user, and behind that how many tasks are added before it in the same place.
    """
    return _places(task.unit)[id(task)]


def added_before(unit: Unit) -> dict[int, list[Task]]:
    """The added tasks of a template by the position (of steps: the group) of the author's task that they go before."""
    places = _places(unit)
    before: dict[int, list[Task]] = {}
    for task in sorted(unit.added, key=lambda each: places[id(each)]):
        before.setdefault(places[id(task)][0], []).append(task)
    return before


def _places(unit: Unit) -> dict[int, tuple[int, int]]:
    """The places of all tasks; see `place_of`. Among tasks added in one place, one that another needs comes first."""
    places: dict[int, tuple[int, int]] = {}
    first: dict[int, int] = {}
    last = 0
    for task in unit.tasks.values():
        if task.call is not None:
            position = task.call.position if unit.is_dag else task.call.group
            places[id(task)] = (position, 1_000_000)
            last = max(last, position)
    for task in unit.tasks.values():
        if task.call is not None:
            _pull(task, places[id(task)][0], first)
    order = _needed_first(unit.added)
    for number, task in enumerate(order):
        places[id(task)] = (first.get(id(task), last), number)
    return places


def _pull(user: Task, position: int, first: dict[int, int]) -> None:
    """Notes for all added tasks that a user needs, directly or not, that they must stand before it."""
    stack = [user]
    while stack:
        for need in stack.pop().needs.values():
            task = need.task
            if task.call is None and first.get(id(task), position + 1) > position:
                first[id(task)] = position
                stack.append(task)


def _needed_first(tasks: list[Task]) -> list[Task]:
    """The tasks in their order, but each behind those of them that it needs."""
    done: dict[int, Task] = {}
    for task in tasks:
        stack, entered = [task], set()
        while stack:
            top = stack[-1]
            added = (need.task for need in top.needs.values() if need.task.call is None)
            waiting = [each for each in added if id(each) not in done and id(each) not in entered]
            entered.add(id(top))
            if waiting:
                stack.append(waiting[0])
            else:
                done.setdefault(id(stack[-1]), stack.pop())
    return list(done.values())


def _check_added(unit: Unit, report: Report) -> None:
    """A task can be added only if its template needs nothing that its author would have to pass."""
    for task in unit.added:
        assert task.target is not None
        for item in task.target.template.inputs("parameters"):
            name = item.string("name")
            if name is None or name.value in task.arguments or item.get("value") is not None or item.get("valueFrom") is not None:
                continue
            why = (
                f"the {unit.word} '{task.name}' can't be added to {unit.title}: its template needs a value for the input"
                f" '{name.value}'; write the {unit.word} yourself"
            )
            for need in _uses(unit, task):
                report.at(ADDED_TASK, need.node, why, part=need.part, related=(related_to(name, "the input"),))
                break


def _uses(unit: Unit, task: Task) -> list[Need]:
    return [other.needs[task.name] for other in unit.tasks.values() if task.name in other.needs]


def _check_steps(unit: Unit, report: Report) -> None:
    places = _places(unit)
    for task in unit.tasks.values():
        for need in task.needs.values():
            before, own = places[id(need.task)], places[id(task)]
            if before < own and not (before[0] == own[0] and before[1] == own[1]):
                continue
            if need.task is task:
                why = f"step '{task.name}' needs a volume or output of its own"
            else:
                same = before[0] == own[0]
                when = "in the same group" if same else "later"
                why = (
                    f"step '{need.task.name}' must be moved to a group before that of step '{task.name}', which uses it;"
                    f" it runs {when}"
                )
            call = need.task.call
            related = (related_to(call.name_node, f"step '{need.task.name}'"),) if call is not None else ()
            report.at(STEP_ORDER, need.node, why, part=need.part, related=related)


def _check_cycles(unit: Unit, report: Report) -> None:
    """Reports every cycle that an implied dependency closes, once, at the shorthand that implies it."""
    before = {name: _waits_for(task) for name, task in unit.tasks.items()}
    cyclic = _on_cycles(before)
    told: set[str] = set()
    for name, task in unit.tasks.items():
        if name not in cyclic or name in told:
            continue
        for need in task.needs.values():
            path = _path(need.task.name, name, before, cyclic)
            if path and told.isdisjoint(path):
                told.update(path)
                turn = " → ".join([name, *path])
                why = f"task '{name}' would wait for itself: {turn} (each waits for the next)"
                report.at(CYCLE, need.node, why, part=need.part)
                break


def _waits_for(task: Task) -> list[str]:
    """The names of all tasks that a task waits for, its author's and those that expansion adds."""
    own = [each.name for each in dependencies_of(task.call, {})] if task.call is not None else []
    return list(dict.fromkeys([*own, *task.needs]))


def _on_cycles(before: dict[str, list[str]]) -> set[str]:
    """The tasks on or behind a cycle: those that can't be put in an order (Kahn's algorithm)."""
    waiting = {name: sum(other in before for other in others) for name, others in before.items()}
    followers: dict[str, list[str]] = {name: [] for name in before}
    for name, others in before.items():
        for other in others:
            if other in before:
                followers[other].append(name)
    ready = [name for name, count in waiting.items() if count == 0]
    left = set(before)
    while ready:
        name = ready.pop()
        left.discard(name)
        for follower in followers[name]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                ready.append(follower)
    return left


def _path(start: str, goal: str, before: dict[str, list[str]], within: set[str]) -> list[str]:
    """A shortest way from one task to another along what each waits for; empty where there is none."""
    came: dict[str, str | None] = {start: None}
    queue = [start]
    for name in queue:
        if name == goal:
            way = [name]
            while (previous := came[way[-1]]) is not None:
                way.append(previous)
            return way[::-1]
        for other in before[name]:
            if other in within and other not in came:
                came[other] = name
                queue.append(other)
    return []
