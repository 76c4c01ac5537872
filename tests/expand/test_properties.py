"""Whatever the shorthand and however it is written: the expansion means what the referee says, and touches nothing else."""

from __future__ import annotations

import json
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kflint.linter import lint_bytes
from kflint.settings import Settings
from kflint.source.edits import MappedText
from kflint.source.nodes import walk
from kflint.source.reader import read
from kflint.source.text import Text
from tests.expand.meaning import differences, expand, expanded, levelled, load, meaning
from tests.expand.referee import expand_data
from tests.expand.workflows import workflow
from tests.expand.writer import KEPT, as_text, write, write_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.source.nodes import Node

SEEDS = st.integers(min_value=0, max_value=2**32)
LONG = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LONG
@given(SEEDS)
def test_means_what_the_referee_says(seed: int) -> None:
    rng = random.Random(seed)
    data = workflow(rng)
    text = write(data, rng).text
    assert load(text)[0].keys() == data.keys()
    assert differences(meaning(expanded(text)), [levelled(None, expand_data(load(text)[0]))]) == []


@LONG
@given(SEEDS)
def test_leaves_other_lines_alone(seed: int) -> None:
    rng = random.Random(seed)
    written = write(workflow(rng), rng)
    result = expanded(written.text)
    after = iter(result.splitlines())
    for line in written.lines:
        if line.fate == KEPT:
            assert line.text in after, line.text
    for comment in written.comments:
        assert result.count(comment) == 1, comment
    assert ("\r\n" in result) == ("\r\n" in written.text)
    assert "\n" not in result.replace("\r\n", "") or "\r\n" not in result


@LONG
@given(SEEDS)
def test_expanding_again_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    once = expanded(write(workflow(rng), rng).text)
    again = expand(once)
    assert not again.changed
    assert again.text.string == once


@LONG
@given(SEEDS)
def test_result_lints_clean(seed: int) -> None:
    rng = random.Random(seed)
    result = expanded(write(workflow(rng), rng).text)
    found = lint_bytes(result.encode(), "expanded.yaml", Settings())
    assert [f"{f.line} {f.code} {f.message}" for f in found if f.severity == "error"] == []


@LONG
@given(SEEDS)
def test_json_stays_json(seed: int) -> None:
    rng = random.Random(seed)
    data = workflow(rng)
    result = expanded(write_json(data, rng))
    assert differences(levelled(None, json.loads(result)), levelled(None, expand_data(as_text(data)))) == []


@LONG
@given(SEEDS)
def test_aliases_work_or_are_refused(seed: int) -> None:
    rng = random.Random(seed)
    text = write(workflow(rng), rng, aliases=True).text
    expansion = expand(text)
    if any(f.code == "KF727" for f in expansion.findings):
        assert expansion.text.string == text
    else:
        assert differences(meaning(expanded(text)), [levelled(None, expand_data(load(text)[0]))]) == []


@LONG
@given(SEEDS)
def test_every_inserted_line_leads_back_to_shorthand(seed: int) -> None:
    rng = random.Random(seed)
    text = write(workflow(rng), rng).text
    result = expand(text).text
    if not isinstance(result, MappedText):
        return
    spans = [span for document in read(Text(text)) if document.root is not None for span in _annotations(document.root)]
    for segment in result.map.segments():
        start, end = segment.old
        if not segment.kept:
            is_comment = text[start:end].startswith("# note")
            assert is_comment or any(first <= start <= end <= last for first, last in spans), text[start:end]


def _annotations(root: Node) -> Iterator[tuple[int, int]]:
    """The spans of the shorthand annotations, with their names."""
    for node in walk(root):
        if node.key is not None and node.key.value.startswith("kflint.dev/"):
            yield node.key.start, node.end


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SEEDS)
def test_no_text_makes_it_raise(seed: int) -> None:
    rng = random.Random(seed)
    text = _damaged(write(workflow(rng), rng, aliases=rng.random() < 0.5).text, rng)
    expansion = expand(text)
    if any(f.severity == "error" for f in expansion.findings):
        assert expansion.text.string == text
    elif expansion.changed:
        assert not expand(expansion.text.string).changed


def _damaged(text: str, rng: random.Random) -> str:
    """The text with some lines lost, doubled, moved, indented or bitten into."""
    lines = text.split("\n")
    for _ in range(rng.randint(1, 3)):
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        column = rng.randrange(len(lines[at]) + 1)
        head, colon, _ = lines[at].partition(":")
        damage = rng.randrange(7)
        if damage == 0:
            lines[at] = lines[other]
        elif damage == 1:
            lines.insert(at, lines[other])
        elif damage == 2:
            lines[at] = lines[at][:column] + rng.choice("{}[]:,-'\"#&*!|> \t%@`ab1/~") + lines[at][column:]
        elif damage == 3:
            lines[at] = lines[at][:column] + lines[at][column + 1 :]
        elif damage == 4:
            lines[at] = " " * rng.randrange(3) + lines[at][rng.randrange(3) :]
        elif colon:
            lines[at] = f"{head}: {rng.choice(_VALUES)}"
    return "\n".join(lines)


_VALUES = ("", "null", "~", "[]", "{}", "x", "5", "true", "[a]", "{a: b}", "''", "&a x", "*a0", "{{x}}")
