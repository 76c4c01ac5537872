"""`kflint krm`, as kpt and kustomize call it, and by way of them where they are installed."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kflint
from kflint.cli.main import main
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = ROOT / "examples"
FETCH = (EXAMPLES / "kpt" / "fetch.yaml").read_text(encoding="utf-8")
NAMED = "metadata:\n  name: fetch\n"
MISSPELT = FETCH.replace("size:", "sise:").replace(NAMED, "metadata:\n  name: misspelt\n")
BROKEN = FETCH.replace("image:", "imagee:").replace(NAMED, "metadata:\n  name: broken\n")
CALLER = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec: {workflowTemplateRef: {name: fetch}}\n"
CONFIG_MAP = "# others' \napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}   # as it is\ndata:\n    text: |+\n      kept\n\n"
HEAD = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"


class Ran(NamedTuple):
    code: int
    stdout: str
    stderr: str

    @property
    def data(self) -> Any:
        return _meaning(self.stdout)

    @property
    def results(self) -> list[Any]:
        return list(self.data.get("results", []))


def _run(given: str, *arguments: str) -> Ran:
    """Runs the function with this standard input."""
    stdout, stderr = io.BytesIO(), io.BytesIO()
    streams = [io.TextIOWrapper(raw, encoding="utf-8", newline="") for raw in (io.BytesIO(given.encode()), stdout, stderr)]
    code = main(["krm", *arguments], *streams)
    for stream in streams[1:]:
        stream.flush()
    return Ran(code, stdout.getvalue().decode(), stderr.getvalue().decode())


def _item(document: str, indent: str = "") -> str:
    """A document as an item of a block list."""
    lines = document.splitlines(keepends=True)
    blanks = indent + "  "
    return f"{indent}- {lines[0]}" + "".join(blanks + line if line.strip() else line for line in lines[1:])


def _list(*documents: str, indent: str = "", config: str = "") -> str:
    return f"{HEAD}items:\n{''.join(_item(document, indent) for document in documents)}{config}"


def _config(text: str) -> str:
    return "functionConfig:\n" + textwrap.indent(text, "  ")


def _kflint(spec: str) -> str:
    return _config(f"apiVersion: kflint.dev/v1alpha1\nkind: KFlint\nmetadata: {{name: kflint}}\nspec: {spec}\n")


def _meaning(text: str) -> Any:
    """The data in a YAML document; manifests, whose style is that of the text around them, are read too."""
    return _with_manifests_read(yaml.safe_load(text))


def _with_manifests_read(data: Any) -> Any:
    if isinstance(data, list):
        return [_with_manifests_read(item) for item in data]
    if not isinstance(data, dict):
        return data
    return {name: yaml.safe_load(value) if name == "manifest" else _with_manifests_read(value) for name, value in data.items()}


def _expanded_text(document: str) -> str:
    return str(kflint.expand(document).text)


def _expanded(document: str) -> Any:
    return _meaning(_expanded_text(document))


UNTOUCHED = {
    "no items": HEAD,
    "null items": f"{HEAD}items:\n",
    "another kind": _list(CONFIG_MAP),
    "not ours": _list(CONFIG_MAP, "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {templates: 1}\n"),
    "in order": _list(_expanded_text(FETCH), CONFIG_MAP),
    "flow": '{"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": [{"kind": "X", "a": 1.50}]}',
    "anchors": _list("kind: A\nx: &a {b: 1}\ny: *a\n", "kind: B\nx: &a 2\ny: *a\n", indent="    "),
    "scalars": _list("a: 0x10\nb: 1e3\nc: yes\nd: 2024-01-01\ne: 'x'\n"),
    "carriage returns": _list(CONFIG_MAP).replace("\n", "\r\n"),
    "no line end": _list(CONFIG_MAP).rstrip(),
}


@pytest.mark.parametrize("given", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_what_needs_no_change_comes_back_as_it_was(given: str) -> None:
    assert _run(given) == (0, given, "")


def test_shorthand_is_expanded_and_the_rest_left_alone() -> None:
    before, after = _item(CONFIG_MAP), _item(CONFIG_MAP.replace("name: a", "name: b"))
    ran = _run(f"{HEAD}items:\n# first\n{before}{_item(FETCH)}# last\n{after}")
    assert (ran.code, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"{HEAD}items:\n# first\n{before}- # One template makes a volume")
    assert ran.stdout.endswith(f"# last\n{after}")
    assert "template: fetch # waits for the volume" in ran.stdout
    assert ran.data["items"][1] == _expanded(FETCH)
    assert _run(ran.stdout) == (0, ran.stdout, "")


def test_an_item_is_expanded_in_its_own_style() -> None:
    expected = textwrap.indent(_expanded_text(FETCH), "    ")
    ran = _run(_list(FETCH, indent="  "))
    assert ran.stdout == f"{HEAD}items:\n  - {expected[4:]}"


def _annotated(document: str, index: int = 3) -> str:
    annotations = f"{{internal.config.kubernetes.io/path: flows/fetch.yaml, internal.config.kubernetes.io/index: '{index}'}}"
    return document.replace("metadata:\n", f"metadata:\n  namespace: team\n  annotations: {annotations}\n", 1)


def test_a_finding_becomes_a_result() -> None:
    ran = _run(_list(_annotated(BROKEN)))
    assert ran.code == 1
    assert ran.results == [
        {
            "message": "KF101 'container' has no field 'imagee'; did you mean 'image'?",
            "severity": "error",
            "resourceRef": {
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "WorkflowTemplate",
                "name": "broken",
                "namespace": "team",
            },
            "field": {"path": "spec.templates[2].container.imagee"},
            "file": {"path": "flows/fetch.yaml", "index": 3},
            "tags": {"code": "KF101", "name": "unknown-field", "consequence": "rejected"},
        }
    ]
    assert ran.stderr == (
        "error: flows/fetch.yaml team/WorkflowTemplate/broken spec.templates[2].container.imagee: "
        "KF101 'container' has no field 'imagee'; did you mean 'image'?\n"
    )
    assert "kflint.dev/" not in ran.stdout  # what can be expanded is, whatever else is wrong


def test_a_finding_about_the_whole_object_names_no_field() -> None:
    (result,) = _run(_list("apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n")).results
    assert result["tags"]["name"] == "missing-spec"
    assert "field" not in result


FIELDS = {
    "in a manifest": ("resource: {action: create, manifest: 'kind: 1'}", "spec.templates[0].resource.manifest"),
    "in a list": ("container: {image: a, env: [{name: A, valeu: b}]}", "spec.templates[0].container.env[0].valeu"),
    "in a block": ("resource:\n        action: Create\n        manifest: |\n          {}", "spec.templates[0].resource.action"),
    "in a key with dots": ("suspend: {}\n      metadata: {labels: {a.b/c: 'x y'}}", "spec.templates[0].metadata.labels[a.b/c]"),
}


@pytest.mark.parametrize(("body", "field"), FIELDS.values(), ids=FIELDS.keys())
def test_a_result_names_the_field(body: str, field: str) -> None:
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n  entrypoint: a\n  templates:\n"
    results = _run(_list(f"{head}    - name: a\n      {body}\n")).results
    assert field in [result["field"]["path"] for result in results]


def test_quiet_tells_results_only_where_they_belong() -> None:
    ran = _run(_list(BROKEN), "--quiet")
    assert (ran.code, ran.stderr, len(ran.results)) == (1, "", 1)
    stream = _run(BROKEN, "--quiet")
    assert stream.code == 1
    assert "KF101" in stream.stderr


def test_an_item_with_mistakes_in_its_shorthand_stays_as_it_is_and_holds_back_no_other() -> None:
    ran = _run(_list(MISSPELT, FETCH))
    assert ran.code == 1
    assert ran.data["items"] == [yaml.safe_load(MISSPELT), _expanded(FETCH)]
    (result,) = ran.results
    assert result["field"] == {"path": "spec.templates[1].metadata.annotations[kflint.dev/volume]"}


def test_warnings_are_results_and_no_failure() -> None:
    ran = _run(_list(CALLER))
    assert ran.code == 0
    assert {result["severity"] for result in ran.results} == {"warning"}


def test_items_are_linted_together() -> None:
    assert _run(_list(CALLER)).results[0]["severity"] == "warning"
    assert _run(_list(CALLER, FETCH)).results == []


def test_comments_that_ignore_findings_count() -> None:
    ignored = BROKEN.replace("imagee: curlimages/curl:8.11.0", "imagee: x # kflint: ignore[KF101] -- a test")
    assert ignored.count("ignore") == 1
    assert _run(_list(ignored)).code == 0
    last = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n  entrypoint: a\n  templates:\n"
    last += "    - name: a\n      suspend: {durations: 1}  # kflint: ignore[KF101]\n"
    assert _run(_list(last, CONFIG_MAP)).code == 0


OLD_RESULTS = {
    "none": ("", ""),
    "empty": ("results: []\n", ""),
    "null": ("results:\n", "functionConfig: {}\n"),
    "block": ("results:\n- message: old  # one\n  severity: info\n", "functionConfig: {}\n"),
    "indented": ("results:\n  - message: old\n    severity: info\n", ""),
    "flow": ("results: [{message: old, severity: info}]\n", "# end\n"),
}


@pytest.mark.parametrize(("before", "behind"), OLD_RESULTS.values(), ids=OLD_RESULTS.keys())
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_results_stand_behind_those_that_were_there(before: str, behind: str, eol: str) -> None:
    given = f"{HEAD}{before}items:\n{_item(BROKEN)}{behind}".replace("\n", eol)
    ran = _run(given)
    old = [{"message": "old", "severity": "info"}] if "old" in before else []
    assert ran.results[: len(old)] == old
    assert [result["tags"]["code"] for result in ran.results[len(old) :]] == ["KF101"]
    assert ran.data["items"] == [_expanded(BROKEN)]
    assert set(re.findall(r"\r?\n", ran.stdout)) == {eol}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("old", [None, [], [{"message": "old", "severity": "info"}]])
def test_json_stays_json(indent: int | None, old: list[Any] | None) -> None:
    data: dict[str, Any] = {"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList"}
    if old is not None:
        data["results"] = old
    data["items"] = [yaml.safe_load(FETCH), {"kind": "X"}, yaml.safe_load(BROKEN)]
    ran = _run(json.dumps(data, indent=indent))
    assert json.loads(ran.stdout)
    written = ran.data
    assert written["items"] == [_expanded(FETCH), {"kind": "X"}, _expanded(BROKEN)]
    assert written["results"][: len(old or [])] == (old or [])
    assert [result["tags"]["code"] for result in written["results"][len(old or []) :]] == ["KF101"]


def test_an_alias_of_another_item_is_written_out() -> None:
    first = "kind: A\nsize: &size big\n"
    second = FETCH.replace(NAMED, f"{NAMED}  labels: {{a: *size}}\n")
    ran = _run(_list(first, second, CONFIG_MAP))
    assert ran.code == 0
    assert ran.data["items"][1] == {**_expanded(FETCH), "metadata": {"name": "fetch", "labels": {"a": "big"}}}
    assert ran.data["items"][2] == yaml.safe_load(CONFIG_MAP)


def test_an_item_that_is_an_alias_is_no_riddle() -> None:
    ran = _run(f"{HEAD}x: &x\n{textwrap.indent(FETCH, '  ')}items: [*x]\n")
    assert ran.data["items"] == [_expanded(FETCH)]
    assert ran.data["x"] == yaml.safe_load(FETCH)


def test_a_list_that_can_not_be_changed_as_it_is_written_is_an_error() -> None:
    given = f"{HEAD}items:\n- &x\n{textwrap.indent(FETCH, '  ')}- kind: List\n  items: [*x]\n"
    why = "a ResourceList with aliases (*) from one item to another can't be changed; write them out"
    assert _run(given) == (2, "", f"kflint: {why}\n")


CONFIGS = {
    "a ConfigMap": "apiVersion: v1\nkind: ConfigMap\ndata: {argo-version: '3.6', ignore: 'KF101,KF2', lint: 'true'}\n",
    "KFlint": "apiVersion: kflint.dev/v1alpha1\nkind: KFlint\nspec: {argo-version: 3.6, ignore: [KF101, KF2], expand: true}\n",
    "KFlint with words": "apiVersion: kflint.dev/v1alpha1\nkind: KFlint\nspec: {ignore: unknown-field}\n",
    "selected": "apiVersion: kflint.dev/v1alpha1\nkind: KFlint\nspec: {select: KF6}\n",
    "Expand": "apiVersion: kflint.dev/v1alpha1\nkind: Expand\nmetadata: {name: x}\n",
    "no lint": "apiVersion: v1\nkind: ConfigMap\ndata: {lint: 'false'}\n",
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS.keys())
def test_the_configuration_chooses_the_rules(config: str) -> None:
    ran = _run(_list(BROKEN, config=_config(config)))
    assert (ran.code, ran.results) == (0, [])
    assert ran.data["items"] == [_expanded(BROKEN)]
    assert ran.data["functionConfig"] == yaml.safe_load(config)


def test_the_configuration_names_the_argo_version() -> None:
    newer = FETCH.replace("  entrypoint: main\n", "  entrypoint: main\n  synchronization: {mutexes: [{name: a}]}\n")
    assert _run(_list(newer, config=_kflint("{argo-version: 3.6}"))).code == 0
    assert _run(_list(newer, config=_kflint("{argo-version: 3.5}"))).code == 1


def test_the_configuration_adds_rules_and_names_what_lives_elsewhere() -> None:
    assert _run(_list(CALLER, config=_kflint("{external-templates: [fe*]}"))).results == []
    assert _run(_list(CALLER, config=_kflint("{strict-refs: true}"))).code == 1
    more = _run(_list(FETCH, config=_kflint("{extend-select: GOOD-PRACTICE}"))).results
    assert {result["severity"] for result in more} == {"info"}


def test_without_expansion_shorthand_is_linted_all_the_same() -> None:
    given = _list(FETCH, config=_kflint("{expand: false}"))
    assert _run(given) == (0, given, "")
    assert _run(_list(MISSPELT, config=_kflint("{expand: false}"))).code == 1


def test_mistakes_in_shorthand_are_told_whatever_the_configuration_says() -> None:
    for spec in ("{lint: false}", "{ignore: KF7}", "{select: KF6}"):
        ran = _run(_list(MISSPELT, config=_kflint(spec)))
        assert (ran.code, [result["tags"]["code"] for result in ran.results]) == (1, ["KF708"]), spec


MISTAKES = {
    "misspelt": ("{ignroe: KF6}", "spec.ignroe", "there is no setting 'ignroe'; did you mean 'ignore'?"),
    "unknown": ("{colour: red}", "spec.colour", "there is no setting 'colour'; there are argo-version, "),
    "truth": ("{expand: maybe}", "spec.expand", "'expand' must be true or false"),
    "list": ("{select: {a: b}}", "spec.select", "'select' must be a list, or words with commas between them"),
    "number": ("{select: [1]}", "spec.select", "'select' must be a list, or words with commas between them"),
    "selector": ("{select: KF6x}", "spec.select", "'KF6x' selects no rule"),
    "version": ("{argo-version: 2.12}", "spec.argo-version", "Argo version '2.12' is not known"),
    "no version": ("{argo-version: [3.6]}", "spec.argo-version", "'argo-version' must be a version, such as 3.6"),
    "no mapping": ("[select]", "spec", "'spec' must be a mapping of settings"),
}


@pytest.mark.parametrize(("spec", "field", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_the_configuration_is_a_result(spec: str, field: str, message: str) -> None:
    given = _list(FETCH, config=_kflint(spec))
    ran = _run(given)
    assert ran.code == 1
    (result,) = ran.results
    assert result["message"].startswith(message)
    assert result["resourceRef"] == {"apiVersion": "kflint.dev/v1alpha1", "kind": "KFlint", "name": "kflint"}
    assert result["field"] == {"path": field}
    assert ran.stdout.startswith(given)


def test_a_configuration_of_another_kind_is_refused() -> None:
    (result,) = _run(_list(FETCH, config=_config("apiVersion: v1\nkind: Secret\n"))).results
    assert result["message"].startswith("the function's configuration must be a ConfigMap, or of the kind KFlint or Expand of ")


WRONG_INPUTS = {
    "not YAML": (f"{HEAD}items: [a\n", "kflint: <stdin>:"),
    "a document that is not YAML": (f"{CONFIG_MAP}---\n{FETCH}  :\n", "kflint: <stdin>:39:3: "),
    "no list": (f"{HEAD}items: {{}}\n", "kflint: the items of a ResourceList must be a list"),
}


@pytest.mark.parametrize(("given", "told"), WRONG_INPUTS.values(), ids=WRONG_INPUTS.keys())
def test_what_can_not_be_read_is_an_error(given: str, told: str) -> None:
    ran = _run(given)
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(told)


def test_bytes_that_are_no_text_are_an_error() -> None:
    stderr = io.StringIO()
    assert main(["krm"], io.TextIOWrapper(io.BytesIO(b"a: \xff")), io.StringIO(), stderr) == 2
    assert "UTF-8" in stderr.getvalue()


def test_a_stream_is_expanded_document_by_document() -> None:
    given = f"{CONFIG_MAP}---\n{FETCH}---\n{MISSPELT}---\n# end\n"
    ran = _run(given)
    assert ran.code == 1
    assert ran.stdout == f"{CONFIG_MAP}---\n{_expanded_text(FETCH)}---\n{MISSPELT}---\n# end\n"
    assert ran.stderr == (
        "error: WorkflowTemplate/misspelt spec.templates[1].metadata.annotations[kflint.dev/volume]: "
        "KF708 kflint.dev/volume has no field 'sise'; did you mean 'size'?\n"
    )


def test_an_empty_stream_stays_empty() -> None:
    assert _run("") == (0, "", "")


def test_the_configuration_may_be_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "expand.yaml"
    path.write_text("apiVersion: kflint.dev/v1alpha1\nkind: Expand\n", encoding="utf-8")
    assert _run(BROKEN, str(path)) == (0, _expanded_text(BROKEN), "")
    path.write_text("", encoding="utf-8")
    assert _run(BROKEN, str(path)).code == 1
    for wrong in ("- a\n", "a: [\n"):
        path.write_text(wrong, encoding="utf-8")
        ran = _run(FETCH, str(path))
        assert (ran.code, ran.stdout) == (2, "")
        assert ran.stderr.startswith(f"kflint: {path}:")
    assert _run(FETCH, str(tmp_path / "none.yaml")).code == 2


# Any layout of a ResourceList that its writers may choose.


def _as_flow(document: str) -> str:
    return f"- {json.dumps(yaml.safe_load(document))}\n"


_DONE = _expanded_text(FETCH).replace(NAMED, "metadata:\n  name: done\n")
_DOCUMENTS = [FETCH, MISSPELT, BROKEN, _DONE, CONFIG_MAP, "kind: X\n", "a: |\n  b\n\n  c\n"]
_WRITERS: list[Callable[[str], str]] = [
    _item,
    lambda document: _item(document, "  "),
    lambda document: _item(f"# before\n\n{document}"),
    lambda document: f"-\n{textwrap.indent(document, '   ')}",
]


@st.composite
def _lists(draw: st.DrawFn) -> tuple[str, list[str]]:
    documents = draw(st.lists(st.sampled_from(_DOCUMENTS), max_size=4, unique=True))
    write = draw(st.sampled_from(_WRITERS))
    indented = write("kind: X\n").startswith("  ")
    comments = [draw(st.sampled_from(["", "# between\n", "\n"])) for _ in documents]
    written = [_as_flow(d) if not indented and draw(st.booleans()) else write(d) for d in documents]
    items = "items:" + ("\n" + "".join(c + w for c, w in zip(comments, written, strict=True)) if documents else " []\n")
    parts = draw(st.permutations(["apiVersion: config.kubernetes.io/v1\n", "kind: ResourceList\n", items, "functionConfig: {}\n"]))
    text = "".join(parts)
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return text.rstrip() if draw(st.booleans()) else text, documents


@given(_lists())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_layout_says_the_same(given: tuple[str, list[str]]) -> None:
    text, documents = given
    ran = _run(text)
    before, after = _meaning(text), ran.data
    results = after.pop("results", [])
    pairs = zip(documents, before["items"], strict=True)
    expected = [_expanded(document) if "argoproj.io" in document else item for document, item in pairs]
    assert after == {**before, "items": expected}
    codes = {MISSPELT: "KF708", BROKEN: "KF101"}
    assert [result["tags"]["code"] for result in results] == [codes[d] for d in documents if d in codes]
    assert ran.code == (1 if results else 0)
    kept = [line for line in text.splitlines() if line.lstrip().startswith("# be")]
    assert [line for line in ran.stdout.splitlines() if line.lstrip().startswith("# be")] == kept


# The real ones.


def _tool(name: str) -> str:
    path = os.environ.get(name.upper()) or shutil.which(name)
    if not path:
        pytest.skip(f"{name} is not installed")
    return path


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The variables of a process that finds this checkout's `kflint` on its path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "kflint"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m kflint "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}


def _call(*command: str | Path, environment: dict[str, str]) -> Ran:
    run = subprocess.run(list(map(str, command)), env=environment, capture_output=True, text=True, check=False)
    return Ran(run.returncode, run.stdout, run.stderr)


def _break(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("size:", "sise:"), encoding="utf-8")


def _without(data: Any, key: str) -> Any:
    return {name: value for name, value in data.items() if name != key}


def test_kpt_evaluates_it(tmp_path: Path, environment: dict[str, str]) -> None:
    kpt = _tool("kpt")
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "fetch.yaml").write_text(FETCH, encoding="utf-8")
    (folder / "other.yaml").write_text(CONFIG_MAP, encoding="utf-8")
    ran = _call(kpt, "fn", "eval", folder, "--exec", "kflint krm --quiet", "--", "argo-version=3.6", environment=environment)
    assert ran.code == 0, ran.stderr
    written = (folder / "fetch.yaml").read_text(encoding="utf-8")
    assert _meaning(written) == _expanded(FETCH)
    assert written.startswith("# One template makes a volume")
    assert "template: fetch # waits for the volume" in written
    assert yaml.safe_load((folder / "other.yaml").read_text(encoding="utf-8")) == yaml.safe_load(CONFIG_MAP)


def test_kpt_shows_results_and_writes_nothing(tmp_path: Path, environment: dict[str, str]) -> None:
    kpt = _tool("kpt")
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "fetch.yaml").write_text(MISSPELT, encoding="utf-8")
    ran = _call(kpt, "fn", "eval", folder, "--exec", "kflint krm --quiet", environment=environment)
    assert ran.code == 1
    where = "spec.templates[1].metadata.annotations[kflint.dev/volume]"
    assert f"[error] argoproj.io/v1alpha1/WorkflowTemplate/misspelt {where}: KF708" in ran.stderr
    assert (folder / "fetch.yaml").read_text(encoding="utf-8") == MISSPELT


def test_kpt_renders_the_example(tmp_path: Path, environment: dict[str, str]) -> None:
    kpt = _tool("kpt")
    folder = tmp_path / "package"
    shutil.copytree(EXAMPLES / "kpt", folder)
    ran = _call(kpt, "fn", "render", "--allow-exec", folder, environment=environment)
    assert ran.code == 0, ran.stderr
    assert _meaning((folder / "fetch.yaml").read_text(encoding="utf-8")) == _expanded(FETCH)


def _kustomize_example(tmp_path: Path) -> Path:
    folder = tmp_path / "kustomize"
    shutil.copytree(EXAMPLES / "kustomize", folder)
    return folder


def _built(ran: Ran) -> None:
    """Asserts that what kustomize printed is the expanded example, with the prefix that its kustomization asks for."""
    assert ran.code == 0, ran.stderr
    assert ran.data["metadata"] == {"name": "team-a-fetch"}
    assert _without(ran.data, "metadata") == _without(_expanded(FETCH), "metadata")


def test_kustomize_runs_it_as_a_function(tmp_path: Path, environment: dict[str, str]) -> None:
    kustomize = _tool("kustomize")
    folder = _kustomize_example(tmp_path)
    command = (kustomize, "build", "--enable-alpha-plugins", "--enable-exec", folder / "function")
    _built(_call(*command, environment=environment))
    _break(folder / "base" / "fetch.yaml")
    ran = _call(*command, environment=environment)
    assert ran.code == 1
    assert "error: WorkflowTemplate/team-a-fetch spec.templates[1].metadata.annotations[kflint.dev/volume]: KF708" in ran.stderr


@pytest.mark.parametrize("tool", [("kustomize", "build"), ("kubectl", "kustomize")], ids=["kustomize", "kubectl"])
def test_kustomize_runs_it_as_a_plugin(tool: tuple[str, str], tmp_path: Path, environment: dict[str, str]) -> None:
    folder = _kustomize_example(tmp_path)
    environment["KUSTOMIZE_PLUGIN_HOME"] = str(folder / "plugin" / "plugins")
    command = (_tool(tool[0]), tool[1], "--enable-alpha-plugins", folder / "plugin")
    ran = _call(*command, environment=environment)
    if "unknown flag" in ran.stderr:
        pytest.skip(f"this {tool[0]} runs no plugins")
    _built(ran)
    _break(folder / "base" / "fetch.yaml")
    ran = _call(*command, environment=environment)
    assert ran.code == 1
    assert "KF708" in ran.stderr


def test_helm_runs_the_post_renderer(environment: dict[str, str]) -> None:
    folder = EXAMPLES / "helm"
    ran = _call(_tool("helm"), "template", "fetch", folder, "--post-renderer", folder / "post-renderer", environment=environment)
    assert ran.code == 0, ran.stderr
    assert ran.data == _expanded(FETCH)


def test_the_post_renderer_takes_what_helm_renders(environment: dict[str, str]) -> None:
    rendered = f"---\n# Source: fetch/templates/fetch.yaml\n{FETCH}---\n# Source: fetch/templates/config.yaml\n{CONFIG_MAP}"
    run = subprocess.run(
        [EXAMPLES / "helm" / "post-renderer"], input=rendered, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout == rendered.replace(FETCH, _expanded_text(FETCH))


def test_the_examples_hold_the_same_workflow() -> None:
    assert (EXAMPLES / "kustomize" / "base" / "fetch.yaml").read_text(encoding="utf-8") == FETCH
    values = yaml.safe_load((EXAMPLES / "helm" / "values.yaml").read_text(encoding="utf-8"))
    chart = (EXAMPLES / "helm" / "templates" / "fetch.yaml").read_text(encoding="utf-8")
    names = {".Release.Name": "fetch", **{f".Values.{name}": value for name, value in values.items()}}
    assert re.sub(r"{{ (\S+) }}", lambda match: names[match[1]], chart) == FETCH
