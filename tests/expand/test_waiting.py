"""`depends` and the names joined to it: nothing is lost, nothing doubled, and it means 'and'."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.expand.waiting import conjuncts, join
from kflint.lang.depends import parse, references
from kflint.lang.depends_eval import evaluate

JOINED = [
    ("", ["a", "b"], "a && b"),
    ("x", ["a"], "x && a"),
    ("a", ["a"], "a"),
    ("a && b", ["b", "c"], "a && b && c"),
    ("a.Succeeded", ["a"], "a.Succeeded"),
    ("a.Failed", ["a"], "a.Failed && a"),
    ("x || y", ["a"], "(x || y) && a"),
    ("(x || y)", ["a"], "(x || y) && a"),
    ("(x || y) && z", ["a"], "(x || y) && z && a"),
    ("(x) || (y)", ["a"], "((x) || (y)) && a"),
    ("(a && b) && c", ["a", "b", "c"], "(a && b) && c"),
    ("a || b", ["a"], "(a || b) && a"),
    ("!x", ["a"], "!x && a"),
    ("x and y", ["a"], "(x and y) && a"),
    ("x ? y : z", ["a"], "(x ? y : z) && a"),
    ("{{workflow.parameters.d}}", ["a"], "({{workflow.parameters.d}}) && a"),
    ("x&&y", ["a"], "x&&y && a"),
    ("a\n", ["b"], "a && b"),
    ("a ||\n  b", ["c"], "(a || b) && c"),
]


@pytest.mark.parametrize(("depends", "names", "expected"), JOINED)
def test_join(depends: str, names: list[str], expected: str) -> None:
    assert join(depends, names) == expected


NAMES = st.sampled_from(["a", "b", "c-d", "e.Succeeded", "a.Failed", "b.Skipped || b.Succeeded"])
TEXTS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" && ", "&&", " || "]), inner).map("".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"!({text})"),
    ),
    max_leaves=6,
)


@given(TEXTS, st.lists(st.sampled_from(["a", "b", "c-d", "e", "f"]), min_size=1, max_size=3, unique=True))
def test_joined_text_means_both(depends: str, names: list[str]) -> None:
    joined = join(depends, names)
    before, after = parse(depends), parse(joined)
    assert before is not None
    assert after is not None
    tasks = sorted({reference.task for reference in references(joined)})
    for results in itertools.product(["Succeeded", "Failed"], repeat=len(tasks)):
        result = dict(zip(tasks, results, strict=True))

        def holds(task: str, wanted: str, result: dict[str, str] = result) -> bool:
            return result[task] == wanted

        needed = all(result[name] == "Succeeded" for name in names)
        assert evaluate(after, holds) == (evaluate(before, holds) and needed), (joined, result)


@given(TEXTS, st.lists(st.sampled_from(["a", "b", "f"]), min_size=1, max_size=2, unique=True))
def test_joining_again_changes_nothing(depends: str, names: list[str]) -> None:
    once = join(depends, names)
    assert join(once, names) == once


@given(st.text(max_size=20))
def test_any_text_is_cut_without_loss(text: str) -> None:
    assert "&&".join(conjuncts(text)) == text
