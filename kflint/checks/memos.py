"""KF815: memoized templates whose cache Argo can't use (spec 9.14; Argo: cache.Load)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang.tags import find
from kflint.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template

_ALNUM = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@checks_template("KF815")
def memos(template: Template, context: Context) -> Iterator[Finding]:
    """A memo has a key of letters, digits and '-', and a ConfigMap as its cache."""
    memo = template.node.mapping("memoize") if "memoize" in template.node.fields else None
    if memo is None:
        return
    key, defaults = memo.string("key"), template.owner.template_defaults
    if key is not None and key.value:
        yield from _key(key)
    if defaults is not None and defaults.get("memoize") is not None:
        return  # what is missing here is merged in
    if (key is None or not key.value) and (key is not None or memo.get("key") is None):
        yield at_node("KF815", key or memo, "this memo has no 'key': what tells one result from another", key=True)
    cache = memo.mapping("cache")
    config = cache.mapping("configMap") if cache is not None else None
    if memo.get("cache") is None or (cache is not None and cache.get("configMap") is None):
        yield at_node("KF815", cache or memo, "this memo has no 'cache.configMap': where the results are kept", key=True)
    elif config is not None and not config.filled("name"):
        yield at_node("KF815", config, "the ConfigMap of this memo has no 'name'", key=True)


def _key(key: Scalar) -> Iterator[Finding]:
    """The text outside the tags must be right by itself."""
    inside = [(tag.start, tag.end) for tag in find(key.value)]
    for position, char in enumerate(key.value):
        if any(start <= position < end for start, end in inside) or char in _ALNUM or (char == "-" and position):
            continue
        what = "begins with a letter or digit" if char == "-" else f"holds letters, digits and '-' only, and no '{char}'"
        yield at_node("KF815", key, f"the key of a memo {what}", part=(position, position + 1))
        return
