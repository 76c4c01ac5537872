"""KF355-KF357: values in containers and volumes that Kubernetes refuses, which argo lint does not look at (spec 9.3, 9.21)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node
from kflint.model.pods import containers_of
from kflint.source.nodes import Mapping, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# Kubernetes types EnvVarSource and Probe (ProbeHandler): exactly one of these.
_ENV_SOURCES = ("configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HANDLERS = ("exec", "grpc", "httpGet", "tcpSocket")

# What a field of a container, of one of its ports or mounts, or of a toleration may hold (ValidatePodSpec).
_Words = dict[str, tuple[str, ...]]
_CONTAINER_VALUES: _Words = {
    "imagePullPolicy": ("Always", "IfNotPresent", "Never"),
    "terminationMessagePolicy": ("File", "FallbackToLogsOnError"),
}
_PORT_VALUES: _Words = {"protocol": ("TCP", "UDP", "SCTP")}
_MOUNT_VALUES: _Words = {"mountPropagation": ("None", "HostToContainer", "Bidirectional")}
_TOLERATION_VALUES: _Words = {
    "operator": ("Exists", "Equal", "Lt", "Gt"),
    "effect": ("NoSchedule", "PreferNoSchedule", "NoExecute"),
}
_SPEC_VALUES: _Words = {"dnsPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")}
_HIGHEST_PORT = 65535
_HIGHEST_MODE = 0o777


@checks_template("KF355", "KF356", "KF357")
def container_values(template: Template, context: Context) -> Iterator[Finding]:
    """Environment variables, fixed words, ports and probes of every container of a template."""
    for container in containers_of(template):
        node = container.node
        if "env" in node.fields:
            for variable in node.items("env"):
                yield from _env(variable)
        yield from _fixed_words(node, _CONTAINER_VALUES)
        if "ports" in node.fields:
            for port in node.items("ports"):
                yield from _port(port)
        if "volumeMounts" in node.fields:
            for mount in node.items("volumeMounts"):
                yield from _fixed_words(mount, _MOUNT_VALUES)
        for probe in _PROBES:
            if probe in node.fields:
                yield from _probe(node.mapping(probe), probe)
    yield from _pod_fields(template.node)


@checks_object("KF356")
def spec_values(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Fixed words of the spec's pod fields, and modes of files in its volumes."""
    if subject.spec is not None:
        yield from _fixed_words(subject.spec, _SPEC_VALUES)
        yield from _pod_fields(subject.spec)


def _pod_fields(holder: Mapping) -> Iterator[Finding]:
    if "tolerations" in holder.fields:
        for toleration in holder.items("tolerations"):
            yield from _fixed_words(toleration, _TOLERATION_VALUES)
    if "volumes" in holder.fields:
        for volume in holder.items("volumes"):
            yield from _modes(volume)


def _env(variable: Mapping) -> Iterator[Finding]:
    """A variable has a value or a source, and a source is of one kind (validateEnvVarValueFrom)."""
    source, name = variable.mapping("valueFrom"), variable.string("name")
    called = f"'{name.value}'" if name is not None else "this variable"
    if source is None:
        return
    if variable.filled("value"):
        yield at_node("KF355", source, f"{called} has both 'value' and 'valueFrom'; keep one of them", key=True)
        return
    given = [field for field in _ENV_SOURCES if source.get(field) is not None]
    if len(given) > 1:
        yield at_node("KF355", source.fields[given[1]], f"{called} has the source '{given[0]}' already", key=True)
    elif not given and not set(source.fields).difference(_ENV_SOURCES):
        yield at_node("KF355", source, f"'valueFrom' of {called} says not where the value comes from", key=True)


def _fixed_words(holder: Mapping, fields: _Words) -> Iterator[Finding]:
    for field, allowed in fields.items():
        value = holder.string(field) if field in holder.fields else None
        if value is not None and value.value and value.value not in allowed and "{{" not in value.value:
            why = f"{field} '{value.value}' is not one of {', '.join(allowed)}{meant(value.value, allowed)}"
            yield at_node("KF356", value, why)


def _port(port: Mapping) -> Iterator[Finding]:
    yield from _fixed_words(port, _PORT_VALUES)
    number = port.scalar("containerPort")
    if number is None or not isinstance(number.json, int) or abs(number.json) >= 2**31:
        return  # Argo can't even read such a number: that is KF102
    if not 0 < number.json <= _HIGHEST_PORT:
        yield at_node("KF356", number, f"a port is a number from 1 to {_HIGHEST_PORT}")


def _probe(probe: Mapping | None, field: str) -> Iterator[Finding]:
    if probe is None:
        return
    given = [handler for handler in _HANDLERS if probe.get(handler) is not None]
    if not given and not any(handler in probe.fields for handler in _HANDLERS):
        yield at_node("KF357", probe, f"this {field} says not how to look: give it one of {', '.join(_HANDLERS)}", key=True)
    elif len(given) > 1:
        yield at_node("KF357", probe.fields[given[1]], f"this {field} has '{given[0]}' already, and can have only one", key=True)


def _modes(volume: Mapping) -> Iterator[Finding]:
    """Modes of the files of a volume, in it and in the `sources` of a projected one."""
    holders = [value for value in volume.fields.values() if isinstance(value, Mapping)]
    for holder in holders:
        for field in ("defaultMode", "mode"):
            yield from _mode(holder.scalar(field))
        for items in ("items", "sources"):
            if isinstance(holder.fields.get(items), Sequence):
                for item in holder.items(items):
                    yield from _mode(item.scalar("mode"))
                    holders += [value for value in item.fields.values() if isinstance(value, Mapping)]


def _mode(mode: Scalar | None) -> Iterator[Finding]:
    if mode is not None and isinstance(mode.json, int) and not 0 <= mode.json <= _HIGHEST_MODE:
        octal = mode.value.isdigit() and not mode.value.startswith("0") and not set("89").intersection(mode.value)
        how = f"write '0{mode.value}': a mode is read as octal only with a zero in front" if octal else None
        why = f"the mode of a file is a number from 0 to 0777, and '{mode.value}' is 0{mode.json:o}"
        yield at_node("KF356", mode, why, help=how)
