"""What is said of wrong expressions, and that it is said of no others."""

from __future__ import annotations

import pytest

from kflint.lang import expr
from kflint.lang.expr_names import (
    EVENT,
    EVENT_METADATA,
    HTTP,
    RETRY,
    STOP,
    Environment,
    data_environment,
    nested,
    template_environment,
)
from kflint.lang.expr_types import ANY, BOOL, MAP, TEXT
from kflint.lang.mistake import Mistake

PLACE = template_environment(
    {
        "inputs.parameters.n": TEXT,
        "inputs.parameters.my-param": TEXT,
        "inputs.artifacts.a": ANY,
        "workflow.name": TEXT,
        "steps.two-words.outputs.result": TEXT,
        "item": TEXT,
    }
)


def _mistakes(text: str, place: Environment = PLACE) -> list[Mistake]:
    return expr.mistakes(expr.parse(text, place.names), place)


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        ("", "", "the expression is empty"),
        ("1 +", "+", "the expression ends where a value should follow"),
        ("item = 'x'", "=", "write '==' to compare"),
        ("item === 'x'", "===", "write '=='"),
        ("1 =< 2", "=<", "write '<='"),
        ("1 <> 2", "<>", "write '!='"),
        ("true & false", "&", "write '&&'"),
        ("item =~ 'x'", "=~", "write 'matches'"),
        ("true AND false", "AND", "lower case"),
        ("item is nil", "is", "write '=='"),
        ("item starts_with 'x'", "starts_with", "'startsWith'"),
        ("contains(item, 'x')", "contains", "an operator between two values"),
        ("item | upper", "r", "after '|' must stand a call"),
        ("true | false", "e", "the operator for 'or' is '||'"),
        ("map([1], x => x)", "=>", "'#' stands for the element"),
        ("{{item}} == 'x'", "{{", "names stand without '{{'"),
        ("${item}", "${", "names stand without '${'"),
        ("item # comment", "#", "a comment begins with '//'"),
        ("1 /* 2", "", "no closing '*/'"),
        ("[1][0].0", ".0", "in brackets: '[0]'"),
        ("1.2.3", ".3", "only one point"),
        ("1_000a", "a", "'1_000a' is not a number"),
        ("0x", "0x", "'0x' is not a number"),
        ("99999999999999999999", "99999999999999999999", "too big"),
        ("1e999", "1e999", "too big"),
        (r"'\d+'", "d", "has no meaning in a string"),
        (r"'\u12'", r"\u12", "4 digits of base 16"),
        (r"'\u{110000}'", r"\u{110000", "is not a character"),
        (r"'\777'", r"\777", "is not a character"),
        ("'a\nb'", "\n", "can't go over the end of the line"),
        ("'abc", "", "the string has no closing '"),
        ("`abc", "", "the string has no closing `"),
        ("(1]", "]", "')' should"),
        ("1)", ")", "closes no '('"),
        ("1 ?? 2 + 3", "+", "put one of them in parentheses"),
        ("if true { 1 }", "}", "'else' should follow"),
        ("filter([1], # > 1; 2)", "# > 1;", "needs braces"),
        ("filter([1])", ")", "a predicate such as"),
        ("steps.sign-in.status", "in.status", "is quoted: steps['sign-in'].status"),
        ("@item", "@", "the character '@'"),
        ("\x00", "\x00", "the character U+0000"),
    ],
)
def test_says_what_keeps_an_expression_from_parsing(text: str, marked: str, words: str) -> None:
    with pytest.raises(Mistake) as raised:
        expr.parse(text, PLACE.names)
    assert words in raised.value.message
    assert text[raised.value.offset : raised.value.end] == marked


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        ("input.parameters.n", "input", "did you mean 'inputs'?"),
        ("item == null", "null", "write nil"),
        ("True", "True", "write true"),
        ("str(item)", "str", "write string(...)"),
        ("item == hello", "hello", "a text is written in quotes: 'hello'"),
        ("tojson(item)", "tojson", "did you mean 'toJson'?"),
        ("b64enc(item)", "b64enc", "write 'sprig.b64enc'"),
        ("frobnicate(item)", "frobnicate", "there is no function 'frobnicate'"),
        ("inputs.parameters.my-param", "param", "is quoted: inputs.parameters['my-param']"),
        ("steps.two-words.outputs.result == '7'", "words.outputs.result", "is quoted: steps['two-words'].outputs.result"),
        ("let item = 1; item", "item", "is there already"),
        ("let len = 1; len", "len", "is there already"),
        ("!1", "!", "'!' takes true or false, not a number"),
        ("-item", "-", "'-' takes a number, not text"),
        ("1 + 'a'", "+", "'+' can't take a number and text"),
        ("true && 1", "&&", "'&&' can't take a boolean and a number"),
        ("1 contains 2", "contains", "'contains' can't take a number on both sides"),
        ("1 ? 2 : 3", "1", "the condition must be true or false"),
        ("'a' == 1", "==", "never true"),
        ("'a' != 1", "!=", "always true"),
        ("1 in ['a']", "in", "the list holds text, and a number is never in it"),
        ("1 in inputs", "in", "the keys of the map are text"),
        ("'a' in 'abc'", "in", "'in' can't take text on both sides"),
        ("inputs[1]", "1", "the keys of the map are text, not a number"),
        ("[1]['a']", "'a'", "picked by its number, not by text"),
        ("'abc'[0]", "[", "with a slice, as in [0:1]"),
        ("'abc'.length", "length", "text has no member 'length'"),
        ("1..2 == 3", "==", "never true"),
        ("inputs[1:2]", "[", "a map can't be sliced"),
        ("'abc'['a':]", "'a'", "the bounds of a slice are whole numbers"),
        ("len(1)", "len", "'len' takes text, a list or a map, not a number"),
        ("len()", "len", "'len' takes 1 argument"),
        ("upper(1)", "1", "'upper' takes text here, not a number"),
        ("upper('a', 'b')", "upper", "'upper' takes 1 argument, not 2"),
        ("asInt()", "asInt", "'asInt' takes 1 argument, not none"),
        ("repeat('a', 'b')", "'b'", "'repeat' takes a number here, not text"),
        ("max('a')", "max", "it takes numbers and lists of them"),
        ("now(1)", "now", "no argument but a time zone"),
        ("date()", "date", "1 to 3 arguments"),
        ("get(1, 2)", "1", "'get' takes a list or a map"),
        ("take([1], 'a')", "take", "'take' takes a number, not text"),
        ("map('abc', #)", "'abc'", "'map' takes a list, not text"),
        ("filter([1], 1)", "1", "must give true or false, not a number"),
        ("filter([1], #foo > 1)", "#", "there is no '#foo' here; write '#'"),
        ("map([1], #indx)", "#", "here are '#' and '#index'"),
        ("now().Clock()", "Clock", "several values at once"),
        ("now().Yaer()", "Yaer", "a time has no member 'Yaer'"),
        ("item()", "item", "'item' is no function, but text"),
        ("$env()", "$env", "'$env' is no function"),
        ("10 % (5 - 5)", "%", "can't be divided by zero"),
        ("'a' matches '('", "matches", "a '(' has no ')'"),
        ("'a' matches '(' + 'b'", "matches", "a '(' has no ')'"),
        ("'a' matches '(?=b)'", "matches", "no lookahead"),
    ],
)
def test_says_what_keeps_an_expression_from_compiling(text: str, marked: str, words: str) -> None:
    tree = expr.parse(text, PLACE.names)
    with pytest.raises(Mistake) as raised:
        expr.check(tree, PLACE)
    first = raised.value
    assert words in first.message
    marked_text = text[first.offset : first.end]
    assert marked_text == marked
    assert (first.message, first.offset) in [(mistake.message, mistake.offset) for mistake in expr.mistakes(tree, PLACE)]


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        ("inputs.parameters.n > 3", ">", "can't take text and a number"),
        ("inputs.parameters.n == 5", "==", "this is never true"),
        ("3 + inputs.parameters['n']", "+", "can't take a number and text"),
        ("-inputs.parameters.n", "-", "takes a number, not text"),
        ("inputs.parameters.n ? 1 : 2", "n", "the condition must be true or false, and this is text"),
        ("asInt(inputs.parameters.n) == '5'", "==", "this is never true"),
        ("upper(asInt(item))", "asInt", "takes text here, not a number"),
        ("map(inputs.parameters.n, #)", "n", "'map' takes a list, not text"),
        ("inputs.parameters.n in [1, 2]", "in", "is never in it"),
        ("get(inputs.parameters, 'n') > 1", ">", "can't take text and a number"),
        ("workflow.name.first", "first", "text has no member"),
        ("sprig.nope(item)", "nope", "sprig has no 'nope'"),
        ("sprig.Upper(item)", "Upper", "did you mean 'upper'?"),
        ("sprig.env('PATH')", "env", "Argo hides the environment"),
        ("sprig.upper(1 + 'a')", "+", "can't take a number and text"),
        ("sprig.upper(input.parameters.n)", "input", "did you mean 'inputs'?"),
        ("inputs.a[0:there]", "there", "there is no 'there' here"),
    ],
)
def test_sees_further_than_expr_lang(text: str, marked: str, words: str) -> None:
    tree = expr.parse(text, PLACE.names)
    expr.check(tree, PLACE)
    (mistake,) = expr.mistakes(tree, PLACE)
    assert words in mistake.message
    assert text[mistake.offset : mistake.end] == marked


@pytest.mark.parametrize(
    "text",
    [
        "asInt(inputs.parameters.n) > 3",
        "inputs.parameters.n == '5'",
        "inputs.parameters.absent > 3",
        "inputs.parameters.n == nil ? 1 : 2",
        "inputs.parameters.n ?? 5",
        "inputs.artifacts.a.path",
        "jsonpath(inputs.parameters.n, '$.x') > 3",
        "fromJSON(inputs.parameters.n).list[0] + 1",
        "sprig.int(inputs.parameters.n) + 1",
        "sprig.default('x', nowhere)",
        "sprig.default('x', nowhere?.x)",
        "sprig.upper(let item = 'a'; item)",
        "map(fromJSON(item), {let x = .a; x})",
        "sprig.upper",
        "now() - duration('1h') < now()",
        "now().Month().String() in ['June', 'July']",
        "timezone('UTC').String()",
        "groupBy([1], #)[1][0]",
        "reduce([1, 2], #acc + #) ",
        "reduce(split(item, ','), #acc + 1, 0) + 1",
        "keys(inputs.parameters)[0]",
        "any([1], # > 1) ? 'a' : 1",
        "$env.item + 'x'",
        "$env?.nowhere",
        "true && inputs.parameters.n",
        "(item == '' ? inputs.parameters.n : jsonpath(item, '$')) > 3",
        "[inputs.parameters.n, jsonpath(item, '$')][0] > 3",
        "reduce([1, 2], inputs.parameters.n, 0) + 1",
        "(inputs.parameters.n ?? jsonpath(item, '$')) > 3",
    ],
)
def test_is_silent_where_nothing_is_certain(text: str) -> None:
    assert _mistakes(text) == []


def test_finds_all_mistakes_in_the_order_of_the_text() -> None:
    text = "nope + 1 == (1 + 'a') || sprig.foo(1) || 1 % 0 == 1"
    assert [text[each.offset : each.end] for each in _mistakes(text)] == ["nope", "+", "foo", "%"]


def test_one_mistake_has_no_others_in_its_wake() -> None:
    assert len(_mistakes("(1 + 'a') * 2 > upper(1 + 'b')[0:1]")) == 2


@pytest.mark.parametrize(
    ("text", "fits"),
    [("item == 'a'", True), ("item", False), ("1", False), ("nil", True), ("jsonpath(item, '$')", True), ("!inputs.x", True)],
)
def test_compares_the_result_with_what_the_place_needs(text: str, fits: bool) -> None:
    found = expr.mistakes(expr.parse(text), PLACE, wanted=BOOL)
    assert (found == []) == fits
    if not fits:
        assert "but a boolean is needed" in found[0].message


def test_names_are_no_mistakes_where_there_may_be_others() -> None:
    open_place = template_environment({"item": TEXT}, closed=False)
    assert _mistakes("steps.a.outputs.result == item", open_place) == []
    assert len(_mistakes("item > 1", open_place)) == 1


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("inputs.parameters.n > 3", "'asInt(...)' makes a number of one"),
        ("'1' < 2", "without quotes"),
        ("item + 1", "'string(...)' a text of a number"),
        ("item == true", "'true' or 'false' in quotes"),
        ("!item", "as in inputs.parameters.flag == 'true'"),
        ("item ? 1 : 2", "as in inputs.parameters.flag == 'true'"),
        ("'a' in item", "a text is searched with 'contains'"),
        ("map(item, #)", "'fromJSON(...)' makes a list"),
        ("upper(1)", "'string(...)' makes a text"),
        ("repeat('a', item)", "'asInt(...)' makes a number"),
    ],
)
def test_says_how_to_put_it_right(text: str, hint: str) -> None:
    (mistake,) = _mistakes(text)
    assert mistake.hint is not None
    assert hint in mistake.hint


def test_names_what_is_there() -> None:
    (mistake,) = _mistakes("nothing")
    assert mistake.hint == "here are inputs, item, steps, workflow"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (RETRY, "asInt(lastRetry.exitCode) > 1 and lastRetry.status != 'Error' && asInt(retries) < 3"),
        (data_environment(), "filter(data, # endsWith '.csv')"),
        (data_environment(), "map(data, {# | upper()})[0] + 'x'"),
        (data_environment(ANY), "data.x > 1"),
        (HTTP, "response.statusCode == 200 && response.body contains 'ok' && 'A' in request.headers"),
        (HTTP, "response.headers['Server'][0] == 'x'"),
        (STOP, "cronworkflow.failed >= 3"),
        (STOP, "cronworkflow.lastScheduledTime == nil || (now() - cronworkflow.lastScheduledTime).Seconds() > 360"),
        (EVENT, "payload.message != '' && metadata['x-event'][0] == 'push' && namespace == 'argo'"),
        (EVENT_METADATA, "sprig.lower(payload.name) + toJson(discriminator)"),
    ],
)
def test_knows_the_names_of_each_place(place: Environment, text: str) -> None:
    assert _mistakes(text, place) == []


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (RETRY, "retries < 3"),
        (RETRY, "lastRetry.exitCode > 1"),
        (RETRY, "workflow.name == 'a'"),
        (data_environment(), "filter(data, # > 1)"),
        (data_environment(), "asInt(data[0])"),
        (data_environment(), "inputs"),
        (HTTP, "response.statusCode == '200'"),
        (HTTP, "sprig.lower(response.body) == 'x'"),
        (STOP, "cronworkflow.failed == '3'"),
        (EVENT, "toJson(payload)"),
        (EVENT_METADATA, "workflow"),
    ],
)
def test_knows_what_is_missing_at_each_place(place: Environment, text: str) -> None:
    assert len(_mistakes(text, place)) == 1


def test_nests_dotted_names() -> None:
    names = nested({"a.b.c": TEXT, "a.d": ANY, "a": TEXT, "e": TEXT})
    assert names["e"] == TEXT
    assert names["a"].name == MAP.name
    assert names["a"].fields is not None
    assert names["a"].fields["d"] == ANY
    assert names["a"].fields["b"].fields == {"c": TEXT}
