"""The templates in the project's other files: a hook is given only the files that changed, and these refer to the rest."""

from __future__ import annotations

import os

from kflint.linter import ReadSource, read_source
from kflint.model.objects import CLUSTER_WORKFLOW_TEMPLATE, WORKFLOW_TEMPLATE
from kflint.source.files import find_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kflint.model.objects import WorkflowObject
    from kflint.settings import Settings

# Both kinds that can be referred to end so; a file without these bytes is read and not parsed.
_KIND = WORKFLOW_TEMPLATE.encode()
_KINDS = (WORKFLOW_TEMPLATE, CLUSTER_WORKFLOW_TEMPLATE)


def templates_beside(sources: Iterable[ReadSource], settings: Settings) -> Iterator[WorkflowObject]:
    """The WorkflowTemplates and ClusterWorkflowTemplates below the project's root, but for those of the given sources."""
    known = {os.path.realpath(source.path) for source in sources}
    for path in find_files(settings.root):
        if os.path.realpath(path) in known:
            continue
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            continue  # what can't be read can't be referred to; it was not asked for either
        if _KIND in data:
            yield from (each for each in read_source(data, path, settings).objects if each.kind in _KINDS)
