"""Comments that tell kflint to ignore a finding, and those that are of no use."""

from __future__ import annotations

from typing import Any

import pytest

import kflint

# A name that is no template's (KF403), a key given twice (KF003), and an action that doesn't exist (KF601).
WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: hello-
  generateName: hello-  {duplicate}
spec:
  {above}
  entrypoint: helo  {entrypoint}
  templates:  {templates}
    - name: hello  {item}
      resource:  {resource}
        action: creat  {action}
        manifest: |  {manifest}
          apiVersion: v1
          kind: ConfigMap
          metadata: {{generateName: x-}}
"""
PLACES = ("duplicate", "above", "entrypoint", "templates", "item", "resource", "action", "manifest")
ALL = ["KF003", "KF403", "KF601"]


def _text(comments: dict[str, str]) -> str:
    return WORKFLOW.format(**{place: comments.get(place, "# nothing") for place in PLACES})


def _lint(said: dict[str, str], **settings: Any) -> list[str]:
    return [f.code for f in kflint.lint(_text(said), **settings)]


def _messages(comments: dict[str, str]) -> list[str]:
    text = _text(comments)
    lines = text.splitlines()
    found = [f for f in kflint.lint(text) if f.code in ("KF019", "KF020")]
    return [f"{lines[f.line - 1][f.column - 1 : f.end_column - 1]}: {f.message}" for f in found]


def test_without_comments_all_is_told() -> None:
    assert _lint({}) == ALL


@pytest.mark.parametrize(
    ("comments", "left"),
    [
        ({"entrypoint": "# kflint: ignore[KF403]"}, ["KF003", "KF601"]),
        ({"entrypoint": "#kflint:ignore[ KF403 ] -- because"}, ["KF003", "KF601"]),
        ({"above": "# kflint: ignore[KF403]"}, ["KF003", "KF601"]),
        ({"above": "# kflint: ignore[KF403]\n  # more said\n\n  # and more"}, ["KF003", "KF601"]),
        ({"action": "# other words # kflint: ignore[KF601]"}, ["KF003", "KF403"]),
        ({"templates": "# kflint: ignore-block[KF601] -- all of them"}, ["KF003", "KF403"]),
        ({"item": "# kflint: ignore-block[KF601]"}, ["KF003", "KF403"]),
        ({"resource": "# kflint: ignore-block[KF601]"}, ["KF003", "KF403"]),
        ({"manifest": "# kflint: ignore-file[KF601, KF003,KF403]"}, []),
        ({"duplicate": "# kflint: ignore[KF003]", "action": "# kflint: ignore[KF601]"}, ["KF403"]),
    ],
)
def test_what_a_comment_covers_is_not_told(comments: dict[str, str], left: list[str]) -> None:
    assert _lint(comments) == left
    told = _lint(comments, comments=False)
    assert told == ALL


@pytest.mark.parametrize(
    ("comments", "message"),
    [
        (
            {"entrypoint": "# kflint: ignore[KF601]"},
            "KF601: nothing on line 8 breaks KF601 (invalid-action); remove it from the comment",
        ),
        ({"above": "# kflint: ignore[KF403, KF003]"}, "KF003: nothing on line 8 breaks KF003"),
        ({"resource": "# kflint: ignore[KF601]"}, "KF601: nothing on line 11 breaks"),
        ({"resource": "# kflint: ignore-block[KF003]"}, "KF003: nothing on lines 11 to 16 breaks"),
        ({"action": "# kflint: ignore-file[KF602]"}, "KF602: nothing in this file breaks KF602"),
        (
            {"action": "# kflint: ignore[invalid-action]"},
            "invalid-action: 'invalid-action' is no rule's code; write its code, KF601",
        ),
        ({"action": "# kflint: ignore[kf601]"}, "kf601: 'kf601' is no rule's code; write its code, KF601"),
        ({"action": "# kflint: ignore[KF6]"}, "KF6: 'KF6' is no rule's code; an ignore names rules by their codes"),
        ({"action": "# kflint: ignore"}, "# kflint: ignore: kflint doesn't understand this comment, so it ignores nothing; write "),
        ({"action": "# kflint: ignore KF601"}, "# kflint: ignore KF601: kflint doesn't understand this comment"),
        ({"action": "# kflint: ignore-blok[KF601]"}, "write '# kflint: ignore-block[KF601] -- reason'"),
        ({"action": "# kflint: disable=KF601"}, "write '# kflint: ignore[KF601] -- reason'"),
    ],
)
def test_a_comment_of_no_use_is_told(comments: dict[str, str], message: str) -> None:
    (told,) = _messages(comments)
    assert message in told
    assert len(_lint(comments)) in (3, 4)


@pytest.mark.parametrize(
    "comments",
    [
        {"action": "# kflint: see the manual"},
        {"action": "# kflint is told to ignore[KF003] elsewhere"},
        {"entrypoint": "# kflint: ignore[KF001]", "manifest": "# kflint: ignore-file[KF019]"},
        {"entrypoint": "# kflint: ignore[KF001]", "above": "# kflint: ignore[KF019]"},
        {"above": "# kflint: ignore[KF020]", "entrypoint": "# kflint: ignore KF403"},
    ],
)
def test_nothing_is_told_of_these(comments: dict[str, str]) -> None:
    assert _messages(comments) == []


def test_an_ignore_of_the_finding_about_it_can_be_unused_too() -> None:
    (told,) = _messages({"action": "# kflint: ignore-file[KF019]"})
    assert "nothing in this file breaks KF019" in told


def test_what_was_not_looked_for_is_not_called_unused() -> None:
    comments = {"entrypoint": "# kflint: ignore[KF601]"}
    assert _lint(comments, ignore=["KF6"]) == ["KF003", "KF403"]
    assert _lint(comments, select=["KF403"]) == ["KF403"]
    assert [f.code for f in kflint.lint(_text(comments) + "---\napiVersion: argoproj.io/v1alpha1\nkind: [")] == [*ALL, "KF002"]


def test_what_is_in_a_text_is_no_comment() -> None:
    text = _text({})
    inside = text.replace("kind: ConfigMap", "kind: ConfigMap  # kflint: ignore-file[KF003]")
    quoted = text.replace("generateName: hello-  #", "generateName: 'hello- # kflint: ignore[KF003]'  #")
    for each in (inside, quoted):
        assert "KF003" in [f.code for f in kflint.lint(each)]
        assert "KF019" not in [f.code for f in kflint.lint(each)]


SHORTHAND = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: claim-
spec:
  entrypoint: claim
  templates:
    - name: claim
      metadata:
        annotations:
          kflint.dev/volume: |  {comment}
            resourceName: data
            sise: 1Gi
"""


def test_findings_about_shorthand_can_be_ignored() -> None:
    assert [f.code for f in kflint.lint(SHORTHAND.format(comment=""))] == ["KF708"]
    assert kflint.lint(SHORTHAND.format(comment="# kflint: ignore-block[KF708]")) == []
