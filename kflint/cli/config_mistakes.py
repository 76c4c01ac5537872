"""What is wrong in a configuration: unknown settings, values of another type, versions and rules that don't exist."""

from __future__ import annotations

from kflint.cli.targets import target_mistake
from kflint.data import data_path
from kflint.error import Error
from kflint.lang.suggest import closest
from kflint.selection import selected_codes
from kflint.settings import argo_minor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from kflint.cli.config import ConfigFile

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
}
_WORDS = {"object": "a mapping", "array": "a list", "string": "text", "boolean": "true or false", "number": "a number"}
_SELECTORS = ("select", "ignore", "extend-select")


def find_mistakes(config: ConfigFile) -> Iterator[str]:
    """Every mistake of a configuration as `path:line:column: message`."""
    schema = config_schema()
    if not fits(config.data, schema):
        # Loading the validator takes longer than linting a file, so it is only asked what is wrong.
        yield from dict.fromkeys(_explain(config, schema))
        return
    if "argo-version" in config.data:
        try:
            argo_minor(str(config.data["argo-version"]))
        except Error as error:
            yield _told(config, ("argo-version",), str(error))
    lists: dict[tuple[str, ...], list[str]] = {(name,): config.data.get(name, []) for name in _SELECTORS}
    for pattern, selectors in config.data.get("per-path-ignores", {}).items():
        lists["per-path-ignores", pattern] = selectors
    for steps, selectors in lists.items():
        for index, selector in enumerate(selectors):
            try:
                selected_codes((selector,))
            except Error as error:
                yield _told(config, (*steps, index), str(error))
    for number, pair in enumerate(config.data.get("expand", ())):
        mistake = target_mistake(pair["target"])
        if mistake is not None:
            yield _told(config, ("expand", number, "target"), mistake)


def config_schema() -> dict[str, Any]:
    """The JSON Schema of a configuration."""
    import json

    with open(data_path("schemas", "config.json"), encoding="utf-8") as file:
        return dict(json.load(file))


def fits(value: object, schema: dict[str, Any]) -> bool:
    """Whether a value fits a schema that uses only `type`, `properties`, `required`, `additionalProperties` and `items`, as
    that of the configuration does."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, _TYPES[name]) and (name == "boolean") == isinstance(value, bool) for name in types):
        return False
    if isinstance(value, list):
        return all(fits(item, schema["items"]) for item in value)
    if isinstance(value, dict):
        known, others = schema.get("properties", {}), schema["additionalProperties"]
        complete = all(name in value for name in schema.get("required", ()))
        return complete and all(fits(v, known.get(name, others)) if name in known or others else False for name, v in value.items())
    return True


def _explain(config: ConfigFile, schema: dict[str, Any]) -> Iterator[str]:
    from jsonschema import Draft202012Validator

    faults = Draft202012Validator(schema).iter_errors(config.data)
    for fault in sorted(faults, key=lambda f: [str(step) for step in f.absolute_path]):
        steps = tuple(fault.absolute_path)
        if fault.validator == "additionalProperties":
            for name in fault.instance:
                if name not in fault.schema["properties"]:
                    yield _told(config, (*steps, name), _unknown(name, list(fault.schema["properties"])), of_key=True)
        elif fault.validator == "required":
            missing = [name for name in fault.validator_value if name not in fault.instance]
            yield _told(config, steps, f"{_title(steps)} needs {' and '.join(map(repr, missing))}")
        else:
            yield _told(config, steps, f"{_title(steps)} must be {_wanted(fault.schema)}, not {_kind(fault.instance)}")


def _unknown(name: str, known: list[str]) -> str:
    word = closest(name, known)
    return f"there is no setting '{name}'; " + (f"did you mean '{word}'?" if word is not None else f"there are {', '.join(known)}")


def _title(steps: tuple[str | int, ...]) -> str:
    if not steps:
        return "a configuration"
    name = ".".join(str(step) for step in steps if isinstance(step, str))
    return f"item {steps[-1] + 1} of '{name}'" if isinstance(steps[-1], int) else f"'{name}'"


def _wanted(schema: dict[str, Any]) -> str:
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(_WORDS[name] for name in types)


def _kind(value: object) -> str:
    name = next((n for n, t in _TYPES.items() if isinstance(value, t) and (n == "boolean") == isinstance(value, bool)), None)
    return _WORDS[name] if name is not None else "nothing" if value is None else type(value).__name__


def _told(config: ConfigFile, steps: tuple[str | int, ...], message: str, of_key: bool = False) -> str:
    line, column = config.locate(steps, of_key)
    return f"{config.path}:{line}:{column}: {message}"
