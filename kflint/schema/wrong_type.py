"""A value of another type than Argo's decoder takes: what it is, what it should be, and how to get there."""

from __future__ import annotations

from math import isfinite

from kflint.lang.values import number_text
from kflint.schema.misfit import DROPPED, WRONG_TYPE, Misfit
from kflint.schema.schema import LIST, MAP, RECORD, Shape
from kflint.schema.titles import item_title, title
from kflint.schema.values import WIDTHS, accepts
from kflint.source.nodes import Mapping, Node, Scalar, Sequence

_WANTED = {
    "string": "text",
    "boolean": "true or false",
    "int32": "a whole number",
    "int64": "a whole number",
    "uint64": "a whole number",
    "int-or-string": "a whole number or text",
    "quantity": "a quantity such as 500m or 2Gi",
    "time": "a time such as 2024-05-01T12:00:00Z",
    "bytes": "bytes in base64",
    "plugin": "a mapping with exactly one key, the plugin's name",
}
_SHOWN = 40
_FEW_FIELDS = 4
# Loops: the field that takes a list, and the one that takes a text with a list in it.
_LIST_OR_TEXT = {"withItems": "'withParam' takes a text that holds a list", "withParam": "'withItems' takes a list"}


def wrong_type(node: Node, shape: Shape) -> Misfit | None:
    """The mistake of a node that is not of this shape; None where the reader has reported it (infinity, not a number)."""
    if isinstance(node, Scalar):
        value = node.json
        if isinstance(value, float) and not isfinite(value):
            return None
        misfit = _scalar(node, shape) if shape.name in _WANTED else _not_scalar(node, shape)
        misfit.wanted = shape
        return misfit
    if shape.name == "any-string":
        what = "list" if isinstance(node, Sequence) else "mapping"
        told = f"Argo drops the {what} given as {item_title(node)} and takes an empty text; put it in quotes, as JSON"
        return Misfit(DROPPED, node, told, at_key=_is_block(node))
    return Misfit(WRONG_TYPE, node, _not_collection(node, shape), at_key=_is_block(node), wanted=shape)


def flat_group(node: Mapping, group: Shape) -> Misfit:
    """The mistake of a step that stands where a group of steps should (R-DEC-4)."""
    first = next(iter(node.fields.values()), None)
    start = f"{first.key.value}:" if first is not None and first.key is not None else "name:"
    told = f"'steps' is a list of groups, and each group a list of steps that run together; write '- - {start}' for '- {start}'"
    return Misfit(WRONG_TYPE, node, told, at_key=True, wanted=group)


def _is_block(node: Node) -> bool:
    """Whether a node is a list or mapping over several lines, of which the key is marked rather than the whole."""
    return isinstance(node, Mapping | Sequence) and not node.flow


def _scalar(node: Scalar, shape: Shape) -> Misfit:
    """A scalar of the wrong kind where a scalar is wanted."""
    subject, wanted, text = item_title(node), _WANTED[shape.name], node.value
    value = node.json
    if isinstance(value, str):
        if "{{" in text and shape.name != "plugin":
            told = f"{subject} must be {wanted}; Argo reads it before it replaces template tags, so it can't hold one"
            return Misfit(WRONG_TYPE, node, told)
        if shape.name == "quantity":
            return _bad_quantity(node, subject)
        if accepts(shape.name, _unquoted(node)):
            return Misfit(WRONG_TYPE, node, f'{subject} must be {wanted}, not the text "{text}"; remove the quotes')
        return Misfit(WRONG_TYPE, node, f'{subject} must be {wanted}, not the text "{_shortened(text)}"')
    if shape.name in WIDTHS and isinstance(value, int | float) and not isinstance(value, bool):
        return Misfit(WRONG_TYPE, node, f"{subject} must be {wanted}{_unfit_number(value, *WIDTHS[shape.name], node)}")
    remedy = "; put it in quotes" if shape.name == "string" else ""
    return Misfit(WRONG_TYPE, node, f"{subject} must be {wanted}, but {_as_read(node)}{remedy}")


def _unfit_number(value: float, low: int, high: int, node: Scalar) -> str:
    """Why a number is not one of the whole numbers from `low` to `high`."""
    if float(value).is_integer() and not low <= value <= high:
        return f" from {low} to {high}; {node.value} is too {'large' if value > high else 'small'}"
    return f", which {node.value} is not"


def _as_read(node: Scalar) -> str:
    """What a number or a boolean is, and how Kubernetes reads it where that is not plain to see."""
    text, value = node.value, node.json
    if isinstance(value, bool):
        read = "true" if value else "false"
        return f"{text} is a boolean" if text.lower() == read else f"YAML reads {text} as {read}"
    assert isinstance(value, int | float)
    read = number_text(value)
    return f"{text} is a number" if text == read else f"YAML reads {text} as the number {read}"


def _bad_quantity(node: Scalar, subject: str) -> Misfit:
    from kflint.lang.mistake import Mistake
    from kflint.lang.quantity import parse

    before = len(node.value) - len(node.value.lstrip())
    try:
        parse(node.value.strip())
    except Mistake as mistake:
        part = (before + mistake.offset, before + mistake.end)
        told = f"{subject} is no quantity: {mistake.message}"
        return Misfit(WRONG_TYPE, node, told, mistake.hint, part=part if part[1] <= len(node.value) else None)
    raise AssertionError(f"{node.value!r} is a quantity")


def _unquoted(node: Scalar) -> Scalar:
    """The scalar without its quotes."""
    return Scalar(node.text, node.start, node.end, node.parent, node.key, node.value, "", None)


def _shortened(text: str) -> str:
    line = text.split("\n", 1)[0]
    return line if line == text and len(line) <= _SHOWN else line[:_SHOWN] + "…"


def _not_scalar(node: Scalar, shape: Shape) -> Misfit:
    """A scalar where a list or a mapping is wanted."""
    subject = item_title(node)
    if shape.kind == LIST:
        alternative = _LIST_OR_TEXT.get(node.key.value) if node.key is not None else None
        plain = len(node.value) <= _SHOWN and "\n" not in node.value and "{{" not in node.value
        inner = shape.inner
        as_item = f"; write [{_written(node)}]" if plain and inner is not None and inner.kind not in (RECORD, LIST, MAP) else ""
        return Misfit(WRONG_TYPE, node, f"{subject} must be a list{f'; {alternative}' if alternative else as_item}")
    return Misfit(WRONG_TYPE, node, f"{subject} must be a mapping{_with_fields(shape)}")


def _written(node: Scalar) -> str:
    return node.text.string[node.start : node.end]


def _with_fields(shape: Shape) -> str:
    """What a mapping holds, if that is said in a few words."""
    fields = [f"'{field}'" for field in sorted(shape.fields)]
    if shape.kind == MAP:
        return " of names to values"
    if not fields or len(fields) > _FEW_FIELDS:
        return ""
    return f" with {', '.join(fields[:-1])} and {fields[-1]}" if len(fields) > 1 else f" with {fields[0]}"


def _not_collection(node: Node, shape: Shape) -> str:
    """What is said of a list or mapping where something else is wanted."""
    subject = item_title(node)
    if shape.kind == LIST:
        inner = shape.inner
        named = inner is not None and "name" in inner.fields
        how = "write each entry as '- name: …'" if named else "begin every item with '- '"
        return f"{subject} must be a list, not a mapping; {how}"
    if shape.kind in (RECORD, MAP):
        if node.key is not None:
            return f"{subject} must be a mapping{_with_fields(shape)}, not a list"
        return f"{title(node, shape)} must be a mapping, not a list; take one '- ' away"
    if shape.name == "plugin" and isinstance(node, Mapping):
        return f"{subject} must be {_WANTED['plugin']}; it has {len(node.fields)}"
    what = "a list" if isinstance(node, Sequence) else "a mapping"
    return f"{subject} must be {_WANTED[shape.name]}, not {what}{_how_text(node)}"


def _how_text(node: Node) -> str:
    """How a list or mapping becomes the scalar that was probably meant."""
    if isinstance(node, Sequence) and node.key is not None and node.key.value in _LIST_OR_TEXT:
        return f"; {_LIST_OR_TEXT[node.key.value]}"
    if isinstance(node, Mapping) and not node.flow and len(node.fields) == 1 and isinstance(node.parent, Sequence):
        return "; a text that holds ': ' must be in quotes"
    return ""
