"""jq filters: agreement with gojq, and the words for what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kflint.lang import jq, jq_parser
from kflint.lang.jq_functions import ABSENT, FUNCTIONS
from kflint.lang.jq_tree import (
    Bind,
    Call,
    Comma,
    Define,
    Definition,
    Each,
    Entry,
    Field,
    Group,
    Identity,
    Index,
    Literal,
    Object,
    Operation,
    Optional,
    Path,
    Pipe,
    Sign,
    Slice,
    Text,
    Try,
    Variable,
)
from kflint.lang.mistake import Mistake
from tests.lang.facts import Case, load_cases

CASES = load_cases("jq_filter")

# Words that make nonsense of all kinds when thrown together.
_SIGNS = ". .. .a ? ?// // //= | |= , ; : = == != < <= + - * / % [ ] { } ( ) $ @ \\ ' \" # & !"
_NAMES = "1 1.5 .5 1e 1.. 5. 0x $x $__loc__ a::b $a::b f map( select( as if then elif else end try catch null true and or not"
_MORE = "reduce foreach label break def import include module empty @text é"
_STRINGS = '"s" "a\\(1)b" "\\( "\\u00e9" "\\u00 "\\q ."x" {a:1} {$x} [$a]'
WORDS = st.sampled_from([*" ".join((_SIGNS, _NAMES, _MORE, _STRINGS)).split(), "\n", "\0"])
NONSENSE = st.lists(WORDS, max_size=14).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_agrees_with_gojq(case: Case) -> None:
    assert _stage(case.text) == ("ok" if case.ok else case.more["stage"])


def _stage(text: str) -> str:
    """How far gojq would come with a filter."""
    try:
        jq_parser.parse(text)
    except Mistake:
        return "parse"
    try:
        jq.parse(text)
    except Mistake:
        return "compile"
    return "ok"


@given(st.one_of(st.text(max_size=40), NONSENSE))
@example("\ud800")
@example('"\ud800')
def test_raises_nothing_but_mistakes_within_the_text(text: str) -> None:
    mistake = None
    try:
        jq.parse(text)
    except Mistake as raised:
        mistake = raised
    if mistake is not None:
        assert 0 <= mistake.offset <= mistake.end <= len(text)
        assert mistake.message[0].islower() or not mistake.message[0].isalpha()
        assert not mistake.message.endswith(".")


@pytest.mark.parametrize(
    ("start", "opening"),
    [
        *[("", opening) for opening in ("(", "[", "{a:", "-", "try ", ".a[", 'if . then 1 else "\\(', "def f: ", ". as $x | (")],
        (". as ", "["),
        (". as ", "{a:"),
        ("module ", "{a:"),
        ("module {a:", "["),
    ],
)
def test_refuses_filters_that_are_nested_without_end(start: str, opening: str) -> None:
    with pytest.raises(Mistake, match="nested too deeply"):
        jq.parse(start + opening * 5000)


@pytest.mark.parametrize("part", [". | ", ". , ", "1 + ", ". // ", ". and ", "def f: 1; "])
def test_takes_filters_of_any_length(part: str) -> None:
    jq.parse(part * 5000 + ".")


def test_takes_paths_of_any_length() -> None:
    program = jq.parse(".a" + ".b[0][]?" * 5000)
    assert isinstance(program.body, Path)
    assert len(program.body.steps) == 20_000


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (".a", Field("a")),
        ('."a b"', Field(Text(("a b",)))),
        (".a.b[0]?", Path(Field("a"), (Index("b"), Index(Literal("0")), Optional()))),
        (".[]", Path(Identity(), (Each(),))),
        (".a[1:]", Path(Field("a"), (Slice(Literal("1"), None),))),
        ("1, 2 | 3", Pipe((Comma((Literal("1"), Literal("2"))), Literal("3")))),
        ("1 + 2 * 3 - 4", Operation((Literal("1"), Operation((Literal("2"), Literal("3")), ("*",)), Literal("4")), ("+", "-"))),
        ("-1", Sign("-", Literal("1"))),
        ("try 1 + 2", Operation((Try(Literal("1"), None), Literal("2")), ("+",))),
        ('"a\\(1)b"', Text(("a", Literal("1"), "b"))),
        ('@base64 "x"', Text(("x",), "@base64")),
        ("{a, (1): 2}", Object((Entry("a", None), Entry(Group(Literal("1")), Literal("2"))))),
        (". as $x | $x", Bind(Identity(), (Variable("$x", 5, 7),), Variable("$x", 10, 12))),
        ("def f: 1; f", Define(Definition("f", (), Literal("1")), Call("f", (), 10, 11))),
    ],
)
def test_parses_to_a_tree(text: str, body: object) -> None:
    assert jq.parse(text).body == body


@pytest.mark.parametrize(
    "text",
    [
        "def f(g): g; f(1)",
        "def f($g): g + $g; f(1)",
        "def f: def g: 1; g; f",
        "def f: f; f",
        "reduce .[] as [$a, {b: $c}] (0; . + $a + $c)",
        "foreach .[] as $x (0; . + $x; [$x, .])",
        ". as [$a] ?// $a | $a",
        "label $out | 1, break $out",
        ". as {$a, b: [$c]} | $a, $c",
        "$ENV.PATH, env.HOME",
        '"\\("nested \\("strings")")"',
        '.a as $x | .b as $y | {$x, $y, "z": $x}',
    ],
)
def test_finds_names_in_their_scope(text: str) -> None:
    jq.parse(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("(def f: 1; f) | f", "f"),
        ("(. as $x | 1), $x", "$x"),
        ("reduce .[] as $x ($x; .)", "$x"),
        ("def f(g): 1; g", "g"),
        ("def f(g): g(1); f(2)", "g"),
        ("(label $out | 1) | break $out", "$out"),
        ("if (def f: 1; f) then f else 2 end", "f"),
        ("map(. as $x | $x) | $x", "$x"),
        ("{a: (1 as $x | $x), b: $x}", "$x"),
        ("a::b", "a::b"),
    ],
)
def test_does_not_find_names_outside_of_their_scope(text: str, name: str) -> None:
    with pytest.raises(Mistake) as raised:
        jq.parse(text)
    assert text[raised.value.offset : raised.value.end] == name
    assert raised.value.offset >= text.index(name)


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        ("", "", "the filter is empty"),
        ("# only a comment", "# only a comment", "the filter is empty"),
        ("def f: 1;", "def f: 1;", "after the definitions there is no filter"),
        (".a ==", "", "the filter ends where a filter such as '.name' should follow"),
        ("{.status.phase}", ".status", "a path stands without braces"),
        ("$.status", "$.", "begins with '.', not with '$'"),
        (".status['a']", "'", "double quotes"),
        (".list.0", ".0", "brackets: '.[0]'"),
        (".a && .b", "&&", "write 'and'"),
        (".a || .b", "||", "write 'or'"),
        ("!.a", "!", "'.ready | not'"),
        ("not 1", "1", "'not' stands after a value"),
        (".a === 1", "===", "write '=='"),
        (".a =~ 1", "=~", "test("),
        (".a < 1 < 2", "<", "use 'and'"),
        (".a = 1 = 2", "=", "use parentheses"),
        ("[1, 2,]", "]", "nothing follows the last comma"),
        ("(1", "", "the filter ends where ')' should follow"),
        ("1]", "]", "this ']' closes no '['"),
        (".a. b", "b", "a blank can't stand between the dot and 'b'"),
        (".a..b", "..", "one dot goes on"),
        ("..name", "name", "'.. | .name?'"),
        (".é", "é", "is quoted"),
        ("\ufeff.", "\ufeff", "the character U+FEFF"),
        ("| length", "|", "nothing stands before this '|'"),
        (". as x | x", "x", "'$x'"),
        ("def f(a, b): 1; f", ",", "here ';' separates"),
        ("1 else 2", "else", "there is no 'if'"),
        ('"abc', '"abc', "no closing '\"'"),
        ('1 + "a\\(1', "", "')' should follow"),
        ('"a\\(1)b', '"a\\(1)b', "no closing '\"'"),
        (r'"\d"', r"\d", "has no meaning in a string"),
        (r'"\u12"', r"\u12", "four hexadecimal digits"),
        ("1_000", "1_", "is not a number"),
        ("1e", "1e", "no digits after the 'e'"),
        ("{{x}}", "{{", "is no jq"),
        ("status", "status", "'.status'"),
        ("lenght", "lenght", "did you mean 'length'?"),
        ("length(1)", "length", "'length' takes no arguments, not 1"),
        ("sub(1)", "sub", "takes 2 or 3 arguments, not 1"),
        ('.a | sub("x", "y")', "sub", "arguments are separated by ';'"),
        ("getpath", "getpath", "takes 1 argument, not none"),
        ("def f(a): 1; f", "f", "'f' takes 1 argument, not none"),
        (".labels.a-b", "b", "is quoted"),
        (".labels.kubernetes.io/name", "name", "is quoted"),
        (".a // nothing", "nothing", "a comment begins with '#'"),
        ("input", "input", "there is only one input here"),
        ("[1] | toarray", "toarray", "write 'if type"),
        ("$__loc__", "$__loc__", "lines are not known here"),
        ("1 as $name | $nane", "$nane", "did you mean '$name'?"),
        ("$x", "$x", "'... as $x | ...'"),
        ("break $out", "$out", "there is no 'label $out'"),
        ('import "m" as m; 1', 'import "m"', "no modules"),
    ],
)
def test_says_what_is_wrong_and_where(text: str, marked: str, words: str) -> None:
    with pytest.raises(Mistake) as raised:
        jq.parse(text)
    assert words in raised.value.message
    assert text[raised.value.offset : raised.value.end] == marked


def test_knows_what_is_absent_from_what_is_there() -> None:
    assert not ABSENT.keys() & FUNCTIONS.keys()
