"""Where nodes begin and end («…»), in every style and under every kind of line end, byte-order mark and encoding."""

from __future__ import annotations

from itertools import pairwise

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kflint.source.nodes import Mapping, Node, Scalar, Sequence, plain_data, scalars, walk
from kflint.source.reader import read, read_document
from kflint.source.text import Text, decode
from tests.marks import unmark

# Texts in which the value of the key `k` is marked.
VALUES = [
    # Plain and quoted scalars.
    "k: «plain»  # c\n",
    "k: «two words»\nz: 1\n",
    "k: «over\n  two lines»  \nz: 1\n",
    "k: «a#b»\n",
    "k: «http://x/?a=b:c»\n",
    "k: «'it''s'»\n",
    'k: «"a\\"b"» # c\n',
    "k: «'over\n\n  lines'»\n",
    "k:\n  «x»\n",
    "k:\t«x»\t# c\n",
    "'k' : «x»\n",
    '"\\u006b": «x»\n',
    "? k\n: «x»\n",
    "? k # c\n# c\n: «x»\n",
    # Anchors and tags do not belong to the node.
    "k: &a «x»\n",
    "k: !!str «5»\n",
    "k: !!str &a «'x'»\n",
    "k: &a !<tag:yaml.org,2002:str> «x»\n",
    "k: !!str # why\n  «x»\n",
    "k: &a\n  «b: 1»\nz: 1\n",
    "k: !!map\n  «b: 1»\n",
    "k: &a # why\n  «&b b: 1»\n",
    "k: &a !!seq\n  «- 1\n  - 2»\n",
    "k: &a «[1]»\n",
    "k: &a«»\nz: 1\n",
    # Empty values stand where they would begin.
    "k:«»\n",
    "k:«»   # c\nz: 1\n",
    "{k: «»}\n",
    # Blocks and flows.
    "k:\n  «- 1\n  - 2»\n\n# c\n",
    "k:\n«- 1\n- 2»\nz: 1\n",
    "k:\n  «a: 1\n  b:\n    c: 2»\n\n\nz: 1\n",
    "k: «[1, [2], {a: 3}]»   # c\n",
    "k: «[\n  1,\n]»\n",
    "k: «{}»\n",
    "k: «[]»\nz: []\n",
    "k:\n  «- a: 1\n    b:»\nz: 1\n",
    # Block scalars end with the break of their last line.
    "k: «|\n  x\n  y\n»\n\n# c\nz: 1\n",
    "k: «>-\n  x\n  y\n»z: 1\n",
    "k: «|+\n  x\n\n\n»z: 1\n",
    "k: «|2-  # why\n    x\n»\n  \nz: 1\n",
    "k: «|\n  x»",
    "k: «|\n»z: 1\n",
    "k: &a «|\n  x\n»",
    "k:\n  «- |\n    x\n»\nz: 1\n",
    # Aliases stand where what they stand for is written.
    "a: &x «[1]»\nk: *x\n",
    # Unusual line ends and marks.
    "a: 1\r\nk: «x»\r\nz: 1\r\n",
    "a: 1\rk: «x»\rz: 1\r",
    "a: 1\x85k: «x»\x85",
    "a: 1\u2028k: «x»\n",
    "k: «|\r\n  x\r\n  y\r\n»\r\nz: 1\r\n",
    "\ufeffk: «x»\n",
    "\ufeff# c\n---\nk: «x»\n",
    "😀: é\nk: «日本»\n",
    "--- # c\nk: «x»\n",
    "%TAG ! tag:x,2000:\n---\nk: !y «x»\n",
    # Kubernetes takes these, libyaml doesn't.
    "k: «{x: y:}»\n",
    'k: «"\\\'"» # c\n',
    # JSON as Argo reads it.
    '{\n\t"k": «"a\\/b"»\n\t}\n',
    '{"k":«{"a":[1,2]}»}',
    '{"k": «"\\ud83d\\ude00"», "z": 1}',
]


def _field(string: str, name: str) -> Node:
    root = read_document(Text(string)).root
    assert isinstance(root, Mapping)
    return root.fields[name]


@pytest.mark.parametrize("marked", VALUES)
def test_a_value_stands_where_it_is_written(marked: str) -> None:
    string, spans = unmark(marked)
    node = _field(string, "k")
    assert string[node.start : node.end] == string[slice(*spans[0])]
    assert (node.start, node.end) == spans[0]


@pytest.mark.parametrize("marked", VALUES)
def test_a_value_stands_there_in_a_later_document_too(marked: str) -> None:
    if marked[0] in "{%\ufeff-":
        pytest.skip("what makes it special stands at the start of the text")
    string, spans = unmark("# 😀\nfirst: 1\n---\n" + marked)
    root = read(Text(string))[1].root
    assert isinstance(root, Mapping)
    assert (root.fields["k"].start, root.fields["k"].end) == spans[0]


@pytest.mark.parametrize(
    "marked",
    [
        "«k»: 1\n",
        "«'k'» : 1\n",
        "&a «k»: 1\n",
        "? «k»\n: 1\n",
        "«k»:\n  - 1\n",
        "{«k»: 1}\n",
        "{«k»}\n",
        '{\t«"k"»: 1,\n\t"b": 2}',
    ],
)
def test_a_key_stands_where_it_is_written(marked: str) -> None:
    string, spans = unmark(marked)
    key = _field(string, "k").key
    assert key is not None
    assert (key.start, key.end) == spans[0]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_places_count_characters_in_every_encoding(codec: str, line_end: str) -> None:
    data = f"a: 😀é # c{line_end}k: x{line_end}".encode(codec)
    if codec == "utf-16-be":
        data = b"\xfe\xff" + data
    string, encoding = decode(data)
    text = Text(string, encoding=encoding)
    root = read_document(text).root
    assert isinstance(root, Mapping)
    assert text.position(root.fields["k"].start) == (2, 4)
    assert encoding.encode(string) == data


def test_an_alias_has_a_copy_of_its_own() -> None:
    string = "a: &x {b: 1}\nk: *x\n"
    first, second = _field(string, "a"), _field(string, "k")
    assert isinstance(second, Mapping)
    assert second is not first
    assert second.alias is not None
    assert string[slice(*second.alias)] == "*x"
    assert second.fields["b"].parent is second
    assert second.fields["b"].aliased
    assert not _field(string, "a").aliased


def test_an_anchor_may_be_set_again_and_within_itself() -> None:
    assert plain_data(_field("a: &x 1\nb: &x 2\nk: *x\n", "k")) == 2
    assert plain_data(_field("k: &x [&x 1, *x]\n", "k")) == [1, 1]


def test_merge_keys_fill_in_what_is_not_given() -> None:
    node = _field("a: &x {b: 1, c: 2}\nk:\n  <<: [*x, {e: 4}]\n  d: 3\n", "k")
    assert isinstance(node, Mapping)
    assert plain_data(node) == {"b": 1, "c": 2, "d": 3, "e": 4}
    assert all(field.parent is node for field in node.fields.values())
    assert [name for name, field in node.fields.items() if field.aliased] == ["e", "b", "c"]


def test_pointers_name_the_way_from_the_root() -> None:
    root = read_document(Text("a/b:\n  - x\n  - {c~d: 1}\n10: {yes: &a 2}\n")).root
    assert root is not None
    nodes = list(walk(root))
    assert [node.pointer for node in nodes] == ["", "/a~1b", "/a~1b/0", "/a~1b/1", "/a~1b/1/c~0d", "/10", "/10/true"]
    assert all(node.key.pointer == node.pointer for node in nodes if node.key is not None)


_PLAIN = st.text("abc -:#'\"[]{}é😀\n", max_size=8)
_DATA = st.recursive(_PLAIN, lambda data: st.lists(data, max_size=4) | st.dictionaries(_PLAIN, data, max_size=4), max_leaves=12)


@settings(deadline=None)
@given(_DATA, st.sampled_from([None, "'", '"', "|", ">"]), st.sampled_from([True, False, None]), st.integers(1, 6), st.booleans())
def test_nodes_are_in_their_order_and_inside_their_parents(
    data: object, style: str | None, flow: bool | None, indent: int, crlf: bool
) -> None:
    string = yaml.dump(data, default_style=style, default_flow_style=flow, indent=indent, allow_unicode=True, sort_keys=False)
    text = Text(string.replace("\n", "\r\n") if crlf else string)
    document = read_document(text)
    if document.root is None or any(problem.kind == "syntax" for problem in document.problems):
        return  # nothing at all, or one of the few texts of PyYAML that Kubernetes does not read
    for node in walk(document.root):
        assert 0 <= node.start <= node.end <= len(text.string)
        if node.parent is not None:
            assert node.parent.start <= node.start
            assert node.end <= node.parent.end
        children = list(node.fields.values()) if isinstance(node, Mapping) else node.items if isinstance(node, Sequence) else []
        for before, after in pairwise(children):
            assert before.end <= (after.key.start if after.key is not None else after.start)


@settings(deadline=None)
@given(_DATA, st.sampled_from(["'", '"']), st.booleans())
def test_what_stands_at_a_quoted_scalar_means_the_same_alone(data: object, style: str, flow: bool) -> None:
    root = read_document(Text(yaml.dump(data, default_style=style, default_flow_style=flow, allow_unicode=True))).root
    if root is None:
        return
    for scalar in scalars(root):
        shown = scalar.text.string[scalar.start : scalar.end]
        alone = read_document(Text(shown)).root
        assert isinstance(alone, Scalar)
        assert alone.value == scalar.value
