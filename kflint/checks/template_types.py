"""KF301-KF305: what kind of template it is, and which fields that kind can't have (spec 3.2, 3.3, 5, 7)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node, related_to
from kflint.lang.tags import find
from kflint.model.templates import LEAF_TYPES, POD_TYPES, TEMPLATE_TYPES
from kflint.model.values import known_text
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

_ALL = frozenset(TEMPLATE_TYPES)
_CALLERS = frozenset(("steps", "dag"))
# Fields that Argo can't tell from absent ones when they are empty: texts and lists.
_ABSENT_IF_EMPTY = ("timeout", "pendingTimeout", "resourceClaims")
# Tags that have a value before the validator looks at a leaf template.
_REPLACED = ("workflow.", "inputs.", "outputs.", "pod.")


class _FieldRule(NamedTuple):
    """A template field and the types that may not have it; `since` is the Argo version that began to refuse it."""

    field: str
    types: frozenset[str]
    why: str
    since: str = "3.4"


_FIELDS = (
    _FieldRule("timeout", _ALL - LEAF_TYPES, "only templates that do work themselves have a timeout"),
    _FieldRule("pendingTimeout", _ALL - LEAF_TYPES, "only templates that do work themselves can be pending", "4.1"),
    _FieldRule("activeDeadlineSeconds", _CALLERS, "only templates that do work themselves have a deadline; set it on these"),
    _FieldRule("parallelism", _ALL - _CALLERS, "only steps and dag templates run several things at once"),
    _FieldRule("resourceClaims", _ALL - POD_TYPES, "it makes no pod", "4.1"),
    _FieldRule("podResources", frozenset(("http", "plugin")), "it makes no pod", "4.1"),
)


@checks_template("KF301", "KF302")
def template_type(template: Template, context: Context) -> Iterator[Finding]:
    """Exactly one template type (R-TYPE-2, and step 4 of resolving a holder)."""
    if len(template.types) > 1:
        first, second = (template.node.fields[t] for t in template.types[:2])
        second, first = sorted((first, second), key=lambda n: n.start)[::-1]
        names = " and ".join(f"'{t}'" for t in template.types)
        why = f"{template.title} has {names}; a template has exactly one of them"
        yield at_node("KF301", second, why, key=True, related=(related_to(first, "the other one is here", key=True),))
    elif not template.types:
        why = f"{template.title} does nothing: it has none of {', '.join(TEMPLATE_TYPES)}"
        yield at_node("KF302", template.name_node, why)


@checks_template("KF303")
def field_not_for_type(template: Template, context: Context) -> Iterator[Finding]:
    """Fields that the template's type can't have (3.3 b, f, g, g3; R-STEP-0, R-DAG-0, R-PAR)."""
    if template.type is None:
        return
    for rule in _FIELDS:
        node = template.node.get(rule.field)
        if node is None or template.type not in rule.types or not context.settings.version_at_least(rule.since):
            continue
        empty = not node.items if isinstance(node, Sequence) else isinstance(node, Scalar) and not node.value
        if not (empty and rule.field in _ABSENT_IF_EMPTY):
            article = "an" if template.type == "http" else "a"
            yield at_node("KF303", node, f"{article} {template.type} template can't have '{rule.field}': {rule.why}", key=True)


@checks_template("KF304")
def deadlines(template: Template, context: Context) -> Iterator[Finding]:
    """`timeout` is a duration with a unit (3.3 g2); `activeDeadlineSeconds` a whole number that is not negative (R-ADS)."""
    if template.node.get("timeout") is None and template.node.get("activeDeadlineSeconds") is None:
        return
    values = context.view.known_values(template)
    timeout = template.node.string("timeout")
    text = known_text(timeout.value, values) if timeout is not None else None
    if timeout is not None and text is not None and is_integer(text) and template.type in LEAF_TYPES:
        why = f"the timeout '{text}' has no unit; write '{text.lstrip('+-')}s' for seconds"
        yield at_node("KF304", timeout, why)
    deadline = template.node.scalar("activeDeadlineSeconds")
    if deadline is not None and template.type not in _CALLERS and not _is_deadline(deadline, values):
        why = f"'activeDeadlineSeconds' is a whole number of seconds, not '{deadline.value}'"
        yield at_node("KF304", deadline, why)


def _is_deadline(deadline: Scalar, values: dict[str, str]) -> bool:
    """Whether it is a whole number, or a text that will be one, as far as that can be known; other types are told elsewhere."""
    value = deadline.json
    if not isinstance(value, str):
        return not isinstance(value, int) or value >= 0
    text = known_text(value, values)
    if text is not None:
        return is_integer(text) and int(text) >= 0
    # The text must begin with something that gets a value before Argo looks, or be a single tag.
    first = find(value)[0]
    return first.start == 0 and (value.endswith("}}") or first.is_expression or first.text.startswith(_REPLACED))


@checks_template("KF305")
def pod_resources_of_template(template: Template, context: Context) -> Iterator[Finding]:
    """`podResources` of a template (R-PODRES)."""
    if template.type not in ("http", "plugin"):
        yield from _pod_resources(template.node.mapping("podResources"))


@checks_object("KF305")
def pod_resources_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """`spec.podResources` (R-PODRES)."""
    if subject.spec is not None:
        yield from _pod_resources(subject.spec.mapping("podResources"))


def _pod_resources(resources: Mapping | None) -> Iterator[Finding]:
    if resources is None:
        return
    claims = resources.sequence("claims")
    if claims is not None and claims.items:
        yield at_node("KF305", claims, "'claims' can't be given for a whole pod; use 'resourceClaims'", key=True)
    for kind in ("limits", "requests"):
        amounts = resources.mapping(kind)
        for name, amount in amounts.fields.items() if amounts is not None else ():
            if name not in ("cpu", "memory") and not name.startswith("hugepages-"):
                why = f"'{name}' can't be given for a whole pod: only cpu, memory and hugepages-* can"
                yield at_node("KF305", amount, why, key=True)


def is_integer(text: str) -> bool:
    """Whether Go's Atoi would read the text: digits with at most one sign."""
    return text.lstrip("+-").isascii() and text.lstrip("+-").isdigit() and len(text) - len(text.lstrip("+-")) <= 1


def image_holder(template: Template) -> tuple[Node, Scalar | None] | None:
    """The container or script body of a template and its image; None for other types."""
    for kind in ("container", "script"):
        body = template.node.get(kind)
        if body is not None:
            return body, body.string("image") if isinstance(body, Mapping) else None
    return None
