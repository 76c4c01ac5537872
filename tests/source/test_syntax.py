"""Syntax errors: one problem, at the place where a person looks («…»), that says what is usually wrong there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kflint.source.problems import SYNTAX, TEMPLATE, Problem
from kflint.source.reader import read, read_document
from kflint.source.text import Text
from tests.marks import unmark

# The broken text, and words of the message.
MISTAKES = [
    # Tabs.
    ("a:\n«\t»b: 1\n", "a tab is used for indentation"),
    ("a:\n  b: 1\n«\t»c: 2\n", "a tab is used for indentation"),
    ("a:\n  b: 1\n  «\t»c: 2\n", "a tab is used for indentation"),
    ("a:\n«\t»- b\n", "a tab is used for indentation"),
    ("-«\t»a\n", "a tab is used for indentation"),
    ("a: |\n«\t»b\n", "a tab is used for indentation"),
    ("a: |\n  «\t»b\n", "can't begin with a tab"),
    ("a: |\n\n  «\t»b\n", "can't begin with a tab"),
    # A colon without a space.
    ("a:\n  «name:»foo\n  ns: bar\n", "a space is missing after the colon of 'name:'"),
    ("a:\n  ns: bar\n  «name:»foo\n", "a space is missing after the colon of 'name:'"),
    ("a:\n  x: y\n  «name:»foo\n  ns: bar\n", "a space is missing after the colon of 'name:'"),
    ("- «name:»foo\n  ns: bar\n", "a space is missing after the colon of 'name:'"),
    ("«image:»alpine:3.20\ncommand: [a]\n", "a space is missing after the colon of 'image:'"),
    # Template tags without quotes.
    ("a: «{{x}}»\n", "begins with '{{' must be quoted"),
    ("a: «{{x}} y»  # why\n", "begins with '{{' must be quoted"),
    ("- «{{x}}»\n", "begins with '{{' must be quoted"),
    ("- «{{x}}-y»\n", "begins with '{{' must be quoted"),
    ("a: [«{{x}}», b]\n", "begins with '{{' must be quoted"),
    ("a: [«{{x}}y», b]\n", "begins with '{{' must be quoted"),
    ("a: [«echo {{x}}»]\n", "between brackets that holds '{{' must be quoted"),
    ("a: «{{=a ? b : c}}»\n", "begins with '{{' must be quoted"),
    ("a: «{{inputs.parameters['a-b']}}»\n", "begins with '{{' must be quoted"),
    ("«{{x}}»: a\n", "begins with '{{' must be quoted"),
    ("when: «{{x}} == true»\n", "begins with '{{' must be quoted"),
    # Quotes.
    ("a: «'»foo\nb: c\n", "not closed"),
    ('a: «"»foo\nb: c\n', "not closed"),
    ("a: «'»foo\nb: 'bar'\n", "not closed"),
    ("c: [sh, «\"»echo 'a', b]\nx: y\n", "not closed"),
    ("a: 'it'«s'»\nb: c\n", "behind the closing quote; inside such quotes a ' is written ''"),
    ("a: ['it'«s'», b]\n", "behind the closing quote"),
    ('a: "say "«hi""»\n', 'inside such quotes a " is written \\"'),
    # Brackets.
    ("a: «[»1, 2\n", "the '[' that opens here is not closed"),
    ("a: «[»1, 2\nb: c\n", "the '[' that opens here is not closed"),
    ("a: «{»b: c\nd: e\n", "the '{' that opens here is not closed"),
    ("a: «[»b,\n  c\nd:\n  - e\n", "the '[' that opens here is not closed"),
    ("x: «{»\n", "the '{' that opens here is not closed"),
    ("x:\n  - «{»a: b\n  - c\n", "the '{' that opens here is not closed"),
    ("a: [«{»b: c]\n", "the '{' that opens here is closed by a ']'"),
    ("a: [1, 2]«]»\n", "this ']' closes nothing"),
    ("a: b\n«}»\n", "this '}' closes nothing"),
    ('a: ["b" «"c"»]\n', "a comma is missing before this"),
    ("a: {b: «c d: e»}\n", "a comma is missing between"),
    ('{"a": «1»\n "b": 2\n}\n', "a comma is missing between"),
    ('{"a": 1,«,»\n}\n', "a value is missing before this ','"),
    ("a: [«-» b]\n", "no dashes"),
    ("a: «[b] c»\n", "goes on behind the closing bracket must be quoted"),
    ("a: [«b?»]\n", "holds a '?' must be quoted"),
    # Colons in values.
    ("a: «b: c»\n", "holds a colon and a space must be quoted"),
    ("a:\n  - echo: «foo: bar»  # why\n", "holds a colon and a space must be quoted"),
    ("a: «b:»\n", "ends with a colon must be quoted"),
    ("a: «(b: c)»\n", "holds a colon and a space must be quoted"),
    # Indentation.
    ("a:\n  b: c\n   «d»: e\n", "indented deeper than the line above"),
    ("a: 'x'\n  «b»: c\n", "indented deeper than the line above"),
    ("a:\n    b: c\n  «d»: e\n", "fits none of the lines above"),
    ("- a: 1\n «b»: 2\n", "fits none of the lines above"),
    ("a:\n  - b\n  «c»: d\n", "a key can't stand among the items of a list"),
    ("a:\n  b: c\n  «-» d\n", "a list item can't stand among keys"),
    ("a:\n - b\n«-» c\n", "indented differently from the one above"),
    ("a:\n  - b: c\n    «-» d\n", "indented differently from the one above"),
    ("a: |\n  x\n «y»\n", "indented less than the first line of the block of text"),
    ("a:\n  run: |\n  «echo hi»\n  b: c\n", "must be indented deeper than the key above it"),
    # Lines that are no entries.
    ("a: b\n«foo»\nc: d\n", "no colon and value follow"),
    ("a:\n  «foo»\n  b: c\n", "no colon and value follow"),
    ("«a = b»\nc: d\n", "no colon and value follow"),
    ("a: x\n  # c\n  «y»\n", "neither a key with a value nor a list item"),
    ("- a\n«-»b\n- c\n", "a space is missing after the '-'"),
    ("a: «-» b\n", "a list can't begin on the line of its key"),
    # Characters at the start of a value.
    ("a: «@x y»\n", "begins with '@' must be quoted"),
    ("a: «`ls`»  # c\n", "begins with '`' must be quoted"),
    ("a: «%d»\n", "begins with '%' must be quoted"),
    ("a: [x, «*.txt», b]\n", "begins with '*' must be quoted"),
    ("a: «&& b»\n", "begins with '&' must be quoted"),
    ("a: «!e!x y»\n", "begins with '!' must be quoted"),
    ("a: «|x|»\n", "begins with '|' must be quoted"),
    ("a: «>=1»\n", "begins with '>' must be quoted"),
    ("a: «? b»\n", "begins with '? ' must be quoted"),
    ("a: «,b»\n", "begins with ',' must be quoted"),
    ("a: &x 1\nb: «*x y»\n", "begins with '*' must be quoted"),
    # Escapes.
    ('a: "«\\d»+"\n', "'\\d' is no escape"),
    ('a: "C:«\\U»sers"\n', "'\\U' must be followed by 8 hexadecimal digits"),
    ('a: "x«\\/»y" # no JSON\n', "does not know the escape"),
    # What does not belong into YAML.
    ("a: b«\x07»\n", "the control character U+0007"),
    ("a: b\n«<<<<<<< HEAD»\nc: d\n=======\nc: e\n>>>>>>> x\n", "a merge conflict"),
    ("«%FOO»\n", "is a directive"),
    ("a: 1\n«\ufeff»b: 2\n", "byte-order mark"),
    ("«" + "k" * 1100 + "»: v\n", "longer than 1024"),
]


def _one(string: str) -> Problem:
    problems = read_document(Text(string)).problems
    assert len(problems) == 1, [problem.message for problem in problems]
    return problems[0]


@pytest.mark.parametrize(("marked", "words"), MISTAKES, ids=[marked[:40] for marked, _ in MISTAKES])
def test_a_mistake_is_told_where_it_is(marked: str, words: str) -> None:
    string, spans = unmark(marked)
    problem = _one(string)
    assert words in problem.message
    assert string[problem.start : problem.end] == string[slice(*spans[0])]
    assert (problem.start, problem.end) == spans[0]
    assert problem.kind == SYNTAX


@pytest.mark.parametrize(("marked", "words"), MISTAKES, ids=[marked[:40] for marked, _ in MISTAKES])
def test_the_place_is_the_same_further_down_in_a_file(marked: str, words: str) -> None:
    before, after = "x: y  # 😀\n---\n", "\n---\nx: y\n"
    if marked.startswith("{"):
        pytest.skip("JSON is the whole file")
    string, spans = unmark(before + marked + after)
    first, broken, last = read(Text(string))
    assert first.problems == last.problems == []
    assert [(words in p.message, p.start, p.end) for p in broken.problems] == [(True, *spans[0])]


@pytest.mark.parametrize("hinted", [marked for marked, words in MISTAKES if words.endswith("must be quoted")])
def test_the_hint_is_valid_yaml(hinted: str) -> None:
    string, _ = unmark(hinted)
    problem = _one(string)
    if problem.hint is None:
        return
    written = re.fullmatch("write (.*)", problem.hint)
    assert written is not None
    mended = string[: problem.start] + written[1] + string[problem.end :]
    assert read_document(Text(mended)).problems == []


@pytest.mark.parametrize(
    "marked",
    [
        "a: b\n«{{-» if .Values.x }}\nc: d\n{{- end }}\n",
        "a: «{{ .V»alues.x }}\n",
        'a: «{{ include» "x" . | nindent 2 }}\n',
        "a: b\n«{% if x %}»\nc: d\n{% endif %}\n",
    ],
)
def test_templates_are_told_as_such(marked: str) -> None:
    string, spans = unmark(marked)
    problem = _one(string)
    assert problem.kind == TEMPLATE
    assert (problem.start, problem.end) == spans[0]


def test_the_words_of_argo_are_no_template() -> None:
    for tag in ("{{inputs.parameters.if}}", "{{ item }}", "{{=sprig.default('a', b)}}", "{{workflow.name}}", "{{item.end}}"):
        assert _one(f"a: {tag}\n").kind == SYNTAX


def test_no_message_is_in_the_words_of_libyaml() -> None:
    jargon = re.compile(r"token|node|expected|simple key|block (?:mapping|collection)|scalar|while (?:scanning|parsing)")
    for marked, _ in MISTAKES:
        assert not jargon.search(_one(unmark(marked).text).message)


WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: "greet-", labels: {team: 'blue'}}
spec:
  entrypoint: main
  arguments:
    parameters:
      - name: who  # whom to greet
        value: world
  templates:
    - name: main
      script:
        image: alpine:3.20
        command: [sh, -e]
        source: |
          echo "hello {{workflow.parameters.who}}"
          [ -d /tmp ] && ls
    - name: second
      container: {image: busybox, args: ['a', "b"]}
"""


@settings(max_examples=400, deadline=None)
@given(
    st.integers(0, len(WORKFLOW)),
    st.integers(0, 3),
    st.sampled_from(
        ["", "'", '"', "[", "]", "{", "}", ":", ": ", ",", "- ", "&", "*", "!", "|", ">", "%", "@", "`", "#", "\\", "\t", " "]
    ),
)
def test_any_small_mistake_is_one_problem_near_it(at: int, removed: int, inserted: str) -> None:
    string = WORKFLOW[:at] + inserted + WORKFLOW[at + removed :]
    document = read_document(Text(string))
    if document.root is not None:
        return  # still YAML, or told and read as it was meant
    (problem,) = document.problems
    assert 0 <= problem.start < problem.end <= len(string) + 1
    assert "\n" not in problem.message
    # A quote or bracket that is missing shows further up or down, never beyond its list or mapping.
    assert abs(problem.text.position(problem.start).line - problem.text.position(min(at, len(string))).line) <= 10
