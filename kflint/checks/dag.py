"""KF501-KF508: the graph of a DAG template (spec chapter 6)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node, related_to
from kflint.lang import names
from kflint.lang.tags import find, substitute
from kflint.model.node_names import aggregates
from kflint.model.scopes import Scope
from kflint.source.nodes import Mapping, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.calls import Call
    from kflint.model.dag import DagGraph, Dependency
    from kflint.model.templates import Template


@checks_template("KF501", "KF506", "KF507")
def dependencies(template: Template, context: Context) -> Iterator[Finding]:
    """Every name in `depends` and `dependencies` is a task, every result one that Argo knows (R-DAG-1; checks 2, 10, 11)."""
    if template.node.get("dag") is None:
        return
    graph = context.view.graph(template)
    for task, wanted in zip(graph.tasks, graph.dependencies, strict=True):
        yield from _tags(task, graph)
        for number, dependency in enumerate(wanted):
            position = graph.position.get(dependency.name)
            if position is None and _is_no_name(dependency):
                empty = "an empty text is not the name of a task"
                wrong = f"'{dependency.node.value}' is not the name of a task; results such as '.Succeeded' belong in 'depends'"
                why = wrong if dependency.node.value else empty
                yield at_node("KF501", dependency.node, why)
            elif position is None:
                why = f"no task '{dependency.name}' in {template.title}{meant(dependency.name, graph.position)}"
                yield _at(dependency, "KF501", why, help="results begin with a capital letter: 'task.Succeeded'")
            elif dependency.result is not None and not _taken_back(wanted, number):
                yield from _result(dependency, graph.tasks[position])


def _is_no_name(dependency: Dependency) -> bool:
    """Whether an entry of `dependencies` is empty or ends in a result, so that Argo takes the result itself for a task."""
    value = dependency.node.value
    return dependency.name not in value or (dependency.start == 0 and value.endswith(f".{dependency.name}"))


def _taken_back(wanted: list[Dependency], number: int) -> bool:
    """Whether Argo forgets that a dependency is on single items, since its task is named again without a result (R-DAG-1)."""
    from kflint.lang.depends import ITEM_RESULTS

    name, result = wanted[number].name, wanted[number].result
    return result in ITEM_RESULTS and any(d.name == name and d.result is None for d in wanted[number + 1 :])


def _tags(task: Call, graph: DagGraph) -> Iterator[Finding]:
    """A tag in `depends` is taken as it stands, braces and all, unless its value is known at once."""
    depends = task.node.string("depends")
    listed = task.node.sequence("dependencies")
    fields = [depends] if depends is not None and depends.value else listed.items if listed is not None else []
    for field in fields:
        for tag in find(field.value) if isinstance(field, Scalar) and "{{" in field.value else ():
            if not tag.is_expression and tag.text not in graph.values and tag.text not in graph.position:
                why = f"'{{{{{tag.text}}}}}' has no value yet when the dependencies of a task are worked out; write the task's name"
                yield at_node("KF501", field, why, part=(tag.start, tag.end))


def _result(dependency: Dependency, task: Call) -> Iterator[Finding]:
    from kflint.lang.depends import ITEM_RESULTS, RESULTS

    result = dependency.result or ""
    if result not in RESULTS:
        why = f"'{result}' is no result of a task{meant(result, RESULTS)}"
        yield _at(dependency, "KF506", why, help=f"results are: {', '.join(RESULTS)}")
    elif result in ITEM_RESULTS and not aggregates(task) and task.node.get("withSequence") is None:
        why = f"'{dependency.name}.{result}' needs a loop: task '{dependency.name}' has no withItems, withParam or withSequence"
        yield _at(dependency, "KF507", why, help="write '.Succeeded' or '.Failed'")


def _at(dependency: Dependency, code: str, message: str, help: str | None = None) -> Finding:
    return at_node(code, dependency.node, message, part=(dependency.start, dependency.end), help=help)


@checks_template("KF502")
def cycle(template: Template, context: Context) -> Iterator[Finding]:
    """Tasks may not wait for each other in a circle (check 3)."""
    if template.node.get("dag") is None:
        return
    graph = context.view.graph(template)
    path = graph.cycle
    if path:
        tasks = [graph.tasks[position] for position in path]
        names_of = [task.name for task in tasks]
        edge = next(d for d in graph.dependencies[path[0]] if d.name == tasks[1 % len(tasks)].name)
        why = f"these tasks wait for each other: {' -> '.join([*names_of, names_of[0]])}"
        yield _at(edge, "KF502", why)


@checks_template("KF503")
def missing_dependency(template: Template, context: Context) -> Iterator[Finding]:
    """A task whose argument is another's result must depend on it (check 18)."""
    if template.node.get("dag") is None:
        return
    graph = context.view.graph(template)
    inside_cycle = set(range(len(graph.tasks))).difference(graph.order) if graph.cycle else set[int]()
    for position, task in enumerate(graph.tasks):
        if any(dependency.name not in graph.position for dependency in graph.dependencies[position]):
            continue  # the name that leads nowhere may be the one that is missing
        for kind, field in (("parameters", "value"), ("artifacts", "from")):
            for argument in task.arguments(kind):
                source = argument.string(field)
                if source is None or not source.value.startswith("{{tasks.") or position in inside_cycle:
                    continue
                yield from _used_task(source, task, position, template, context)


def _used_task(source: Scalar, task: Call, position: int, template: Template, context: Context) -> Iterator[Finding]:
    graph = context.view.graph(template)
    tag = find(source.value)[0]
    name = tag.text.split(".")[1]
    other = graph.position.get(name)
    if other is None or other == position or graph.ancestors[position] >> other & 1:
        if other == position:
            yield at_node("KF503", source, "a task can't use its own results", part=(tag.inner_start, tag.inner_end))
        elif other is None and tag.closed and tag.text.startswith("tasks.name"):
            why = f"Argo takes '{tag.text}' for a result of a task '{name}', and there is none; use it inside the called template"
            yield at_node("KF503", source, why, part=(tag.inner_start, tag.inner_end))
        return  # a task that does not exist is told by KF401
    why = f"task '{task.name}' uses a result of '{name}' but does not depend on it"
    how = f"add '{name}' to its 'depends'" if task.node.get("depends") is not None else f"add '{name}' to its 'dependencies'"
    yield at_node("KF503", source, why, part=(tag.inner_start, tag.inner_end), help=how)


@checks_template("KF504", "KF505")
def mixed_styles(template: Template, context: Context) -> Iterator[Finding]:
    """Where one task has `depends`, none may have `dependencies` or `continueOn` (checks 6, 7)."""
    first = next((t.node.fields["depends"] for t in template.calls if t.node.filled("depends")), None)
    if first is None or template.node.get("dag") is None:
        return
    for task in template.calls:
        listed, go_on = task.node.sequence("dependencies"), task.node.get("continueOn")
        related = (related_to(first, "'depends' is used here", key=True),)
        if listed is not None and listed.items:
            why = "'dependencies' can't be used in a DAG in which a task has 'depends'; write it as 'depends' too"
            yield at_node("KF504", listed, why, key=True, help=_as_depends(listed.items), related=related)
        if go_on is not None:
            why = "'continueOn' can't be used in a DAG in which a task has 'depends'"
            how = f"in the tasks that wait for it, write '{task.name}.Succeeded || {task.name}.Failed'"
            yield at_node("KF505", go_on, why, key=True, help=how, related=related)


def _as_depends(items: list[Node]) -> str:
    return f"write 'depends: {' && '.join(item.value for item in items if isinstance(item, Scalar))}'"


@checks_template("KF508")
def targets(template: Template, context: Context) -> Iterator[Finding]:
    """`dag.target` names tasks, with one blank between them (checks 12, 13)."""
    dag = template.node.mapping("dag")
    target = dag.string("target") if dag is not None else None
    if target is None or not target.value:
        return
    known = context.view.graph(template).position
    offset = 0
    if "{{" in target.value:
        yield from _chosen_targets(target, template, context)
        return
    for word in target.value.split(" "):
        if not word:
            why = "the names of targets are separated by exactly one blank"
            yield at_node("KF508", target, why, part=(offset, min(offset + 1, len(target.value))))
        elif word not in known:
            why = f"no task '{word}' in {template.title}{meant(word, known)}"
            yield at_node("KF508", target, why, part=(offset, offset + len(word)))
        offset += len(word) + 1


def _chosen_targets(target: Scalar, template: Template, context: Context) -> Iterator[Finding]:
    """Tags in a target must name tasks by the time Argo looks; what has another value by then names none, what has none passes."""
    view = context.view
    values = view.known_values(template)
    scope = Scope(view, template)
    for tag in find(target.value):
        if not tag.is_expression and tag.text not in values and (tag.text in scope.local or tag.text in view.globals.names):
            why = f"the target can't be chosen by '{{{{{tag.text}}}}}': its value is not known when the workflow is checked"
            yield at_node("KF508", target, why, part=(tag.start, tag.end))
    known = view.graph(template).position
    split = next((tag for tag in find(target.value) if " " in target.value[tag.start : tag.end] and tag.text not in values), None)
    if split is not None:
        why = "a target is taken apart at its blanks, and so is this tag; write it without"
        yield at_node("KF508", target, why, part=(split.start, split.end))
        return
    for word in substitute(target.value, values).split(" "):
        if word not in known and not find(word):
            why = f"with the values of its tags, the target names '{word}', and there is no such task in {template.title}"
            yield at_node("KF508", target, why)


@checks_template("KF509")
def empty_dag(template: Template, context: Context) -> Iterator[Finding]:
    """A DAG has at least one task (R-DAG-0)."""
    dag = template.node.get("dag")
    if isinstance(dag, Mapping) and template.type == "dag":
        tasks = dag.get("tasks")
        if tasks is None or (dag.sequence("tasks") is not None and not template.calls and not dag.sequence("tasks").items):  # type: ignore[union-attr]
            yield at_node("KF509", tasks or dag, f"the DAG of {template.title} has no tasks", key=True)


@checks_template("KF202")
def graph_names(template: Template, context: Context) -> Iterator[Finding]:
    """Where dependencies are used, a task's name begins with a letter (check 5)."""
    if template.node.get("dag") is None:
        return
    any_depends = any(task.node.filled("depends") for task in template.calls)
    for task in template.calls:
        listed = task.node.sequence("dependencies")
        name = task.node.string("name")
        if name is None or not name.value[:1].isdigit() or not (any_depends or (listed is not None and listed.items)):
            continue
        mistake = names.graph_task_name(name.value)
        if mistake is not None and names.task_name(name.value) is None:
            yield at_node("KF202", name, mistake.message, part=(mistake.offset, mistake.end), help=mistake.hint)
