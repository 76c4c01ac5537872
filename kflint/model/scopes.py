"""Which `{{…}}` names a place may use (spec/variables; Argo: the scope maps of its validator).

A scope answers `knows(name)`: True, False, or None where it can't be told, because something that it depends on is not known.
"""

from __future__ import annotations

from kflint.model.calls import TASK, Call
from kflint.model.node_names import ALWAYS, aggregates
from kflint.model.project import DECIDED_LATER
from kflint.model.templates import LEAF_TYPES, POD_TYPES, Template, named
from kflint.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.model.view import View

# A simple tag is looked at only if its text begins with one of these; everything else passes Argo unseen.
CHECKED_PREFIXES = ("item.", "steps.", "inputs.", "outputs.", "pod.", "workflow.", "tasks.")


class Scope:
    """The names known in a leaf template, or (with `calls`) in the outputs of a steps or dag template.

    `template` is the one whose inputs count.
    """

    def __init__(self, view: View, template: Template, place: Template | Call | None = None) -> None:
        self.view = view
        self.template = template
        self.place = place or template
        self.local = _inputs(template)
        if POD_TYPES.intersection(template.types):
            self.local.add("pod.name")

    def knows(self, name: str) -> bool | None:
        """Whether a tag with this text resolves here."""
        if name in self.local or self.view.globals.knows(name):
            return True
        if name == "workflow.failures":
            return self.view.exit_name is not None and self.view.visits.after_entrypoint(self.template)
        if name.startswith(("workflow.outputs.parameters.", "workflow.outputs.artifacts.")):
            return self._knows_output(name)
        if name.startswith(("steps.", "tasks.")):
            return self.knows_node(name)
        return False

    def _knows_output(self, name: str) -> bool | None:
        # The outputs of templates that were not read may be global too, and without an entrypoint there is no order.
        unordered = self.view.entrypoint is not None and self.view.entry_template is None
        if unordered or not self.view.all_called_found:
            return None
        return self.view.visits.knows_output(name, self.place)

    def knows_node(self, name: str) -> bool | None:
        """Whether `steps.<name>.<suffix>` or `tasks.…` resolves here."""
        prefix, call_name, suffix = split_node_name(name)
        call = self.call_named(prefix, call_name)
        return False if call is None else self.knows_suffix(call, suffix)

    def call_named(self, prefix: str, name: str) -> Call | None:
        """The step or task of this name whose results may be used here."""
        return None

    def knows_suffix(self, call: Call, suffix: str) -> bool | None:
        """Whether the node of a call offers `suffix`; None where its template is not known."""
        if suffix in ALWAYS:
            return suffix != "hostNodeName" or self.view.settings.version_at_least("3.5")
        found = self.view.resolve(call)
        if found.template is None:
            return False if found.state == DECIDED_LATER and suffix != "status" else None
        return suffix in self.view.offers(found.template, aggregates(call))


class CallerScope(Scope):
    """The names known in the outputs of a steps or dag template: the results of all its steps or tasks."""

    def __init__(self, view: View, template: Template, place: Template | Call | None = None) -> None:
        super().__init__(view, template, place)
        self.prefix = "tasks." if template.type == "dag" else "steps."
        self.by_name: dict[str, Call] = {}
        self.items = Items()
        for call in template.calls:
            self.by_name.setdefault(call.name, call)
            if call.kind != TASK:
                self.items.add(call)

    def knows(self, name: str) -> bool | None:
        """Like `Scope.knows`; the items of steps stay known to the end of their template."""
        if name.startswith("item."):
            return self.items.any or name[5:] in self.items.keys
        return super().knows(name)

    def call_named(self, prefix: str, name: str) -> Call | None:
        """The step or task of this name."""
        return self.by_name.get(name) if prefix == self.prefix else None

    def knows_suffix(self, call: Call, suffix: str) -> bool | None:
        """Like `Scope.knows_suffix`, with the status of steps, and of tasks with hooks."""
        if suffix == "status":
            return self.knows_status(call)
        return super().knows_suffix(call, suffix)

    def knows_status(self, call: Call) -> bool:
        """Whether the status of a call may be used here."""
        return call.kind != TASK or call.node.get("hooks") is not None


class CallScope:
    """The names known in the fields of one step or task: those of its template's `CallerScope`, as far as they come before it."""

    def __init__(self, caller: CallerScope, call: Call, items: Items) -> None:
        self.caller = caller
        self.call = call
        self.items = items
        inline = call.inline
        self.own = {f"inputs.parameters.{name}" for name in named(inline.inputs("parameters"))} if inline is not None else set()

    def knows(self, name: str) -> bool | None:
        """Whether a tag with this text resolves in the step or task."""
        if name in self.own:
            return True
        if name.startswith("item."):
            return self.items.any or name[5:] in self.items.keys
        if name.startswith(self.caller.prefix):
            prefix, call_name, suffix = split_node_name(name)
            other = self.caller.call_named(prefix, call_name)
            known = self._knows_other(other, suffix) if other is not None else False
            return self.caller.view.globals.knows(name) if known is False else known
        return self._knows_here(name)

    def _knows_here(self, name: str) -> bool | None:
        place, self.caller.place = self.caller.place, self.call
        try:
            return self.caller.knows(name)
        finally:
            self.caller.place = place

    def _knows_other(self, other: Call, suffix: str) -> bool | None:
        if self.call.kind == TASK:
            if suffix == "status":
                return self.is_before(other) or self.caller.knows_status(other)
            return self.caller.knows_suffix(other, suffix)
        if other is self.call or other.node is self.call.node:
            return suffix == "status" or (has_exit_hook(self.call) and self.caller.knows_suffix(other, suffix))
        return self.is_before(other) and self.caller.knows_suffix(other, suffix)

    def is_before(self, other: Call) -> bool:
        """Whether the other step is declared before this one; whether this task depends on the other, at any distance."""
        if self.call.kind == TASK:
            graph = self.caller.view.graph(self.caller.template)
            mine, theirs = graph.position.get(self.call.name), graph.position.get(other.name)
            return mine is not None and theirs is not None and bool(graph.ancestors[mine] >> theirs & 1)
        return (other.group, other.position) < (self.call.group, self.call.position)


class Items:
    """The `item.<key>` names that loops bring: the keys of all items that are mappings, or `any` for withParam."""

    __slots__ = ("any", "keys")

    def __init__(self) -> None:
        self.any = False
        self.keys: set[str] = set()

    def add(self, call: Call) -> None:
        """Takes in the items of a step or task."""
        param = call.node.get("withParam")
        self.any = self.any or param is not None
        items = call.node.sequence("withItems")
        for item in items.items if items is not None else ():
            if isinstance(item, Mapping):
                self.keys.update(item.fields)


def has_exit_hook(call: Call) -> bool:
    """Whether something runs when the step or task ends: `hooks.exit` or `onExit`."""
    hooks, on_exit = call.node.mapping("hooks"), call.node.string("onExit")
    return (hooks is not None and "exit" in hooks.fields) or (on_exit is not None and bool(on_exit.value))


def _inputs(template: Template) -> set[str]:
    """The `inputs.…` names of a template; the paths of artifacts only where there is a file system to put them in."""
    parameters, artifacts = named(template.inputs("parameters")), named(template.inputs("artifacts"))
    names = {f"inputs.parameters.{name}" for name in parameters}
    names.update(f"inputs.artifacts.{name}" for name in artifacts)
    leaf = LEAF_TYPES.intersection(template.types)
    if leaf:
        names.update(f"inputs.artifacts.{name}.path" for name in artifacts)
    if leaf or parameters:
        names.add("inputs.parameters")
    return names


def split_node_name(name: str) -> tuple[str, str, str]:
    """`tasks.a.outputs.result` as ("tasks.", "a", "outputs.result"); names of steps and tasks hold no dot."""
    head, _, rest = name.partition(".")
    call, _, suffix = rest.partition(".")
    return head + ".", call, suffix
