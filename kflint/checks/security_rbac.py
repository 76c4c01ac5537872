"""KF923: roles that a workflow makes and that allow everything."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node
from kflint.model.pod_specs import manifests
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template

_WILDCARDS = {"verbs": "every action", "resources": "every kind of object", "apiGroups": "every API group"}
# Kinds of objects whose readers or writers can make themselves anyone (Kubernetes: RBAC good practices).
_ESCALATING_VERBS = frozenset(("escalate", "bind", "impersonate"))


@checks_template("KF923")
def wide_roles(template: Template, context: Context) -> Iterator[Finding]:
    """Roles with `*` or with verbs that lead to any right, and bindings to cluster-admin."""
    for manifest in manifests(template, context.view):
        kind = manifest.string("kind")
        if kind is None:
            continue
        if kind.value in ("Role", "ClusterRole"):
            for rule in manifest.items("rules"):
                yield from _rule(rule)
        elif kind.value in ("RoleBinding", "ClusterRoleBinding"):
            role = manifest.mapping("roleRef")
            name = role.string("name") if role is not None else None
            if name is not None and name.value == "cluster-admin":
                yield at_node("KF923", name, "this gives all rights that there are; bind a role with those that are needed")


def _rule(rule: Mapping) -> Iterator[Finding]:
    for field, what in _WILDCARDS.items():
        values = rule.sequence(field)
        for value in values.items if values is not None else ():
            if not isinstance(value, Scalar):
                continue
            if value.value == "*":
                yield at_node("KF923", value, f"'*' allows {what}, those to come included; name the ones that are needed")
            elif field == "verbs" and value.value in _ESCALATING_VERBS:
                yield at_node("KF923", value, f"with the verb '{value.value}' one can take any right there is")
