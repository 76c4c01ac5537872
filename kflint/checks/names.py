"""KF201-KF204: names of templates, steps, tasks, containers, parameters and artifacts (spec 2.6), and of the objects (spec 2.1)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node, related_to
from kflint.lang import names
from kflint.lang.tags import find
from kflint.model.objects import CRON_WORKFLOW, WorkflowObject
from kflint.source.nodes import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kflint.checks.registry import Context
    from kflint.lang.mistake import Mistake
    from kflint.model.templates import Template

    Grammar = Callable[[str], Mistake | None]

# A name with tags gets its real length only when it runs; a text of this length says nothing about it.
_MEASURABLE = 100


@checks_object("KF201", "KF202", "KF203")
def object_names(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Names of the spec's templates and arguments (R-NAME-1 to 3)."""
    spec = subject.spec
    if spec is None:
        return
    yield from check_names(spec.get("templates"), "template", names.template_name)
    # With a reference the arguments are merged with those of the other object, where of several of one name the first counts.
    yield from _arguments(spec, tags=False, merged=subject.workflow_template_ref is not None)


@checks_object("KF204")
def name_lengths(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """`metadata.name` is at most 63 bytes long, a CronWorkflow's 52 (R-META-1)."""
    if subject.name is None:
        return
    check = names.cron_workflow_name_length if subject.kind == CRON_WORKFLOW else names.workflow_name_length
    mistake = check(subject.name.value)
    if mistake is not None:
        yield at_node("KF204", subject.name, mistake.message, help=mistake.hint)


@checks_object("KF205")
def same_object_twice(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """A WorkflowTemplate or ClusterWorkflowTemplate stands only once in what is linted (R-IN-2)."""
    first = context.view.project.namesake(subject)
    if first is not None:
        name = subject.name.value if subject.name is not None else ""
        why = f"there is a {subject.kind} '{name}' already{f' in namespace {subject.namespace!r}' if subject.namespace else ''}"
        related = (related_to(first.name or first.root, "first defined here"),)
        yield at_node("KF205", subject.name or subject.root, why, related=related)


@checks_template("KF201", "KF202", "KF203")
def template_names(template: Template, context: Context) -> Iterator[Finding]:
    """Names of a template's inputs, outputs, steps, tasks and containers, and of the arguments of its calls (R-NAME-1 to 4)."""
    for holder in (template.node.mapping("inputs"), template.node.mapping("outputs")):
        if holder is not None:
            is_input = holder.key is not None and holder.key.value == "inputs"
            yield from _parameters_and_artifacts(holder, "input" if is_input else "output", tags=not is_input)
    containers = template.node.mapping("containerSet")
    if containers is not None:
        yield from check_names(containers.get("containers"), "container", names.template_name)
    yield from _calls(template)


def _calls(template: Template) -> Iterator[Finding]:
    kind = "step" if "steps" in template.types else "task"
    nodes = _call_nodes(template)
    # The graph of a DAG is built from the names, so they are taken as written; in a step's name a tag counts as a letter.
    yield from check_names(nodes, kind, names.step_name if kind == "step" else names.task_name, kind == "step", "template")
    for call in template.calls:
        yield from _arguments(call.node)


def _call_nodes(template: Template) -> list[Node]:
    """The steps or tasks as they are written, those that are null too: they count, and have no name."""
    steps, dag = template.node.sequence("steps"), template.node.mapping("dag")
    if "steps" in template.types:
        groups = steps.items if steps is not None else []
        return [step for group in groups if isinstance(group, Sequence) for step in group.items]
    tasks = dag.sequence("tasks") if dag is not None else None
    return tasks.items if tasks is not None else []


def _arguments(holder: Mapping, tags: bool = True, merged: bool = False) -> Iterator[Finding]:
    arguments = holder.mapping("arguments")
    if arguments is not None:
        found = _parameters_and_artifacts(arguments, "argument", tags)
        yield from (finding for finding in found if not merged or finding.code != "KF201")


def _parameters_and_artifacts(holder: Mapping, role: str, tags: bool) -> Iterator[Finding]:
    yield from check_names(holder.get("parameters"), f"{role} parameter", names.parameter_name, tags)
    yield from check_names(holder.get("artifacts"), f"{role} artifact", names.artifact_name, tags)


def check_names(
    items: Node | Iterable[Node] | None, what: str, grammar: Grammar, tags: bool = False, where: str = "list"
) -> Iterator[Finding]:
    """Findings for the names of a list of named things: missing, not allowed, or given before.

    `what` is how a message calls one of them, `where` what they must be unique in. With `tags` a name may hold tags, which
    count as a letter.
    """
    first: dict[str, Scalar] = {}
    for item in items.items if isinstance(items, Sequence) else () if items is None or isinstance(items, Node) else items:
        name = item.string("name") if isinstance(item, Mapping) else None
        if name is None or not name.value:
            if not isinstance(item, Mapping) and not (isinstance(item, Scalar) and item.is_null):
                continue
            if isinstance(item, Mapping) and name is None and item.get("name") is not None:
                continue
            yield at_node("KF203", name or item, f"this {what} has no name", key=False, help="give it a 'name' of its own")
            continue
        if name.value in first:
            before = first[name.value]
            related = related_to(before, "first defined here")
            yield at_node("KF201", name, f"the {what} '{name.value}' is defined twice in this {where}", related=(related,))
            continue
        first[name.value] = name
        yield from _grammar(name, what, grammar, tags)


def _grammar(name: Scalar, what: str, grammar: Grammar, tags: bool) -> Iterator[Finding]:
    text = _with_letters_for_tags(name.value) if tags and "{{" in name.value else name.value
    mistake = grammar(text) if text else None
    if mistake is not None:
        why = f"{mistake.message} (the {what} '{name.value}')" if len(name.value) < 60 else mistake.message
        part, hint = (mistake.offset, mistake.end), mistake.hint
        tag = next((tag for tag in find(text) if tag.closed), None)
        if tag is not None:
            why = f"the {what} name '{name.value}' can't hold this tag: its value is not known when the name is needed"
            start = name.value.find(text[tag.start : tag.end])
            part, hint = (start, start + tag.end - tag.start), None
        yield at_node("KF202", name, why, part=part, help=hint)


def _with_letters_for_tags(text: str) -> str:
    """The text with every tag that Argo can replace by now turned into letters (R-STEP 1); empty if it is too long to judge."""
    for tag in reversed(find(text)):
        if tag.closed and (tag.is_expression or tag.text.startswith(("workflow.", "inputs."))):
            text = text[: tag.start] + "x" * (tag.end - tag.start) + text[tag.end :]
    return text if len(text) <= _MEASURABLE else ""
