"""Names of Argo and Kubernetes: which characters they may hold, how they begin and end, how long they may be.

Each function takes a name and returns the first Mistake in it, or None. An Argo template tag is not a name: ask only about text
without tags. Sources: the validator of Argo Workflows and `k8s.io/apimachinery/pkg/util/validation`.
"""

from __future__ import annotations

from kflint.lang.mistake import Mistake
from kflint.record import NamedTuple

_DIGITS = "0123456789"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_LETTERS = _LOWER + _LOWER.upper()
_ALNUM = _LETTERS + _DIGITS
_LOWER_ALNUM = _LOWER + _DIGITS
_SEPARATORS = "-_."
_SPELT = {"\n": "a line break", "\r": "a line break", "\t": "a tab", " ": "a blank", "'": 'the character "\'"'}


class _Rule(NamedTuple):
    """What a kind of name may hold; `begins` and `ends` are (characters, how to call them), None if there is no more to it.

    `max_bytes` is the length in UTF-8. `filler` stands for wrong characters in a corrected name.
    """

    characters: str
    called: str
    begins: tuple[str, str] | None = None
    ends: tuple[str, str] | None = None
    max_bytes: int | None = None
    filler: str = "-"


_ARGO = _Rule(_ALNUM + "-", "letters, digits and '-'", (_ALNUM, "a letter or digit"), None, 128)
_GRAPH_TASK = _ARGO._replace(begins=(_LETTERS, "a letter where 'depends' or 'dependencies' are used"))
_PARAMETER = _Rule(_ALNUM + "-_", "letters, digits, '-' and '_'")
_METRIC = _Rule(_ALNUM + "_", "letters, digits and '_'", (_LETTERS + "_", "a letter or '_'"), filler="_")
_LABEL = _Rule(
    _ALNUM + "-_.", "letters, digits, '-', '_' and '.'", (_ALNUM, "a letter or digit"), (_ALNUM, "a letter or digit"), 63
)
_DNS_PART = _Rule(
    _LOWER_ALNUM + "-",
    "lower-case letters, digits and '-'",
    (_LOWER_ALNUM, "a lower-case letter or digit"),
    (_LOWER_ALNUM, "a lower-case letter or digit"),
)
_DNS_LABEL = _DNS_PART._replace(max_bytes=63)
_DNS_1035_LABEL = _DNS_LABEL._replace(begins=(_LOWER, "a lower-case letter"))
_PORT = _DNS_PART._replace(max_bytes=15)
_CONFIG_KEY = _Rule(_ALNUM + "-_.", "letters, digits, '-', '_' and '.'", max_bytes=253)
_ENV = _Rule(_ALNUM + "-_.", "letters, digits, '-', '_' and '.'", (_LETTERS + "-_.", "a letter, '-', '_' or '.'"), filler="_")
_RELAXED_ENV = _Rule("".join(map(chr, range(0x20, 0x7F))).replace("=", ""), "printable ASCII characters other than '='", filler="_")

_SUBDOMAIN_BYTES = 253


def template_name(text: str) -> Mistake | None:
    """Check the name of a template, or of a container in a containerSet."""
    return _check(text, _ARGO, "a template name")


def step_name(text: str) -> Mistake | None:
    """Check the name of a step."""
    return _check(text, _ARGO, "a step name")


def task_name(text: str) -> Mistake | None:
    """Check the name of a DAG task."""
    return _check(text, _ARGO, "a task name")


def graph_task_name(text: str) -> Mistake | None:
    """Check the name of a task that has `dependencies`, or of any task of a DAG in which one has `depends`."""
    return _check(text, _GRAPH_TASK, "a task name")


def parameter_name(text: str) -> Mistake | None:
    """Check the name of a parameter, or the globalName of an output."""
    return _check(text, _PARAMETER, "a parameter name")


def artifact_name(text: str) -> Mistake | None:
    """Check the name of an artifact."""
    return _check(text, _PARAMETER, "an artifact name")


def workflow_name_length(text: str) -> Mistake | None:
    """Check the length of `metadata.name` of a Workflow, WorkflowTemplate or ClusterWorkflowTemplate; Argo checks no more."""
    return _check_length(text, 63, "a workflow name")


def cron_workflow_name_length(text: str) -> Mistake | None:
    """Check the length of `metadata.name` of a CronWorkflow, which leaves room for the time of each run."""
    return _check_length(text, 52, "the name of a CronWorkflow")


def metric_name(text: str) -> Mistake | None:
    """Check the name of a Prometheus metric as Argo does (no colon)."""
    return _check(text, _METRIC, "a metric name")


def metric_label(text: str) -> Mistake | None:
    """Check the key of a label of a Prometheus metric."""
    return _check(text, _METRIC, "the name of a metric label")


def dns_label(text: str) -> Mistake | None:
    """Check an RFC 1123 label: names of namespaces, containers and volumes."""
    return _check(text, _DNS_LABEL, "this name")


def dns_1035_label(text: str) -> Mistake | None:
    """Check an RFC 1035 label: names of Services."""
    return _check(text, _DNS_1035_LABEL, "this name")


def dns_subdomain(text: str) -> Mistake | None:
    """Check an RFC 1123 subdomain, labels joined by dots: names of most Kubernetes objects."""
    return _check_subdomain(text, "this name")


def label_key(text: str, noun: str = "a label key") -> Mistake | None:
    """Check the key of a Kubernetes label: a name, optionally after a DNS prefix and a slash; `noun` is what a message calls it."""
    return _check_qualified(text, noun)


def annotation_key(text: str) -> Mistake | None:
    """Check the key of a Kubernetes annotation: as the key of a label, but its prefix may have upper-case letters."""
    lowered = "".join(letter.lower() if letter.isascii() else letter for letter in text)
    return _check_qualified(lowered, "an annotation key")


def label_value(text: str, noun: str = "a label value") -> Mistake | None:
    """Check the value of a Kubernetes label, which may be empty; `noun` is what a message calls it."""
    return _check(text, _LABEL, noun) if text else None


def env_name(text: str) -> Mistake | None:
    """Check the name of an environment variable by the strict rule of Kubernetes before 1.32."""
    return _check(text, _ENV, "the name of an environment variable") or _check_dots(text)


def relaxed_env_name(text: str) -> Mistake | None:
    """Check the name of an environment variable by the rule of Kubernetes since 1.32."""
    return _check(text, _RELAXED_ENV, "the name of an environment variable")


def config_key(text: str) -> Mistake | None:
    """Check a key of the data of a ConfigMap or Secret."""
    return _check(text, _CONFIG_KEY, "a key of a ConfigMap or Secret") or _check_dots(text)


def port_name(text: str) -> Mistake | None:
    """Check the name of a port (IANA service name)."""
    mistake = _check(text, _PORT, "a port name")
    if mistake:
        return mistake
    double = text.find("--")
    if double >= 0:
        return Mistake("a port name can't have two '-' in a row", double, double + 2)
    if not text.strip(_DIGITS + "-"):
        return Mistake("a port name needs at least one letter", 0, len(text))
    return None


def percent(text: str) -> Mistake | None:
    """Check a percentage such as `25%`: digits only, then the sign."""
    number = text[:-1]
    if text.endswith("%") and number and not number.strip(_DIGITS):
        return None
    return Mistake("a percentage is a whole number and '%', such as '25%'", 0, max(len(text), 1))


def _check(text: str, rule: _Rule, noun: str) -> Mistake | None:
    """Return the first mistake in `text` by `rule`; `noun` has an article."""
    if not text:
        return Mistake(f"{noun} can't be empty", 0, 1)
    if text.strip(rule.characters):
        return _wrong_character(text, rule, noun)
    if rule.begins and text[0] not in rule.begins[0]:
        return Mistake(f"{noun} must begin with {rule.begins[1]}, not with '{text[0]}'", 0, 1, _correction(text, rule))
    if rule.ends and text[-1] not in rule.ends[0]:
        end = len(text)
        return Mistake(f"{noun} must end with {rule.ends[1]}, not with '{text[-1]}'", end - 1, end, _correction(text, rule))
    return _check_length(text, rule.max_bytes, noun) if rule.max_bytes is not None else None


def _wrong_character(text: str, rule: _Rule, noun: str) -> Mistake:
    """Return the mistake of a text that has a character which `rule` does not allow."""
    offset = next(index for index, letter in enumerate(text) if letter not in rule.characters)
    letter = text[offset]
    shown = _SPELT.get(letter) or (f"'{letter}'" if letter.isprintable() else f"the character U+{ord(letter):04X}")
    return Mistake(f"{shown} is not allowed in {noun}; use {rule.called}", offset, offset + 1, _correction(text, rule))


def _check_length(text: str, max_bytes: int, noun: str) -> Mistake | None:
    """Return the mistake of a text that is longer than `max_bytes` in UTF-8."""
    length = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if length <= max_bytes:
        return None
    unit = "characters" if length == len(text) else "bytes"
    return Mistake(f"{noun} can have at most {max_bytes} {unit}; this one has {length}", 0, len(text))


def _check_dots(text: str) -> Mistake | None:
    """Return the mistake of a text that would mean a folder, or the one above, as the name of a file."""
    if text == ".":
        return Mistake("the name can't be '.'", 0, 1)
    return Mistake("the name can't begin with '..'", 0, 2) if text.startswith("..") else None


def _check_subdomain(text: str, noun: str) -> Mistake | None:
    """Return the first mistake in labels joined by dots; the labels have no limit of their own."""
    offset = 0
    for part in text.split("."):
        mistake = _check(part, _DNS_PART, f"each part between dots of {noun}" if "." in text else noun)
        if mistake:
            return _moved(mistake, offset)
        offset += len(part) + 1
    return _check_length(text, _SUBDOMAIN_BYTES, noun)


def _check_qualified(text: str, noun: str) -> Mistake | None:
    """Return the first mistake in a name with an optional DNS prefix and a slash before it."""
    prefix, slash, name = text.partition("/")
    if not slash:
        return _check(text, _LABEL, noun)
    second = name.find("/")
    if second >= 0:
        offset = len(prefix) + 1 + second
        return Mistake(f"{noun} can have only one '/'", offset, offset + 1)
    if not prefix:
        return Mistake(f"{noun} needs a domain before the '/', such as 'example.com/{name or 'name'}'", 0, 1)
    mistake = _check_subdomain(prefix, f"the domain in {noun}")
    if mistake:
        return mistake
    mistake = _check(name, _LABEL, f"the name after the '/' of {noun}")
    return _moved(mistake, len(prefix) + 1) if mistake else None


def _moved(mistake: Mistake, by: int) -> Mistake:
    """Return a mistake of a part as a mistake of the whole; a correction of the part alone would mislead."""
    return Mistake(mistake.message, mistake.offset + by, mistake.end + by)


def _correction(text: str, rule: _Rule) -> str | None:
    """Return a hint with the nearest right name; None if nothing sensible is left."""
    if not text.isascii() or "{" in text:
        return None
    if "A" not in rule.characters:
        text = text.lower()
    pieces = "".join(letter if letter in rule.characters else " " for letter in text).split()
    name = rule.filler.join(pieces)
    while name and (name[0] in _SEPARATORS or (rule.begins and name[0] not in rule.begins[0])):
        name = name[1:]
    name = name.rstrip(_SEPARATORS)
    if not name or (rule.max_bytes is not None and len(name) > rule.max_bytes):
        return None
    return f"for example '{name}'"
