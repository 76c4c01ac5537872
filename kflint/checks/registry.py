"""How checks are found and run: each is a function that says, by a decorator, which rules it can report and what it looks at."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from kflint.findings.finding import Finding
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template
    from kflint.model.view import View
    from kflint.settings import Settings

    ObjectCheck = Callable[[WorkflowObject, "Context"], Iterable[Finding]]
    TemplateCheck = Callable[[Template, "Context"], Iterable[Finding]]

# Every module with checks. A test compares this list with the folder, and the codes with the rule files.
MODULES: tuple[str, ...] = (
    "arguments",
    "artifact_sources",
    "artifact_storage",
    "artifacts",
    "bodies",
    "claim_templates",
    "conditions",
    "containers",
    "cron_times",
    "dag",
    "durations",
    "enums",
    "expression_fields",
    "expressions",
    "hooks",
    "literal_tags",
    "locks",
    "loop_values",
    "loops_and_hooks",
    "memos",
    "metadata",
    "metric_types",
    "names",
    "outputs",
    "pod_names",
    "pod_values",
    "recursion",
    "references",
    "resource_action",
    "resource_circumstances",
    "resource_conditions",
    "resource_kind",
    "resource_manifest",
    "resource_outputs",
    "resource_patch",
    "resource_wait",
    "result_order",
    "retries",
    "script_layout",
    "spec_tags",
    "structure",
    "template_types",
    "unprintable",
    "variables",
    "volumes",
    "workflow_level",
    "workflow_values",
    "yaml_surprises",
)

# Modules that have nothing to say of a text without one of these words: loaded, and run, only for a text that has one.
_RESOURCE = ("resource:", 'resource"', "resource'", "resource :")
WORDS: dict[str, tuple[str, ...]] = {
    "artifact_sources": ("artifacts",),
    "artifact_storage": ("artifacts",),
    "bodies": ("http", " data:", '"data"', "'data'", "script", "podSpecPatch"),
    "claim_templates": ("volumeClaimTemplates",),
    "conditions": ("when", "depend"),
    "cron_times": ("CronWorkflow",),
    "durations": ("imeout", "uration", "maxAge"),
    "enums": ("enum", "templateRef"),  # the enum may be that of a template in another text
    "expression_fields": ("xpression", "successCondition"),
    "expressions": ("{{=",),
    "hooks": ("hooks", "onExit"),
    "literal_tags": ("{{",),
    "locks": ("synchronization",),
    "loop_values": ("withItems", "withParam", "withSequence"),
    "memos": ("memoize",),
    "metric_types": ("metrics",),
    "pod_names": ("env", "ports", "olume", "sidecars", "initContainers", "containerSet"),
    "pod_values": ("env", "ports", "olume", "Probe", "olicy", "tolerations"),
    "recursion": ("steps", "dag"),
    "resource_action": _RESOURCE,
    "resource_circumstances": _RESOURCE,
    "resource_conditions": _RESOURCE,
    "resource_kind": _RESOURCE,
    "resource_manifest": _RESOURCE,
    "resource_outputs": _RESOURCE,
    "resource_patch": _RESOURCE,
    "resource_wait": _RESOURCE,
    "result_order": ("steps.", "tasks."),
    "retries": ("retryStrategy", "arallelism", "DeadlineSeconds", "ttlStrategy", "HistoryLimit"),
    "script_layout": (": >", "- >", "<<", "\\ ", "\\\t"),
    "spec_tags": ("{{",),
    "unprintable": ("\\",),  # such values can only be written as escapes
    "volumes": ("olume",),
    "workflow_values": ("strategy", "shutdown", "podDisruptionBudget"),
    "yaml_surprises": ("value", "default", "withItems", "enum", "labels", "annotations", "odeSelector", " &"),
}

# Modules whose rules are all off unless selected, with the beginning of these rules' codes: loaded only for those who select one.
ON_REQUEST: dict[str, str | tuple[str, ...]] = {
    "deprecated": ("KF110", "KF416"),
    "good_practice": "KF95",
    "security_hardening": "KF9",
    "security_images": "KF94",
    "security_injection": "KF90",
    "security_pods": "KF91",
    "security_rbac": "KF92",
    "security_secrets": "KF93",
    "security_transport": "KF94",
    "skipped_results": "KF530",
    "unused": "KF42",
}


class Context(NamedTuple):
    """What a check may know beside the thing it looks at: the run's settings, and the view of the object that it belongs to."""

    settings: Settings
    view: View


class Check(NamedTuple):
    """A check: the codes of the rules it can report, and what it is called with, `object` or `template`."""

    codes: tuple[str, ...]
    subject: str
    run: Callable[[Any, Context], Iterable[Finding]]


_registered: list[Check] = []


def checks_object(*codes: str) -> Callable[[ObjectCheck], ObjectCheck]:
    """Registers a check that is called once for every Argo object."""

    def register(function: ObjectCheck) -> ObjectCheck:
        _registered.append(Check(codes, "object", function))
        return function

    return register


def checks_template(*codes: str) -> Callable[[TemplateCheck], TemplateCheck]:
    """Registers a check that is called once for every template of an object, inline ones included."""

    def register(function: TemplateCheck) -> TemplateCheck:
        _registered.append(Check(codes, "template", function))
        return function

    return register


def all_checks(enabled: frozenset[str] | None = None, text: str | None = None) -> tuple[Check, ...]:
    """Every check of every module.

    With `enabled`, the codes of the rules that are on, at least those that these need; with `text`, those that may have something
    to say of that text.
    """
    modules = MODULES if text is None else tuple(m for m in MODULES if m not in WORDS or any(w in text for w in WORDS[m]))
    return _checks_of(modules + _requested(enabled))


@cache
def _requested(enabled: frozenset[str] | None) -> tuple[str, ...]:
    return tuple(m for m, codes in ON_REQUEST.items() if enabled is None or any(code.startswith(codes) for code in enabled))


@cache
def _checks_of(modules: tuple[str, ...]) -> tuple[Check, ...]:
    paths = [import_module(f"kflint.checks.{module}").__name__ for module in modules]
    return tuple(check for path in paths for check in _registered if check.run.__module__ == path)
