"""KF601-KF606: the action of a resource template, and whether it has something to act on (resource-templates 2, R-RESC-1, 2)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node
from kflint.model.resources import ACTIONS, STRATEGIES, WRITING
from kflint.model.templates import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template


@checks_template("KF601")
def action(template: Template, context: Context) -> Iterator[Finding]:
    """The action is one of six (R-RESC-1). A tag in it must have a value by then; what an expression gives is not known."""
    if template.node.mapping("resource") is None:
        return
    resource = context.view.resource(template)
    node = resource.node.string("action")
    if node is None or not node.value:
        if node is not None or resource.node.get("action") is None:
            yield at_node(
                "KF601",
                node or resource.node,
                f"this resource template has no action; give it one of {', '.join(ACTIONS)}",
                key=True,
            )
        return
    text = resource.known(node)
    if text is None and node.value.startswith(("{{inputs.", "{{workflow.", "{{=")):
        return
    if text not in ACTIONS:
        shown = node.value if text is None else text
        why = f"action '{shown}' is not one of {', '.join(ACTIONS)}{meant(shown, ACTIONS)}"
        yield at_node("KF601", node, why)


@checks_template("KF602", "KF603")
def merge_strategy(template: Template, context: Context) -> Iterator[Finding]:
    """`mergeStrategy` is one of three, and only a patch uses it (resource-templates 3)."""
    if template.node.mapping("resource") is None:
        return
    resource = context.view.resource(template)
    node = resource.node.string("mergeStrategy")
    text = resource.known(node)
    if node is None or not text:
        return
    if text not in STRATEGIES:
        yield at_node("KF602", node, f"mergeStrategy '{text}' is not one of {', '.join(STRATEGIES)}{meant(text, STRATEGIES)}")
    if resource.action is not None and resource.action != "patch":
        yield at_node("KF603", node, f"only the action patch uses a mergeStrategy; {resource.action} ignores it", key=True)


@checks_template("KF604", "KF605", "KF606")
def something_to_act_on(template: Template, context: Context) -> Iterator[Finding]:
    """A writing action has a manifest or a manifestFrom, not both; reading and deleting need something too (R-RESC-2, 9.1, 9.7)."""
    if template.node.mapping("resource") is None:
        return
    resource = context.view.resource(template)
    source = resource.node.get("manifestFrom")
    if resource.action is None:
        return
    writing = resource.action in WRITING
    if resource.manifest is not None and source is not None:
        code = "KF604" if writing else "KF606"
        ignored = "" if writing else "; the manifest is ignored"
        yield at_node(code, source, f"this resource has both 'manifest' and 'manifestFrom'{ignored}; keep one of them", key=True)
    elif resource.manifest is None and source is None:
        if writing:
            why = f"the action {resource.action} needs a manifest: give it 'manifest' or 'manifestFrom'"
            yield at_node("KF604", resource.node, why, key=True)
        elif not resource.flags:
            why = f"nothing says what to {resource.action}: give it a 'manifest', or 'flags' such as [configmap, settings]"
            yield at_node("KF605", resource.node, why, key=True)


@checks_template("KF607", "KF608")
def manifest_from(template: Template, context: Context) -> Iterator[Finding]:
    """`manifestFrom` names an input artifact (R-RESC-2, 9.5, 9.6)."""
    if template.node.mapping("resource") is None:
        return
    resource = context.view.resource(template)
    source = resource.node.mapping("manifestFrom")
    if source is None or resource.action is None:
        return
    artifact = source.mapping("artifact")
    name = artifact.string("name") if artifact is not None else None
    if artifact is None and source.get("artifact") is None:
        yield at_node("KF608", source, "this manifestFrom names no artifact; the executor crashes on it", key=True)
        return
    known = named(template.inputs("artifacts"))
    text = name.value if name is not None else ""
    if text not in known and "{{" not in text and artifact is not None:
        code = "KF607" if resource.action in WRITING else "KF608"
        yield at_node(code, name or artifact, f"no input artifact '{text}' in {template.title}{meant(text, known)}")
