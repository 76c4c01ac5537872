"""The entries of a mapping as Kubernetes reads them: keys become text, `<<` merges, the last value of a key given twice counts."""

from __future__ import annotations

from kflint.source.nodes import Mapping, Node, Scalar, Sequence
from kflint.source.problems import DUPLICATE_KEY, KEY, MERGED_KEY, SAME_NAME, SYNTAX, Problem
from kflint.source.scalars import NON_TEXT_WORDS, NUMBER_STARTS, BadTag, key_text

_MERGE = "<<"
# Plain keys that are something other than their own text; beside them those that begin like a number.
_UNUSUAL_KEYS = NON_TEXT_WORDS | {_MERGE}


def fill(mapping: Mapping, children: list[Node], problems: list[Problem]) -> None:
    """Puts keys and values, which alternate in `children`, into the fields of a mapping, and notes what is wrong with them.

    What decides is go-yaml as sigs.k8s.io/yaml calls it, in the strict form that Argo uses.
    """
    fields = mapping.fields
    merged: set[str] = set()
    pairs = iter(children)
    for key, value in zip(pairs, pairs, strict=True):
        if type(key) is not Scalar:
            problems.append(_problem(KEY, key, "a list or a mapping can't be a key"))
            continue
        value.key = key
        name = key.value
        if key.tag is not None or (not key.style and (name in _UNUSUAL_KEYS or name[0] in NUMBER_STARTS)):
            if name == _MERGE and key.tag is None:
                _merge(mapping, key, value, merged, problems)
                continue
            text = _name(key, problems)
            if text is None:
                continue
            name = text
        if name in fields:
            problems.append(_twice(name, key, fields.pop(name), name in merged))
            merged.discard(name)
        fields[name] = value


def _name(key: Scalar, problems: list[Problem]) -> str | None:
    """The text that a key becomes, None if it can't be a key."""
    try:
        name = key_text(key.value, key.style, key.tag)
    except BadTag as error:
        problems.append(_problem(SYNTAX, key, str(error)))
        return None
    if name is None:
        why = f"{key.value} can't be a key" if key.value else "a key is missing before the colon"
        hint = f"put it in quotes: '{key.value}'" if key.value else None
        problems.append(_problem(KEY, key, why, hint=hint))
    return name


def _merge(mapping: Mapping, key: Scalar, value: Node, merged: set[str], problems: list[Problem]) -> None:
    """Moves the fields of what stands behind a `<<` into the mapping; of a list of mappings the first one wins."""
    sources = value.items if isinstance(value, Sequence) else [value]
    told: set[str] = set()
    for source in reversed(sources):
        if not isinstance(source, Mapping):
            problems.append(_problem(KEY, source, "'<<' takes a mapping, an alias of one, or a list of these"))
            continue
        for name, field in source.fields.items():
            if name in mapping.fields:
                if name not in told:
                    problems.append(_merged_twice(name, key, mapping.fields[name]))
                told.add(name)
                del mapping.fields[name]
            field.parent = mapping
            field.alias = source.alias or value.alias or (key.start, key.end)
            mapping.fields[name] = field
            merged.add(name)


def _twice(name: str, key: Scalar, first: Node, merged: bool) -> Problem:
    """The problem of a key that the mapping already has as `first`."""
    earlier = first.key
    if merged:
        why = f"the key '{name}' is set here and also comes in through '<<', which Argo takes for a duplicate"
        return _problem(MERGED_KEY, key, why, earlier)
    if isinstance(earlier, Scalar) and type(earlier.json) is not type(key.json):
        why = f"two keys of this mapping both become '{name}', and Kubernetes keeps only one of their values"
        return _problem(SAME_NAME, key, why, earlier)
    return _problem(DUPLICATE_KEY, key, f"the key '{name}' is already set in this mapping; remove one of the two", earlier)


def _merged_twice(name: str, key: Scalar, first: Node) -> Problem:
    why = f"'<<' brings in the key '{name}', which this mapping has already; Argo takes that for a duplicate"
    return _problem(MERGED_KEY, key, why, first.key)


def _problem(kind: str, node: Node, why: str, related: Node | None = None, hint: str | None = None) -> Problem:
    start, end = node.alias or (node.start, node.end)
    return Problem(kind, why, node.text, start, max(end, start + 1), related, hint)
