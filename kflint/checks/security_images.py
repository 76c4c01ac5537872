"""KF943: images that are another thing tomorrow."""

from __future__ import annotations

from kflint.checks.registry import checks_object
from kflint.findings.finding import Finding, at_node
from kflint.model.pod_specs import pod_specs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject


@checks_object("KF943")
def unpinned_images(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Images without tag or digest, or with the tag `latest`."""
    for pod in pod_specs(subject, context.view):
        for container in pod.containers:
            image = container.node.string("image")
            if image is None or not image.value or "{{" in image.value or "@" in image.value:
                continue
            tag = image.value.rpartition("/")[2].partition(":")[2]
            if tag in ("", "latest"):
                what = "has no tag, which means 'latest'" if not tag else "is whatever was pushed last"
                why = f"the image '{image.value}' {what}: the next run may get another one; name a version, or a digest"
                yield at_node("KF943", image, why)
