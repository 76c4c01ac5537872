"""KF919-KF922: what the pods of a workflow don't give up: root, rights, and the token of a service account."""

from __future__ import annotations

from kflint.checks.registry import checks_object
from kflint.findings.finding import Finding, at_node
from kflint.model.pod_specs import pod_patch
from kflint.model.pods import containers_of
from kflint.model.runs import is_set, runnable_specs
from kflint.model.templates import POD_TYPES
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

_SHOWN = 3


@checks_object("KF919")
def unrestricted_pods(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Containers that may run as root or gain rights, as no security context of theirs, of their pod or of the defaults forbids it.

    What Kubernetes' profile 'restricted' wants beside 'baseline'.
    """
    specs = runnable_specs(subject, context.view)
    if not specs:
        return
    open_to: dict[str, list[str]] = {}
    for template in subject.all_templates:
        if template.type in POD_TYPES - {"resource", "data"}:
            for what in _missing(template, specs):
                open_to.setdefault(what, []).append(template.name or template.title)
    if open_to:
        places = list(dict.fromkeys(name for names in open_to.values() for name in names))
        shown = ", ".join(f"'{name}'" for name in places[:_SHOWN])
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        settings = ", ".join(sorted(open_to))
        why = f"the pods of {shown}{more} keep rights that they hardly need; a security context should say: {settings}"
        assert subject.spec is not None
        yield at_node("KF919", subject.spec, why, key=True)


def _missing(template: Template, specs: list[Mapping]) -> Iterator[str]:
    """The settings of the profile 'restricted' that some container of a template lacks."""
    holders = [template.node, *_defaults(template), *specs]
    pods = [context for holder in holders for context in [holder.mapping("securityContext")] if context is not None]
    for holder in holders:
        patch = pod_patch(holder)
        if patch is None and holder.get("podSpecPatch") is not None:
            return  # what it says is known only when it runs
        if patch is not None:
            pods += [context for each in _contexts_in(patch) for context in [each] if context is not None]
    defaults = [body for each in _defaults(template) for body in [each.mapping(template.type or "")] if body is not None]
    for container in containers_of(template):
        own = [body.mapping("securityContext") for body in (container.node, *defaults)]
        containers = [context for context in own if context is not None]
        if any(_says(context, "privileged", True) for context in containers):
            continue  # told already, and none of the others counts for it
        for what, given in _RESTRICTED.items():
            if not any(given(context) for context in containers + pods):
                yield what


def _contexts_in(patch: Mapping) -> list[Mapping | None]:
    return [patch.mapping("securityContext"), *(each.mapping("securityContext") for each in patch.items("containers"))]


def _defaults(template: Template) -> list[Mapping]:
    defaults = template.owner.template_defaults
    return [defaults] if defaults is not None else []


def _says(context: Mapping, field: str, wanted: bool) -> bool:
    value = context.scalar(field)
    return value is not None and value.json is wanted


def _not_root(context: Mapping) -> bool:
    """Whether a user is chosen at all; that it is root is told by KF916."""
    return context.get("runAsUser") is not None or context.get("runAsNonRoot") is not None


def _drops_all(context: Mapping) -> bool:
    capabilities = context.mapping("capabilities")
    dropped = capabilities.sequence("drop") if capabilities is not None else None
    return dropped is not None and any(isinstance(each, Scalar) and each.value.upper() == "ALL" for each in dropped.items)


_RESTRICTED: dict[str, Callable[[Mapping], bool]] = {
    "runAsNonRoot: true": _not_root,
    "allowPrivilegeEscalation: false": lambda context: context.get("allowPrivilegeEscalation") is not None,
    "capabilities: {drop: [ALL]}": _drops_all,
    "seccompProfile: {type: RuntimeDefault}": lambda context: context.get("seccompProfile") is not None,
}


@checks_object("KF921", "KF922")
def service_account(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The account whose rights the pods have, and whether their programs get its token."""
    specs = runnable_specs(subject, context.view)
    pods = [template for template in subject.all_templates if template.type in POD_TYPES]
    if not specs or not pods or subject.spec is None:
        return
    holders = [*specs, *(each.mapping("templateDefaults") for each in specs)]
    if not any(is_set(holder, "serviceAccountName") for holder in holders):
        bare = [template for template in pods if not is_set(template.node, "serviceAccountName")]
        if bare:
            why = f"the pod of {bare[0].title} runs as the service account 'default', which all pods of the namespace share"
            yield at_node("KF921", subject.spec, f"{why}; name one in 'serviceAccountName'", key=True)
    own = next((each for each in holders if is_set(each, "automountServiceAccountToken")), None)
    programs = [t for t in pods if t.type not in ("resource", "data") and t.node.get("automountServiceAccountToken") is None]
    if own is None and programs and not any(each is not None and each.get("podSpecPatch") is not None for each in holders):
        why = f"the programs of {programs[0].title} get the token of its service account, and so its rights in the cluster"
        how = "say 'automountServiceAccountToken: false', and name Argo's own account in 'executor.serviceAccountName'"
        yield at_node("KF922", subject.spec, why, key=True, help=how)
