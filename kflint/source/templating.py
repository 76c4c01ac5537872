"""Files that are not YAML but make some: Helm and Jinja templates, and what a merge conflict leaves behind."""

from __future__ import annotations

import re

from kflint.source.problems import TEMPLATE, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.source.scene import Scene
    from kflint.source.text import Text

_CONFLICT = re.compile(r"^(?:<<<<<<< .*|=======|>>>>>>> .*|\|\|\|\|\|\|\| .*)$", re.MULTILINE)
_HELM_WORDS = "include|template|define|block|if|else|end|range|with|toYaml|tpl|required|printf|default|lookup|fail|nindent"
# An action of Go's text/template that no tag of Argo looks like.
_HELM = re.compile(rf"\{{\{{-|-\}}\}}|\{{\{{[ \t]*(?:\.[A-Z]|\$|/\*|(?:{_HELM_WORDS})\b(?![.\w-]))")
_JINJA = re.compile(r"\{%-?[ \t]*\w+[^\n]*%\}|\{#.*#\}")


def unrendered(scene: Scene) -> Problem | None:
    """What shows that the text was never meant to be read as YAML as it stands, None if nothing does."""
    found = _CONFLICT.search(scene.string, scene.start, scene.end)
    if found is not None:
        return scene.problem("a merge conflict is left in the file; choose one side and remove its markers", *found.span())
    return template(scene.text, scene.start, scene.end)


def template(text: Text, start: int, end: int) -> Problem | None:
    """The problem of a text that shows, from `start` to `end` (0-based offsets), that it is a Helm or Jinja template."""
    for name, pattern, command in (("Helm", _HELM, "'helm template'"), ("Jinja", _JINJA, "Jinja")):
        found = pattern.search(text.string, start, end)
        if found is not None:
            why = f"this is a {name} template, not YAML, and was not checked; check what {command} makes of it"
            return Problem(TEMPLATE, why, text, *found.span())
    return None
