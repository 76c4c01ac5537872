"""Whether a condition holds for an object, as Argo decides it while it waits for the object of a resource template.

Argo takes the key of each requirement as a gjson path into the object's JSON. Of that language a key can only express names and
list indexes joined by dots.
"""

from __future__ import annotations

from kflint.lang.label_selector import EQUALS, EXISTS, GREATER, IN, LESS, NOT_EQUALS, NOT_EXISTS, NOT_IN, Requirement, Selector
from kflint.lang.values import atoi, json_text, parameter_text


def succeeds(selector: Selector, document: object) -> bool:
    """Whether `successCondition: selector` is met by `document` (decoded JSON): all requirements hold, or there is none."""
    return all(holds(requirement, document) for requirement in selector.requirements)


def fails(selector: Selector, document: object) -> bool:
    """Whether `failureCondition: selector` is met by `document` (decoded JSON): any of the requirements holds."""
    return any(holds(requirement, document) for requirement in selector.requirements)


def holds(requirement: Requirement, document: object) -> bool:
    """Whether one requirement holds for `document` (decoded JSON).

    Values are compared as text. What is missing differs from every value; null is not missing and compares as the empty text.
    """
    text = lookup(document, requirement.key.text)
    if requirement.op == EXISTS:
        return text is not None
    if requirement.op == NOT_EXISTS:
        return text is None
    if text is None:
        return requirement.op in (NOT_EQUALS, NOT_IN)
    if requirement.op in (GREATER, LESS):
        return _is_in_order(text, requirement)
    is_among = any(value.text == text for value in requirement.values)
    return is_among == (requirement.op in EQUALS or requirement.op == IN)


def lookup(document: object, path: str) -> str | None:
    """The text that values are compared with: what `path` (names and list indexes, joined by dots) leads to in `document`.

    None if it leads nowhere. Maps and lists give JSON text, which no value can equal.
    """
    found = document
    for name in path.split("."):
        if isinstance(found, dict) and name in found:
            found = found[name]
        elif isinstance(found, list) and _is_index(name) and int(name) < len(found):
            found = found[int(name)]
        else:
            return None
    return _text(found)


def _is_index(name: str) -> bool:
    return name.isascii() and name.isdecimal()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict | list):
        return json_text(value)
    return parameter_text(value)


def _is_in_order(text: str, requirement: Requirement) -> bool:
    number, bound = atoi(text), atoi(requirement.values[0].text)
    if number is None or bound is None:
        return False
    return number > bound if requirement.op == GREATER else number < bound
