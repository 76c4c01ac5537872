"""KF621-KF624: patches: what they name, and whether their form fits the merge strategy (resource-templates 3)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.checks.resource_manifest import resource_of
from kflint.findings.finding import Finding, at_node
from kflint.source.nodes import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.resources import Resource
    from kflint.model.templates import Template

# The API groups that Kubernetes itself brings; all others are custom resources, which know no strategic merge.
_BUILT_IN_GROUPS = frozenset(("apps", "batch", "autoscaling", "policy", "extensions"))


@checks_template("KF621", "KF622", "KF623")
def patch(template: Template, context: Context) -> Iterator[Finding]:
    """A json patch is a list and named by flags, any other a mapping; only built-in kinds merge strategically (9.12 to 9.15)."""
    resource = resource_of(template, context)
    if resource is None or resource.action != "patch":
        return
    root, strategy = resource.root, resource.strategy
    if strategy == "json":
        yield from _json(resource)
    elif strategy in ("strategic", "merge") and isinstance(root, Sequence) and not resource.has_tag(root):
        why = f"a list of operations is a json patch, and the mergeStrategy here is {strategy}; write 'mergeStrategy: json'"
        yield at_node("KF622", root.items[0] if root.items else root, why)
    elif strategy == "strategic" and isinstance(root, Mapping):
        yield from _strategic(root, resource)


def _json(resource: Resource) -> Iterator[Finding]:
    root = resource.root
    if not resource.flag_names and not resource.flags_unknown:
        why = "a json patch does not name its object: add 'flags' such as [configmap, settings]"
        yield at_node("KF621", resource.node.fields["mergeStrategy"], why)
    if isinstance(root, Mapping) and not resource.has_tag(root):
        key = next((value.key for value in root.fields.values() if value.key is not None), None)
        why = "a json patch is a list of operations, such as '- {op: replace, path: /data/a, value: b}'"
        yield at_node("KF622", key or root, why)


def _strategic(root: Mapping, resource: Resource) -> Iterator[Finding]:
    version = root.get("apiVersion")
    text = resource.text_of(version)
    if version is None or text is None or "/" not in text:
        return
    group = text.split("/")[0]
    if (group not in _BUILT_IN_GROUPS and not group.endswith(".k8s.io")) or group in (
        "snapshot.storage.k8s.io",
        "gateway.networking.k8s.io",
    ):
        why = f"'{text}' is a custom resource, which can't be patched strategically; write 'mergeStrategy: merge'"
        yield at_node("KF623", version, why)
