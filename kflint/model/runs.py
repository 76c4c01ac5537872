"""Which specs count when an object is run: what an absent field means can be said only of those."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.model.objects import WorkflowObject
    from kflint.model.view import View
    from kflint.source.nodes import Mapping


def runnable_specs(subject: WorkflowObject, view: View) -> list[Mapping]:
    """The specs whose fields count when the object is run: its own, and that of its workflowTemplateRef.

    Empty where it can't be run on its own, as a library of templates, and where the spec that it refers to was not read.
    """
    spec, base = subject.spec, view.base
    if spec is None or base is None or base.spec is None or not any(is_set(each, "entrypoint") for each in (spec, base.spec)):
        return []
    return [spec] if base.spec is spec else [spec, base.spec]


def is_set(holder: Mapping | None, field: str) -> bool:
    """Whether a field is there and says something."""
    return holder is not None and holder.filled(field)
