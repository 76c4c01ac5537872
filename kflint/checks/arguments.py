"""KF341-KF346: arguments of workflows, steps and tasks, and whether they are what the called template wants (spec 2.7, R-SUP)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.checks.template_types import is_integer
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node, related_to
from kflint.lang.tags import substitute
from kflint.model.artifacts import LOCATION_TYPES, has_location
from kflint.model.objects import CRON_WORKFLOW, WORKFLOW, WorkflowObject
from kflint.model.templates import named
from kflint.model.values import input_values, known_text, scalar_text
from kflint.source.nodes import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template

_NOT_FOR_ARGUMENTS = ("path", "jsonPath", "parameter", "expression")


@checks_object("KF341", "KF342", "KF343", "KF344")
def workflow_arguments(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """`spec.arguments` (R-ARG-1 to 5); a CronWorkflow's need values, since nobody can give them later."""
    arguments = subject.spec.mapping("arguments") if subject.spec is not None else None
    if arguments is not None:
        yield from _arguments(arguments, values_needed=subject.kind == CRON_WORKFLOW)
    if subject.kind == CRON_WORKFLOW and subject.workflow_template_ref is not None:
        yield from _values_of_referenced(subject, context)


def _values_of_referenced(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The parameters that a CronWorkflow takes over from its workflowTemplateRef need values too (R-CRON-6)."""
    own = subject.spec.mapping("arguments") if subject.spec is not None else None
    given = named(own.items("parameters")) if own is not None else {}
    for name, parameter in context.view.globals.parameters.items():
        if name not in given and not _has_value(parameter) and parameter.get("valueFrom") is None:
            ref = subject.workflow_template_ref
            assert ref is not None
            why = f"nothing gives a value to the parameter '{name}' of the referenced template; give it in 'arguments'"
            yield at_node("KF341", ref, why, key=True, related=(related_to(parameter, "the parameter is defined here"),))


@checks_template("KF341", "KF342", "KF343", "KF344")
def call_arguments(template: Template, context: Context) -> Iterator[Finding]:
    """Arguments of steps and tasks (R-ARG-1 to 5)."""
    for call in template.calls:
        arguments = call.node.mapping("arguments")
        if arguments is not None:
            yield from _arguments(arguments, values_needed=True)


def _arguments(arguments: Mapping, values_needed: bool) -> Iterator[Finding]:
    for parameter in arguments.items("parameters"):
        yield from _parameter(parameter, values_needed)
        if not values_needed and parameter.get("value") is None and _has_enum(parameter):
            return  # Argo leaves the rest alone too, until a value is given
    for artifact in arguments.items("artifacts"):
        yield from _artifact(artifact)


def _parameter(parameter: Mapping, value_needed: bool) -> Iterator[Finding]:
    name = parameter.string("name")
    if name is None:
        return
    source, enum = parameter.mapping("valueFrom"), parameter.sequence("enum")
    if value_needed and not _has_value(parameter) and parameter.get("valueFrom") is None:
        note = "; 'default' does not count here" if parameter.get("default") is not None else ""
        yield at_node("KF341", name, f"the argument '{name.value}' needs a 'value'{note}")
    elif source is not None:
        yield from _source(source, name)
    if enum is not None:
        yield from _enum(parameter, name, enum, value_needed)


def _has_enum(parameter: Mapping) -> bool:
    enum = parameter.sequence("enum")
    return enum is not None and bool(enum.items)


def _source(source: Mapping, name: Scalar) -> Iterator[Finding]:
    wrong = next((source.fields[f] for f in _NOT_FOR_ARGUMENTS if source.filled(f)), None)
    if wrong is not None:
        assert wrong.key is not None
        why = f"the argument '{name.value}' can't come from '{wrong.key.value}'; use 'value', or 'valueFrom' with 'configMapKeyRef'"
        yield at_node("KF342", wrong, why, key=True)
    elif not any(source.filled(f) for f in ("configMapKeyRef", "event", "supplied")):
        yield at_node(
            "KF342", source, f"the argument '{name.value}' has a 'valueFrom' without 'configMapKeyRef' or 'supplied'", key=True
        )


def _enum(parameter: Mapping, name: Scalar, enum: Sequence, value_needed: bool) -> Iterator[Finding]:
    allowed = [scalar_text(item) for item in enum.items if isinstance(item, Scalar)]
    value = parameter.scalar("value")
    if value_needed and enum.items and not _has_value(parameter) and parameter.get("valueFrom") is not None:
        why = f"the argument '{name.value}' has an 'enum', so it needs a 'value' out of it; 'valueFrom' does not count here"
        yield at_node("KF343", name, why, related=(related_to(enum, "the values allowed", key=True),))
    elif not enum.items:
        yield at_node("KF343", enum, f"the 'enum' of '{name.value}' is empty: no value could ever be given", key=True)
    elif value is not None and "{{" not in value.value and scalar_text(value) not in allowed:
        text = scalar_text(value)
        why = f"the value '{text}' of '{name.value}' is not one of its 'enum': {', '.join(allowed)}{meant(text, allowed)}"
        yield at_node("KF343", value, why, related=(related_to(enum, "the values allowed", key=True),))


def _artifact(artifact: Mapping) -> Iterator[Finding]:
    name, source = artifact.string("name"), artifact.string("from")
    if name is None:
        return
    if source is None or not source.value:
        if not has_location(artifact) and (source is not None or artifact.get("from") is None):
            yield at_node(
                "KF344", name, f"the artifact '{name.value}' comes from nowhere: give it 'from', or a location with its key"
            )
    elif artifact.filled("fromExpression"):
        yield at_node(
            "KF344",
            artifact.fields["fromExpression"],
            f"the artifact '{name.value}' has both 'from' and 'fromExpression'",
            key=True,
        )


@checks_object("KF345")
def entrypoint_arguments(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """What the entrypoint and onExit templates need must be among the workflow's arguments (R-SUP-1, 2; R-WTR-5)."""
    view = context.view
    own = subject.spec.mapping("arguments") if subject.spec is not None else None
    if view.entry_template is not None and view.entrypoint is not None and subject.kind in (WORKFLOW, CRON_WORKFLOW):
        merged = view.globals.parameters
        theirs = view.base.spec.mapping("arguments") if view.base is not None and view.base.spec is not None else None
        artifacts = {**_by_name(theirs, "artifacts"), **_by_name(own, "artifacts")}
        yield from _supplied(view.entry_template, merged, artifacts, _place(view.entrypoint, subject), "the workflow")
    exit_name = subject.spec.string("onExit") if subject.spec is not None else None
    if view.exit_template is not None:
        ref = subject.workflow_template_ref
        place = exit_name or (ref.get("name") if ref is not None else None) or subject.root
        yield from _supplied(view.exit_template, _by_name(own, "parameters"), _by_name(own, "artifacts"), place, "the workflow")


def _place(node: Scalar, subject: WorkflowObject) -> Node:
    """The node itself if it stands in the object's own document, else the reference that brought it in."""
    ref = subject.workflow_template_ref
    return node if node.text is subject.root.text or ref is None else ref.get("name") or ref


@checks_template("KF345", "KF346")
def template_arguments(template: Template, context: Context) -> Iterator[Finding]:
    """A step or task gives its template all that it needs (R-SUP-1, 2), and nothing that it does not know."""
    for call in template.calls:
        callee = context.view.resolve(call).template
        if callee is None:
            continue
        arguments = call.node.mapping("arguments")
        caller = f"{call.kind} '{call.name}'"
        yield from _supplied(callee, _by_name(arguments, "parameters"), _by_name(arguments, "artifacts"), call.place, caller)
        yield from _unknown(callee, call.arguments("parameters"), "parameters", caller)
        yield from _unknown(callee, call.arguments("artifacts"), "artifacts", caller)


@checks_template("KF304")
def timeout_from_argument(template: Template, context: Context) -> Iterator[Finding]:
    """A timeout that is just an input needs a duration with a unit as its argument (3.3 g2, R-MEMO-2)."""
    for call in template.calls:
        callee = context.view.resolve(call).template
        timeout = callee.node.string("timeout") if callee is not None else None
        if callee is None or timeout is None or "{{" not in timeout.value:
            continue
        given = _by_name(call.node.mapping("arguments"), "parameters")
        text = known_text(substitute(timeout.value, input_values(callee, given)), context.view.known_values(template))
        told = known_text(timeout.value, context.view.known_values(callee)) is not None
        if text is not None and is_integer(text) and not told:
            name = timeout.value.strip("{} ").removeprefix("inputs.parameters.")
            argument = given[name].scalar("value") if name in given else None
            why = f"'{text}' is used as a timeout by {callee.title}, and has no unit; write '{text}s' for seconds"
            yield at_node("KF304", argument or call.place, why, related=(related_to(timeout, "used here"),))


def _unknown(callee: Template, arguments: list[Mapping], kind: str, caller: str) -> Iterator[Finding]:
    known = named(callee.inputs(kind)) if arguments else {}
    what = kind[:-1]
    for argument in arguments:
        name = argument.string("name")
        if name is not None and name.value and name.value not in known and "{{" not in name.value:
            why = (
                f"{callee.title} has no input {what} '{name.value}'; the argument of {caller} is ignored{meant(name.value, known)}"
            )
            yield at_node("KF346", name, why)


def _supplied(
    callee: Template, parameters: dict[str, Mapping], artifacts: dict[str, Mapping], place: Node, caller: str
) -> Iterator[Finding]:
    missing: list[Scalar] = []
    for wanted in callee.inputs("parameters"):
        name = wanted.string("name")
        if name is None or not name.value or (_from_config_map(wanted) and name.value not in parameters):
            continue
        given = parameters.get(name.value)
        if given is None:
            if wanted.get("value") is None and wanted.get("default") is None and "" not in parameters:
                missing.append(name)
        elif not _has_value(given) and not _from_config_map(given):
            yield from _valueless(given, name, wanted, caller, callee)
    for wanted in callee.inputs("artifacts"):
        name, optional = wanted.string("name"), wanted.scalar("optional")
        if name is None or not name.value or name.value in artifacts or (optional is not None and optional.json is True):
            continue
        # A location that says too little is told by KF323.
        incomplete = next((kind for kind in LOCATION_TYPES if wanted.get(kind) is not None), None) in ("git", "hdfs")
        if not has_location(wanted) and not incomplete and "" not in artifacts:
            missing.append(name)
    if missing:
        names = ", ".join(f"'{name.value}'" for name in missing)
        why = f"{caller} does not give {callee.title} its input{'s' if len(missing) > 1 else ''} {names}"
        related = tuple(related_to(name, "this input has no default and is not optional") for name in missing)
        yield at_node("KF345", place, why, related=related)


def missing_parameters(callee: Template, given: set[str]) -> list[Scalar]:
    """The names of the input parameters of a template that have no value of their own and are not among those given."""
    missing: list[Scalar] = []
    for wanted in callee.inputs("parameters"):
        name = wanted.string("name")
        if name is None or not name.value or name.value in given or "" in given or _from_config_map(wanted):
            continue
        if wanted.get("value") is None and wanted.get("default") is None:
            missing.append(name)
    return missing


def _valueless(given: Mapping, name: Scalar, wanted: Mapping, caller: str, callee: Template) -> Iterator[Finding]:
    """An argument that is there but without a value, which hides the input's own default."""
    if given.get("valueFrom") is None and caller != "the workflow":
        return  # KF341 says so
    hides = "; it hides the input's own default" if wanted.get("default") is not None or wanted.get("value") is not None else ""
    why = f"the argument '{name.value}' has no value, and {callee.title} needs one{hides}"
    yield at_node("KF345", given.get("name") or given, why, related=(related_to(name, "the input is here"),))


def _by_name(arguments: Mapping | None, kind: str) -> dict[str, Mapping]:
    """Arguments by name. One without a name, which is reported for that, is under ""; it may be whichever seems to be missing."""
    found: dict[str, Mapping] = {}
    for item in arguments.items(kind) if arguments is not None else ():
        name = item.string("name")
        found.setdefault(name.value if name is not None else "", item)
    return found


def _has_value(parameter: Mapping) -> bool:
    return parameter.get("value") is not None


def _from_config_map(parameter: Mapping) -> bool:
    source = parameter.mapping("valueFrom")
    return source is not None and source.get("configMapKeyRef") is not None
