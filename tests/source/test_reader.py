"""The documents of a text, what is refused in them, and whatever bytes there are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kflint.linter import lint_bytes
from kflint.settings import Settings
from kflint.source.nodes import plain_data, walk
from kflint.source.problems import ALIAS, BYTES, KINDS, NUMBER, SYNTAX, TRAILING
from kflint.source.reader import Document, read, read_document
from kflint.source.text import Text, Undecodable, decode


def _data(document: Document) -> object:
    return plain_data(document.root) if document.root is not None else None


# Texts, and the documents that Argo finds in them.
STREAMS: list[tuple[str, list[object]]] = [
    ("a: 1\n", [{"a": 1}]),
    ("a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
    ("---\na: 1\n---\nb: 2\n---\n", [{"a": 1}, {"b": 2}, None]),
    ("# c\n\n---\na: 1\n", [{"a": 1}]),
    ("%YAML 1.2\n---\na: 1\n", [{"a": 1}]),
    ("a: 1\n--- # c\nb: 2\n", [{"a": 1}, {"b": 2}]),
    ("a: 1\n---foo: bar\n", [{"a": 1}, {"foo": "bar"}]),
    ("a: 1\n--- foo: bar\n", [{"a": 1}, {"foo": "bar"}]),
    ("a: 1\n--- {b: 2}\n", [{"a": 1}, {"b": 2}]),
    ("a: 1\n--- |\n x\n", [{"a": 1}, "x\n"]),
    ("a: 1\r\n---\r\nb: 2\r\n", [{"a": 1}, {"b": 2}]),
    ("a: 1\n---\n\n---\nb: 2\n", [{"a": 1}, None, {"b": 2}]),
    ("a: |\n  x\n  ---\nb: 1\n", [{"a": "x\n---\n", "b": 1}]),
    ("a: 1\n...\n# nothing more\n", [{"a": 1}]),
    ('{"a": "\\ud83d\\ude00\\/"}', [{"a": "😀/"}]),
    ('{\n\t"a": [1, true, null, "y"]\n}\n', [{"a": [1, True, None, "y"]}]),
    ("", [None]),
]


@pytest.mark.parametrize(("string", "documents"), STREAMS)
def test_documents_are_those_that_argo_finds(string: str, documents: list[object]) -> None:
    found = read(Text(string))
    assert [_data(document) for document in found] == documents
    assert [document.index for document in found] == list(range(len(documents)))
    assert [problem.message for document in found for problem in document.problems] == []


def test_documents_before_and_behind_a_broken_one_are_read() -> None:
    documents = read(Text("a: 1\n---\nb: [\n---\nc: 3\n"))
    assert [document.root is not None for document in documents] == [True, False, True]
    assert [len(document.problems) for document in documents] == [0, 1, 0]


def test_documents_without_the_marker_are_not_looked_at() -> None:
    assert [d.index for d in read(Text("a: [\n---\nargo: 1\n---\n\x07\n"), "argo")] == [1]


@pytest.mark.parametrize(
    "string",
    [
        "a: 1\n...\nb: 2\n",
        " a: 1\nb: 2\n",
        '{"a": 1}\n{"b": 2}\n',
    ],
)
def test_what_stands_behind_the_end_of_a_document_is_told(string: str) -> None:
    document = read_document(Text(string))
    assert _data(document) == {"a": 1}
    assert [(p.kind, string[p.start : p.end]) for p in document.problems] == [(TRAILING, string.splitlines()[-1])]


# Texts that libyaml reads and Kubernetes refuses: the kind and the place of the problem.
REFUSED = [
    ("k: .inf\n", NUMBER, ".inf"),
    ("k: [1, -.INF]\n", NUMBER, "-.INF"),
    ("k: !!int x\n", SYNTAX, "x"),
    ("k: !!binary '***'\n", SYNTAX, "'***'"),
    ('k: "a\\/b" # no JSON\n', SYNTAX, "\\/"),
    ("k: [http://x/?a=b]\n", SYNTAX, "http://x/?a=b"),
    ("{k?: 1}\n", SYNTAX, "k?"),
    ("x: &x {a: .nan}\ny: *x\nz: *x\n", NUMBER, ".nan"),
    ("a: *x\n", ALIAS, "*x"),
    ("a: &x [*x]\n", ALIAS, "*x"),
    ("k: {x: y:}\nz: .inf\n", NUMBER, ".inf"),
]


@pytest.mark.parametrize(("string", "kind", "shown"), REFUSED)
def test_what_kubernetes_refuses_is_told_once(string: str, kind: str, shown: str) -> None:
    problems = read_document(Text(string)).problems
    assert [(p.kind, string[p.start : p.end]) for p in problems] == [(kind, shown)]


def test_a_tag_that_was_not_quoted_is_read_as_it_was_meant() -> None:
    document = read_document(Text("a: {{x}}\nb: [{{y}}]\n"))
    assert _data(document) == {"a": "{{x}}", "b": ["{{y}}"]}
    assert [problem.kind for problem in document.problems] == [SYNTAX, SYNTAX]


def test_bytes_that_are_no_text_are_told_where_they_stand() -> None:
    with pytest.raises(Undecodable) as caught:
        decode(b"k: \xff\n")
    assert caught.value.offset == 3
    data = b"a: 1\n---\nk: caf\xe9\n---\nb: 2\n"
    string, encoding = decode(data, keep_bytes=True)
    assert encoding.encode(string) == data
    first, broken, last = read(Text(string, encoding=encoding))
    assert (_data(first), _data(broken), _data(last)) == ({"a": 1}, None, {"b": 2})
    assert [(p.kind, p.text.position(p.start)) for p in broken.problems] == [(BYTES, (3, 7))]
    assert "0xE9" in broken.problems[0].message
    assert "'é'" in broken.problems[0].message


def test_bytes_in_a_comment_leave_the_rest_readable() -> None:
    string, _ = decode(b"# caf\xe9\na: 1\n", keep_bytes=True)
    document = read_document(Text(string))
    assert _data(document) == {"a": 1}
    assert [problem.kind for problem in document.problems] == [BYTES]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_byte_order_marks_are_read_and_written_back(codec: str) -> None:
    data = "k: é😀\r\n".encode(codec)
    string, encoding = decode(data)
    assert string == "k: é😀\r\n"
    assert encoding.encode(string) == data


@given(st.binary(max_size=40))
def test_kept_bytes_are_written_back(data: bytes) -> None:
    try:
        string, encoding = decode(data, keep_bytes=True)
    except Undecodable:
        assert data.startswith((b"\xff\xfe", b"\xfe\xff"))
        return
    assert encoding.encode(string) == data


HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: "
# Texts that grow: a parser that recurses falls over, one that looks back takes for ever.
LARGE = {
    "brackets": "[" * 100_000,
    "closed brackets": "[" * 9_000 + "]" * 9_000,
    "braces": "{a: " * 100_000,
    "dashes": "\n  " + "- " * 100_000 + "x",
    "stairs": "\n" + "".join(" " * i + "-\n" for i in range(2_000)),
    "keys": "\n" + "".join(" " * (i + 1) + "a:\n" for i in range(2_000)),
    "open quote": "'" + "a\n" * 100_000,
    "items, then a broken line": "\n  - a" * 50_000 + "\n b: c",
    "open list": "[" + "a, " * 50_000,
    "documents": "[\n---\n" * 10_000,
    "tabs": "\n" + "\t" * 100_000,
    "tags": "\n" + "{{" * 100_000,
    "comments": "\n" + "# c\n" * 50_000 + " : : :",
    "aliases": "\n  b: &b [x, y]\n  c: [" + "*b, " * 20_000 + "]\n",
    "aliases of aliases": "\n" + "".join(f"  a{i}: &a{i} [{', '.join([f'*a{i - 1}' if i else 'x'] * 9)}]\n" for i in range(12)),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_texts_are_read_in_short_time(name: str) -> None:
    string = HEAD + LARGE[name]
    start = time.process_time()
    for document in read(Text(string)):
        if document.root is not None:
            assert sum(1 for _ in walk(document.root)) > 0
            plain_data(document.root)
        assert all(problem.kind in KINDS for problem in document.problems)
    assert time.process_time() - start < 10


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80) | st.text(st.sampled_from("ab:-?[]{}'\"|>&*!#%@` \n\t,\\\r\x85\ufeff\ud800"), max_size=60))
def test_any_bytes_give_findings_and_never_an_exception(raw: bytes | str) -> None:
    data = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")
    for each in (data, HEAD.encode() + data, data + b"\n---\n" + HEAD.encode()):
        assert all(finding.code != "KF000" for finding in lint_bytes(each, "x.yaml", Settings()))
