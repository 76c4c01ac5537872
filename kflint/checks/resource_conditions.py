"""KF631-KF636: success and failure conditions of resource templates (resource-templates 5)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang.mistake import Mistake
from kflint.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.lang.label_selector import Selector
    from kflint.model.templates import Template

_CONDITIONS = ("successCondition", "failureCondition")


def conditions_of(template: Template) -> list[Scalar]:
    """The conditions of a resource template that have text, success first."""
    body = template.node.mapping("resource")
    found = [body.string(field) for field in _CONDITIONS] if body is not None else []
    return [condition for condition in found if condition is not None and condition.value]


def selector_of(condition: Scalar) -> Selector | None:
    """The parsed condition; None where a tag leaves it open, or it has a mistake."""
    if "{{" in condition.value:
        return None
    from kflint.lang.label_selector import parse

    try:
        return parse(condition.value)
    except Mistake:
        return None


@checks_template("KF631")
def grammar(template: Template, context: Context) -> Iterator[Finding]:
    """A condition is a label selector (5; 9.24). It is parsed only after kubectl has run, so a mistake comes late."""
    for condition in conditions_of(template):
        if "{{" in condition.value:
            continue
        from kflint.lang.label_selector import parse

        try:
            parse(condition.value)
        except Mistake as mistake:
            yield at_node("KF631", condition, mistake.message, part=(mistake.offset, mistake.end), help=mistake.hint)


@checks_template("KF632")
def with_delete(template: Template, context: Context) -> Iterator[Finding]:
    """The executor refuses a condition where something is deleted (9.25)."""
    conditions = conditions_of(template)
    if conditions and context.view.resource(template).action == "delete":
        for condition in conditions:
            name = condition.key.value if condition.key is not None else "condition"
            why = f"a {name} can't be given where something is deleted: there is nothing left to look at"
            yield at_node("KF632", condition, why, key=True)


@checks_template("KF633")
def failure_alone(template: Template, context: Context) -> Iterator[Finding]:
    """Without a success condition the failure condition is looked at once, seconds after the object is made (9.26)."""
    conditions = conditions_of(template)
    alone = len(conditions) == 1 and conditions[0].key is not None and conditions[0].key.value == "failureCondition"
    if alone and context.view.resource(template).action != "delete":
        why = "a failureCondition alone is looked at only once, right away; add the successCondition that ends the wait"
        yield at_node("KF633", conditions[0], why, key=True)


@checks_template("KF634")
def blank(template: Template, context: Context) -> Iterator[Finding]:
    """A blank condition asks for nothing, so it holds at once (5)."""
    for condition in conditions_of(template):
        selector = selector_of(condition)
        if selector is not None and not selector.requirements:
            yield at_node("KF634", condition, "this condition is blank: it asks for nothing and holds at once")


@checks_template("KF635")
def holds_too_early(template: Template, context: Context) -> Iterator[Finding]:
    """`!=`, `notin` and `!key` hold while the field isn't there yet (9.29)."""
    body = template.node.mapping("resource")
    condition = body.string("successCondition") if body is not None else None
    selector = selector_of(condition) if condition is not None else None
    if condition is None or selector is None or not selector.requirements:
        return
    negative = [r for r in selector.requirements if r.op in ("!=", "notin", "!")]
    if len(negative) == len(selector.requirements) and negative[0].key.text.startswith("status."):
        key, sign = negative[0].key, negative[0].operator
        shown = sign.text if sign is not None else "!"
        why = f"'{shown}' also holds while '{key.text}' does not exist yet, so the wait can end at once"
        first = min(key.offset, sign.offset) if sign is not None else key.offset
        last = max(key.end, sign.end) if sign is not None else key.end
        yield at_node("KF635", condition, why, part=(first, last), help="ask for a value that is there only when the work is done")
