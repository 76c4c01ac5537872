"""What the README shows is what kflint does. `pytest --update tests/test_readme.py` writes the shown outputs anew."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path

import pytest
import yaml

from kflint.cli.config import find_project, load_settings
from kflint.cli.main import main
from kflint.version import __version__
from tests.conftest import ROOT, Golden

README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)#]*)(?:#([^)]*))?\)")
PROMPT = "$ kflint "


def _with_real_output(block: str) -> str:
    """The commands of a console block, each followed by what it prints: findings and the summary as a terminal shows them."""
    parts = []
    for command in (line for line in block.splitlines() if line.startswith("$ ")):
        assert command.startswith(PROMPT), f"can't run {command}"
        terminal = io.StringIO()
        main(shlex.split(command.removeprefix(PROMPT)), io.StringIO(), terminal, terminal)
        parts.append(f"{command}\n{terminal.getvalue()}")
    return "\n".join(parts)


def test_shown_commands_give_the_shown_output(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = README.read_text(encoding="utf-8")
    assert len(CONSOLE.findall(text)) >= 3
    golden(README, CONSOLE.sub(lambda match: f"```console\n{_with_real_output(match[1])}```", text))


def _yaml_with(key: str) -> str:
    """The README's only YAML block that has this key at its top."""
    blocks = re.findall(r"^```yaml\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (block,) = [block for block in blocks if block.startswith(f"{key}:")]
    return str(block)


def test_hook_example_names_this_version_and_our_hooks() -> None:
    (repository,) = yaml.safe_load(_yaml_with("repos"))["repos"]
    ours = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert repository["rev"] == f"v{__version__}"
    assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in ours]


def test_settings_example_is_a_configuration(tmp_path: Path) -> None:
    path = tmp_path / ".kflint.yaml"
    path.write_text(_yaml_with("argo-version"), encoding="utf-8")
    settings = load_settings(find_project(str(tmp_path)))
    assert settings.argo_version == "3.6"
    assert settings.external_templates == ("shared-*",)
    assert settings.per_path_ignores
    assert settings.extend_select


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        linked = page.parent / target if target else page
        assert linked.exists(), target
        if anchor:
            assert anchor in _anchors(linked.read_text(encoding="utf-8")), f"{target}#{anchor}"


def _anchors(text: str) -> set[str]:
    """The anchors that a page's headings get: lower case, blanks as hyphens, without punctuation."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
