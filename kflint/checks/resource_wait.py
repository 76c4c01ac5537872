"""KF636-KF640, KF648: what a condition asks, against the fields that the manifest's kind has (resource-templates 5; 9.27, 9.28)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.checks.resource_conditions import conditions_of, selector_of
from kflint.checks.resource_kind import built_in_of, kind_of
from kflint.checks.variable_messages import listed, meant
from kflint.findings.finding import Finding, at_node
from kflint.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.lang.label_selector import Requirement
    from kflint.model.resources import Resource
    from kflint.model.templates import Template
    from kflint.schema.schema import Shape

_MAKING = frozenset(("create", "apply"))
# Kinds that run to an end, which the step would not wait for.
_RUNS = frozenset((("batch/v1", "Job"), ("v1", "Pod"), ("argoproj.io/v1alpha1", "Workflow")))


def _resource(template: Template, context: Context) -> Resource | None:
    """The resource of a template whose manifest is one object, else None."""
    if template.node.mapping("resource") is None:
        return None
    resource = context.view.resource(template)
    return resource if resource.object is not None else None


@checks_template("KF636", "KF637")
def fields_of_kind(template: Template, context: Context) -> Iterator[Finding]:
    """A condition asks for fields that objects of the kind can have, and for values that these can have."""
    conditions = conditions_of(template)
    resource = _resource(template, context) if conditions else None
    known = built_in_of(resource) if resource is not None else None
    named = kind_of(resource) if resource is not None else None
    if known is None or named is None:
        return
    kind = named[1]
    for condition in conditions:
        selector = selector_of(condition)
        for requirement in selector.requirements if selector is not None else ():
            yield from _requirement(condition, requirement, known.shape, kind)


def _requirement(condition: Scalar, requirement: Requirement, shape: Shape, kind: str) -> Iterator[Finding]:
    from kflint.schema.kubernetes import shape_at

    key = requirement.key
    path = tuple(key.text.split("."))
    if "/" in key.text or not all(path):
        return
    found = shape_at(shape, path)
    if isinstance(found, str):
        yield _unknown(condition, key.offset, path, found, shape, kind)
    elif found is not None:
        yield from _values(condition, requirement, found)


def _unknown(condition: Scalar, offset: int, path: tuple[str, ...], name: str, shape: Shape, kind: str) -> Finding:
    from kflint.schema.kubernetes import shape_at

    number = path.index(name)
    holder = shape_at(shape, path[:number])
    names = sorted(holder.fields) if not isinstance(holder, str) and holder is not None else []
    start = offset + sum(len(part) + 1 for part in path[:number])
    where = f"the '{'.'.join(path[:number])}' of a {kind}" if number else f"a {kind}"
    why = f"{where} has no field '{name}'{meant(name, names)}"
    fields = f"its fields are: {listed(names)}" if names else None
    return at_node("KF636", condition, why, part=(start, start + len(name)), help=fields)


def _values(condition: Scalar, requirement: Requirement, shape: Shape) -> Iterator[Finding]:
    """A value that a field of this type never has, so that the comparison never holds."""
    name = requirement.key.text
    for value in requirement.values:
        why = None
        if shape.name == "boolean" and value.text not in ("true", "false") and requirement.op in ("=", "==", "in"):
            right = value.text.lower()
            why = f"'{name}' is true or false, in small letters{f'; write {right}' if right in ('true', 'false') else ''}"
        elif shape.name in ("int32", "int64") and not _is_integer(value.text) and requirement.op in ("=", "==", "in"):
            why = f"'{name}' is a whole number, which '{value.text}' is not"
        elif shape.name in ("quantity", "time", "boolean") and requirement.op in ("gt", "lt"):
            why = f"'{name}' is no integer, and '>' and '<' compare integers only"
        if why is not None:
            yield at_node("KF637", condition, f"{why}; this never holds", part=(value.offset, value.end))


def _is_integer(text: str) -> bool:
    return text.lstrip("-").isdigit()


@checks_template("KF637")
def contradictions(template: Template, context: Context) -> Iterator[Finding]:
    """Requirements that can't hold together, and a failure condition that holds whenever the success condition does."""
    conditions = conditions_of(template)
    selectors = {c.key.value: (c, selector_of(c)) for c in conditions if c.key is not None}
    success, wanted = selectors.get("successCondition", (None, None))
    failure, unwanted = selectors.get("failureCondition", (None, None))
    if success is not None and wanted is not None:
        for number, second in enumerate(wanted.requirements):
            first = next((r for r in wanted.requirements[:number] if _excludes(r, second)), None)
            if first is not None:
                why = f"'{_written(success, first)}' and '{_written(success, second)}' can't hold together, so the wait never ends"
                yield at_node("KF637", success, why, part=_span(second))
    if failure is None or wanted is None or unwanted is None:
        return
    for requirement in unwanted.requirements:
        if any(_meaning(requirement) == _meaning(other) for other in wanted.requirements):
            why = f"'{_written(failure, requirement)}' is asked for by the successCondition too; failure is looked at first"
            yield at_node("KF637", failure, why, part=_span(requirement))


def _excludes(first: Requirement, second: Requirement) -> bool:
    """Whether two requirements can't both hold."""
    if first.key.text != second.key.text:
        return False
    a, b = _meaning(first), _meaning(second)
    if a[1] == "in" and b[1] == "in":
        return not set(a[2]) & set(b[2])
    if {a[1], b[1]} == {"gt", "lt"}:
        low, high = (a, b) if a[1] == "gt" else (b, a)
        return int(high[2][0]) - int(low[2][0]) < 2
    if {a[1], b[1]} in ({"in", "gt"}, {"in", "lt"}):
        values, bound = (a, b) if a[1] == "in" else (b, a)
        return not any(_is_integer(v) and _within(int(v), bound[1], int(bound[2][0])) for v in values[2])
    return {a[1], b[1]} in ({"in", "!"}, {"gt", "!"}, {"lt", "!"}, {"exists", "!"})


def _within(number: int, op: str, bound: int) -> bool:
    return number > bound if op == "gt" else number < bound


def _meaning(requirement: Requirement) -> tuple[str, str, tuple[str, ...]]:
    """Key, operator and values, equal for requirements that say the same."""
    op = {"=": "in", "==": "in", "!=": "notin"}.get(requirement.op, requirement.op)
    return requirement.key.text, op, tuple(sorted({value.text for value in requirement.values}))


def _span(requirement: Requirement) -> tuple[int, int]:
    ends = [requirement.key.end, *(value.end for value in requirement.values)]
    starts = [requirement.key.offset, *([requirement.operator.offset] if requirement.operator is not None else [])]
    return min(starts), max(ends)


def _written(condition: Scalar, requirement: Requirement) -> str:
    start, end = _span(requirement)
    return condition.value[start:end]


@checks_template("KF638")
def bound_claim(template: Template, context: Context) -> Iterator[Finding]:
    """A new claim is not bound before a pod uses it, where its class waits for the first consumer (resource-templates 10)."""
    conditions = conditions_of(template)
    resource = _resource(template, context) if conditions else None
    if resource is None or resource.action not in _MAKING or kind_of(resource) != ("v1", "PersistentVolumeClaim"):
        return
    for condition in conditions:
        selector = selector_of(condition)
        for requirement in selector.requirements if selector is not None else ():
            if _meaning(requirement) == ("status.phase", "in", ("Bound",)):
                why = "with a storage class that waits for its first consumer, a claim is never Bound before a pod uses it"
                yield at_node(
                    "KF638", condition, why, part=_span(requirement), help="leave the condition out: pods wait for their claims"
                )


@checks_template("KF639")
def no_condition(template: Template, context: Context) -> Iterator[Finding]:
    """Something that runs is started, and nobody waits for its end (9.27)."""
    if template.node.mapping("resource") is None or conditions_of(template):
        return
    resource = _resource(template, context)
    if resource is None or resource.action not in _MAKING:
        return
    named = kind_of(resource)
    if named in _RUNS and named is not None and "successCondition" not in resource.node.fields:
        why = f"the step ends as soon as the {named[1]} is made; give it conditions if it should wait for the end"
        yield at_node("KF639", resource.node, why, key=True)


@checks_template("KF640")
def endless_wait(template: Template, context: Context) -> Iterator[Finding]:
    """A success condition alone waits for ever on an object that has failed, unless something ends the wait (9.27)."""
    conditions = conditions_of(template)
    if len(conditions) != 1 or conditions[0].key is None or conditions[0].key.value != "successCondition":
        return
    spec, defaults = template.owner.spec, template.owner.template_defaults
    holders = [(template.node, "activeDeadlineSeconds"), (template.node, "timeout"), (spec, "activeDeadlineSeconds")]
    holders += [(defaults, "activeDeadlineSeconds"), (defaults, "timeout")]
    if all(holder is None or holder.get(field) is None for holder, field in holders):
        why = "this waits for ever if the object fails; add a 'failureCondition', or 'activeDeadlineSeconds' to the template"
        yield at_node("KF640", conditions[0], why, key=True)


@checks_template("KF648")
def guessed_plural(template: Template, context: Context) -> Iterator[Finding]:
    """To look at the object Argo guesses the plural of its kind; where that is another one, it finds nothing (9.30)."""
    conditions = conditions_of(template)
    resource = _resource(template, context) if conditions else None
    named = kind_of(resource) if resource is not None else None
    if resource is None or resource.object is None or named is None:
        return
    known = built_in_of(resource)
    plural = known.plural if known is not None else None
    if known is None and context.settings.crds:
        from kflint.schema.crds import custom_resources

        custom = custom_resources(context.settings.crds).get(named)
        plural = custom.plural if custom is not None else None
    if plural is not None and plural != _plural(named[1]):
        why = f"with a condition, Argo looks for '{_plural(named[1])}' and not '{plural}', and takes the object for deleted"
        yield at_node("KF648", conditions[0], why, key=True)


def _plural(kind: str) -> str:
    """The plural that Argo makes of a kind, by the rules of English."""
    word = kind.lower()
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
