"""KF646-KF672: outputs, flags, repetition and ownership of resource templates (resource-templates 2, 4, 7)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.checks.resource_kind import built_in_of, kind_of
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node, related_to
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.calls import Call
    from kflint.model.resources import Resource
    from kflint.model.templates import Template

_IGNORE_NOT_FOUND = "--ignore-not-found"
_MAKING = frozenset(("create", "apply"))


def _resource(template: Template, context: Context) -> Resource | None:
    return context.view.resource(template) if template.node.mapping("resource") is not None else None


@checks_template("KF646")
def outputs_of_kind(template: Template, context: Context) -> Iterator[Finding]:
    """A jsonPath looks up fields that objects of the kind can have; a missing one gives empty text (7)."""
    resource = _resource(template, context)
    known = built_in_of(resource) if resource is not None and template.outputs("parameters") else None
    if known is None:
        return
    from kflint.lang import kubectl_jsonpath
    from kflint.lang.mistake import Mistake
    from kflint.schema.kubernetes import shape_at

    for parameter in template.outputs("parameters"):
        source = parameter.mapping("valueFrom")
        text = source.string("jsonPath") if source is not None else None
        if text is None or "{{" in text.value:
            continue
        try:
            paths = kubectl_jsonpath.paths(kubectl_jsonpath.parse(text.value))
        except Mistake:
            continue
        for path in paths:
            steps = tuple(str(step) for step in path.steps)
            found = shape_at(known.shape, steps)
            if isinstance(found, str):
                holder = shape_at(known.shape, steps[: steps.index(found)])
                names = sorted(holder.fields) if holder is not None and not isinstance(holder, str) else []
                why = f"objects of this kind have no field '{found}' there{meant(found, names)}; the output would be empty"
                yield at_node("KF646", text, why, part=(path.offset, path.end))


@checks_template("KF647")
def default_of_output(template: Template, context: Context) -> Iterator[Finding]:
    """`valueFrom.default` counts only where get found no object, not where the object lacks the field (9.33)."""
    resource = _resource(template, context)
    if resource is None or resource.flags_unknown or any(f.value.startswith(_IGNORE_NOT_FOUND) for f in resource.flags):
        return
    # From these on the default also serves where the step is skipped, so it may well be meant for that.
    called_when = any(call.node.get("when") is not None or call.node.get("depends") is not None for call in _callers(template))
    for parameter in template.outputs("parameters") if not called_when else ():
        source = parameter.mapping("valueFrom")
        default = source.get("default") if source is not None else None
        if source is not None and default is not None and (source.get("jsonPath") or source.get("jqFilter")) is not None:
            why = "this default does not stand in for a missing field: it counts only where there is no object at all"
            how = "in a jqFilter, '// \"x\"' gives a default"
            yield at_node("KF647", default, why, key=True, help=how)


def _callers(template: Template) -> list[Call]:
    """The steps and tasks of the same object that call a template by its name."""
    return [
        call
        for each in template.owner.all_templates
        for call in each.calls
        if call.template is not None and call.template.value == template.name
    ]


@checks_template("KF661", "KF662", "KF663")
def flags(template: Template, context: Context) -> Iterator[Finding]:
    """Each flag is one argument of kubectl; names go either in flags or in the manifest (9.2, 9.4, 9.35)."""
    resource = _resource(template, context)
    if resource is None:
        return
    for flag in resource.flags:
        if "{{" not in flag.value and " " in flag.value.strip() and "=" not in flag.value.split(" ")[0]:
            parts = ", ".join(flag.value.split())
            why = f"kubectl takes '{flag.value}' as one word; write each word as an item of its own: [{parts}]"
            yield at_node("KF661", flag, why)
            return
    if resource.action in ("get", "delete") and resource.manifest is not None and resource.flag_names:
        why = f"{resource.action} takes its object from the manifest or from flags, not from both"
        yield at_node(
            "KF662", resource.flag_names[0], why, related=(related_to(resource.manifest, "the manifest is here", key=True),)
        )
    yield from _namespace(resource)


def _namespace(resource: Resource) -> Iterator[Finding]:
    """`-n` in flags against another namespace in the manifest: kubectl refuses it."""
    metadata = resource.object.mapping("metadata") if resource.object is not None else None
    namespace = metadata.get("namespace") if metadata is not None else None
    wanted = resource.text_of(namespace)
    for number, flag in enumerate(resource.flags):
        name, _, value = flag.value.partition("=")
        if name not in ("-n", "--namespace") or namespace is None or wanted is None:
            continue
        given: Scalar | None = flag if value else resource.flags[number + 1] if number + 1 < len(resource.flags) else None
        text = value or (given.value if given is not None else "")
        if given is not None and text and "{{" not in text and text != wanted:
            related = (related_to(namespace, "the manifest says this one"),)
            yield at_node("KF663", given, f"namespace '{text}' is not the one of the manifest, '{wanted}'", related=related)


@checks_template("KF664")
def repeated_create(template: Template, context: Context) -> Iterator[Finding]:
    """What is made under a fixed name can be made only once: not in a loop, and not again in a retry (9.37)."""
    resource = _resource(template, context)
    if resource is None or resource.action != "create" or resource.object is None:
        return
    metadata = resource.object.mapping("metadata")
    name = metadata.get("name") if metadata is not None else None
    if name is None or resource.text_of(name) is None:
        return
    if any(_repeats(call) for call in _callers(template)):
        why = "create makes an object of this name once, and fails for the second item of the loop; use generateName, or apply"
        yield at_node("KF664", name, why)
    elif template.node.mapping("retryStrategy") is not None:
        strategy = template.node.fields["retryStrategy"]
        why = "if a try fails after the object was made, the next one fails because it exists; use apply, or generateName"
        yield at_node("KF664", name, why, related=(related_to(strategy, "it is tried again", key=True),))


def _repeats(call: Call) -> bool:
    """Whether a call surely runs more than once."""
    items = call.node.sequence("withItems")
    return items is not None and len(items.items) > 1


@checks_template("KF671", "KF672")
def owner_reference(template: Template, context: Context) -> Iterator[Finding]:
    """`setOwnerReference` needs a manifest of one object in the workflow's own namespace (4; 9.8, 9.9)."""
    resource = _resource(template, context)
    owner = resource.node.scalar("setOwnerReference") if resource is not None else None
    if resource is None or owner is None or owner.json is not True:
        return
    if resource.node.mapping("manifestFrom") is not None:
        yield at_node(
            "KF671", owner, "setOwnerReference does nothing with manifestFrom: only a 'manifest' gets the reference", key=True
        )
    elif resource.action in ("get", "delete"):
        yield at_node(
            "KF672", owner, f"setOwnerReference can't be used with {resource.action}; only create and apply make objects", key=True
        )
    elif resource.action == "patch" and (resource.items() or (resource.object is not None and resource.object.get("kind") is None)):
        yield at_node(
            "KF672", owner, "setOwnerReference can't read a patch: it needs a manifest with apiVersion and kind", key=True
        )
    elif resource.action in _MAKING:
        yield from _owned(resource, owner, context)


def _owned(resource: Resource, owner: Scalar, context: Context) -> Iterator[Finding]:
    known, named = built_in_of(resource), kind_of(resource)
    if known is not None and named is not None and not known.namespaced:
        why = f"a {named[1]} belongs to no namespace, so a workflow can't own it: it would be deleted again at once"
        yield at_node("KF672", owner, why, key=True)
        return
    metadata = resource.object.mapping("metadata") if resource.object is not None else None
    namespace = metadata.get("namespace") if isinstance(metadata, Mapping) else None
    text, own = resource.text_of(namespace), context.view.subject.namespace
    if namespace is not None and text is not None and own and text != own:
        why = f"the object is in namespace '{text}' and the workflow in '{own}': an owner elsewhere makes it be deleted at once"
        yield at_node("KF672", namespace, why, related=(related_to(owner, "the workflow becomes its owner here", key=True),))
