"""KF941-KF942: artifacts, repositories and requests over connections that others can read or answer."""

from __future__ import annotations

from kflint.checks.registry import checks_object
from kflint.findings.finding import Finding, at_node
from kflint.source.nodes import Mapping, Scalar, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject

_OPEN = ("http://", "git://", "ftp://")
# By the key of the mapping: the field with an address (Argo types HTTP, HTTPArtifact, ArtifactoryArtifact, GitArtifact, …).
_ADDRESSES = {"http": "url", "artifactory": "url", "git": "repo", "oss": "endpoint", "azure": "endpoint"}
_UNCHECKED = {
    "insecureIgnoreHostKey": "the server's key is not compared, so any machine on the way can answer as the repository",
    "insecureSkipTLS": "the server's certificate is not checked, so any machine on the way can answer as the repository",
    "insecureSkipVerify": "the server's certificate is not checked, so any machine on the way can answer in its place",
}


@checks_object("KF941", "KF942")
def connections(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Every place of an object that names a server."""
    string = subject.root.text.string
    if not any(each in string for each in (*_OPEN, "insecure")):
        return
    for node in walk(subject.spec) if subject.spec is not None else ():
        if isinstance(node, Mapping) and node.key is not None and not node.aliased:
            yield from _connection(node.key.value, node)


def _connection(kind: str, node: Mapping) -> Iterator[Finding]:
    address = node.string(_ADDRESSES[kind]) if kind in _ADDRESSES else None
    if address is not None and address.value.startswith(_OPEN) and not is_near(address.value):
        scheme = address.value.partition("//")[0] + "//"
        why = f"over {scheme} others on the way can read and change what is sent; use https://"
        yield at_node("KF941", address, why, part=(0, len(scheme)))
    if kind == "s3" and _is_true(node, "insecure"):
        endpoint = node.string("endpoint")
        if endpoint is None or not is_near("//" + endpoint.value):
            why = "'insecure: true' speaks to the storage without TLS: others on the way can read and change the artifact"
            yield at_node("KF941", node.fields["insecure"], why)
    for field, why in _UNCHECKED.items() if kind in ("git", "http") else ():
        if _is_true(node, field):
            yield at_node("KF942", node.fields[field], why)


def _is_true(node: Mapping, field: str) -> bool:
    value = node.fields.get(field)
    return isinstance(value, Scalar) and value.json is True


def is_near(url: str) -> bool:
    """Whether an address does not leave the cluster (a service's name) or the pod, or is not known before the run."""
    host = url.partition("//")[2].partition("/")[0].rpartition("@")[2]
    if "{{" in url.partition("//")[2].split("/", 1)[0] or "{{" in host:
        return True
    host = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    inside = (".svc", ".svc.cluster.local", ".cluster.local", ".localhost")
    return "." not in host or host.endswith(inside) or host.startswith("127.")
