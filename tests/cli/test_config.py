"""The configuration: where it is looked for, what it becomes, and how its mistakes are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kflint.cli.config import Project, find_project, load_settings
from kflint.cli.config_mistakes import config_schema, fits
from kflint.error import Error
from kflint.settings import Settings

SCHEMA = config_schema()

YAML = """\
# comments stay out of it
argo-version: 3.6
select: [KF0, KF6]
ignore:
  - KF601
extend-select: [advice]
exclude: ["generated/", '*.tpl.yaml']
external-templates:
  - shared-*
per-path-ignores:
  tests/**:
    - KF001
    - invalid-action
strict-refs: true
"""
TOML = """\
[project]
name = "other"

[tool.kflint]
argo-version = "3.6"
select = ["KF0", "KF6"]
ignore = [
  "KF601", # with a comment
]
extend-select = ["advice"]
exclude = ["generated/", '*.tpl.yaml']
external-templates = ["shared-*"]
strict-refs = true

[tool.kflint.per-path-ignores]
"tests/**" = ["KF001", "invalid-action"]
"""


def _settings(root: Path) -> Settings:
    return Settings(
        argo_version="3.6",
        select=("KF0", "KF6"),
        ignore=("KF601",),
        extend_select=("advice",),
        exclude=("generated/", "*.tpl.yaml"),
        external_templates=("shared-*",),
        per_path_ignores=(("tests/**", ("KF001", "invalid-action")),),
        strict_refs=True,
        root=str(root),
    )


@pytest.mark.parametrize(("name", "text"), [(".kflint.yaml", YAML), ("pyproject.toml", TOML)])
def test_both_files_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    project = find_project(str(below))
    assert project == Project(str(tmp_path), str(tmp_path / name))
    assert load_settings(project) == _settings(tmp_path)


def test_the_nearest_folder_counts_and_the_repository_ends_the_search(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "part"
    inner.mkdir(parents=True)
    (tmp_path / ".kflint.yaml").write_text("strict-refs: true\n")
    assert find_project(str(inner)).root == str(tmp_path)
    (inner / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert find_project(str(inner)).root == str(tmp_path)
    (tmp_path / "repository" / ".git").mkdir()
    assert find_project(str(inner)) == Project(str(tmp_path / "repository"), None)
    (tmp_path / "repository" / "pyproject.toml").write_text("[project]\ndependencies = ['kflint']\n")
    assert find_project(str(inner)) == Project(str(tmp_path / "repository"), None)
    (tmp_path / "repository" / "pyproject.toml").write_text("[tool.kflint]\n")
    assert find_project(str(inner)) == Project(str(tmp_path / "repository"), str(tmp_path / "repository" / "pyproject.toml"))
    (inner / ".kflint.yaml").write_text("")
    assert find_project(str(inner)) == Project(str(inner), str(inner / ".kflint.yaml"))
    assert load_settings(find_project(str(inner))) == Settings(root=str(inner))


@pytest.mark.parametrize(
    "text",
    [
        "[tool.kflint]",
        "  [ tool . kflint ]",
        "[tool.'kflint']",
        "[tool]\nkflint.select = []",
        "[ tool ]\nkflint = {}",
        "['tool']\nkflint = {}",
        "tool.kflint.select = []",
        '"tool".kflint = {}',
        "tool = {kflint = {}}",
        "[tool.kflint.per-path-ignores]",
        "[tool.other]\nx = 1\n[tool.kflint]",
    ],
)
def test_a_table_is_found_however_it_is_written(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text + "\n")
    assert find_project(str(tmp_path)).path == str(tmp_path / "pyproject.toml")


@pytest.mark.parametrize(
    "text", ["[project]\nname = 'kflint'", "[tool.other]\nfiles = ['kflint']", "[kflint]", "tool = {x = 'kflint'}", ""]
)
def test_a_table_of_others_is_not_taken_for_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text + "\n")
    (tmp_path / ".git").mkdir()
    assert find_project(str(tmp_path)).path is None


def test_versions_may_be_numbers(tmp_path: Path) -> None:
    path = tmp_path / ".kflint.yaml"
    for text, version in (("argo-version: 4.0", "4.0"), ("argo-version: v3.5.11", "3.5"), ("argo-version: '3.4'", "3.4")):
        path.write_text(text)
        assert load_settings(Project("", str(path))).argo_version == version
    toml = tmp_path / "pyproject.toml"
    toml.write_text("tool.kflint.argo-version = 3.4\n")
    assert load_settings(find_project(str(tmp_path / "sub"))).argo_version == "3.4"


@pytest.mark.parametrize(
    ("name", "text", "messages"),
    [
        (".kflint.yaml", "argo-verison: 3.6\n", ["1:1: there is no setting 'argo-verison'; did you mean 'argo-version'?"]),
        (".kflint.yaml", "ignore: [KF601]\nzebra: 1\n", ["2:1: there is no setting 'zebra'; there are argo-version, "]),
        (".kflint.yaml", "select: KF6\n", ["1:9: 'select' must be a list, not text"]),
        (".kflint.yaml", "select:\n  - KF6\n  - 7\n", ["3:5: item 2 of 'select' must be text, not a number"]),
        (".kflint.yaml", "select:\n  - KF6\n  -\n", ["3:4: item 2 of 'select' must be text, not nothing"]),
        (".kflint.yaml", "strict-refs: 1\n", ["1:14: 'strict-refs' must be true or false, not a number"]),
        (".kflint.yaml", "argo-version: true\n", ["1:15: 'argo-version' must be text or a number, not true or false"]),
        (".kflint.yaml", "argo-version: 3.10\n", ["1:15: Argo version '3.10' is not known; kflint knows 3.4, "]),
        (".kflint.yaml", "ignore:\n- KF0\n- not-tex\n", ["3:3: 'not-tex' selects no rule; did you mean 'not-text'?"]),
        (
            ".kflint.yaml",
            "per-path-ignores:\n  a/**: [KF0, nope]\n  b: [zilch]\n",
            ["2:15: 'nope' selects no rule", "3:7: 'zilch' selects no rule"],
        ),
        (".kflint.yaml", "per-path-ignores:\n  a/**: KF0\n", ["2:9: 'per-path-ignores.a/**' must be a list, not text"]),
        (".kflint.yaml", "- KF6\n", ["1:1: a configuration is a mapping"]),
        (".kflint.yaml", "select: [KF6\n", [":"]),
        (".kflint.yaml", "select: []\nselect: []\n", ["2:1: "]),
        (
            "pyproject.toml",
            "[tool.kflint]\nselect = ['KF0']\nargo-verison = '3.6'\n",
            ["3:1: there is no setting 'argo-verison'; did you mean 'argo-version'?"],
        ),
        (
            "pyproject.toml",
            "[tool.kflint]\nselect = [\n  'KF0', # , 'comment'\n  'KF99',\n]\n",
            ["4:3: 'KF99' selects no rule"],
        ),
        ("pyproject.toml", "[tool.kflint]\nstrict-refs = 'yes'\n", ["2:15: 'strict-refs' must be true or false, not text"]),
        (
            "pyproject.toml",
            "[tool.kflint.per-path-ignores]\n'a/**' = ['KF0', 'nope']\n",
            ["2:18: 'nope' selects no rule"],
        ),
        ("pyproject.toml", "[tool]\nkflint.select = [ 'nope' ]\n", ["2:19: 'nope' selects no rule"]),
        ("pyproject.toml", "[tool.kflint]\nselect = [\n", ["no valid TOML: "]),
        (".kflint.yaml", "expand: {source: a, target: b}\n", ["1:9: 'expand' must be a list, not a mapping"]),
        (
            ".kflint.yaml",
            "expand:\n- {source: a}\n- {}\n",
            ["2:3: item 1 of 'expand' needs 'target'", "3:3: item 2 of 'expand' needs"],
        ),
        (
            ".kflint.yaml",
            "expand:\n- {source: a, targte: b, target: c}\n",
            ["2:15: there is no setting 'targte'; did you mean 'target'?"],
        ),
        (".kflint.yaml", "expand:\n- {source: a, target: '{name}'}\n", ["2:23: only {stem} is filled in, and '{name}' has other"]),
        (".kflint.yaml", "expand:\n- {source: a, target: b/}\n", ["2:23: 'b/' names no file; write for example 'b/{stem}.yaml'"]),
        (
            "pyproject.toml",
            "[[tool.kflint.expand]]\nsource = 'a'\ntarget = 'b'\n[[tool.kflint.expand]]\nsource = 'a'\ntarget = '{'\n",
            ["6:10: only {stem} is filled in"],
        ),
        (
            "pyproject.toml",
            "[[tool.kflint.expand]]\nsource = 'a'\ntarget = 'b'\n[[tool.kflint.expand]]\nsource = 'a'\n",
            ["4:3: item 2 of 'expand' needs 'target'"],
        ),
        (
            "pyproject.toml",
            "[tool.kflint]\nexpand = [{source = 'a', target = '{'}]\n",
            ["2:1: only {stem} is filled in"],
        ),
        ("pyproject.toml", "[tool]\nkflint = 3\n", ["'tool.kflint' must be a table"]),
    ],
)
def test_mistakes_are_told_at_their_places(tmp_path: Path, name: str, text: str, messages: list[str]) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Error) as raised:
        load_settings(find_project(str(tmp_path)))
    lines = str(raised.value).splitlines()
    assert len(lines) == len(messages)
    for line, message in zip(lines, messages, strict=True):
        assert line.startswith(f"{path}:")
        assert message in line


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "other"]), VALUES, max_size=4))
def test_the_quick_look_and_the_real_validator_agree(data: dict[str, Any]) -> None:
    assert fits(data, SCHEMA) == Draft202012Validator(SCHEMA).is_valid(data)


def test_schema_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)
