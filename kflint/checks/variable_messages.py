"""What to say of a tag that names nothing: what is missing, what was probably meant, what is there instead."""

from __future__ import annotations

from kflint.lang.suggest import closest
from kflint.model.calls import TASK, Call
from kflint.model.globals import SUGGESTED
from kflint.model.node_names import ALWAYS, aggregates
from kflint.model.scopes import CallerScope, CallScope, Scope, split_node_name
from kflint.model.templates import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kflint.model.templates import Template
    from kflint.model.view import View

_SHOWN = 8


def explain(name: str, scope: Scope | CallScope) -> tuple[str, str | None]:
    """The message, and the help or None, for a tag text that `scope` does not know."""
    call = scope.call if isinstance(scope, CallScope) else None
    around = scope.caller if isinstance(scope, CallScope) else scope
    head = name.split(".", 1)[0]
    if "{{" in name:
        inner = name[name.rindex("{{") + 2 :].strip()
        return f"a tag can't be made of '{{{{{inner}}}}}': its value is not known when the workflow is checked", None
    if call is not None and call.inline is not None and _knows_inside(call.inline, name, around):
        where = f"Argo reads it as a part of {call.kind} '{call.name}', where that is not known"
        how = "move the template to 'spec.templates', and call it by its name"
        return f"'{name}' can't be used in an inline template: {where}", how
    if head == "inputs":
        return _input(name, around.template)
    if head == "workflow":
        return _workflow(name, around)
    if head in ("steps", "tasks"):
        return _node(name, around, call)
    if head == "item":
        return _item(name, scope)
    if head == "pod":
        return "'pod.name' is known only in templates that run as a pod" if name == "pod.name" else _unknown(
            name, ["pod.name"]
        ), None
    return _unknown(name, []), None


def meant(word: str, candidates: Iterable[str]) -> str:
    """`; did you mean 'x'?` where one of the candidates is close to the word, else nothing."""
    best = closest(word, candidates)
    return f"; did you mean '{best}'?" if best is not None else ""


def listed(names: Iterable[str]) -> str:
    """A list of names for a help line, cut off where it gets long."""
    every = list(names)
    return ", ".join(every[:_SHOWN]) + (f", … ({len(every)} in all)" if len(every) > _SHOWN else "")


def _knows_inside(inline: Template, name: str, around: Scope) -> bool:
    """Whether an inline template would know a name if it stood among the other templates."""
    caller = {"steps", "dag"}.intersection(inline.types)
    scope = CallerScope(around.view, inline) if caller else Scope(around.view, inline)
    return scope.knows(name) is True


def _unknown(name: str, candidates: Iterable[str]) -> str:
    return f"'{name}' is not a variable that Argo knows here" + meant(name, candidates)


def _input(name: str, template: Template) -> tuple[str, str | None]:
    parts = name.split(".")
    kind = parts[1] if len(parts) > 1 else ""
    if kind not in ("parameters", "artifacts"):
        all_names = [f"inputs.{k}.{n}" for k in ("parameters", "artifacts") for n in named(template.inputs(k))]
        return _unknown(name, [*all_names, "inputs.parameters", "inputs.artifacts"]), _help("inputs are", all_names)
    known = named(template.inputs(kind))
    what = "input parameter" if kind == "parameters" else "input artifact"
    wanted = ".".join(parts[2:])
    if kind == "artifacts" and wanted.endswith(".path") and wanted.removesuffix(".path") in known:
        return f"'{name}' is known only in templates that run as a pod, where the artifact becomes a file", None
    if not wanted:
        return f"{template.title} has no {what}s", None
    return f"no {what} '{wanted}' in {template.title}{meant(wanted, known)}", _help(f"its {what}s are", known)


def _workflow(name: str, scope: Scope) -> tuple[str, str | None]:
    known = scope.view.globals
    since = known.since(name)
    if since is not None:
        return f"'{name}' is known from Argo {since} on, not in {scope.view.settings.argo_version}", None
    parts = name.split(".", 2)
    kind, rest = (parts[1], parts[2]) if len(parts) > 2 else (parts[-1], "")
    if kind == "parameters" and (not rest or name == "workflow.parameters.json"):
        return "the workflow has no argument parameters", None
    if kind == "parameters":
        return f"the workflow has no argument parameter '{rest}'{meant(rest, known.parameters)}", _help(
            "its parameters are", known.parameters
        )
    if kind in ("labels", "annotations") and rest:
        prefix = f"workflow.{kind}."
        keys = [n[len(prefix) :] for n in known.names if n.startswith(prefix) and n != f"{prefix}json"]
        return f"the workflow has no {kind[:-1]} '{rest}' in its metadata{meant(rest, keys)}", _help(
            f"its {kind} are", sorted(keys)
        )
    if name == "workflow.priority":
        return "'workflow.priority' is known only where 'spec.priority' is set", None
    if name == "workflow.failures":
        return "'workflow.failures' is known only in the exit handler (spec.onExit)", None
    if kind == "outputs" and rest:
        return _workflow_output(name, scope)
    plain = [n for n in known.names if n.count(".") == 1]
    return f"'{name}' is no variable of a workflow{meant(name, [*plain, *SUGGESTED])}", None


def _workflow_output(name: str, scope: Scope) -> tuple[str, str | None]:
    outputs = scope.view.visits.outputs()
    if name in outputs:
        return f"'{name}' is set only by a later step or task; nothing before this place has that 'globalName'", None
    return f"no output before this place has the 'globalName' of '{name}'{meant(name, outputs)}", None


def _node(name: str, scope: Scope, call: Call | None) -> tuple[str, str | None]:
    prefix, call_name, suffix = split_node_name(name)
    kind = prefix[:-2]
    if not isinstance(scope, CallerScope):
        return (
            f"'{name}' can't be used in {scope.template.title}: results of a {kind} are known only where it is called",
            "give it to the template as an argument, and use the input here",
        )
    if prefix != scope.prefix:
        right = scope.prefix[:-1]
        return f"'{prefix[:-1]}.…' is not known in a {scope.template.type} template; write '{right}.{call_name}.…'", None
    other = scope.by_name.get(call_name)
    if not call_name:
        return f"'{name}' does not say which {kind}", _help(f"the {kind}s are", scope.by_name)
    if other is None:
        return f"no {kind} '{call_name}' in {scope.template.title}{meant(call_name, scope.by_name)}", _help(
            f"its {kind}s are", scope.by_name
        )
    return _suffix(suffix, other, call, scope.view, kind)


def _suffix(suffix: str, other: Call, call: Call | None, view: View, kind: str) -> tuple[str, str | None]:
    found = view.resolve(other).template
    offered = view.offers(found, aggregates(other)) if found is not None else ALWAYS
    if suffix == "hostNodeName" and not view.settings.version_at_least("3.5"):
        return f"'hostNodeName' is known from Argo 3.5 on, not in {view.settings.argo_version}", None
    if suffix in offered or suffix == "status":
        if call is not None and call.node is other.node:
            return f"a {kind} can't use its own results", None
        if kind == "task" and suffix == "status":
            return f"the status of task '{other.name}' is known only in tasks that depend on it", None
        return f"{kind} '{other.name}' is not declared before this place", None
    what = (
        f"{kind} '{other.name}' has no '{suffix}'" if suffix else f"'{kind}s.{other.name}' needs to be followed by what is wanted"
    )
    return what + (_reason(suffix, other, found) or meant(suffix, offered)), _help("known of it are", sorted(offered))


def _reason(suffix: str, other: Call, found: Template | None) -> str:
    """Why a step or task does not offer something, where that can be said; else nothing."""
    if found is None:
        return ": which template it runs is known only when it runs"
    if suffix in ("outputs.result", "exitCode"):
        return f": a {found.type} template gives no {'result' if suffix == 'outputs.result' else 'exit code'}"
    if suffix == "outputs.parameters":
        looped = other.node.get("withSequence") is not None
        return ": Argo does not collect those of a withSequence" if looped else ": it has no loop; name one of its parameters"
    return ""


def _item(name: str, scope: Scope | CallScope) -> tuple[str, str | None]:
    if isinstance(scope, CallScope) and scope.items.keys:
        key = name[5:]
        return f"no item has the key '{key}'{meant(key, scope.items.keys)}", _help("the items' keys are", sorted(scope.items.keys))
    if isinstance(scope, CallScope) and scope.call.loops:
        return f"'{name}' is not known: the items of this loop are no mappings; use '{{{{item}}}}'", None
    kind = "task" if isinstance(scope, CallScope) and scope.call.kind == TASK else "step or task"
    return f"'{name}' is known only in a {kind} with withItems or withParam", None


def _help(intro: str, names: Iterable[str]) -> str | None:
    shown = listed(names)
    return f"{intro}: {shown}" if shown else None
