"""KF412, KF413, KF415: tags that argo lint passes and nothing ever replaces, so that their text stays (spec 9.27; variables 8, 9).

Scripts and manifests may hold braces of other languages (Helm, Jinja, Go): a tag is told only if it is certainly meant for Argo.
"""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node
from kflint.lang.suggest import edit_distance
from kflint.lang.tags import find
from kflint.model.calls import STEP
from kflint.model.objects import CRON_WORKFLOW, WORKFLOW
from kflint.model.scopes import CHECKED_PREFIXES, CallerScope, CallScope, Items, Scope
from kflint.model.templates import POD_TYPES, named
from kflint.source.nodes import Node, Scalar, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.lang.tags import Tag
    from kflint.model.calls import Call
    from kflint.model.templates import Template

# What the first words of Argo's variables are; a misspelt one is recognised if the rest then names something in scope.
_ROOTS = ("workflow", "inputs", "outputs", "steps", "tasks", "item", "pod", "lastRetry")
# Tags that begin so and are known to be right or wrong by other rules need no look.
_SETTLED = ("inputs.", "steps.", "tasks.", "pod.", "workflow.")
_UNSETTLED = ("steps.name}", "tasks.name}", "workflow.creationTimestamp.", "workflow.scheduledTime", "workflow.duration")
_TIME_PARTS = frozenset((*"BbmAadHIMSYypZzL", "s", "RFC3339"))
_CREATED = "workflow.creationTimestamp."
# Names with these beginnings Argo's validator takes for known, whatever follows (R-TAG-2).
_LENIENT = (_CREATED, "workflow.scheduledTime", "workflow.duration", "steps.name", "tasks.name")
RETRY_NAMES = ("lastRetry.exitCode", "lastRetry.status", "lastRetry.duration", "lastRetry.message")
# The fields of steps and tasks that Argo evaluates, and the first words of all that can be named there.
_EVALUATED = frozenset(("when", "withParam", "withSequence"))
_EVERYWHERE = frozenset((*_ROOTS, "retries", "node", "cronworkflow", "status", "duration", "exitCode", "resourcesDuration"))
_LINE_BLANKS = ("\t", "\n", "\r")
# Fields in which other names are known, or other languages are written.
_METRICS = "metrics"
_CODE = frozenset(("source", "manifest", "body"))


@checks_template("KF412", "KF413")
def literal_tags(template: Template, context: Context) -> Iterator[Finding]:
    """The tags of a template that stay as they are when it runs."""
    if not _any_unsettled(template.node):
        return
    if template.calls:
        yield from _tags_of_calls(template, context)
    elif template.types:
        scope = Scope(context.view, template)
        for field, value in template.node.fields.items():
            for scalar in scalars(value):
                for tag in _unsettled_tags(scalar):
                    yield from _in_leaf(tag, scalar, field, scope)


@checks_template("KF415")
def templated_references(template: Template, context: Context) -> Iterator[Finding]:
    """Before 3.6, a tag in a templateRef is taken for a part of the name."""
    if context.settings.version_at_least("3.6"):
        return
    for call in template.calls:
        for field in ("name", "template") if call.template_ref is not None else ():
            name = call.template_ref.string(field) if call.template_ref is not None else None
            for tag in find(name.value) if name is not None else ():
                why = "tags in a templateRef are replaced from Argo 3.6 on; here the name is taken as it stands"
                yield at_node("KF415", name or call.name_node, why, part=(tag.start, tag.end))


def _any_unsettled(node: Node) -> bool:
    """Whether a tag in the text of a node needs a closer look; aliases may bring in some from elsewhere."""
    string, at = node.text.string, node.start
    while (at := string.find("{{", at, node.end)) >= 0:
        at += 2
        inner = string[at : at + 60].lstrip(" ")
        if not (inner.startswith(_SETTLED) or string[at] == "=") or inner.startswith(_UNSETTLED):
            return True
    return "*" in string and "&" in string


def _unsettled_tags(scalar: Scalar) -> list[Tag]:
    if "{{" not in scalar.value:
        return []
    tags = (tag for tag in find(scalar.value) if tag.closed and not tag.is_expression)
    return [tag for tag in tags if not tag.text.startswith(_SETTLED) or f"{tag.text}}}".startswith(_UNSETTLED)]


def _tags_of_calls(template: Template, context: Context) -> Iterator[Finding]:
    """The tags in the fields of steps and tasks; an inline template is looked at on its own."""
    scope, items = CallerScope(context.view, template), Items()
    for call in template.calls:
        items = items if call.kind == STEP else Items()
        items.add(call)
        here = CallScope(scope, call, items)
        for field, value in call.node.fields.items():
            for scalar in scalars(value) if field != "inline" else ():
                for tag in _unsettled_tags(scalar):
                    message = _item_out_of_loop(tag.text, call, here) or _of_workflow(tag.text)
                    found = list(_told(tag, scalar, message, here))
                    yield from found or (_unknown(tag, scalar) if field in _EVALUATED else ())


def _unknown(tag: Tag, scalar: Scalar) -> Iterator[Finding]:
    """A tag that names nothing at all, in a field that Argo itself reads: no other tool has a use for it there."""
    root = tag.text.split(".")[0]
    if root.isidentifier() and root not in _EVERYWHERE:
        why = f"'{tag.text}' is no variable, and what is left of the tag can't be evaluated"
        yield at_node("KF413", scalar, why, part=(tag.inner_start, tag.inner_end))


def _in_leaf(tag: Tag, scalar: Scalar, field: str, scope: Scope) -> Iterator[Finding]:
    is_code = "\n" in scalar.value or (scalar.key is not None and scalar.key.value in _CODE)
    message = _of_workflow(tag.text)
    if message is None and field != _METRICS:
        message = _of_template(tag.text, scope, is_code)
    yield from _told(tag, scalar, message, scope)


def _told(tag: Tag, scalar: Scalar, message: str | None, scope: Scope | CallScope) -> Iterator[Finding]:
    part = (tag.inner_start, tag.inner_end)
    if message is not None:
        yield at_node("KF413", scalar, message, part=part)
    elif tag.text.startswith("="):
        why = "an expression begins with '{{=', without a blank; this tag stays as it is"
        yield at_node("KF412", scalar, why, part=(tag.start, tag.inner_start + 1))
    elif tag.text[:1] in _LINE_BLANKS and tag.text.strip().startswith(CHECKED_PREFIXES):
        why = f"a tag can hold blanks around '{tag.text.strip()}', but no tab or line break; this one stays as it is"
        yield at_node("KF412", scalar, why, part=(tag.start, tag.end))
    elif not tag.text.startswith(CHECKED_PREFIXES) and "." in tag.text:
        right = _meant(tag.text, scope)
        if right is not None:
            yield at_node("KF412", scalar, f"no variable is called '{tag.text}'; did you mean '{right}'?", part=part)


def _meant(name: str, scope: Scope | CallScope) -> str | None:
    """The variable in scope that a name misspells in its first word, or by blanks around its dots."""
    root, *rest = (word.strip() for word in name.lstrip("{").split("."))
    right = next((each for each in _ROOTS if _is_misspelt(root, each)), None)
    if right is None or not all(rest) or " " in "".join(rest):
        return None
    corrected = ".".join((right, *rest))
    around = scope.caller if isinstance(scope, CallScope) else scope
    if right == "lastRetry":
        known = next((n for n in RETRY_NAMES if n.lower() == corrected.lower()), None)
        return known if known not in (None, name) and _has_retries(around.template) else None
    if right == "outputs":
        return corrected if corrected in output_paths(around.template) else None
    if corrected.startswith(_LENIENT):
        return None
    return corrected if corrected != name and scope.knows(corrected) is True else None


def _is_misspelt(word: str, root: str) -> bool:
    return word == root or (abs(len(word) - len(root)) < 2 and edit_distance(word.lower(), root.lower(), 1) <= 1)


def _of_workflow(name: str) -> str | None:
    """What is wrong with a name that Argo's validator passes for its beginning alone (R-TAG-2)."""
    if name.startswith(_CREATED) and name.removeprefix(_CREATED) not in _TIME_PARTS:
        return f"'{name}' is not known: behind '{_CREATED[:-1]}' stands one letter of a time format, 's' or 'RFC3339'"
    for whole in ("workflow.scheduledTime", "workflow.duration"):
        if name.startswith(whole) and name != whole:
            return f"'{name}' is not known{meant(name, (whole,))}"
    return None


def _item_out_of_loop(name: str, call: Call, here: CallScope) -> str | None:
    """Items are put into the step or task with the loop alone, though argo lint takes them for known in all later steps too."""
    if call.loops or not (name == "item" or name.startswith("item.")) or _inside_loop(call.caller):
        return None
    if name != "item" and not here.knows(name):
        return None
    return f"'{name}' is known only in a {call.kind} with a loop, and {call.kind} '{call.name}' has none"


def _inside_loop(template: Template) -> bool:
    """Whether a template is written inside a step or task with a loop, at any depth: its items are put in there."""
    call = template.call
    while call is not None and not call.loops:
        call = call.caller.call
    return call is not None


def _of_template(name: str, scope: Scope, is_code: bool) -> str | None:
    """What is wrong with a name in a leaf template. In code, only names that no other language has are judged."""
    template = scope.template
    if name == "item" and not is_code and not _inside_loop(template):
        return "'item' is known in the step or task with the loop; give it to this template as an argument"
    if name in RETRY_NAMES or (name == "retries" and not is_code):
        return without_retries(name, scope)
    if name in ("steps.name", "tasks.name"):
        return _of_caller(name, scope)
    if name.startswith(("outputs.parameters.", "outputs.artifacts.")) and POD_TYPES.intersection(template.types):
        known = output_paths(template)
        return None if name in known else f"'{name}' is not known: {template.title} has no such output{meant(name, known)}"
    return None


def without_retries(name: str, scope: Scope) -> str | None:
    """Retries are known with a retryStrategy, which the workflow that runs a WorkflowTemplate's template may bring."""
    view = scope.view
    if name in RETRY_NAMES and not view.settings.version_at_least("3.7"):
        return f"'{name}' is known in a template's fields from Argo 3.7 on, not in {view.settings.argo_version}"
    if view.subject.kind not in (WORKFLOW, CRON_WORKFLOW) or _has_retries(scope.template):
        return None
    return f"'{name}' is known only with a 'retryStrategy', and {scope.template.title} has none"


def _has_retries(template: Template) -> bool:
    owner = template.owner
    return any(holder is not None and holder.get("retryStrategy") is not None for holder in (
        template.node, owner.spec, owner.template_defaults
    ))  # fmt: skip


def _of_caller(name: str, scope: Scope) -> str | None:
    """The name of the step or task that runs a template, if none of that kind can run it."""
    subject, template = scope.view.subject, scope.template
    if subject.kind not in (WORKFLOW, CRON_WORKFLOW) or subject.workflow_template_ref is not None or template.owner is not subject:
        return None
    kind = name.split("s.")[0]
    callers = scope.view.callers
    if callers is None or kind in ({template.call.kind} if template.call is not None else callers.get(template.name, ())):
        return None
    return f"'{name}' is not known here: no {kind} calls {template.title}"


def output_paths(template: Template) -> set[str]:
    """The paths of outputs that a template may name."""
    known = {f"outputs.artifacts.{name}.path" for name in named(template.outputs("artifacts"))}
    for parameter in template.outputs("parameters"):
        name, source = parameter.string("name"), parameter.mapping("valueFrom")
        if name is not None and source is not None and source.get("path") is not None:
            known.add(f"outputs.parameters.{name.value}.path")
    return known
