"""Nodes and their places, documents of a text, and whatever bytes there are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kflint.linter import lint_bytes
from kflint.settings import Settings
from kflint.source.nodes import Mapping, Node, Scalar, Sequence, walk
from kflint.source.reader import read, read_document
from kflint.source.text import Text, Undecodable, decode


def _field(string: str, name: str) -> Node:
    root = read_document(Text(string)).root
    assert isinstance(root, Mapping)
    return root.fields[name]


def _shown(node: Node) -> str:
    return node.text.string[node.start : node.end]


@pytest.mark.parametrize(
    ("string", "shown"),
    [
        ("k: plain # c\n", "plain"),
        ("k: &x plain\n", "plain"),
        ("k: !!str 5\n", "5"),
        ("k: 'it''s'\n", "'it''s'"),
        ("k: [1, 2]   # c\n", "[1, 2]"),
        ("k:\n  - 1\n  - 2\n\n# c\n", "- 1\n  - 2"),
        ("k:\n  a: 1\n  b: 2\n\n\nz: 1\n", "a: 1\n  b: 2"),
        ("😀: 1\nk: x\n", "x"),
        ("k: x\r\nz: 1\r\n", "x"),
    ],
)
def test_a_node_stands_where_it_is_written(string: str, shown: str) -> None:
    assert _shown(_field(string, "k")) == shown


def test_an_alias_has_a_copy_of_its_own() -> None:
    string = "a: &x {b: 1}\nk: *x\n"
    first, second = _field(string, "a"), _field(string, "k")
    assert isinstance(second, Mapping)
    assert second is not first
    assert second.alias is not None
    assert string[slice(*second.alias)] == "*x"
    assert second.fields["b"].parent is second
    assert second.fields["b"].aliased


def test_merge_keys_fill_in_what_is_not_given() -> None:
    node = _field("a: &x {b: 1, c: 2}\nk:\n  <<: *x\n  d: 3\n", "k")
    assert isinstance(node, Mapping)
    assert set(node.fields) == {"b", "c", "d"}


def test_pointers_name_the_way_from_the_root() -> None:
    root = read_document(Text("a/b:\n  - x\n  - {c~d: 1}\n")).root
    assert root is not None
    assert [node.pointer for node in walk(root)] == ["", "/a~1b", "/a~1b/0", "/a~1b/1", "/a~1b/1/c~0d"]


def test_documents_before_and_behind_a_broken_one_are_read() -> None:
    documents = read(Text("a: 1\n---\nb: [\n---\nc: 3\n"))
    assert [document.root is not None for document in documents] == [True, False, True]
    assert [len(document.problems) for document in documents] == [0, 1, 0]


def test_documents_without_the_marker_are_not_parsed() -> None:
    assert [d.index for d in read(Text("a: [\n---\nargo: 1\n"), "argo")] == [1]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_read_and_written_back(codec: str) -> None:
    data = "k: é\n".encode(codec)
    string, encoding = decode(data)
    assert string == "k: é\n"
    assert encoding.encode(string) == data


def test_bytes_that_are_no_text_are_told_with_their_place() -> None:
    with pytest.raises(Undecodable) as caught:
        decode(b"k: \xff\n")
    assert caught.value.offset == 3


@pytest.mark.parametrize(
    ("broken", "place", "word"),
    [
        ("k: {{x}}\n", (1, 4), "quoted"),
        ("k:\n\ta: 1\n", (2, 1), "tab"),
        ('k: "a\n', (1, 4), "closed"),
        ("k: [1, 2\nz: 1\n", (1, 4), "closed"),
        ("k: a: b\n", (1, 4), ""),
        ("k: @x\n", (1, 4), ""),
        ("k: `x\n", (1, 4), ""),
    ],
)
def test_a_syntax_error_is_told_where_a_person_looks(broken: str, place: tuple[int, int], word: str) -> None:
    problems = read_document(Text(broken)).problems
    assert len(problems) == 1
    assert tuple(problems[0].text.position(problems[0].start)) == place
    assert word in problems[0].message


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80) | st.text(st.sampled_from("ab:-?[]{}'\"|>&*!#%@` \n\t,{{}}"), max_size=60).map(str.encode))
def test_any_bytes_give_findings_and_never_an_exception(data: bytes) -> None:
    head = b"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: "
    for each in (data, head + data, data + b"\n---\n" + head):
        assert all(finding.code != "KF000" for finding in lint_bytes(each, "x.yaml", Settings()))


def test_nodes_are_inside_their_parents() -> None:
    root = read_document(Text("a:\n- b: [1, {c: 'd'}]\n  e: |\n    f\n- *x\n".replace("- *x\n", ""))).root
    assert root is not None
    for node in walk(root):
        assert isinstance(node, Scalar | Mapping | Sequence)
        if node.parent is not None:
            assert node.parent.start <= node.start <= node.end <= node.parent.end
