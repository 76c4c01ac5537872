"""KF431-KF433: the expressions in `{{=…}}` tags of templates and of the spec (spec R-EXPR-1, 9.13; variables 1 to 5).

Argo's linter looks at none of them. Where one can't be evaluated, the tag stays as text, or its step fails.
"""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang.tags import find
from kflint.model.objects import CRON_WORKFLOW, WORKFLOW
from kflint.model.scopes import CallerScope, CallScope, Items, Scope
from kflint.source.nodes import Mapping, Node, Scalar, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.expression_names import AnyPlace, Place
    from kflint.checks.registry import Context
    from kflint.lang.tags import Tag
    from kflint.model.calls import Call
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template
    from kflint.model.view import View

# The fields of a step or task that are worked out when it has run.
LOOKING_BACK = ("hooks", "onExit")
# The fields of the spec that take global names, and no others.
_OF_SPEC = ("synchronization", "volumeClaimTemplates", "volumes")
# The fields of a template in which more names are known than in the others.
_OPEN = ("metrics",)

# Fields with texts in other languages, whose templates may have the same braces; Argo leaves what it can't evaluate as it is.
_CODE = frozenset(("source", "manifest", "body"))
# What only Argo's expressions name.
_OWN_NAMES = ("workflow.", "inputs.", "steps.", "tasks.", "steps[", "tasks[", "lastRetry.", "sprig.", "asInt(", "asFloat(")


@checks_template("KF431", "KF432", "KF433")
def expression_tags(template: Template, context: Context) -> Iterator[Finding]:
    """The expression tags of a template: its own, those of its steps or tasks, and those of its outputs."""
    if not _has_expression(template.node):
        return
    calls = {id(call.node): call for call in template.calls}
    own = template_place(template, context.view)
    for field, value in template.node.fields.items():
        if field in ("steps", "dag") and calls:
            continue
        place = outputs_place(template, context.view) if field == "outputs" and calls else own
        yield from _tags(value, place if field not in _OPEN else None)
    around = CallerScope(context.view, template) if calls else None
    for call in template.calls:
        if around is not None and _has_expression(call.node):
            yield from _of_call(call, around)


@checks_object("KF431", "KF432", "KF433")
def expression_tags_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The expression tags of volumes and locks, and those in the condition of a CronWorkflow."""
    spec = subject.root.mapping("spec")
    if spec is None or not _has_expression(spec):
        return
    condition = spec.string("when") if subject.kind == CRON_WORKFLOW else None
    if condition is not None and "{{=" in condition.value:
        from kflint.checks.expression_names import FixedPlace
        from kflint.lang.expr_names import FUNCTIONS, STOP, Environment

        yield from _tags(condition, FixedPlace(Environment({**STOP.names, **FUNCTIONS})))
    if subject.spec is not None and subject.kind in (WORKFLOW, CRON_WORKFLOW):
        place = spec_place(context.view)
        for field in _OF_SPEC:
            if field in subject.spec.fields:
                yield from _tags(subject.spec.fields[field], place)


def template_place(template: Template, view: View) -> Place | None:
    """The names in the fields of a template; None where they are not known."""
    from kflint.checks.expression_names import InlinePlace, Place

    if template.call is None:
        return Place(Scope(view, template))
    outer = call_place(template.call, CallerScope(view, template.call.caller))
    return InlinePlace(Scope(view, template), outer) if outer is not None else None


def outputs_place(template: Template, view: View) -> Place | None:
    """The names in the outputs of a steps or dag template; None where they are not known."""
    from kflint.checks.expression_names import Place

    return Place(CallerScope(view, template)) if template.call is None else None


def call_place(call: Call, around: CallerScope, field: str = "") -> Place | None:
    """The names in a field of a step or task, `around` those of its template's outputs.

    None where they are not known: in templates that are written in another one.
    """
    from kflint.checks.expression_names import Place

    if call.caller.call is not None:
        return None
    items = Items()
    items.add(call)
    return Place(CallScope(around, call, items), field in LOOKING_BACK)


def spec_place(view: View) -> AnyPlace | None:
    """The names in the fields of the spec; None where the object has no template at all."""
    from kflint.checks.expression_names import SpecPlace

    template = view.entry_template or next(iter(view.subject.templates), None)
    return SpecPlace(Scope(view, template)) if template is not None else None


def _of_call(call: Call, around: CallerScope) -> Iterator[Finding]:
    places: dict[bool, Place | None] = {}
    for field, value in call.node.fields.items():
        if field == "inline":
            continue
        looks_back = field in LOOKING_BACK
        if looks_back not in places:
            places[looks_back] = call_place(call, around, field)
        yield from _tags(value, places[looks_back])


def _has_expression(node: Mapping) -> bool:
    """Whether an expression tag stands anywhere between a node's ends; aliases may bring in some from elsewhere."""
    string = node.text.string
    return string.find("{{=", node.start, node.end) >= 0 or ("{{=" in string and "*" in string)


def _is_foreign(tag: Tag, scalar: Scalar) -> bool:
    """Whether a tag in a program or manifest may be meant for somebody else than Argo."""
    is_code = "\n" in scalar.value or (scalar.key is not None and scalar.key.value in _CODE)
    return is_code and not any(name in tag.text for name in _OWN_NAMES)


def _tags(node: Node, place: AnyPlace | None) -> Iterator[Finding]:
    """Findings for the expression tags at or below a node. Tags that are not closed are told by KF402."""
    for scalar in scalars(node):
        for tag in find(scalar.value) if "{{=" in scalar.value else ():
            if not tag.is_expression or not tag.closed or _is_foreign(tag, scalar):
                continue
            from kflint.checks.expression_mistakes import MALFORMED, ends_early, judge

            for told in judge(tag.text, place):
                message, part = told.message, (tag.inner_start + told.start, tag.inner_start + told.end)
                if told.code == MALFORMED and ends_early(tag.text, scalar.value[tag.end :]):
                    message, part = _ENDS_EARLY, (tag.end - 2, tag.end)
                yield at_node(told.code, scalar, message, part=part, help=told.help)


_ENDS_EARLY = "the tag ends at these first two braces, so that the expression breaks off; within it write '} }'"
