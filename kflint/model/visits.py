"""The order in which Argo validates templates, where it decides what a template may use.

The entrypoint comes first, depth first; then `onExit`; then all templates as declared. Every body is looked at once, on its first
visit, with the global outputs (`globalName`) that nodes processed before it have set.
"""

from __future__ import annotations

from kflint.model.calls import TASK, Call
from kflint.model.node_names import global_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.model.templates import Template
    from kflint.model.view import View


class Visits:
    """When each template of an object was first visited, and which global outputs were known then."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._seen: set[int] = set()
        # The global outputs in the order in which they become known; what is known at a place is how many there are.
        self._outputs: dict[str, int] = {}
        self._known: dict[int, int] = {}
        self._late: set[int] = set()
        # In which templates all global outputs of a kind may be used.
        self._open: dict[tuple[int, str], bool] = {}
        # What was validated, by object and name: that is how Argo remembers it (R-MEMO-1); and inline templates left out for it.
        self._remembered: set[tuple[int, str]] = set()
        self._unvalidated: set[int] = set()
        self._visit(view.entry_template)
        entered = set(self._seen)
        self._visit(view.exit_template)
        base = view.base
        for template in base.templates if base is not None else ():
            self._visit(template)
        self._late = self._seen - entered

    def after_entrypoint(self, template: Template) -> bool:
        """Whether the template is first visited after the entrypoint and all that it calls: there `workflow.failures` is known."""
        return id(template.node) in self._late or id(template.node) not in self._seen

    def validates(self, template: Template) -> bool:
        """Whether Argo looks into the body of a template: of inline templates without a name only into the first (R-MEMO-3)."""
        while template.call is not None:
            if id(template.node) in self._unvalidated:
                return False
            template = template.call.caller
        return True

    def knows_output(self, name: str, place: Template | Call) -> bool:
        """Whether the global output `workflow.outputs.…` is known in a leaf template, a template's outputs, or a step or task.

        True also where it can't be told: a globalName that holds a tag, a place that Argo's own order leaves open.
        """
        known = self._known.get(id(place.node))
        number = self._outputs.get(name)
        if number is not None and (known is None or number < known):
            return True
        return self._may_be_set(f"workflow.outputs.{name.split('.')[2]}.", place)

    def _may_be_set(self, prefix: str, place: Template | Call) -> bool:
        """Whether an output that this place may use has a globalName that is known only when it runs (R-GLOB-7).

        That opens all names to the steps or tasks beside the one that has it; for artifacts to the exit handler, too.
        """
        around = place.caller if isinstance(place, Call) else place
        key = (id(around.node), prefix)
        known = self._open.get(key)
        if known is None:
            known = self._open[key] = self._is_open(around, prefix)
        return known

    def _is_open(self, around: Template, prefix: str) -> bool:
        callees = (self._view.resolve(call).template for call in around.calls)
        if any(callee is None or _is_set_later(callee, prefix) for callee in callees):
            return True
        base, exits = self._view.base, self._view.exit_template
        if base is None or exits is None or prefix != "workflow.outputs.artifacts.":
            return False
        return self.after_entrypoint(around) and any(_is_set_later(template, prefix) for template in base.all_templates)

    def outputs(self) -> list[str]:
        """All global outputs of the object's nodes."""
        return list(self._outputs)

    def _visit(self, template: Template | None) -> None:
        """Visits a template and what it calls, depth first, without recursion: chains of calls may be long."""
        if template is None or id(template.node) in self._seen:
            return
        self._remembered.add((id(template.owner), template.name))
        stack = [self._steps_of(template)]
        while stack:
            callee = next(stack[-1], None)
            if callee is None:
                stack.pop()
            elif id(callee.node) not in self._seen and self._is_new(callee):
                stack.append(self._steps_of(callee))

    def _is_new(self, template: Template) -> bool:
        """Whether Argo has seen no template of this name in the same object; an inline one that it takes for seen is left out."""
        key = id(template.owner), template.name
        if key in self._remembered and template.call is not None:
            self._unvalidated.add(id(template.node))
            return False
        self._remembered.add(key)
        return True

    def _steps_of(self, template: Template) -> Iterator[Template]:
        """Yields the templates that a template calls, in Argo's order, and notes what is known at each place."""
        self._seen.add(id(template.node))
        if not template.calls:
            self._known[id(template.node)] = len(self._outputs)
            return
        tasks = template.calls[0].kind == TASK
        calls = template.calls
        if tasks:
            graph = self._view.graph(template)
            calls = [graph.tasks[position] for position in graph.order]
        for call in calls:
            callee = self._view.resolve(call).template
            if callee is not None:
                yield callee
            # A step's tags are looked at before its own outputs count, a task's once those of all tasks do.
            self._known[id(call.node)] = len(self._outputs)
            for name in global_names(callee) if callee is not None else ():
                self._outputs.setdefault(name, len(self._outputs))
        self._known[id(template.node)] = len(self._outputs)
        if tasks:
            for call in template.calls:
                self._known[id(call.node)] = len(self._outputs)


def _is_set_later(template: Template, prefix: str) -> bool:
    """Whether a globalName of the template begins so and holds a tag."""
    return any(name.startswith(prefix) and "{{" in name for name in global_names(template))
