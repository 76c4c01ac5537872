"""Which files are found, and how one is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kflint.source.files import find_files, matcher
from kflint.source.write import write_file


def _make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


def _found(folder: Path) -> list[str]:
    return [os.path.relpath(path, folder).replace(os.sep, "/") for path in find_files(str(folder))]


def test_yaml_and_json_in_order_of_their_names(tmp_path: Path) -> None:
    _make(tmp_path, "b.yml", "a.yaml", "c/d.json", "c/x.txt", ".argo/w.yaml", ".git/config.yaml", "node_modules/p/a.yaml", "e.YAML")
    assert _found(tmp_path) == [".argo/w.yaml", "a.yaml", "b.yml", "c/d.json", "e.YAML"]


def test_gitignore_of_every_folder_counts(tmp_path: Path) -> None:
    _make(tmp_path, "a.yaml", "out/b.yaml", "sub/c.yaml", "sub/keep.yaml", "sub/deep/c.yaml")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("out/\nc.yaml\n", encoding="utf-8")
    (tmp_path / "sub" / ".gitignore").write_text("!/c.yaml\nkeep.yaml\n", encoding="utf-8")
    assert _found(tmp_path) == ["a.yaml", "sub/c.yaml"]
    assert _found(tmp_path / "sub") == ["c.yaml"]


def test_a_folder_that_was_asked_for_is_read_though_git_ignores_it(tmp_path: Path) -> None:
    _make(tmp_path, "a.yaml", "out/b.yaml", "out/c.tmp.yaml")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("out/\n", encoding="utf-8")
    (tmp_path / "out" / ".gitignore").write_text("*.tmp.yaml\n", encoding="utf-8")
    assert _found(tmp_path) == ["a.yaml"]
    assert _found(tmp_path / "out") == ["b.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
def test_what_leads_nowhere_or_to_a_folder_is_no_file(tmp_path: Path) -> None:
    _make(tmp_path, "a.yaml", "folder.yaml/b.yaml")
    (tmp_path / "broken.yaml").symlink_to(tmp_path / "gone")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "folder.yaml")
    assert _found(tmp_path) == ["a.yaml", "folder.yaml/b.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
def test_links_to_files_are_followed_and_links_to_folders_are_not(tmp_path: Path) -> None:
    _make(tmp_path, "real/a.yaml")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real" / "a.yaml")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert _found(tmp_path) == ["link.yaml", "real/a.yaml"]


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    assert list(find_files(str(tmp_path / "gone"), on_error=lambda path, why: told.append(why))) == []
    assert len(told) == 1


def test_patterns_are_those_of_gitignore(tmp_path: Path) -> None:
    excluded = matcher(["vendor/", "*.gen.yaml"], str(tmp_path))
    assert excluded(str(tmp_path / "vendor" / "a.yaml"))
    assert excluded(str(tmp_path / "x" / "b.gen.yaml"))
    assert not excluded(str(tmp_path / "x" / "b.yaml"))


def test_a_file_is_replaced_with_its_mode_and_through_links(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_file(str(link), b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.yaml", "real.yaml"]


def test_what_cannot_be_written_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")

    def refuse(source: str, target: str) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="no"):
        write_file(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.yaml"]


@pytest.mark.parametrize("point", ["fsync", "chmod", "replace"])
def test_a_process_killed_while_it_writes_leaves_the_old_file_or_the_new_one(tmp_path: Path, point: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old" * 1000)
    script = (
        "import os, signal, sys\n"
        "from kflint.source.write import write_file\n"
        f"os.{point} = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_file(sys.argv[1], b'new' * 1000)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert killed.returncode != 0
    assert path.read_bytes() in (b"old" * 1000, b"new" * 1000)
