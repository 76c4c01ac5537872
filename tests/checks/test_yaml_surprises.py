"""What YAML makes of values, keys, anchors and blocks of program text: told where it changes something, and only there."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kflint.checks.script_layout import joined_lines
from kflint.lang.values import parameter_text
from kflint.source.nodes import Mapping
from kflint.source.reader import read
from kflint.source.scalars import resolve
from kflint.source.text import Text
from tests.checks.security import check, container, told, workflow

VALUES = [
    ("yes", "true"),
    ("No", "false"),
    ("on", "true"),
    ("OFF", "false"),
    ("y", "true"),
    ("N", "false"),
    ("0777", "511"),
    ("010", "8"),
    ("0o17", "15"),
    ("0x1F", "31"),
    ("0b101", "5"),
    ("1_000", "1000"),
    ("1e3", "1000"),
    ("1.10", "1.1"),
    ("3.0", "3"),
    (".5", "0.5"),
    ("+5", "5"),
    ("12345678901234567890", "12345678901234567000"),
    ("08", "8"),
    ("20240229235959123456789", "20240229235959123000000"),
]
UNCHANGED = [
    "true", "false", "True", "FALSE", "null", "~", "5", "-5", "0", "1.5", "09.1.2", "1.2.3", "12:30", "12:30:45", "2024-02-29",
    "1h", "none", "yesterday", "once", "nope", "0x", "1e", "-", "+", ".", "...", "'yes'", '"0777"', "1Gi", "10.0.0.1",
]  # fmt: skip


def parameter(field: str, value: str) -> str:
    """A workflow with a parameter whose field holds a value."""
    return container("args: [a]", spec=f"arguments:\n  parameters:\n    - name: p\n      {field}: {value}\n")


@pytest.mark.parametrize(("written", "becomes"), VALUES)
def test_values_that_change(written: str, becomes: str) -> None:
    assert parameter_text(resolve(written)) == becomes
    for field, value in (("value", "«{}»"), ("default", "«{}»"), ("enum", "[ok, «{}»]"), ("valueFrom", "{{default: «{}»}}")):
        check(parameter(field, value.format(written)), "KF030")
    check(parameter("name", written), "KF030")


@pytest.mark.parametrize("written", UNCHANGED)
def test_values_that_stay(written: str) -> None:
    check(parameter("value", written), "KF030")


def test_arguments_of_calls_and_items_of_loops() -> None:
    step = "- - name: a\n        template: main\n        arguments: {parameters: [{name: p, value: «010»}]}\n"
    loop = "        withItems: [«no», {mode: «0644», «y»: 1}, [«1_0»], 'no']\n"
    wanted, found = told(workflow(f"- name: main\n  steps:\n    {step}{loop}"), "KF03")
    assert wanted == ["010", "no", "0644", "y", "1_0"]
    assert [each.split()[1] for each in found] == wanted


@given(st.from_regex(r"[-+]?[0-9_.xobeE]{1,12}|[yYnNoO][a-zA-Z]{0,3}", fullmatch=True))
def test_what_is_told_is_what_changes(written: str) -> None:
    value = resolve(written)
    changes = value is not None and not isinstance(value, str) and parameter_text(value).lower() != written.lower()
    _, found = told(parameter("value", written), "KF030")
    assert bool(found) is changes


@pytest.mark.parametrize("key", ["on", "y", "No", "010", "1.10", "1e3"])
@pytest.mark.parametrize("holder", ["metadata: {{labels: {}}}", "metadata: {{annotations: {}}}", "nodeSelector: {}"])
def test_keys_that_change(key: str, holder: str) -> None:
    check(container("args: [a]", holder.format(f"{{«{key}»: a}}") + "\n"), "KF031")
    check(container("args: [a]", holder.format(f"{{'{key}': a}}") + "\n"), "KF031")


@pytest.mark.parametrize("key", ["onward", "5", "app.kubernetes.io/name", "yes-no"])
def test_keys_that_stay(key: str) -> None:
    check(container("args: [a]", f"metadata: {{labels: {{{key}: a}}}}\n"), "KF031")


def program(block: str, source: str, command: str = "[sh]") -> str:
    """A workflow with a script."""
    lines = "".join(f"      {line}\n" if line else "\n" for line in source.split("\n"))
    return workflow(f"- name: main\n  script:\n    image: alpine:3.20\n    command: {command}\n    source: {block}\n{lines}")


@pytest.mark.parametrize(
    ("source", "command"),
    [
        ("echo a\necho b", "[sh]"),
        ("set -e\ncd /tmp\n\nls", "[bash]"),
        ("#!/bin/sh\nls", "[sh]"),
        ("ls &&\n# all of them\nls -l", "[sh]"),
        ("import os\nprint(os.environ)", "[python3]"),
        ("from os import path\nimport sys", "[python]"),
    ],
)
def test_folded_programs(source: str, command: str) -> None:
    check(program("«>»", source, command), "KF032")
    check(program("«>»-", source, command), "KF032")
    check(program("|", source, command), "KF032")
    check(program(">", source.replace("\n", "\n\n"), command), "KF032")


@pytest.mark.parametrize(
    ("source", "command"),
    [
        ("echo a &&\necho b", "[sh]"),
        ("echo a;\necho b", "[sh]"),
        ("echo a\n  echo b", "[sh]"),
        ("kubectl run x\n--image=alpine\n-- echo a", "[sh]"),
        ("find . -exec\nrm {} +", "[sh]"),
        ("echo 'a\necho b'", "[sh]"),
        ("echo one\nsleep", "[sh]"),
        ("print(1,\nprint)", "[python]"),
        ("from os import (path,\nsep)", "[python]"),
        ("# the last line is a comment", "[sh]"),
        ("# not a comment\nSELECT 1", "[psql]"),
    ],
)
def test_folding_that_may_be_meant(source: str, command: str) -> None:
    check(program(">", source, command), "KF032")


def test_folded_arguments() -> None:
    check(container("command: [sh, -c]\nargs:\n  - «>»\n    mkdir -p /out\n    cp /in /out\n"), "KF032")
    check(container("command: [tool]\nargs:\n  - >\n    mkdir -p /out\n    cp /in /out\n"), "KF032")


@given(st.lists(st.sampled_from(["a", "b c", "  deeper", "", "#x"]), min_size=1, max_size=6))
def test_joined_lines_are_those_that_yaml_joins(lines: list[str]) -> None:
    # The first line with text decides the indentation, so it must not be a deeper one.
    text = "key: >\n    start\n" + "".join(f"    {line}\n" if line else "\n" for line in lines)
    root = read(Text(text))[0].root
    assert isinstance(root, Mapping)
    scalar = root.string("key")
    assert scalar is not None
    assert scalar.value == yaml.safe_load(text)["key"]
    kept = [line for line in ["start", *lines] if line]
    assert len(kept) - len(joined_lines(scalar)) == len([line for line in scalar.value.split("\n") if line])


@pytest.mark.parametrize(
    "source",
    [
        "cat <<EOF\na\n«EOF »\nls",
        "cat <<EOF\na\n«  EOF»\nls",
        "cat <<-EOF\na\n«  EOF»\nls",
        "cat <<'EOF' > /tmp/a\na\n«EOF\t»\nls",
        "cat <<A\nA\ncat <<B\nb\n« B»\nls",
        "x=$(cat <<EOF\na\n« EOF»\n)",
        "cat <<EOF\na\nEOF\nls",
        "cat <<-EOF\na\n\tEOF\nls",
        "cat <<EOF\n EOF\nEOF\nls",
        "cat <<EOF\na\nEOF",
        "cat <<EOF\na",
        "grep a <<< EOF\n EOF",
        "echo $((1 << X))\n X ",
        "# cat <<EOF\n EOF",
        "echo 'cat <<EOF'\n EOF",
    ],
)
def test_here_documents(source: str) -> None:
    wanted, found = told(program("|", source), "KF033")
    assert found == [f"KF033 {each.rstrip()}" for each in wanted]
    assert told(program("|", source, "[python]"), "KF033")[1] == []


@pytest.mark.parametrize(
    "source",
    [
        "ls «\\» \n  /tmp",
        "ls «\\»\t\n  /tmp",
        "ls -l «\\»  \n  /tmp «\\» \n /var",
        "ls \\\n  /tmp",
        "ls \\\\ \n  /tmp",
        "ls a\\ \n",
        "# ls \\ \nls",
        "ls a\\ b",
    ],
)
def test_blanks_behind_backslashes(source: str) -> None:
    check(program("|", source), "KF034")


def anchors(first: str, second: str, use: str) -> str:
    """A workflow in which an anchor is given with two values, and then used."""
    return container(f"command: {first}\nargs: {second}\nenv: {use}\n")


def test_anchors_given_twice() -> None:
    check(anchors("[&a x]", "[«&a» y]", "[{name: N, value: *a}]"), "KF035")
    check(anchors("[&a x]", "[&a x]", "[{name: N, value: *a}]"), "KF035")
    check(anchors("[&a x]", "[*a, &a y]", "[]"), "KF035")
    check(anchors("[&a x]", "[&b y]", "[{name: N, value: *a}]"), "KF035")
    check(anchors("[&a x, «&a» y]", "[*a, «&a» z]", "[{name: N, value: *a}]"), "KF035")


def test_anchors_of_other_documents_are_others() -> None:
    text = anchors("[&a x]", "[*a]", "[]")
    check(f"{text}---\n{text.replace('planted', 'other').replace('x]', 'y]')}", "KF035")
