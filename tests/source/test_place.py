"""Places of characters inside scalars: through quotes, escapes, folds, indentation and line ends."""

from __future__ import annotations

import io
import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString, SingleQuotedScalarString

from kflint.source.embedded import read_embedded
from kflint.source.nodes import Mapping, Scalar, scalars
from kflint.source.place import place
from kflint.source.reader import read_document
from kflint.source.text import Text
from tests.marks import unmark

_CHARS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\u2028\u2029\x85")
_LINES = st.lists(st.text(_CHARS | st.sampled_from("'\"\\{}:# \t"), max_size=30), min_size=1, max_size=6)
_VALUES = _LINES.map("\n".join)
_RUAMEL = {
    "'": SingleQuotedScalarString,
    '"': DoubleQuotedScalarString,
    "|": LiteralScalarString,
    ">": FoldedScalarString,
    "": str,
}


def _scalar(string: str) -> Scalar:
    root = read_document(Text(string)).root
    assert isinstance(root, Mapping)
    node = root.fields["k"]
    assert isinstance(node, Scalar)
    return node


def _check_places(string: str) -> None:
    """Every character that is no blank, of every scalar of a text, must be found, or its escape."""
    root = read_document(Text(string)).root
    if root is None:
        return  # PyYAML writes a few texts that Kubernetes does not read
    for scalar in scalars(root):
        at = scalar.start
        for offset, char in enumerate(scalar.value):
            start, end = place(scalar, offset, offset + 1)
            assert at <= start <= end <= scalar.end
            at = start
            if char.isspace() or string[start:end] == char:
                continue
            assert (scalar.style, string[start:end]) == ("'", "''") or scalar.style == '"'
            assert scalar.style == "'" or yaml.safe_load(f'"{string[start:end]}"') == char


@settings(max_examples=300, deadline=None)
@given(_VALUES, st.sampled_from(["'", '"', "|", ">", ""]), st.integers(0, 60), st.integers(2, 5), st.booleans(), st.booleans())
def test_letters_written_by_pyyaml_are_found(value: str, style: str, width: int, indent: int, crlf: bool, escapes: bool) -> None:
    data = {"a": [{"k": value, "z": [value]}]}
    string = yaml.dump(data, default_style=style or None, allow_unicode=not escapes, width=width + 20, indent=indent)
    _check_places(string.replace("\n", "\r\n") if crlf else string)


@settings(max_examples=200, deadline=None)
@given(_VALUES, st.sampled_from(list(_RUAMEL)), st.integers(0, 60), st.integers(2, 6))
def test_letters_written_by_ruamel_are_found(value: str, style: str, width: int, indent: int) -> None:
    writer = YAML(pure=True)
    writer.width = width + 20
    writer.indent(mapping=indent, sequence=indent + 2, offset=indent)
    stream = io.StringIO()
    writer.dump({"a": {"k": _RUAMEL[style](value), "z": [_RUAMEL[style](value)]}}, stream)
    _check_places(stream.getvalue())


@given(st.text(), st.booleans())
def test_letters_of_json_are_found(value: str, ascii_only: bool) -> None:
    try:
        string = json.dumps({"k": value}, ensure_ascii=ascii_only)
        string.encode()
    except UnicodeEncodeError:
        return
    root = read_document(Text(string)).root
    if not isinstance(root, Mapping):
        return  # characters that YAML refuses
    scalar = root.fields["k"]
    assert isinstance(scalar, Scalar)
    for offset, char in enumerate(scalar.value):
        start, end = place(scalar, offset, offset + 1)
        if not char.isspace() and char != "\ufffd":
            assert json.loads(f'"{string[start:end]}"') == char


@pytest.mark.parametrize(
    "marked",
    [
        "k: a «{{x}}» b\n",
        "k: plain\n  «{{x}}»\n",
        "k: plain\n\n  more «{{x}}»\n",
        "k: |2-  # why\n    one\n\n    two «{{x}}»\n",
        "k: |\n\n\n  one\n   two «{{x}}»\n",
        "k: >\n  folded\n  «{{x}}»\n",
        "k: >-\n\n  folded\n\n   more\n   «{{x}}»\n  less\n",
        "k: >+\r\n  folded\r\n  «{{x}}»\r\n\r\n",
        "k: 'it''s «{{x}}»'\n",
        "k: 'over\n\n  lines «{{x}}»'\n",
        'k: "a\\u00e9\\t«{{x}}»"\n',
        'k: "a\\\n  b\\n  «{{x}}» c"\n',
        'k: "\\U0001F600\\x41\\"«{{x}}»"\n',
        '{"k": "\\ud83d\\ude00\\/«{{x}}»"}\n',
        "k: &a !!str '«{{x}}»'\n",
    ],
)
def test_a_part_of_a_value_is_found(marked: str) -> None:
    string, spans = unmark(marked)
    scalar = _scalar(string)
    at = scalar.value.index("{{x}}")
    assert place(scalar, at, at + 5) == spans[0]


def test_the_ends_of_a_value() -> None:
    for string in ("k: abc\n", "k: 'abc'\n", 'k: "abc"\n', "k: |\n  abc\n"):
        scalar = _scalar(string)
        start = string.index("abc")
        assert place(scalar, 0, 0) == (start, start)
        assert place(scalar, 3, 3)[0] == start + 3
        assert place(scalar, 0, 3) == (start, start + 3)


@pytest.mark.parametrize(
    "marked",
    [
        "k: |\n  a: 1\n  b:\n    - c: «x»  # c\n",
        "k: >-\n  a: 1\n\n  b: «x»\n",
        "k: 'b: «x»'\n",
        'k: "a: 1\\nb: «x»"\n',
        'k: "a: 1\\n---\\nb: «x»"\n',
        'k: |\n  z: "a: 1\\nb: «x»"\n',
    ],
)
def test_embedded_yaml_has_its_places_in_the_outer_text(marked: str) -> None:
    string, spans = unmark(marked)
    inner = read_embedded(_scalar(string))[-1].root
    assert inner is not None
    *_, scalar = scalars(inner)
    if scalar.value != "x":
        inner = read_embedded(scalar)[-1].root
        assert inner is not None
        *_, scalar = scalars(inner)
    text, start, end = scalar.text.author(scalar.start, scalar.end)
    assert text.string == string
    assert (start, end) == spans[0]
