"""KF911-KF918: pods with more rights over their node than work needs (Kubernetes' Pod Security Standards, profile 'baseline')."""

from __future__ import annotations

from kflint.checks.registry import checks_object
from kflint.findings.finding import Finding, at_node
from kflint.model.pod_specs import pod_specs
from kflint.source.nodes import Mapping, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.pod_specs import PodSpec

_HOST_NAMESPACES = {
    "hostNetwork": "its pods see the node's network, past every NetworkPolicy",
    "hostPID": "its pods see and may stop every process of the node",
    "hostIPC": "its pods share the memory of the node's processes",
}
_SOCKETS = ("docker.sock", "containerd.sock", "crio.sock", "podman.sock", "cri-dockerd.sock")
# What a container has anyway, so that adding it gives nothing; all others are refused by the profile.
_HARMLESS_CAPABILITIES = frozenset(
    ("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
     "SETPCAP", "SETUID", "SYS_CHROOT")
)  # fmt: skip
_SAFE_SYSCTLS = frozenset(
    ("kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
     "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
     "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem")
)  # fmt: skip
_SAFE_SELINUX_TYPES = frozenset(("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"))
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_CODES = ("KF911", "KF912", "KF913", "KF914", "KF915", "KF916", "KF917", "KF918")


@checks_object(*_CODES)
def pod_rights(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """What every place that says something about pods gives them."""
    for pod in pod_specs(subject, context.view):
        yield from _pod(pod)
        for container in pod.containers:
            yield from _container(container.node, container.title)


def _pod(pod: PodSpec) -> Iterator[Finding]:
    node = pod.node
    for field, what in _HOST_NAMESPACES.items():
        if _is(node, field, True):
            yield at_node("KF914", node.fields[field], f"with '{field}' {what}; leave it out")
    for volume in node.items("volumes") if "volumes" in node.fields else ():
        yield from _volume(volume)
    context = node.mapping("securityContext")
    if context is not None:
        yield from _identity(context, "the pod")
        yield from _confinement(context, "the pod")
        for sysctl in context.items("sysctls"):
            name = sysctl.string("name")
            if name is not None and name.value not in _SAFE_SYSCTLS and "{{" not in name.value:
                why = f"the sysctl '{name.value}' is not one of those that act on one pod alone"
                yield at_node("KF918", name, why)
    yield from _annotations(node.mapping("metadata"))


def _annotations(metadata: Mapping | None) -> Iterator[Finding]:
    annotations = metadata.mapping("annotations") if metadata is not None else None
    for name, value in annotations.fields.items() if annotations is not None else ():
        if name.startswith(_APPARMOR) and isinstance(value, Scalar) and value.value == "unconfined":
            yield at_node("KF918", value, "this annotation runs a container without the node's AppArmor profile")


def _volume(volume: Mapping) -> Iterator[Finding]:
    host_path = volume.mapping("hostPath")
    if host_path is None:
        return
    path = host_path.string("path")
    if path is not None and path.value.rstrip("/").endswith(_SOCKETS):
        why = f"whoever can write to '{path.value}' can start any container on the node and so owns it"
        yield at_node("KF913", path, why)
        return
    shown = f"'{path.value}'" if path is not None else "a folder"
    why = f"this volume is {shown} of the node itself, which its other pods and its system use too"
    yield at_node("KF912", path or host_path, why, key=path is None)


def _container(node: Mapping, title: str) -> Iterator[Finding]:
    for port in node.items("ports") if "ports" in node.fields else ():
        host_port = port.scalar("hostPort")
        if host_port is not None and host_port.json != 0:
            why = f"{title} takes port {host_port.value} of the node; other pods reach it without: use the pod's own address"
            yield at_node("KF914", host_port, why)
    context = node.mapping("securityContext")
    if context is None:
        return
    if _is(context, "privileged", True):
        why = f"{title} is privileged: it has every right over its node, as if there were no container"
        yield at_node("KF911", context.fields["privileged"], why)
    elif _is(context, "allowPrivilegeEscalation", True):
        why = f"a program in {title} may gain more rights than it was started with (setuid); say false"
        yield at_node("KF917", context.fields["allowPrivilegeEscalation"], why)
    yield from _capabilities(context, title)
    yield from _identity(context, title)
    yield from _confinement(context, title)


def _capabilities(context: Mapping, title: str) -> Iterator[Finding]:
    capabilities = context.mapping("capabilities")
    added = capabilities.sequence("add") if capabilities is not None else None
    for capability in added.items if added is not None else ():
        if isinstance(capability, Scalar) and "{{" not in capability.value:
            name = capability.value.upper().removeprefix("CAP_")
            if name and name not in _HARMLESS_CAPABILITIES:
                yield at_node("KF915", capability, f"'{capability.value}' gives {title} a right that containers don't have")


def _identity(context: Mapping, title: str) -> Iterator[Finding]:
    user = context.scalar("runAsUser")
    if user is not None and user.json == 0 and user.json is not False:
        yield at_node("KF916", user, f"user 0 is root: {title} runs with its rights; give another number")
    elif _is(context, "runAsNonRoot", False):
        why = f"'runAsNonRoot: false' lets {title} run as root; say true, and give the image a user"
        yield at_node("KF916", context.fields["runAsNonRoot"], why)


def _confinement(context: Mapping, title: str) -> Iterator[Finding]:
    """Profiles of seccomp and AppArmor, SELinux labels, /proc, and Windows' host processes."""
    for field, kind in (("seccompProfile", "seccomp"), ("appArmorProfile", "AppArmor")):
        profile = context.mapping(field)
        chosen = profile.string("type") if profile is not None else None
        if chosen is not None and chosen.value == "Unconfined":
            yield at_node("KF918", chosen, f"{title} runs without a {kind} profile; 'RuntimeDefault' suits nearly all programs")
    proc = context.string("procMount")
    if proc is not None and proc.value == "Unmasked":
        yield at_node("KF918", proc, f"{title} sees the parts of /proc that are hidden from containers; leave 'procMount' out")
    options = context.mapping("seLinuxOptions")
    for field, allowed in (("type", _SAFE_SELINUX_TYPES), ("user", frozenset(("",))), ("role", frozenset(("",)))):
        value = options.string(field) if options is not None else None
        if value is not None and value.value not in allowed and "{{" not in value.value:
            yield at_node("KF918", value, f"the SELinux {field} '{value.value}' takes {title} out of the confinement of containers")
    windows = context.mapping("windowsOptions")
    if windows is not None and _is(windows, "hostProcess", True):
        yield at_node("KF911", windows.fields["hostProcess"], f"{title} is a process of the Windows node itself")


def _is(holder: Mapping, field: str, wanted: bool) -> bool:
    """Whether a field is the boolean `wanted`."""
    value: Node | None = holder.fields.get(field)
    return isinstance(value, Scalar) and value.json is wanted
