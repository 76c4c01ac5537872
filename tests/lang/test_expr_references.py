"""Which names an expression uses."""

from __future__ import annotations

import pytest

from kflint.lang.expr import dashed_names, parse, references


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("1 + 2", []),
        ("item", ["item"]),
        ("inputs.parameters.n == '5'", ["inputs.parameters.n"]),
        ("steps['two-words'].outputs.result", ["steps.two-words.outputs.result"]),
        ("inputs . parameters [ 'x' ]", ["inputs.parameters.x"]),
        ("a.b + c.d * e", ["a.b", "c.d", "e"]),
        ("a ? b : c", ["a", "b", "c"]),
        ("if a { b } else { c }", ["a", "b", "c"]),
        ("[a, {k: b, (c): d}]", ["a", "b", "c", "d"]),
        ("a.b(c).d[e]", ["a.b", "c", "e"]),
        ("a[b.c].d", ["a", "b.c"]),
        ("a.b[1:n]", ["a.b", "n"]),
        ("asInt(inputs.x)", ["asInt", "inputs.x"]),
        ("sprig.upper(item) | lower()", ["sprig.upper", "item"]),
        ("filter(data, #.x == y and .z > #acc)", ["data", "y"]),
        ("let x = a; x.b + c", ["a", "c"]),
        ("(let x = a; x) + x", ["a", "x"]),
        ("let x = x.y; x", ["x.y"]),
        ("$env.inputs.x", ["inputs.x"]),
        ("$env['inputs'].x", ["inputs.x"]),
        ("$env", []),
        ("$env[key]", ["key"]),
        ("(a ?? b).c", ["a", "b"]),
        ("f(x).y.z", ["f", "x"]),
        ("split(a.b, ',')[0].c", ["a.b"]),
        ("a < b < c", ["a", "b", "c"]),
        ("a.b ?: c", ["a.b", "c"]),
        ("get(inputs.parameters, 'n')", ["inputs.parameters.n"]),
        ("get(get(a, 'b'), 'c')", ["a.b.c"]),
        ("get(a, b)", ["a", "b"]),
    ],
)
def test_finds_the_paths_in_the_order_of_the_text(text: str, paths: list[str]) -> None:
    assert [".".join(reference.names) for reference in references(parse(text))] == paths


@pytest.mark.parametrize(
    ("text", "lenient"),
    [
        ("a.b", False),
        ("a.b ?? 'x'", True),
        ("'x' ?? a.b", False),
        ("a?.b", True),
        ("a.b?.c.d", True),
        ("a.b == nil", True),
        ("nil != a.b", True),
        ("a.b == 1", False),
        ("get(a, 'b')", True),
        ("type(a.b)", True),
        ("upper(a.b)", False),
        ("upper(a.b) ?? 'x'", False),
        ("a.b(1) ?? 'x'", False),
    ],
)
def test_tells_where_a_missing_name_does_no_harm(text: str, lenient: bool) -> None:
    assert references(parse(text))[0].lenient == lenient


def test_tells_where_a_function_makes_do_with_nil() -> None:
    default, first, second = references(parse("sprig.default(a.b, c.d)"))
    assert (default.lenient, first.lenient, second.lenient) == (False, True, True)
    upper, third = references(parse("sprig.upper(a.b)"))
    assert (upper.lenient, third.lenient) == (False, False)


@pytest.mark.parametrize(
    ("text", "is_open", "called"),
    [
        ("a.b", False, False),
        ("a.b[c]", True, False),
        ("a.b[0]", True, False),
        ("a.b[1:]", True, False),
        ("a.b()", False, True),
        ("a.b().c", False, True),
        ("a[0].b()", True, False),
        ("a()", False, True),
    ],
)
def test_tells_how_a_path_goes_on(text: str, is_open: bool, called: bool) -> None:
    reference = references(parse(text))[0]
    assert (reference.open, reference.called) == (is_open, called)


def test_gives_the_place_of_each_name() -> None:
    text = "1 + steps['two-words'] . outputs"
    (reference,) = references(parse(text))
    assert [text[part.offset : part.end] for part in reference.parts] == ["steps", "'two-words'", "outputs"]
    assert text[reference.offset : reference.end] == "steps['two-words'] . outputs"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("inputs.parameters.my-param", ["inputs.parameters['my-param']"]),
        ("steps.two-words.outputs.result", ["steps['two-words'].outputs.result"]),
        ("steps.a-b-c.outputs.d-e == 'x'", ["steps['a-b-c'].outputs['d-e']"]),
        ("a.b-1 + c.d-e", ["a['b-1']", "c['d-e']"]),
        ("asInt(a.b-c)", ["a['b-c']"]),
        ("steps.sign-in.status == 'x'", ["steps['sign-in'].status"]),
        ("a.b-c == 1 @", ["a['b-c']"]),
        ("a.b-", []),
        ("a.b-'c'", []),
        ("'a.b-c'", []),
        ("map(x, .a-b)", []),
        ("a.b - c", []),
        ("a.b -c", []),
        ("a.b- c", []),
        ("a-b", []),
        ("a['b']-c", []),
        ("a.b-f(c)", []),
        ("(a.b)-c", []),
        ("a.b-c.d(1)", []),
    ],
)
def test_finds_names_with_a_dash(text: str, meant: list[str]) -> None:
    assert [dashed.meant for dashed in dashed_names(text)] == meant


def test_gives_the_place_of_a_name_with_a_dash() -> None:
    text = "1 + steps.two-words.outputs.result * 2"
    (dashed,) = dashed_names(text)
    assert text[dashed.offset : dashed.end] == "steps.two-words.outputs.result"
