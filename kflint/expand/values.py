"""Whether the texts in shorthand are what they must be: quantities, names, conditions, references to tasks."""

from __future__ import annotations

from kflint.expand.codes import INVALID_CONDITION, INVALID_NAME, INVALID_QUANTITY
from kflint.lang import names
from kflint.lang.mistake import Mistake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

TAG = "{{"

# Access modes by the names that the Kubeflow Pipelines SDK and kubectl give them.
MODES = {
    "RWO": "ReadWriteOnce",
    "RWM": "ReadWriteMany",
    "RWX": "ReadWriteMany",
    "ROM": "ReadOnlyMany",
    "ROX": "ReadOnlyMany",
    "RWOP": "ReadWriteOncePod",
}
ALONE = "ReadWriteOncePod"


def quantity(text: str) -> Mistake | None:
    """A size of storage: a Kubernetes quantity above zero (PersistentVolumeClaim: spec.resources.requests.storage)."""
    from kflint.lang.quantity import parse

    try:
        value = parse(text)
    except Mistake as mistake:
        return mistake
    return None if value.digits > 0 else Mistake(f"a volume's size must be more than zero, not '{text}'", 0, len(text))


def condition(text: str) -> Mistake | None:
    """A successCondition or failureCondition: a label selector."""
    from kflint.lang.label_selector import parse

    try:
        parse(text)
    except Mistake as mistake:
        return mistake
    return None


def object_name(text: str) -> Mistake | None:
    """The name of a Kubernetes object, or a part of one that holds tags: what stands between these is checked."""
    return names.dns_subdomain(_without_tags(text))


def _storage_class(text: str) -> Mistake | None:
    return object_name(text) if text else None


def _volume_name(text: str) -> Mistake | None:
    return names.dns_label(text)


def _without_tags(text: str) -> str:
    """The text with every tag replaced by letters of the same number, so that offsets stay."""
    if TAG not in text:
        return text
    from kflint.lang.tags import find

    for tag in reversed(find(text)):
        text = text[: tag.start] + "x" * (tag.end - tag.start) + text[tag.end :]
    return text


def _task(text: str) -> Mistake | None:
    return names.task_name(text)


def _volume_reference(text: str) -> Mistake | None:
    """TASK or TASK:/path."""
    task, colon, path = text.partition(":")
    mistake = names.task_name(task)
    if mistake is not None:
        return mistake
    if colon and not path.startswith("/"):
        return Mistake(f"behind '{task}:' the path is missing at which that task mounts the volume, such as '/data'", 0, len(text))
    return None


# By the `format` that the JSON Schemas of the annotations give a text: the rule it may break and how to find out.
FORMATS: dict[str, tuple[str, Callable[[str], Mistake | None]]] = {
    "size": (INVALID_QUANTITY, quantity),
    "condition": (INVALID_CONDITION, condition),
    "object-name": (INVALID_NAME, object_name),
    "storage-class": (INVALID_NAME, _storage_class),
    "volume-name": (INVALID_NAME, _volume_name),
    "parameter-name": (INVALID_NAME, names.parameter_name),
    "task": (INVALID_NAME, _task),
    "volume-reference": (INVALID_NAME, _volume_reference),
}
# The formats that are checked even where the text holds a tag, in the parts that are known.
CHECKED_AROUND_TAGS = frozenset(("object-name", "task", "volume-reference"))


def wrong_format(text: str, format_name: str) -> tuple[str, Mistake] | None:
    """The rule that `text` breaks by not being of the format, and the mistake in it; None if all is well or can't be known."""
    if TAG in text and format_name not in CHECKED_AROUND_TAGS:
        return None
    code, check = FORMATS[format_name]
    mistake = check(text)
    return None if mistake is None else (code, mistake)
