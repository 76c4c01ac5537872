"""KF519-KF522: what loops run over, which Argo looks at only when they run (spec 9.15)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template

_NUMBERS = ("count", "start", "end")


@checks_template("KF519", "KF520", "KF521", "KF522")
def loop_values(template: Template, context: Context) -> Iterator[Finding]:
    """Items, lists and sequences of steps and tasks (Argo: expandStep, expandTask, expandSequence)."""
    for call in template.calls:
        fields = call.node.fields
        if "withParam" in fields:
            yield from _list(call.node.string("withParam"))
        if "withSequence" in fields:
            yield from _sequence(call.node.mapping("withSequence"))
        if "withItems" in fields:
            items = call.node.sequence("withItems")
            if items is not None and not items.items and not call.node.filled("withParam") and "withSequence" not in fields:
                why = f"without items this is no loop: {call.kind} '{call.name}' runs once"
                yield at_node("KF522", items, why, key=True)


def _list(text: Scalar | None) -> Iterator[Finding]:
    if text is None or not text.value or "{{" in text.value:
        return
    import json

    try:
        value = json.loads(text.value)
    except ValueError:
        yield at_node("KF519", text, "this is no JSON, and 'withParam' needs a JSON list")
        return
    if not isinstance(value, list) and value is not None:
        yield at_node("KF519", text, "'withParam' needs a JSON list, such as '[1, 2, 3]'")


def _sequence(sequence: Mapping | None) -> Iterator[Finding]:
    if sequence is None:
        return
    if sequence.get("count") is None and sequence.get("end") is None:
        yield at_node("KF520", sequence, "a sequence needs 'count', how many numbers, or 'end', the last one", key=True)
    for field in _NUMBERS:
        yield from _number(sequence.scalar(field), field)
    yield from _format(sequence.string("format"))


def _number(number: Scalar | None, field: str) -> Iterator[Finding]:
    if number is None or "{{" in number.value or not isinstance(number.json, (int, str)) or isinstance(number.json, bool):
        return
    from kflint.lang.values import atoi

    value = number.json if isinstance(number.json, int) else atoi(number.json)
    if value is None:
        yield at_node("KF520", number, f"'{field}' of a sequence is a whole number, not '{number.value}'")
    elif field == "count" and value < 0:
        yield at_node("KF521", number, f"with a 'count' of {value} the sequence counts downwards; give 'start' and 'end' for that")


def _format(text: Scalar | None) -> Iterator[Finding]:
    """The format is one of Go's fmt for one whole number."""
    if text is None or not text.value or "{{" in text.value or "%[" in text.value or "*" in text.value:
        return
    import re

    verbs = [m for m in re.finditer(r"%[-+# 0]*\d*(?:\.\d*)?(.?)", text.value, re.DOTALL) if m[1] != "%"]
    wrong = next((m for m in verbs if m[1] not in tuple("bcdoOqxXUvT")), None)
    if wrong is not None:
        why = f"'{wrong[0]}' does not stand for a whole number; write '%d', or '%02d' for two digits"
        yield at_node("KF521", text, why, part=(wrong.start(), wrong.end()))
    elif not verbs:
        yield at_node("KF521", text, "the format has no '%d' that the number could be put in for")
    elif len(verbs) > 1:
        yield at_node("KF521", text, "there is one number for this format, and more than one place for it", part=verbs[1].span())
