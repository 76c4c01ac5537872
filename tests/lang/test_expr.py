"""Expressions: agreement with expr-lang about what parses and compiles, and where it doesn't."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang import expr
from kflint.lang.expr_functions import BUILTINS, PREDICATE_ARGUMENTS
from kflint.lang.expr_names import FUNCTIONS, SPRIG, template_environment
from kflint.lang.expr_types import ANY, BOOL, INT, TEXT, TEXTS, UNKNOWN, may_be
from kflint.lang.mistake import Mistake
from tests.lang.facts import Case, load_cases, load_header

HEADER = load_header("expr")
CASES = load_cases("expr")
ENVIRONMENT = template_environment({name: ANY if value is None else TEXT for name, value in HEADER["scope"].items()})

# Words that make nonsense of all kinds when thrown together.
_SIGNS = ". ?. .. :: # ## ( ) [ ] { } , ; : ? ?? | || & && ! = == != < <= => + - * ** / % ^ @ \\ $ ' \" ` // /* */"
_NAMES = "and or not in contains matches startsWith let if else nil true x inputs item $env map( filter( sum( reduce( len( asInt("
_VALUES = "1 1.5 .5 0x 1e 0b12 1__0 1. \"a\" 'b' `c` '\\q' '\\u{41}' '\\400' b'\\xff' é 日 😀 \u00a0 ² ٣ #acc #1 a.not"
WORDS = st.sampled_from([*" ".join((_SIGNS, _NAMES, _VALUES)).split(" "), "\n", "\r", "\0"])
NONSENSE = st.lists(WORDS, max_size=14).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_agrees_with_expr_lang(case: Case) -> None:
    parses, mistake = _verdict(case.text)
    assert parses == case.more["parse"]
    assert (mistake is None) == case.ok
    if mistake is not None and case.error is not None:
        assert _is_where_expr_lang_points(case, mistake)


def _verdict(text: str) -> tuple[bool, Mistake | None]:
    """Whether an expression parses, and what keeps it from compiling."""
    try:
        tree = expr.parse(text, ENVIRONMENT.names)
    except Mistake as mistake:
        return False, mistake
    try:
        expr.check(tree, ENVIRONMENT)
    except Mistake as mistake:
        return True, mistake
    return True, None


def _is_where_expr_lang_points(case: Case, mistake: Mistake) -> bool:
    """Whether the position in the error of expr-lang, if there is one, is in the span of the mistake."""
    assert case.error is not None
    position = re.search(r"\(([0-9]+):([0-9]+)\)\Z", case.error)
    if position is None:
        return True
    lines_before = case.text.split("\n")[: int(position[1]) - 1]
    offset = sum(len(line) + 1 for line in lines_before) + int(position[2]) - 1
    return mistake.offset <= offset < max(mistake.end, mistake.offset + 1)


@pytest.mark.parametrize("case", [case for case in CASES if case.ok and "run_error" not in case.more], ids=lambda case: case.id)
def test_finds_no_mistake_where_the_run_succeeds(case: Case) -> None:
    found = expr.mistakes(expr.parse(case.text, ENVIRONMENT.names), ENVIRONMENT)
    if case.text in ("inputs.parameters.n == 5", "lastRetry.exitCode == 137"):
        assert "never true" in found[0].message
    else:
        assert found == []


@pytest.mark.parametrize("case", [case for case in CASES if case.more.get("bool")], ids=lambda case: case.id)
def test_takes_what_gives_a_boolean_for_a_boolean(case: Case) -> None:
    tree = expr.parse(case.text, ENVIRONMENT.names)
    assert may_be(expr.check(tree, ENVIRONMENT), BOOL)


def test_knows_the_functions_of_the_environment() -> None:
    assert sorted(BUILTINS) == HEADER["builtins"]
    assert sorted(PREDICATE_ARGUMENTS) == HEADER["predicate_builtins"]
    assert sorted(FUNCTIONS) == HEADER["argo_env"]
    assert sorted(SPRIG) == HEADER["sprig"]


@given(st.one_of(st.text(max_size=40), NONSENSE))
def test_raises_nothing_but_mistakes_within_the_text(text: str) -> None:
    found: list[Mistake] = []
    expr.dashed_names(text)
    try:
        tree = expr.parse(text, ENVIRONMENT.names)
        found += expr.mistakes(tree, ENVIRONMENT, TEXT)
        expr.references(tree)
        expr.check(tree, ENVIRONMENT)
    except Mistake as raised:
        found.append(raised)
    for mistake in found:
        assert 0 <= mistake.offset <= mistake.end <= len(text)
        assert mistake.message[0].islower() or not mistake.message[0].isalpha()
        assert not mistake.message.endswith(".")


@given(NONSENSE)
def test_what_does_not_compile_is_among_all_mistakes(text: str) -> None:
    parses, mistake = _verdict(text)
    if parses and mistake is not None:
        assert expr.mistakes(expr.parse(text, ENVIRONMENT.names), ENVIRONMENT)


@pytest.mark.parametrize(
    "opening", ["(", "[", "{a: ", "-", "not ", "len(", "item[", "map([], ", "true ? ", "2 ** ", "let a = ", "if "]
)
def test_refuses_expressions_that_are_nested_without_end(opening: str) -> None:
    with pytest.raises(Mistake, match="nested too deeply"):
        expr.parse(opening * 5000)


@pytest.mark.parametrize("part", ["true && ", "1 + ", "nil ?? ", "1; ", "1 == 1 == "])
def test_takes_expressions_of_any_length(part: str) -> None:
    tree = expr.parse(part * 2000 + "true")
    expr.mistakes(tree, ENVIRONMENT)
    assert expr.references(tree) == []


def test_takes_paths_of_any_length() -> None:
    tree = expr.parse("inputs" + ".a['b']" * 2000)
    assert expr.mistakes(tree, ENVIRONMENT) == []
    assert len(expr.references(tree)[0].parts) == 4001


def test_refuses_more_than_10000_parts() -> None:
    expr.parse("1" + "+1" * 4999)
    with pytest.raises(Mistake, match="10,000 parts"):
        expr.parse("1" + "+1" * 5000)


@pytest.mark.parametrize("text", ["1 < (" * 45 + "2" + ") < 3" * 45, "(" * 45 + "item" + " ?: 1)" * 45])
def test_looks_once_at_what_is_in_the_tree_twice(text: str) -> None:
    # A comparison has its middle in the tree twice, and `?:` its condition: 2 ** 45 visits if every one counted.
    tree = expr.parse(text)
    is_wrong = expr.mistakes(tree, ENVIRONMENT) != []
    assert is_wrong
    count = len(expr.references(tree))
    assert count == text.count("item")


def test_a_variable_hides_the_function_of_the_same_name() -> None:
    environment = template_environment({"duration": TEXT, "count": TEXT})
    with pytest.raises(Mistake, match="'duration' is no function, but text"):
        expr.check(expr.parse("duration('1h')", environment.names), environment)
    assert expr.check(expr.parse("duration", environment.names), environment) == TEXT
    expr.check(expr.parse("::duration('1h')", environment.names), environment)
    with pytest.raises(Mistake, match="'#' stands for an element"):
        expr.parse("count([1], # > 1)", environment.names)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 + 2", INT),
        ("item + 'x'", TEXT),
        ("split(item, ',')", TEXTS),
        ("inputs.parameters.n", UNKNOWN),
        ("len(item) > 3 and true", BOOL),
        ("[1, 2][0]", INT),
        ("map([1], string(#))[0]", TEXT),
        ("now().Year()", INT),
    ],
)
def test_finds_the_type_of_the_result(text: str, found: object) -> None:
    assert expr.check(expr.parse(text), ENVIRONMENT) == found
