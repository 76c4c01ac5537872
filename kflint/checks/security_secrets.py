"""KF931: secrets written into the workflow."""

from __future__ import annotations

import re

from kflint.checks.registry import checks_object
from kflint.findings.finding import Finding, at_node
from kflint.model.pod_specs import manifests, pod_specs
from kflint.source.nodes import Mapping, Scalar, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject

# What a secret looks like that is one whatever its name: the text that is in all of them, a pattern, and what it is.
_SHAPES = (
    ("PRIVATE KEY-----", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----", "a private key"),
    ("AKIA", r"\bAKIA[0-9A-Z]{16}\b", "the id of an AWS access key"),
    ("ASIA", r"\bASIA[0-9A-Z]{16}\b", "the id of an AWS access key"),
    ("ghp_", r"\bghp_[A-Za-z0-9]{36}\b", "a GitHub token"),
    ("gho_", r"\bgho_[A-Za-z0-9]{36}\b", "a GitHub token"),
    ("ghs_", r"\bghs_[A-Za-z0-9]{36}\b", "a GitHub token"),
    ("github_pat_", r"\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b", "a GitHub token"),
    ("glpat-", r"\bglpat-[A-Za-z0-9_-]{20,}", "a GitLab token"),
    ("xox", r"\bxox[abprs]-[A-Za-z0-9-]{20,}", "a Slack token"),
    ("hooks.slack.com", r"https://hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{20,}", "a Slack webhook"),
    ("AIza", r"\bAIza[0-9A-Za-z_-]{35}\b", "a Google API key"),
    ("sk_live_", r"\bsk_live_[0-9A-Za-z]{20,}", "a Stripe key"),
    ("npm_", r"\bnpm_[A-Za-z0-9]{36}\b", "an npm token"),
    ("://", r"\b[a-z][a-z0-9+.-]*://[^\s/:@'\"$({<]+:[^\s/:@'\"$({<*]{4,}@[\w.-]+", "an address with a password"),
)
# The last words of a name that is the name of a secret. Those in _OFTEN_NAMES are as often the name of a Kubernetes Secret.
_SECRET_WORDS = frozenset(
    ("password", "passwd", "passphrase", "token", "apikey", "secretkey", "accesskey", "privatekey", "authtoken", "apitoken")
)
_OFTEN_NAMES = frozenset(("secret", "secrets", "credential", "credentials"))
_PLACEHOLDER = re.compile(
    r"<.*>|x{3,}|\*{3,}|\.{3,}|\W*|(?:your|my|the|some|change|replace|insert|todo|dummy|example|fake|test).*", re.IGNORECASE
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PLAIN_WORDS = frozenset(("true", "false", "none", "null", "nil", "yes", "no", "default", "required", "optional", "auto"))
_KUBERNETES_NAME = re.compile(r"[a-z0-9]([-a-z0-9./]*[a-z0-9])?")
_FIELDS = ("value", "default")


@checks_object("KF931")
def literal_secrets(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Secrets in environment variables and parameters, in manifests of Secrets, and anything that looks like one."""
    told: set[int] = set()
    for name, value in [*_named_values(subject, context), *_in_manifests(subject, context)]:
        if id(value) not in told and _is_secret(name.value, value):
            told.add(id(value))
            why = f"the value of '{name.value}' is written here, for all who can read this file, the workflow or its pods"
            yield at_node("KF931", value, why)
    if any(mark in subject.root.text.string for mark, _, _ in _SHAPES):
        for scalar in scalars(subject.root):
            if id(scalar) not in told and not scalar.aliased:
                yield from _shaped(scalar)


def _named_values(subject: WorkflowObject, context: Context) -> Iterator[tuple[Scalar, Scalar]]:
    for pod in pod_specs(subject, context.view):
        for container in pod.containers:
            yield from _values(container.node.items("env"), ("value",))
    arguments = subject.spec.mapping("arguments") if subject.spec is not None else None
    if arguments is not None:
        yield from _values(arguments.items("parameters"), _FIELDS)
    for template in subject.all_templates:
        yield from _values(template.inputs("parameters"), _FIELDS)
        for call in template.calls:
            yield from _values(call.arguments("parameters"), _FIELDS)


def _values(items: list[Mapping], fields: tuple[str, ...]) -> Iterator[tuple[Scalar, Scalar]]:
    for item in items:
        name = item.string("name")
        for field in fields if name is not None else ():
            value = item.scalar(field)
            if name is not None and value is not None:
                yield name, value


def _in_manifests(subject: WorkflowObject, context: Context) -> Iterator[tuple[Scalar, Scalar]]:
    """What stands in `data` and `stringData` of a Secret, if its key is a secret's name."""
    for template in subject.all_templates:
        for manifest in manifests(template, context.view):
            kind = manifest.string("kind")
            for field in ("data", "stringData") if kind is not None and kind.value == "Secret" else ():
                data = manifest.mapping(field)
                for value in data.fields.values() if data is not None else ():
                    source = context.view.resource(template)
                    if isinstance(value, Scalar) and value.key is not None and not source.has_tag(value):
                        yield value.key, value


def _is_secret(name: str, value: Scalar) -> bool:
    """Whether a name says that its value is secret, and the value is one: no tag, no reference, nothing to be filled in."""
    text = value.value.strip()
    words = [word.lower() for word in _WORDS.findall(name)]
    last = words[-1] if words else ""
    kinds = {last, "".join(words[-2:])}
    if not text or "{{" in text or text.startswith(("$", "/", "@", "file:")) or text.lower() in _PLAIN_WORDS:
        return False
    if not isinstance(value.json, str) or _PLACEHOLDER.fullmatch(text):
        return False
    if kinds & _SECRET_WORDS:
        return True
    return last in _OFTEN_NAMES and _KUBERNETES_NAME.fullmatch(text) is None


def _shaped(scalar: Scalar) -> Iterator[Finding]:
    for mark, pattern, what in _SHAPES:
        found = re.search(pattern, scalar.value) if mark in scalar.value else None
        if found is not None and "EXAMPLE" not in found[0]:
            why = f"this is {what}, written here for all who can read this file, the workflow or its pods"
            yield at_node("KF931", scalar, why, part=found.span())
            return
