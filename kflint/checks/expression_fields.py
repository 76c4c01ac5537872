"""KF431-KF434: expressions in fields of their own, without braces (facts: expr; spec 9.6, 9.9, 9.13, 9.20, 9.34)."""

from __future__ import annotations

from kflint.checks.expressions import LOOKING_BACK, call_place, outputs_place, spec_place
from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang.tags import find
from kflint.model.objects import CRON_WORKFLOW
from kflint.model.scopes import CallerScope
from kflint.source.nodes import Mapping, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.expression_names import AnyPlace
    from kflint.checks.registry import Context
    from kflint.lang.expr_names import Environment
    from kflint.lang.expr_types import Type
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# What the names of results begin with.
_RESULTS = ("steps.", "tasks.", "steps[", "tasks[")


@checks_template("KF431", "KF432", "KF433")
def work(template: Template, context: Context) -> Iterator[Finding]:
    """When a template is tried again, what its request must give, how its data is changed."""
    fields = template.node.fields
    if "retryStrategy" in fields:
        yield from _retry(template.node, context)
    http = template.node.mapping("http") if "http" in fields else None
    condition = http.string("successCondition") if http is not None else None
    if condition is not None:
        from kflint.lang.expr_names import HTTP
        from kflint.lang.expr_types import BOOL

        yield from _fixed(condition, HTTP, BOOL)
    if "data" in fields:
        yield from _data(template.node.mapping("data"))


@checks_template("KF431", "KF432", "KF433", "KF434")
def results(template: Template, context: Context) -> Iterator[Finding]:
    """Outputs that are worked out of those of steps and tasks, artifacts that are chosen, and hooks of steps and tasks."""
    around: CallerScope | None = None
    for call in template.calls:
        fields = call.node.fields
        expressions = list(_sources(call.node.mapping("arguments"))) if "arguments" in fields else []
        hooks = call.node.mapping("hooks") if "hooks" in fields else None
        if expressions or _any_condition(hooks):
            around = around or CallerScope(context.view, template)
            for expression in expressions:
                yield from _of_results(expression, call_place(call, around))
            yield from _hooks(hooks, call_place(call, around, LOOKING_BACK[0]))
    if template.calls and "outputs" in template.node.fields:
        expressions = list(_sources(template.node.mapping("outputs")))
        place = outputs_place(template, context.view) if expressions else None
        for expression in expressions:
            yield from _of_results(expression, place)


@checks_object("KF431", "KF432", "KF433", "KF434")
def expressions_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Hooks and labels of the workflow, when it is tried again, and when a CronWorkflow stops."""
    spec = subject.spec
    for holder in (spec, subject.template_defaults):
        if holder is not None and "retryStrategy" in holder.fields:
            yield from _retry(holder, context)
    cron = subject.root.mapping("spec") if subject.kind == CRON_WORKFLOW else None
    stop = cron.mapping("stopStrategy") if cron is not None else None
    condition = stop.string("expression") if stop is not None else None
    if condition is not None:
        from kflint.lang.expr_names import STOP
        from kflint.lang.expr_types import BOOL

        yield from _fixed(condition, STOP, BOOL, replaces_tags=False)
    if spec is not None and "hooks" in spec.fields and _any_condition(spec.mapping("hooks")):
        yield from _hooks(spec.mapping("hooks"), spec_place(context.view))
    metadata = spec.mapping("workflowMetadata") if spec is not None else None
    labels = metadata.mapping("labelsFrom") if metadata is not None else None
    for label in labels.fields.values() if labels is not None else ():
        expression = label.string("expression") if isinstance(label, Mapping) else None
        if expression is not None:
            from kflint.lang.expr_types import TEXT

            yield from _told(expression, spec_place(context.view), TEXT)


def _retry(holder: Mapping, context: Context) -> Iterator[Finding]:
    """`lastRetry.message` came with Argo 3.5."""
    strategy = holder.mapping("retryStrategy")
    condition = strategy.string("expression") if strategy is not None else None
    if condition is not None:
        from kflint.lang.expr_names import RETRY, RETRY_BEFORE_3_5
        from kflint.lang.expr_types import BOOL

        yield from _fixed(condition, RETRY if context.settings.version_at_least("3.5") else RETRY_BEFORE_3_5, BOOL)


def _data(data: Mapping | None) -> Iterator[Finding]:
    """The first expression gets the names of files, the others what the one before gave."""
    for position, item in enumerate(data.items("transformation") if data is not None else ()):
        expression = item.string("expression")
        if expression is not None:
            from kflint.lang.expr_names import data_environment
            from kflint.lang.expr_types import ANY

            yield from _fixed(expression, data_environment() if position == 0 else data_environment(ANY), None)


def _fixed(expression: Scalar, environment: Environment, wanted: Type | None, replaces_tags: bool = True) -> Iterator[Finding]:
    from kflint.checks.expression_names import FixedPlace

    yield from _told(expression, FixedPlace(environment), wanted, replaces_tags)


def _any_condition(hooks: Mapping | None) -> bool:
    return hooks is not None and any(isinstance(hook, Mapping) and "expression" in hook.fields for hook in hooks.fields.values())


def _hooks(hooks: Mapping | None, place: AnyPlace | None) -> Iterator[Finding]:
    """When hooks run: what that says must be true or false."""
    for hook in hooks.fields.values() if hooks is not None else ():
        condition = hook.string("expression") if isinstance(hook, Mapping) else None
        if condition is not None:
            from kflint.lang.expr_types import BOOL

            yield from _told(condition, place, BOOL)


def _sources(holder: Mapping | None) -> Iterator[Scalar]:
    """The expressions that say where parameters and artifacts come from."""
    for kind in ("parameters", "artifacts"):
        items = holder.fields.get(kind) if holder is not None else None
        for item in items.items if isinstance(items, Sequence) else ():
            source = item.mapping("valueFrom") if isinstance(item, Mapping) and kind == "parameters" else item
            expression = source.string("expression" if kind == "parameters" else "fromExpression") if isinstance(
                source, Mapping
            ) else None  # fmt: skip
            if expression is not None:
                yield expression


def _of_results(expression: Scalar, place: AnyPlace | None) -> Iterator[Finding]:
    """Argo puts inputs and global names into these, but no results of steps and tasks (Argo: getTemplateOutputsFromScope)."""
    for tag in find(expression.value) if "{{" in expression.value else ():
        if tag.closed and tag.text.startswith(_RESULTS):
            name = tag.text if tag.is_expression else _bracketed(tag.text)
            why = f"tags of results are not replaced in an expression; the name stands without braces: {name}"
            yield at_node("KF434", expression, why, part=(tag.start, tag.end))
            return
    yield from _told(expression, place, None)


def _bracketed(name: str) -> str:
    """A dotted name as it is written in an expression."""
    first, *others = name.split(".")
    return first + "".join(f"['{word}']" if "-" in word else f".{word}" for word in others)


def _told(expression: Scalar, place: AnyPlace | None, wanted: Type | None, replaces_tags: bool = True) -> Iterator[Finding]:
    """Findings for one expression; what a tag will put into it is not known before it runs."""
    if not expression.value or (replaces_tags and "{{" in expression.value):
        return
    from kflint.checks.expression_mistakes import judge

    for told in judge(expression.value, place, wanted):
        yield at_node(told.code, expression, told.message, part=(told.start, told.end), help=told.help)
