"""KF401-KF402: every `{{…}}` in the places that Argo looks at must resolve (spec chapter 4)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.checks.variable_messages import explain
from kflint.findings.finding import Finding, at_node, related_to
from kflint.lang.tags import Tag, find, nested, unclosed
from kflint.model.calls import TASK
from kflint.model.constants import constant_text
from kflint.model.objects import CRON_WORKFLOW, WORKFLOW
from kflint.model.scopes import CHECKED_PREFIXES, CallerScope, CallScope, Items, Scope
from kflint.model.templates import LEAF_TYPES, named
from kflint.source.nodes import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template
    from kflint.model.view import View

    AnyScope = Scope | CallScope

# What Argo keeps of an input artifact when it validates a template with made-up arguments: the rest is replaced (R-SUP-3).
_KEPT_OF_ARTIFACT = frozenset(("name", "path", "mode", "recurseMode"))
# What it replaces of an input parameter then (R-SCOPE-4).
_REPLACED_OF_PARAMETER = frozenset(("value", "valueFrom"))

# The fields of steps and dag templates in which it does not look for tags, and which are replaced when they run (R-SCOPE-1).
_UNSEEN_OF_CALLERS = ("memoize", "synchronization")


@checks_template("KF411")
def unseen_places(template: Template, context: Context) -> Iterator[Finding]:
    """Tags where Argo's validator has put something else before it looks: inputs, locks and memos (R-SUP-3, R-SCOPE-1, 4)."""
    view = context.view
    if template.call is not None or _has_no_tag(template):
        return
    scope = Scope(view, template)
    if not LEAF_TYPES.intersection(template.types):
        for field in _UNSEEN_OF_CALLERS:
            for scalar in _strings(template.node.fields[field]) if field in template.node.fields else ():
                yield from check_tags(scalar, scope, "KF411", "KF411")
    elif not _is_entry(template, view):
        yield from _unseen_inputs(template, scope)


def _unseen_inputs(template: Template, scope: Scope) -> Iterator[Finding]:
    for kind, replaced in (("artifacts", None), ("parameters", _REPLACED_OF_PARAMETER)):
        for item in template.inputs(kind):
            for field, value in item.fields.items():
                if field in replaced if replaced is not None else field not in _KEPT_OF_ARTIFACT:
                    for scalar in _strings(value):
                        yield from check_tags(scalar, scope, "KF411", "KF411")


@checks_template("KF401", "KF402")
def variables(template: Template, context: Context) -> Iterator[Finding]:
    """Tags that name nothing in scope (R-TAG-1 to 3, R-SCOPE-1 to 4), and tags that are not closed (R-SUB-4)."""
    view = context.view
    if _has_no_tag(template):
        return
    if template.call is not None and not view.visits.validates(template):
        return
    if "dag" in template.types or "steps" in template.types:
        yield from _caller_tags(template, view)
    elif template.types:
        scope: AnyScope = Scope(view, template)
        if template.call is not None:
            scope = InlineScope(view, template)
        for scalar in _leaf_strings(template, view):
            yield from check_tags(scalar, scope)
    yield from _never_closed(template)


def _has_no_tag(template: Template) -> bool:
    """Whether no tag stands anywhere between a template's first and last character; aliases may bring in some from elsewhere."""
    node = template.node
    return node.text.string.find("{{", node.start, node.end) < 0 and "*" not in node.text.string


def _caller_tags(template: Template, view: View) -> Iterator[Finding]:
    """The tags of a steps or dag template: in its steps or tasks, the target and the outputs, nowhere else (R-SCOPE-1)."""
    scope = CallerScope(view, template)
    items = Items()
    for call in template.calls:
        if call.kind == TASK:
            items = Items()
        items.add(call)
        call_scope = CallScope(scope, call, items)
        for scalar in _strings(call.node):
            yield from check_tags(scalar, call_scope)
    dag, outputs = template.node.mapping("dag"), template.node.get("outputs")
    target = dag.string("target") if dag is not None else None
    for node in (target, outputs):
        for scalar in _strings(node) if node is not None else ():
            yield from check_tags(scalar, scope)


@checks_object("KF401", "KF402")
def pod_metadata(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Argo adds `spec.podMetadata` to every template before it looks for tags, so each must know them (R-RES-4)."""
    holder = subject.spec.mapping("podMetadata") if subject.spec is not None else None
    if holder is None or "{{" not in holder.text.string:
        return
    leaves = [t for t in subject.templates if len(t.types) == 1 and t.types[0] not in ("steps", "dag")]
    for field in ("labels", "annotations"):
        values = holder.mapping(field)
        for name, value in values.fields.items() if values is not None else ():
            for scalar in (value.key, value):
                if isinstance(scalar, Scalar) and "{{" in scalar.value:
                    yield from _in_some_pod(scalar, [t for t in leaves if not _has_own(t, field, name)], context.view)


def _has_own(template: Template, field: str, name: str) -> bool:
    """Whether a template has a label or annotation of its own by this name, which counts in place of that of podMetadata."""
    metadata = template.node.mapping("metadata")
    values = metadata.mapping(field) if metadata is not None else None
    return values is not None and name in values.fields


def _in_some_pod(scalar: Scalar, templates: list[Template], view: View) -> Iterator[Finding]:
    """The findings of the first template in which a tag of podMetadata does not resolve."""
    for template in templates:
        found = list(check_tags(scalar, Scope(view, template)))
        if found:
            related = (related_to(template.name_node, "in the pods of this template"),)
            yield from (finding._replace(related=related) for finding in found)
            return


# The order in which Argo writes the fields of a template; an unclosed tag runs on to the next '}}' among those behind it (R-SUB-4).
_FIELDS_AT_THE_END = (
    "failFast", "tolerations", "schedulerName", "priorityClassName", "serviceAccountName", "automountServiceAccountToken",
    "executor", "hostAliases", "securityContext", "podSpecPatch", "metrics", "synchronization", "memoize", "timeout", "annotations",
    "pendingTimeout", "podResources", "resourceClaims",
)  # fmt: skip


def _never_closed(template: Template) -> Iterator[Finding]:
    """A tag that is not closed, in one of the last fields, with nothing behind it whose braces could end it: Argo stops there."""
    for position, field in enumerate(_FIELDS_AT_THE_END):
        scalar = template.node.string(field)
        if scalar is None or "{{" not in scalar.value:
            continue
        behind = (template.node.get(later) for later in _FIELDS_AT_THE_END[position + 1 :])
        tag = find(scalar.value)[-1]
        if tag.closed or tag.is_expression or any(later is not None and not isinstance(later, Scalar) for later in behind):
            continue
        if not tag.text.startswith(CHECKED_PREFIXES) or {"steps", "dag"}.intersection(template.types):
            mistake = unclosed(tag)
            yield at_node("KF402", scalar, mistake.message, part=(mistake.offset, mistake.end))


class InlineScope(Scope):
    """The names of an inline template: also the inputs of the template around it, put in before Argo looks (R-STEP-9)."""

    def __init__(self, view: View, template: Template) -> None:
        super().__init__(view, template)
        around = template.call.caller if template.call is not None else template
        self.local.update(f"inputs.parameters.{name}" for name in named(around.inputs("parameters")))


def check_tags(scalar: Scalar, scope: AnyScope, unknown: str = "KF401", open_tag: str = "KF402") -> Iterator[Finding]:
    """Findings for the tags of one string (a key or a value) that don't resolve in a scope, or are not closed, by these rules."""
    value = scalar.value
    if "{{" not in value:
        return
    for tag in find(value):
        if not tag.closed:
            if tag.is_expression or tag.text.startswith(CHECKED_PREFIXES):
                mistake = unclosed(tag)
                yield at_node(open_tag, scalar, mistake.message, part=(mistake.offset, mistake.end))
        elif tag.is_expression:
            if "{" in tag.text:
                yield from _check_inserted(constant_text(tag.text, _values(scope)) or "", "this expression", tag, scalar, scope)
        elif tag.text.startswith(CHECKED_PREFIXES):
            yield from _check_name(tag, scalar, scope, unknown)


def _check_name(tag: Tag, scalar: Scalar, scope: AnyScope, code: str) -> Iterator[Finding]:
    name = _without_nested(tag, scope)
    # A tab or line break is an escape in the JSON that Argo searches, and so part of the name.
    inner = scalar.value[tag.start + 2 : tag.end - 2]
    if name == tag.text and inner.strip(" ") != name and inner.strip() == name:
        name = inner.strip(" ")
    known = scope.knows(name)
    if known is False:
        message, help_text = explain(name, scope)
        yield at_node(code, scalar, message, part=(tag.inner_start, tag.inner_end), help=help_text)
    elif known and name.startswith("workflow.parameters."):
        yield from _check_inserted(_values(scope).get(name, ""), f"'{name}'", tag, scalar, scope)


def _without_nested(tag: Tag, scope: AnyScope) -> str:
    """The tag's text once a tag nested in it is replaced by its known value (R-SUB-2); the text itself where there is none."""
    inner = nested(tag)
    if inner is None:
        return tag.text
    value = _values(scope).get(inner.text)
    return tag.text if value is None else tag.text[: inner.start - tag.inner_start] + value


def _check_inserted(value: str, source: str, tag: Tag, scalar: Scalar, scope: AnyScope) -> Iterator[Finding]:
    """What is put in for a tag is scanned for tags again (R-SUB-6, R-EXPR-2)."""
    for inner in find(value) if "{{" in value else ():
        if (
            inner.closed
            and not inner.is_expression
            and inner.text.startswith(CHECKED_PREFIXES)
            and scope.knows(inner.text) is False
        ):
            why = f"the value of {source} holds the tag '{{{{{inner.text}}}}}', which names nothing that is known here"
            yield at_node("KF401", scalar, why, part=(tag.inner_start, tag.inner_end))


def _values(scope: AnyScope) -> dict[str, str]:
    """The tags whose value is known in a scope."""
    around = scope.caller if isinstance(scope, CallScope) else scope
    return around.view.known_values(around.template)


def _leaf_strings(template: Template, view: View) -> Iterator[Scalar]:
    """The keys and strings of a leaf template in which Argo looks for tags."""
    is_entry = _is_entry(template, view)
    for name, value in template.node.fields.items():
        if name == "inputs" and isinstance(value, Mapping):
            supplied = view.globals.parameters if is_entry else {}
            yield from _input_strings(template, is_entry, supplied)
        else:
            yield from _strings(value)


def _is_entry(template: Template, view: View) -> bool:
    """Whether Argo validates this template with the workflow's real arguments."""
    entry = view.entry_template
    return entry is not None and entry.node is template.node and view.subject.kind in (WORKFLOW, CRON_WORKFLOW)


def _input_strings(template: Template, is_entry: bool, supplied: dict[str, Mapping]) -> Iterator[Scalar]:
    for parameter in template.inputs("parameters"):
        name = parameter.string("name")
        real = is_entry and not (name is not None and name.value in supplied)
        for field, value in parameter.fields.items():
            if real or field not in _REPLACED_OF_PARAMETER:
                yield from _strings(value)
    for artifact in template.inputs("artifacts"):
        for field, value in artifact.fields.items():
            if is_entry or field in _KEPT_OF_ARTIFACT:
                yield from _strings(value)


def _strings(node: Node) -> Iterator[Scalar]:
    """Every key and scalar value at or below a node."""
    stack = [node]
    while stack:
        node = stack.pop()
        if type(node) is Scalar:
            yield node
        elif type(node) is Mapping:
            for value in node.fields.values():
                if value.key is not None:
                    yield value.key
                stack.append(value)
        elif type(node) is Sequence:
            stack.extend(node.items)
