"""API versions that Kubernetes no longer serves: since when, and what took their place (Kubernetes' deprecation guide)."""

from __future__ import annotations

from kflint.record import NamedTuple


class Removed(NamedTuple):
    """Since which Kubernetes version a kind is not served under an apiVersion any more; `instead` is the one to use, or None."""

    since: str
    instead: str | None


_WORKLOADS = ("DaemonSet", "Deployment", "ReplicaSet")
_RBAC = ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")
_WEBHOOKS = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
_FLOW = ("FlowSchema", "PriorityLevelConfiguration")
_SNAPSHOTS = ("VolumeSnapshot", "VolumeSnapshotClass", "VolumeSnapshotContent")
_STORAGE = ("CSIDriver", "CSINode", "StorageClass", "VolumeAttachment")

# apiVersion, kinds, since, instead.
_TABLE: tuple[tuple[str, tuple[str, ...], str, str | None], ...] = (
    ("extensions/v1beta1", _WORKLOADS, "1.16", "apps/v1"),
    ("extensions/v1beta1", ("NetworkPolicy",), "1.16", "networking.k8s.io/v1"),
    ("extensions/v1beta1", ("PodSecurityPolicy",), "1.16", None),
    ("extensions/v1beta1", ("Ingress",), "1.22", "networking.k8s.io/v1"),
    ("apps/v1beta1", ("Deployment", "StatefulSet", "ControllerRevision"), "1.16", "apps/v1"),
    ("apps/v1beta2", (*_WORKLOADS, "StatefulSet", "ControllerRevision"), "1.16", "apps/v1"),
    ("admissionregistration.k8s.io/v1beta1", _WEBHOOKS, "1.22", "admissionregistration.k8s.io/v1"),
    ("apiextensions.k8s.io/v1beta1", ("CustomResourceDefinition",), "1.22", "apiextensions.k8s.io/v1"),
    ("apiregistration.k8s.io/v1beta1", ("APIService",), "1.22", "apiregistration.k8s.io/v1"),
    ("authentication.k8s.io/v1beta1", ("TokenReview",), "1.22", "authentication.k8s.io/v1"),
    ("certificates.k8s.io/v1beta1", ("CertificateSigningRequest",), "1.22", "certificates.k8s.io/v1"),
    ("coordination.k8s.io/v1beta1", ("Lease",), "1.22", "coordination.k8s.io/v1"),
    ("networking.k8s.io/v1beta1", ("Ingress", "IngressClass"), "1.22", "networking.k8s.io/v1"),
    ("rbac.authorization.k8s.io/v1beta1", _RBAC, "1.22", "rbac.authorization.k8s.io/v1"),
    ("rbac.authorization.k8s.io/v1alpha1", _RBAC, "1.22", "rbac.authorization.k8s.io/v1"),
    ("scheduling.k8s.io/v1beta1", ("PriorityClass",), "1.22", "scheduling.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", _STORAGE, "1.22", "storage.k8s.io/v1"),
    ("batch/v1beta1", ("CronJob",), "1.25", "batch/v1"),
    ("batch/v2alpha1", ("CronJob",), "1.21", "batch/v1"),
    ("discovery.k8s.io/v1beta1", ("EndpointSlice",), "1.25", "discovery.k8s.io/v1"),
    ("events.k8s.io/v1beta1", ("Event",), "1.25", "events.k8s.io/v1"),
    ("node.k8s.io/v1beta1", ("RuntimeClass",), "1.25", "node.k8s.io/v1"),
    ("policy/v1beta1", ("PodDisruptionBudget",), "1.25", "policy/v1"),
    ("policy/v1beta1", ("PodSecurityPolicy",), "1.25", None),
    ("autoscaling/v2beta1", ("HorizontalPodAutoscaler",), "1.25", "autoscaling/v2"),
    ("autoscaling/v2beta2", ("HorizontalPodAutoscaler",), "1.26", "autoscaling/v2"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", _FLOW, "1.26", "flowcontrol.apiserver.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", ("CSIStorageCapacity",), "1.27", "storage.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", _FLOW, "1.29", "flowcontrol.apiserver.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", _FLOW, "1.32", "flowcontrol.apiserver.k8s.io/v1"),
    ("snapshot.storage.k8s.io/v1alpha1", _SNAPSHOTS, "the snapshot controller 2.0", "snapshot.storage.k8s.io/v1"),
    ("snapshot.storage.k8s.io/v1beta1", _SNAPSHOTS, "the snapshot controller 6.0", "snapshot.storage.k8s.io/v1"),
)


def removed(api_version: str, kind: str) -> Removed | None:
    """What became of a kind under an apiVersion that is not served any more; None for all others."""
    for version, kinds, since, instead in _TABLE:
        if version == api_version and kind in kinds:
            return Removed(since, instead)
    return None
