"""KF211-KF213: names, labels and annotations that the Kubernetes API server refuses (spec 9.2); argo lint does not look at them."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang import names
from kflint.lang.tags import find
from kflint.model.objects import CRON_WORKFLOW
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# A tag with one of these beginnings is meant for Argo; other braces may belong to a tool that renders the file first.
_ARGO_TAGS = ("workflow.", "inputs.", "steps.", "tasks.", "outputs.")


@checks_object("KF211", "KF213")
def object_name(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """`metadata.name`, `generateName` and `namespace` are names of Kubernetes objects (ValidateObjectMeta)."""
    metadata = subject.metadata
    if metadata is None:
        if subject.root.get("metadata") is None:
            yield at_node("KF213", subject.root.fields["kind"], f"this {subject.kind} has no 'metadata', and so no name", key=False)
        return
    name, prefix, namespace = (metadata.string(field) for field in ("name", "generateName", "namespace"))
    if metadata.get("name") is None and metadata.get("generateName") is None:
        why = f"this {subject.kind} has neither a 'name' nor a 'generateName'"
        yield at_node("KF213", metadata, why, key=True)
    if name is not None and name.value:
        yield from _object_name(name, name.value)
    elif prefix is not None and prefix.value:
        # The name is checked with something behind it, so a prefix may end with '-'.
        yield from _object_name(prefix, prefix.value.removesuffix("-") or prefix.value)
    if namespace is not None and namespace.value:
        yield from _object_name(namespace, namespace.value, dots=False)


def _object_name(node: Scalar, text: str, dots: bool = True) -> Iterator[Finding]:
    if "{{" in text:
        yield from _argo_tag(node, "the name of an object")
        return
    mistake = names.dns_subdomain(text) if dots else names.dns_label(text)
    if mistake is not None:
        field = node.key.value if node.key is not None else "name"
        why = f"the {field} '{node.value}' is no name that Kubernetes takes: {mistake.message}"
        yield at_node("KF211", node, why, part=(mistake.offset, mistake.end), help=mistake.hint)


def _argo_tag(node: Scalar, what: str, code: str = "KF211") -> Iterator[Finding]:
    """Argo's tags are not replaced in the metadata of the object itself, and Kubernetes takes no braces there."""
    tag = next((tag for tag in find(node.value) if tag.closed and tag.text.startswith(_ARGO_TAGS)), None)
    if tag is not None:
        why = f"Argo does not replace '{{{{{tag.text}}}}}' here, and {what} can't hold braces"
        yield at_node(code, node, why, part=(tag.start, tag.end))


@checks_object("KF212")
def labels_of_object(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Labels and annotations of the object, and those that its workflows and pods get."""
    if subject.metadata is not None:
        yield from _labels(subject.metadata, tags_are_replaced=False)
    cron = subject.root.mapping("spec") if subject.kind == CRON_WORKFLOW else None
    for spec in (cron, subject.spec):
        for field in ("workflowMetadata", "podMetadata"):
            holder = spec.mapping(field) if spec is not None else None
            if holder is not None:
                yield from _labels(holder, tags_are_replaced=True)


@checks_template("KF212")
def labels_of_template(template: Template, context: Context) -> Iterator[Finding]:
    """Labels and annotations that the pods of a template get."""
    metadata = template.node.mapping("metadata")
    if metadata is not None:
        yield from _labels(metadata, tags_are_replaced=True)


def _labels(holder: Mapping, tags_are_replaced: bool) -> Iterator[Finding]:
    for field in ("labels", "annotations", "labelsFrom"):
        values = holder.mapping(field)
        for name, value in values.fields.items() if values is not None else ():
            key = value.key
            if key is None or "{{" in name:
                continue
            mistake = names.annotation_key(name) if field == "annotations" else names.label_key(name)
            if mistake is not None:
                yield at_node("KF212", key, mistake.message, part=(mistake.offset, mistake.end), help=mistake.hint)
            elif field == "labels" and isinstance(value, Scalar) and isinstance(value.json, str):
                yield from _label_value(value, name, tags_are_replaced)


def _label_value(value: Scalar, name: str, tags_are_replaced: bool) -> Iterator[Finding]:
    if "{{" in value.value:
        if not tags_are_replaced:
            yield from _argo_tag(value, "the value of a label", "KF212")
        return
    mistake = names.label_value(value.value, f"the value of the label '{name}'")
    if mistake is not None:
        yield at_node("KF212", value, mistake.message, part=(mistake.offset, mistake.end), help=mistake.hint)
