"""KF611-KF617: the manifest of a resource template: YAML, one object, with what the action needs (resource-templates 2, 6)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node, at_span
from kflint.model.resources import WRITING, Resource
from kflint.source.nodes import Mapping, Node, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template

# Problems after which Kubernetes can't read the document; the others it reads in its own way.
_UNREADABLE = frozenset(("syntax", "key", "alias", "number", "template"))


def resource_of(template: Template, context: Context) -> Resource | None:
    """The resource of a template whose action and manifest are known, else None."""
    if template.node.mapping("resource") is None:
        return None
    resource = context.view.resource(template)
    return resource if resource.action is not None and resource.manifest is not None else None


def is_json_patch(resource: Resource) -> bool:
    """Whether the manifest is a list of operations (RFC 6902) rather than an object."""
    return resource.action == "patch" and resource.strategy in ("json", None)


@checks_template("KF611", "KF612", "KF617")
def readable(template: Template, context: Context) -> Iterator[Finding]:
    """The first document must be YAML for Argo's validator, all of them for kubectl (R-RESC-3; 9.19, 9.22, 9.23)."""
    resource = resource_of(template, context)
    if resource is None or resource.action is None:
        return
    for number, document in enumerate(resource.documents):
        for problem in document.problems:
            if problem.kind in _UNREADABLE:
                code = "KF611" if number == 0 and resource.action in WRITING else "KF612"
                helm = problem.kind == "template"
                why = f"the manifest is not YAML: {'it is a Helm or Jinja template' if helm else problem.message}"
            else:
                code, why = "KF617", f"in the manifest, {problem.message}"
            yield at_span(code, problem.text, problem.start, problem.end, why, help=problem.hint)


@checks_template("KF611")
def readable_with_values(template: Template, context: Context) -> Iterator[Finding]:
    """A manifest that is one tag of known value is read with that value (R-RESC-3, R-MEMO-2)."""
    resource = resource_of(template, context)
    if resource is None or resource.manifest is None or resource.action not in WRITING or "{{" not in resource.manifest.value:
        return
    text = resource.known(resource.manifest)
    if text is None or any(d.problems for d in resource.documents):
        return
    from kflint.source.reader import read
    from kflint.source.text import Text

    documents = read(Text(text))
    broken = [p for p in documents[0].problems if p.kind in _UNREADABLE] if documents else []
    if broken:
        yield at_node("KF611", resource.manifest, f"with the value of its tag, the manifest is not YAML: {broken[0].message}")


@checks_template("KF613", "KF614")
def one_object(template: Template, context: Context) -> Iterator[Finding]:
    """One object per template: several can't be waited for or read, and an empty manifest does nothing (6; 9.18, 9.20)."""
    resource = resource_of(template, context)
    if resource is None or resource.manifest is None or resource.starts_unknown or is_json_patch(resource):
        return
    documents = resource.documents
    if any(document.problems for document in documents):
        return
    if not documents:
        yield at_node("KF613", resource.manifest, "the manifest is empty: there is no object in it")
    elif len(documents) > 1 and resource.action != "delete":
        second = documents[1].root
        assert second is not None
        yield at_node("KF614", _first_key(second), "the manifest holds several documents; a resource template is about one object")
    elif len(documents) == 1:
        yield from _single(documents[0].root, resource)


def _single(root: Node | None, resource: Resource) -> Iterator[Finding]:
    if isinstance(root, Mapping):
        items = root.sequence("items")
        if root.string("kind") is not None and resource.text_of(root.get("kind")) == "List" and items is not None:
            single = len(items.items) == 1 and resource.action in ("create", "replace", "apply")
            if resource.action != "delete" and not single:
                why = "a List can't be waited for or read as one object; make a template for each of its items"
                yield at_node("KF614", root.fields["kind"], why)
    elif root is not None and not resource.has_tag(root):
        what = "a list" if isinstance(root, Sequence) else "plain text"
        if not (isinstance(root, Sequence) and resource.action == "patch"):
            yield at_node("KF613", root, f"the manifest is {what}, not an object with apiVersion, kind and metadata")


@checks_template("KF615", "KF616")
def identified(template: Template, context: Context) -> Iterator[Finding]:
    """The object has apiVersion, kind and a name, and a generateName only where one is made (9.16, 9.20, 9.21)."""
    resource = resource_of(template, context)
    if resource is None or resource.object is None:
        return
    root = resource.object
    if resource.text_of(root.get("kind")) == "List":
        return
    by_flags = bool(resource.flag_names) or resource.flags_unknown
    if resource.action == "patch" and by_flags and root.get("kind") is None:
        return
    missing = [f"'{field}'" for field in ("apiVersion", "kind") if not root.filled(field)]
    metadata = root.get("metadata")
    holder = metadata if isinstance(metadata, Mapping) else None
    generated = holder.get("generateName") if holder is not None else None
    named = holder is not None and holder.filled("name")
    if generated is not None and not named and resource.action != "create":
        why = f"{resource.action} needs the 'name' of one object; a 'generateName' works only with create"
        yield at_node("KF616", generated, why, key=True)
    if generated is None and not named and (metadata is None or holder is not None):
        missing.append("'metadata.name' or 'metadata.generateName'" if resource.action == "create" else "'metadata.name'")
    if missing:
        place = holder if len(missing) == 1 and "metadata" in missing[0] and holder is not None else _first_key(root)
        why = f"the object in the manifest has no {' and no '.join(missing)}: kubectl can't tell what it is about"
        yield at_node("KF615", place, why, key=place is holder)


def _first_key(node: Node) -> Node:
    """The first key of a mapping, to point at something short; any other node itself."""
    if isinstance(node, Mapping):
        return next((value.key for value in node.fields.values() if value.key is not None), node)
    return node
