"""What one linted object sees: the project, its global names, its graphs, the order in which Argo visits its templates."""

from __future__ import annotations

from functools import cached_property

from kflint.model.dag import DagGraph
from kflint.model.globals import Globals
from kflint.model.node_names import offers
from kflint.model.objects import CRON_WORKFLOW, WORKFLOW
from kflint.model.project import FOUND, UNCLEAR, Project, Resolution, resolve_name
from kflint.model.values import input_values, workflow_parameters
from kflint.model.visits import Visits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.model.calls import Call
    from kflint.model.objects import WorkflowObject
    from kflint.model.resources import Resource
    from kflint.model.templates import Template
    from kflint.settings import Settings
    from kflint.source.nodes import Scalar


class View:
    """The shared, lazily computed knowledge about one object; every check of that object gets the same view."""

    def __init__(self, subject: WorkflowObject, project: Project, settings: Settings) -> None:
        self.subject = subject
        self.project = project
        self.settings = settings
        self._resolutions: dict[int, Resolution] = {}
        self._offers: dict[tuple[int, bool], frozenset[str]] = {}
        self._graphs: dict[int, DagGraph] = {}
        self._resources: dict[int, Resource] = {}

    @cached_property
    def base(self) -> WorkflowObject | None:
        """The object whose templates run: itself, or the one of its workflowTemplateRef; None if that was not read."""
        return self.project.base_of(self.subject)

    @cached_property
    def globals(self) -> Globals:
        """Its global names."""
        return Globals(self.subject, self.base, self.settings)

    @cached_property
    def visits(self) -> Visits:
        """In which order Argo validates its templates."""
        return Visits(self)

    def resolve(self, call: Call) -> Resolution:
        """The template that a step or task calls; names are looked up in the object that the call is written in."""
        known = self._resolutions.get(id(call.node))
        if known is None:
            values = self.known_values(call.caller)
            known = self.project.resolve(call, call.caller.owner, self.subject.namespace, values)
            self._resolutions[id(call.node)] = known
        return known

    @cached_property
    def all_called_found(self) -> bool:
        """Whether the object's templates are known, and all that they call."""
        base = self.base
        return base is not None and all(self.resolve(call).state == FOUND for t in base.all_templates for call in t.calls)

    @cached_property
    def _workflow_values(self) -> dict[str, str]:
        return {k: v for each in (self.base, self.subject) if each is not None for k, v in workflow_parameters(each).items()}

    def known_values(self, template: Template) -> dict[str, str]:
        """The tags whose value Argo knows when it validates a template: workflow parameters, and the inputs of an entrypoint."""
        entry = self.entry_template if self.subject.kind in (WORKFLOW, CRON_WORKFLOW) else None
        if all(first is None or first.node is not template.node for first in (entry, self.exit_template)):
            return self._workflow_values
        return {**self._workflow_values, **input_values(template, self.globals.parameters)}

    def offers(self, template: Template, loops: bool) -> frozenset[str]:
        """`node_names.offers`, computed once for each template."""
        key = (id(template.node), loops)
        known = self._offers.get(key)
        if known is None:
            known = self._offers[key] = offers(template, loops)
        return known

    def graph(self, template: Template) -> DagGraph:
        """The graph of a DAG template."""
        graph = self._graphs.get(id(template.node))
        if graph is None:
            graph = self._graphs[id(template.node)] = DagGraph(template, self.known_values(template))
        return graph

    def resource(self, template: Template) -> Resource:
        """What is known of a resource template."""
        known = self._resources.get(id(template.node))
        if known is None:
            from kflint.model.resources import Resource

            known = self._resources[id(template.node)] = Resource(template, self)
        return known

    @cached_property
    def callers(self) -> dict[str, set[str]] | None:
        """The kinds of calls (step, task) that run each template of the object, by its name.

        None where hooks, or names that are put together when the workflow runs, may call templates too.
        """
        kinds: dict[str, set[str]] = {}
        spec = self.subject.spec
        if spec is None or "hooks" in spec.fields:
            return None
        for call in (call for template in self.subject.all_templates for call in template.calls):
            called = call.template.value if call.template is not None else ""
            if "hooks" in call.node.fields or "onExit" in call.node.fields or "{{" in called:
                return None
            kinds.setdefault(called, set()).add(call.kind)
        return kinds

    @cached_property
    def entrypoint(self) -> Scalar | None:
        """The node of the entrypoint's name: the object's own, else that of the spec it refers to."""
        return self._spec_field("entrypoint")

    @cached_property
    def entry_template(self) -> Template | None:
        """The template that the workflow starts with, if it is known."""
        return self.named_by(self.entrypoint)

    @cached_property
    def exit_template(self) -> Template | None:
        """The template of `onExit`, if it is known."""
        return self.named_by(self.exit_name)

    @property
    def exit_name(self) -> Scalar | None:
        """The node of the name of `onExit`: the object's own, else that of the spec it refers to."""
        return self._spec_field("onExit")

    def named_by(self, name: Scalar | None) -> Template | None:
        """The template of the base that a field of the spec names, or None."""
        found = resolve_name(name, self.base) if name is not None and self.base is not None else Resolution(UNCLEAR)
        return found.template if found.state == FOUND else None

    def _spec_field(self, field: str) -> Scalar | None:
        for each in (self.subject, self.base):
            value = each.spec.string(field) if each is not None and each.spec is not None else None
            if value is not None and value.value:
                return value
        return None
