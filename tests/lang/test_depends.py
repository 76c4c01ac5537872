from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.depends import ITEM_RESULTS, RESULTS, Reference, dependencies, expand, parse, references
from kflint.lang.depends_eval import evaluate
from kflint.lang.mistake import Mistake
from tests.lang.facts import Case, load_cases, load_header

CASES = load_cases("depends")
TASKS: list[str] = load_header("depends")["tasks"]

words = st.sampled_from(["A", "B.Failed", "a-b", "C.AnySucceeded", "true", "1", "'x'", "`", "\u00e9", "\\", "_", "-"])
signs = st.sampled_from(["&&", "||", "!", "(", ")", "?", ":", "==", "??", ".", "[", "]", "{", "}", ",", ";", "//", "<", "+", " "])
texts = st.lists(words | signs, max_size=12).map("".join) | st.text()


def lint_accepts(text: str) -> bool:
    """The verdict of lint over a DAG of the facts' tasks, to which the text is given as `depends` of the task zz."""
    known = all(reference.task in TASKS for reference in references(text))
    results = all(reference.result in (*RESULTS, None) for reference in references(text))
    loops = all(task == "loop" for task, items in dependencies(text).items() if items)
    return known and results and loops


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_same_tasks_are_found(case: Case) -> None:
    found = {task: "items" if items else "task" for task, items in dependencies(case.text).items()}
    assert found == case.out["deps"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_bare_names_are_spelt_out_in_the_same_way(case: Case) -> None:
    assert expand(case.text) == case.out["expanded"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_lint_has_the_same_verdict(case: Case) -> None:
    assert lint_accepts(case.text) == case.out["lint"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_run_has_the_same_verdict(case: Case) -> None:
    if not case.out.get("run", True):
        with pytest.raises(Mistake) as caught:
            parse(case.text)
        assert 0 <= caught.value.offset < caught.value.end <= max(len(case.text), caught.value.offset + 1)
        return
    tree = parse(case.text)
    assert (tree is None) == (case.text == "")
    if tree is not None:
        assert evaluate(tree, lambda _, result: result in ("Succeeded", "AnySucceeded")) == case.out["all_succeeded"]
        assert evaluate(tree, lambda _, result: result in ("Failed", "AllFailed")) == case.out["all_failed"]


def test_references_have_places() -> None:
    assert references("a-b && (c.Failed || d.failed)") == [
        Reference("a-b", None, 0, 3),
        Reference("c", "Failed", 8, 16),
        Reference("d", None, 20, 21),
        Reference("failed", None, 22, 28),
    ]


@pytest.mark.parametrize(
    ("text", "items"),
    [("a.AnySucceeded", True), ("a.AnySucceeded || a", False), ("a || a.AllFailed", True), ("a.AllFailed || a.Failed", True)],
)
def test_a_bare_mention_undoes_a_result_of_loops(text: str, items: bool) -> None:
    assert dependencies(text) == {"a": items}


@pytest.mark.parametrize(
    ("text", "message", "start", "end"),
    [
        ("A and B", "'and' is taken for a task, which can't have that name in 'depends'; write '&&'", 2, 5),
        ("A AND B", "'AND' is taken for a task; write '&&'", 2, 5),
        ("not A", "'not' is taken for a task, which can't have that name in 'depends'; write '!'", 0, 3),
        ("A & B", "'&' is no operator here; write '&&'", 2, 3),
        ("A, B", "names are joined with '&&' or '||', not with ','", 1, 2),
        ("A B", "'&&' or '||' is missing before this", 2, 3),
        ("A &&", "a task name is missing after '&&'", 3, 4),
        (" ", "a task name is missing", 0, 1),
        ("(A", "'(' is not closed; ')' is missing", 0, 1),
        ("A.succeeded", "'succeeded' is taken for another task, not for a result; a result begins with a capital letter, "
         "as in '.Succeeded'", 2, 11),
        ("A.Suceeded", "there is no result 'Suceeded'; did you mean 'A.Succeeded'?", 2, 10),
        ("A.Completed", "there is no result 'Completed'; the results are Succeeded, Failed, Errored, Skipped, Omitted, "
         "Daemoned, AnySucceeded, AllFailed", 2, 11),
        ("'A'", "the result must be true or false, and this is a text", 0, 3),
        ("A && 'B'", "'&&' can't stand between a truth value and a text", 2, 4),
        ("test_unit", "a task name has no '_' and no '-' that stands alone", 4, 5),
        ("A # why", "'#' has no place in 'depends'; a comment begins with '//'", 2, 3),
        ("A == 'B", "the quote ' is not closed; task names need no quotes", 5, 6),
        ("1A", "a task whose name begins with a digit can't be used in 'depends', as '1A' is", 0, 2),
    ],
)  # fmt: skip
def test_the_message_says_what_is_wrong_and_where(text: str, message: str, start: int, end: int) -> None:
    with pytest.raises(Mistake) as caught:
        parse(text)
    assert (caught.value.message, caught.value.offset, caught.value.end) == (message, start, end)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("'A' == 'A'", True),
        ("'a' < 'b' < 'c'", True),
        ("'a' + 'b' == 'ab'", False),  # bare names in quotes are spelt out
        ("[A, B.Failed,] == [A, !A]", True),
        ("{'x': A, \u00e9: B}.\u00e9", True),
        ("{'x': A}['y'] ?? B", True),
        ("B.Failed; A", True),
        ("A ?: B.Failed", True),
        ("A || B ? A.Failed : B", False),
        ("(A ? 'x' : B) == 'x'", True),
        ("/* A */ !!A // end", True),
        ("`x``y`[:] == `x``y`", True),
    ],
)
def test_what_can_be_written_besides_names(text: str, right: bool) -> None:
    tree = parse(text)
    assert tree is not None
    assert evaluate(tree, lambda _, result: result == "Succeeded") is right


def test_what_fails_only_with_some_results_is_accepted() -> None:
    tree = parse("A ? B : 'x'")
    assert tree is not None
    assert evaluate(tree, lambda _, result: result == "Succeeded")
    with pytest.raises(Mistake):
        evaluate(tree, lambda _, result: result == "Failed")


def test_a_long_chain_is_read_and_run() -> None:
    tree = parse(" && ".join(f"task-{number}" for number in range(5000)))
    assert tree is not None
    assert evaluate(tree, lambda _, result: result == "Daemoned")
    assert parse("!" * 5000 + "A") is not None


def test_deep_brackets_are_no_crash() -> None:
    with pytest.raises(Mistake):
        parse("(" * 5000 + "A" + ")" * 5000)


@given(texts)
def test_nothing_but_mistakes_is_raised(text: str) -> None:
    try:
        tree = parse(text)
        if tree is not None:
            evaluate(tree, lambda task, result: result in ITEM_RESULTS or task == "A")
    except Mistake as mistake:
        place = (mistake.offset, mistake.end)
    else:
        place = (0, 1)
    assert 0 <= place[0] < place[1] <= max(len(text), place[0] + 1)
    assert place[0] <= len(text)


@given(texts)
def test_references_are_the_words_of_the_text(text: str) -> None:
    for reference in references(text):
        written = reference.task if reference.result is None else f"{reference.task}.{reference.result}"
        assert text[reference.start : reference.end] == written
