"""What a function is asked for by its `functionConfig`: a ConfigMap, or an object of kflint's own kinds."""

from __future__ import annotations

from kflint.error import Error
from kflint.krm.items import reference_to
from kflint.krm.results import ERROR, Result, field_path
from kflint.record import NamedTuple
from kflint.selection import selected_codes
from kflint.settings import Settings, argo_minor
from kflint.source.nodes import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

OUR_VERSION = "kflint.dev/v1alpha1"
CONFIG_MAP, KFLINT, EXPAND = "ConfigMap", "KFlint", "Expand"


class Options(NamedTuple):
    """What to do with the objects: expand their shorthand, lint them, and how."""

    settings: Settings = Settings()
    expand: bool = True
    lint: bool = True


def options_of(config: Mapping | None) -> tuple[Options, list[Result]]:
    """The options that a `functionConfig` makes, and what is wrong with it. None is one that asks for nothing particular."""
    if config is None or not config.fields:
        return Options(), []
    reference = reference_to(config)
    field = _FIELDS.get((reference.api_version, reference.kind))
    if field is None:
        message = f"the function's configuration must be a {CONFIG_MAP}, or of the kind {KFLINT} or {EXPAND} of {OUR_VERSION}"
        return Options(), [Result(message, ERROR, reference)]
    results: list[Result] = []
    given: dict[str, Any] = {}

    def refuse(node: Node, why: str) -> None:
        pointer = node.pointer.removeprefix(config.pointer)
        results.append(Result(why, ERROR, reference, field_path(config, pointer) or ""))

    values = config.get(field)
    if values is not None and not isinstance(values, Mapping):
        refuse(values, f"'{field}' must be a mapping of settings")
    elif values is not None:
        for name, value in values.fields.items():
            try:
                given[name] = _value(name, value)
            except Error as error:
                refuse(value, str(error))
    return Options() if results else _options(given, lints=reference.kind != EXPAND), results


# Where the settings are, in what is taken for a configuration.
_FIELDS = {("v1", CONFIG_MAP): "data", (OUR_VERSION, KFLINT): "spec", (OUR_VERSION, EXPAND): "spec"}


def _options(given: dict[str, Any], lints: bool) -> Options:
    expand, lint = bool(given.pop("expand", True)), bool(given.pop("lint", lints))
    settings = Settings()._replace(**{name.replace("-", "_"): value for name, value in given.items()})
    return Options(settings, expand, lint)


def _value(name: str, node: Node) -> object:
    """The value of a setting. Raises `Error`."""
    read = _SETTINGS.get(name)
    if read is not None:
        return read(name, node)
    from kflint.lang.suggest import closest

    word = closest(name, _SETTINGS)
    remedy = f"did you mean '{word}'?" if word is not None else f"there are {', '.join(_SETTINGS)}"
    raise Error(f"there is no setting '{name}'; {remedy}")


def _truth(name: str, node: Node) -> bool:
    if isinstance(node, Scalar) and node.value in ("true", "false"):
        return node.value == "true"
    raise Error(f"'{name}' must be true or false")


def _version(name: str, node: Node) -> str:
    if isinstance(node, Scalar) and node.value:
        return argo_minor(node.value)  # as it is written: 3.10 is a number that would lose its zero
    raise Error(f"'{name}' must be a version, such as 3.6")


def _words(name: str, node: Node) -> tuple[str, ...]:
    """A list, or, as a ConfigMap has only text, one text with commas."""
    parts = node.items if isinstance(node, Sequence) else [node]
    texts = [part.json if isinstance(part, Scalar) else None for part in parts]
    words = [word.strip() for text in texts if isinstance(text, str) for word in text.split(",")]
    if not all(isinstance(text, str) for text in texts) or not all(words):
        raise Error(f"'{name}' must be a list, or words with commas between them")
    return tuple(words)


def _selectors(name: str, node: Node) -> tuple[str, ...]:
    words = _words(name, node)
    selected_codes(words)
    return words


_SETTINGS: dict[str, Callable[[str, Node], object]] = {
    "argo-version": _version,
    "select": _selectors,
    "ignore": _selectors,
    "extend-select": _selectors,
    "external-templates": _words,
    "strict-refs": _truth,
    "expand": _truth,
    "lint": _truth,
}
