"""The `workflow.…` variables that an object's templates may use (spec/variables, Argo: globalParams)."""

from __future__ import annotations

from functools import cached_property

from kflint.model.objects import CLUSTER_WORKFLOW_TEMPLATE, CRON_WORKFLOW, WORKFLOW_TEMPLATE
from kflint.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.model.objects import WorkflowObject
    from kflint.settings import Settings

# Names that every workflow has, with the minor version that brought them.
_ALWAYS = {
    "workflow.name": "3.4",
    "workflow.namespace": "3.4",
    "workflow.uid": "3.4",
    "workflow.serviceAccountName": "3.4",
    "workflow.status": "3.4",
    "workflow.annotations": "3.4",
    "workflow.annotations.json": "3.4",
    "workflow.labels": "3.4",
    "workflow.labels.json": "3.4",
    "workflow.mainEntrypoint": "3.5",
}
# Texts that Argo never checks: whatever begins so passes (Argo: resolveAllVariables).
UNCHECKED = ("outputs.", "workflow.creationTimestamp", "workflow.scheduledTime", "workflow.duration", "tasks.name", "steps.name")

# Of these, a message names only what is worth suggesting.
SUGGESTED = ("workflow.creationTimestamp", "workflow.scheduledTime", "workflow.duration")

# A CronWorkflow's workflows get these from the controller.
_CRON_LABEL = "workflows.argoproj.io/cron-workflow"
_CRON_INSTANCE = "workflows.argoproj.io/controller-instanceid"
_CRON_ANNOTATION = "workflows.argoproj.io/scheduled-time"


class Globals:
    """The global names of one object. `base` is the object of its workflowTemplateRef (itself without one, None if not read)."""

    def __init__(self, subject: WorkflowObject, base: WorkflowObject | None, settings: Settings) -> None:
        self.subject = subject
        self.base = base
        self.settings = settings
        # A template is also run by workflows whose parameters are not known here; likewise a spec that wasn't read.
        self.any_parameter = subject.kind in (WORKFLOW_TEMPLATE, CLUSTER_WORKFLOW_TEMPLATE) or base is None

    def knows(self, name: str) -> bool:
        """Whether a tag with this text resolves by the global names alone (without `workflow.failures` and `.outputs`)."""
        if name in self.names or name.startswith(UNCHECKED):
            return True
        if self.any_parameter and name.startswith("workflow.parameters"):
            return True
        return self.base is None and name.startswith(("workflow.labels.", "workflow.annotations.", "workflow.priority"))

    def since(self, name: str) -> str | None:
        """The minor version that brought a name which the targeted version doesn't have yet; None for any other name."""
        version = _ALWAYS.get(name)
        return version if version is not None and not self.settings.version_at_least(version) else None

    @cached_property
    def names(self) -> frozenset[str]:
        """All global names that are known from the file."""
        names = {name for name, since in _ALWAYS.items() if self.settings.version_at_least(since)}
        parameters = self.parameters
        names.update(f"workflow.parameters.{name}" for name in parameters)
        if parameters:
            names.update(("workflow.parameters", "workflow.parameters.json"))
        names.update(f"workflow.labels.{key}" for key in self._metadata_keys("labels"))
        names.update(f"workflow.annotations.{key}" for key in self._metadata_keys("annotations"))
        if any(spec.get("priority") is not None for spec in self._specs()):
            names.add("workflow.priority")
        return frozenset(names)

    @cached_property
    def parameters(self) -> dict[str, Mapping]:
        """The workflow's argument parameters by name: its own first, then those of the referenced spec."""
        parameters: dict[str, Mapping] = {}
        for spec in self._specs():
            arguments = spec.mapping("arguments")
            for item in arguments.items("parameters") if arguments is not None else ():
                name = item.string("name")
                if name is not None:
                    parameters.setdefault(name.value, item)
        return parameters

    def _specs(self) -> Iterator[Mapping]:
        if self.subject.spec is not None:
            yield self.subject.spec
        if self.base is not None and self.base is not self.subject and self.base.spec is not None:
            yield self.base.spec

    def _metadata_keys(self, field: str) -> Iterator[str]:
        """The keys of labels or annotations that a workflow of this object will have, as far as the file says."""
        holders = [spec.mapping("workflowMetadata") for spec in self._specs()]
        if self.subject.kind == CRON_WORKFLOW:
            yield _CRON_LABEL if field == "labels" else _CRON_ANNOTATION
            own = self.subject.metadata.mapping(field) if self.subject.metadata is not None else None
            if own is not None and _CRON_INSTANCE in own.fields:
                yield _CRON_INSTANCE
            cron = self.subject.root.mapping("spec")
            holders.append(cron.mapping("workflowMetadata") if cron is not None else None)
        else:
            holders.append(self.subject.metadata)
        for holder in holders:
            for name in (field, "labelsFrom") if field == "labels" else (field,):
                values = holder.mapping(name) if holder is not None else None
                if values is not None:
                    yield from values.fields
