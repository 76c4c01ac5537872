"""Places of characters inside scalars: through quotes, escapes, folds, indentation and line ends."""

from __future__ import annotations

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kflint.source.nodes import Mapping, Scalar
from kflint.source.place import place
from kflint.source.reader import read_document
from kflint.source.text import Text

_CHARS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\u2028\u2029\x85")
_LINES = st.lists(st.text(_CHARS | st.sampled_from("'\"\\{}:# "), max_size=30), min_size=1, max_size=6)


def _scalar(string: str) -> Scalar | None:
    document = read_document(Text(string))
    if not isinstance(document.root, Mapping):
        return None
    node = document.root.fields.get("k")
    return node if isinstance(node, Scalar) else None


@settings(max_examples=300, deadline=None)
@given(_LINES, st.sampled_from(["'", '"', "|", ">", ""]), st.integers(0, 60), st.booleans())
def test_every_letter_of_a_value_is_found_in_the_text(lines: list[str], style: str, width: int, windows: bool) -> None:
    value = "\n".join(lines)
    string = yaml.dump({"k": value}, default_style=style or None, allow_unicode=True, width=width + 20, indent=2 + width % 3)
    if windows:
        string = string.replace("\n", "\r\n")
    scalar = _scalar(string)
    if scalar is None or scalar.value != value:
        return  # PyYAML writes some texts in ways that Kubernetes reads otherwise
    for offset, char in enumerate(value):
        start, end = place(scalar, offset, offset + 1)
        assert scalar.start <= start <= end <= scalar.end
        if char.isspace() or end - start > 1:
            continue
        shown = string[start:end]
        # What is written as an escape is found at the last character of it.
        assert shown == char or (scalar.style == '"' and "\\" in string[max(start - 10, 0) : end])


def test_lines_of_a_block_scalar() -> None:
    string = "k: |2-  # why\n    one\n\n    two {{x}}\n"
    scalar = _scalar(string)
    assert scalar is not None
    start, end = place(scalar, scalar.value.index("{{"), scalar.value.index("}}") + 2)
    assert string[start:end] == "{{x}}"


def test_escapes_and_quotes_before_the_place() -> None:
    for string in ('k: "a\\u00e9\\t{{x}}"\n', "k: 'it''s {{x}}'\n", "k: >\n  folded\n  {{x}}\n", "k: plain\n  {{x}}\n"):
        scalar = _scalar(string)
        assert scalar is not None
        at = scalar.value.index("{{")
        start, end = place(scalar, at, at + 5)
        assert string[start:end] == "{{x}}"
