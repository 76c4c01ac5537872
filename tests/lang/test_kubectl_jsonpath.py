from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang.kubectl_jsonpath import Path, literal_only, parse, paths
from kflint.lang.kubectl_jsonpath_eval import EvaluationError, evaluate
from kflint.lang.kubectl_jsonpath_failures import failures, surprises
from kflint.lang.kubectl_jsonpath_nodes import (
    Action,
    Constant,
    Descent,
    Field,
    Filter,
    Node,
    Slice,
    Text,
    Union,
    Wildcard,
)
from tests.lang.facts import Case, load_cases, load_header
from tests.lang.refusal import refusal

CASES = load_cases("kubectl_jsonpath")
DOCUMENT = load_header("kubectl_jsonpath")["doc"]

PIECES = st.sampled_from(
    [*"{}.[]'\"@$*:0,()=!<>\\|\n\té~", "..", "[?(", ")]", "range ", "end", "status", "a", "-1", "1.5", "true", "{.a}", "==", "\\x4"]
)
ALMOST_TEMPLATES = st.lists(PIECES).map("".join)
NAMES = st.text(st.characters(exclude_characters="\n'", exclude_categories=["Cs"]), min_size=1).filter(lambda name: name != "*")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def as_facts(node: Node) -> Any:
    if isinstance(node, Action):
        return {"list": [as_facts(inner) for inner in node.nodes]}
    if isinstance(node, Text):
        return {"text": node.text}
    if isinstance(node, Field):
        return {"field": node.name}
    if isinstance(node, Slice):
        return {"array": [node.start, node.stop, node.step]}
    if isinstance(node, Filter):
        return {"filter": node.operator, "left": as_facts(node.left), "right": as_facts(node.right)}
    if isinstance(node, Union):
        return {"union": [as_facts(branch) for branch in node.branches]}
    if isinstance(node, Constant):
        return {type(node.value).__name__: node.value}
    if isinstance(node, Wildcard):
        return "wildcard"
    return "recursive" if isinstance(node, Descent) else {"ident": node.name}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_parses_as_kubectl_does(case: Case) -> None:
    if not case.ok:
        assert refusal(parse, case.text) is not None
        return
    nodes = [as_facts(node) for node in parse(case.text).nodes]
    # The two longest texts have no nodes in the facts.
    assert nodes == case.out.get("nodes", nodes)


@pytest.mark.parametrize("case", [case for case in CASES if case.ok], ids=lambda case: case.id)
def test_prints_what_kubectl_prints(case: Case) -> None:
    template = parse(case.text)
    if "exec_error" in case.more:
        with pytest.raises(EvaluationError):
            evaluate(template, DOCUMENT)
        return
    printed = evaluate(template, DOCUMENT)
    if ".*" in case.text:
        # kubectl takes the values of a map in no particular order.
        assert sorted(printed.split(" ")) == sorted(case.out["text"].split(" "))
    else:
        assert printed == case.out["text"]


@pytest.mark.parametrize("case", [case for case in CASES if case.ok], ids=lambda case: case.id)
def test_foresees_no_failure_that_kubectl_does_not_have(case: Case) -> None:
    assert not failures(parse(case.text)) or "exec_error" in case.more


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("{.status.phase", "this '{' is not closed", "{"),
        ("{{.status}}", "a second '{' can't stand inside braces", "{"),
        ("{.a | b}", "there are no pipes", "|"),
        ("{.a, .b}", "a comma can't stand here; each path has its own braces", ","),
        ("{.a\n.b}", "a line break can't stand inside braces", "\n"),
        ('{.a["b"]}', "a name in brackets is in single quotes", '["b"]'),
        ("{.a[b]}", "'b' is neither the number of an item nor a name in single quotes", "[b]"),
        ("{.a[0}", "this '[' is not closed", "["),
        ("{.a[9223372036854775808]}", "'9223372036854775808' is not the index of an item", "[9223372036854775808]"),
        ("{.a[0,x]}", "'x' is neither the number of an item", "x"),
        ("{.a['b|c', 'd\te']}", "a tab can't stand inside braces", "\t"),
        ("{.a]}", "this ']' closes no '['", "]"),
        ("{..*}", "'*' stands only after a single dot or in brackets", "*"),
        ("{....a}", "'..' can't follow '..'", ".."),
        ("{.a[?(@.b=='c' && @.d)]}", "there is no '&&'; a filter has only one comparison", "&"),
        ("{.a[?(@.b==1)&&(@.c==2)]}", "a filter has one comparison and ends with ')]'", "&"),
        ("{.a[?(@.b=~'c')]}", "there is no '=~'", "~"),
        ("{.a[?(@.b=='c)]}", "the quoted text is not closed; ' is missing", "'"),
        ("{.a[?(@.b]}", "this filter is not closed", "[?("),
        ("{.a[? (@.b)]}", "a filter is written as", "[? (@.b)]"),
        ("{.a == 1}", "a comparison stands only in a filter", "="),
        ("{.a + 1}", "there is no arithmetic", "+"),
        ("{1.2.3}", "'1.2.3' is not a number", "1.2.3"),
        ("{'a}", "the quoted text is not closed on its line", "'"),
        (r"{'a\qb'}", r"'\q' is not an escape that kubectl knows", r"\q"),
        (r"{'\x4'}", r"the escape '\x4' needs 2 digits", r"\x4"),
        (r"{'\ud800'}", r"there is no character '\ud800'", r"\ud800"),
        (r"{'\\'b'}", "a quoted text can't end with a backslash", "'"),
    ],
)
def test_names_the_usual_mistake(text: str, message: str, at: str) -> None:
    mistake = refusal(parse, text)
    assert mistake is not None
    assert mistake.message.startswith(message)
    assert text[mistake.offset : mistake.end] == at


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("{status.phase}", "kubectl knows no word 'status'; a path starts with a dot", "status"),
        ("{.a[?(@.type==Ready)]}", "kubectl knows no word 'Ready'; text is quoted", "Ready"),
        ("{.a[?(@.type='Ready')]}", "there is no '='; a filter compares with", "="),
        ("{.a[::-1]}", "the step of a slice must be above 0", "[::-1]"),
        ("{.a[2:1]}", "the slice starts at 2, after its end 1", "[2:1]"),
        ("{range .a[*]}{.b}{end}{end}", "this 'end' has no 'range' before it", "end"),
        ("{['a', 'b c']}", "kubectl knows no word 'c'", "c"),
    ],
)
def test_foresees_failures(text: str, message: str, at: str) -> None:
    [mistake] = failures(parse(text))
    assert mistake.message.startswith(message)
    assert text[mistake.offset : mistake.end] == at
    with pytest.raises(EvaluationError):
        evaluate(parse(text), {"a": [{"type": "x", "b": 1}] * 3})


def test_foresees_no_failure_in_a_filter_without_comparison() -> None:
    template = parse("{.a[?(foo)]}")
    assert not failures(template)
    assert evaluate(template, {"a": [1, 2]}) == "1 2"


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("'{.a}'", [0]),
        ("{.a}}", [4]),
        ('{"{"}"a":{.a}}', []),
        ("{range .a[*]}{.b}", [1]),
        ("{range .a[*]}{.b}{end}", []),
        ("{.a['b.c']}", [6]),
        ("{['a.b','c.d']}", [4, 10]),
        (r"{.a['b\.c']}", []),
        ("{.a.b} is {.c}", []),
        ("'{.a}' and '{.b}'", []),
    ],
)
def test_tells_surprises(text: str, offsets: list[int]) -> None:
    assert [mistake.offset for mistake in surprises(parse(text))] == offsets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("phase: {.status.phase}", [Path(("status", "phase"), 9, 21, True)]),
        ("{$.a['b'][2].c}{ @.d[] }", [Path(("a", "b", 2, "c"), 3, 14, True), Path(("d", 0), 19, 22, True)]),
        ("{.a[*].b}", [Path(("a",), 2, 3, False)]),
        ("{range .a.b}{.c}{end}{.d}", [Path(("a", "b"), 8, 11, True), Path(("d",), 23, 24, True)]),
        ("{..a}{[0:1]}{1}{}text", []),
    ],
)
def test_lists_the_paths_from_the_root(text: str, expected: list[Path]) -> None:
    assert paths(parse(text)) == expected


def test_tells_text_without_braces() -> None:
    assert literal_only(parse(".status.phase}"))
    assert not literal_only(parse("{.status.phase}"))
    assert not literal_only(parse("{}"))


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (1.0, "1"),
        (100000.5, "100000.5"),
        (1000000.0, "1e+06"),
        (-1234567.5, "-1.2345675e+06"),
        (1e22, "1e+22"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (0.0, "0"),
        (1000000, "1000000"),
        ([1000000.0, 1e-7, "<é>"], '[1000000,1e-7,"\\u003cé\\u003e"]'),
    ],
)
def test_prints_numbers_as_go_does(value: object, printed: str) -> None:
    assert evaluate(parse("{.x}"), {"x": value}) == printed


def test_null_is_printed_differently_inside_a_range() -> None:
    assert evaluate(parse("{.x[0]}{range .x[*]}({@}){end}"), {"x": [None, 1]}) == "null(<no value>)(1)"


@given(st.one_of(st.text(), ALMOST_TEMPLATES, ALMOST_TEMPLATES.map("{{.a{}}}".format)), JSON)
def test_refuses_with_nothing_but_a_mistake(text: str, document: object) -> None:
    if refusal(parse, text) is not None:
        return
    template = parse(text)
    failures(template)
    surprises(template)
    paths(template)
    with contextlib.suppress(EvaluationError):
        evaluate(template, document)


@given(ALMOST_TEMPLATES)
def test_nodes_cover_the_text(text: str) -> None:
    if refusal(parse, text) is None:
        nodes = parse(text).nodes
        assert "".join(text[node.offset : node.end] for node in nodes) == text
        assert literal_only(parse(text)) == ("{" not in text)


@given(st.lists(NAMES, min_size=1), JSON)
def test_finds_what_an_escaped_path_names(names: list[str], value: object) -> None:
    names = [name.replace("\\", "") or "x" for name in names]
    document: object = value
    for name in reversed(names):
        document = {name: document}
    text = "{" + "".join("." + "".join("\\" + letter for letter in name) for name in names) + "}"
    template = parse(text)
    assert paths(template)[0].steps == tuple(names)
    assert evaluate(template, document) == evaluate(parse("{@.x}"), {"x": value})
