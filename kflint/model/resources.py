"""A resource template: its action, flags and manifest, as far as they are known before it runs (Argo type: ResourceTemplate)."""

from __future__ import annotations

from functools import cached_property

from kflint.lang.tags import Tag, find
from kflint.model.scopes import Scope
from kflint.model.values import known_text
from kflint.source.nodes import Mapping, Node, Scalar, Sequence
from kflint.source.place import place
from kflint.source.reader import Document, read
from kflint.source.text import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.model.templates import Template
    from kflint.model.view import View

ACTIONS = ("get", "create", "apply", "delete", "replace", "patch")
# These write the manifest's object, and Argo's validator looks at the manifest only for them.
WRITING = frozenset(("create", "apply", "replace", "patch"))
STRATEGIES = ("strategic", "merge", "json")

# Flags of kubectl whose value is the next element of the list, where it isn't joined by '='.
_FLAGS_WITH_VALUE = frozenset(
    (
        "-n", "--namespace", "-l", "--selector", "-f", "--filename", "-k", "--kustomize", "-o", "--output", "-p", "--patch",
        "--patch-file", "--type", "--field-selector", "--context", "--cluster", "--user", "--as", "--as-group", "--timeout",
        "--grace-period", "--cascade", "--field-manager", "--subresource", "--request-timeout", "--sort-by", "--dry-run",
    )
)  # fmt: skip


class Resource:
    """The `resource` of a template. Whatever a tag makes unknown is None or left out."""

    def __init__(self, template: Template, view: View) -> None:
        self.template = template
        self.view = view
        self.node = template.node.mapping("resource") or template.node

    @cached_property
    def action(self) -> str | None:
        """The action, one of ACTIONS; None where it is missing, wrong or holds a tag of unknown value."""
        text = self.known(self.node.string("action"))
        return text if text in ACTIONS else None

    @cached_property
    def strategy(self) -> str | None:
        """The merge strategy of a patch: as written, `strategic` where nothing is; None if it holds a tag."""
        strategy = self.node.string("mergeStrategy")
        return "strategic" if strategy is None or not strategy.value else self.known(strategy)

    def known(self, scalar: Scalar | None) -> str | None:
        """The text of a field with the values that are known put in; None where there is no text, or some of it is unknown."""
        if scalar is None or "{{" not in scalar.value:
            return scalar.value if scalar is not None else None
        return known_text(scalar.value, self.view.known_values(self.template))

    @cached_property
    def flags(self) -> list[Scalar]:
        """The flags, each an argument for kubectl."""
        flags = self.node.sequence("flags")
        return [flag for flag in flags.items if isinstance(flag, Scalar)] if flags is not None else []

    @cached_property
    def flag_names(self) -> list[Scalar]:
        """The flags that are no options: they name a kind or an object."""
        names, takes_value = [], False
        for flag in self.flags:
            if not flag.value.startswith("-") and not takes_value:
                names.append(flag)
            takes_value = flag.value in _FLAGS_WITH_VALUE
        return names

    @property
    def flags_unknown(self) -> bool:
        """Whether some flag holds a tag, so that anything could be named by it."""
        return any("{{" in flag.value for flag in self.flags)

    @cached_property
    def manifest(self) -> Scalar | None:
        """The manifest, if there is text in it."""
        manifest = self.node.string("manifest")
        return manifest if manifest is not None and manifest.value else None

    @cached_property
    def documents(self) -> list[Document]:
        """The YAML documents of the manifest, tags masked; none where the manifest as a whole is unknown.

        Positions lead to the manifest in the file. Documents that hold nothing at all are left out.
        """
        if self.manifest is None or self.starts_unknown:
            return []
        return [d for d in read(self._masked) if d.root is not None or d.problems]

    @property
    def starts_unknown(self) -> bool:
        """Whether the manifest begins with a tag, so that nothing is known of it."""
        return self.manifest is not None and self.manifest.value.lstrip().startswith("{{")

    @property
    def root(self) -> Node | None:
        """The manifest's only object; None where there are several, none, or it can't be read."""
        return self.documents[0].root if len(self.documents) == 1 and not self.documents[0].problems else None

    @property
    def object(self) -> Mapping | None:
        """The manifest's only object, if it is a mapping."""
        return self.root if isinstance(self.root, Mapping) else None

    def text_of(self, node: Node | None) -> str | None:
        """The text of a scalar in the manifest; None if it is no text, or a tag makes it unknown."""
        if not isinstance(node, Scalar) or not isinstance(node.json, str) or self.has_tag(node):
            return None
        return node.value

    def has_tag(self, node: Node) -> bool:
        """Whether a tag stands in a node of the manifest."""
        return self.manifest is not None and "{{" in self.manifest.value[node.start : node.end]

    @cached_property
    def _masked(self) -> Text:
        """The manifest's text with tags that will have a value turned into letters: as many, so that places stay."""
        scalar = self.manifest
        assert scalar is not None
        scope = Scope(self.view, self.template)
        string = scalar.value
        for tag in reversed(find(string)):
            if tag.closed and self._gets_value(tag, scope):
                string = string[: tag.start] + "x" * (tag.end - tag.start) + string[tag.end :]

        def outer(start: int, end: int) -> tuple[Text, int, int]:
            return (scalar.text, *place(scalar, start, end))

        return Text(string, scalar.text.path, scalar.text.encoding, outer)

    def _gets_value(self, tag: Tag, scope: Scope) -> bool:
        """Whether Argo's validator puts something in for a tag before it reads the manifest (R-RESC-3)."""
        if tag.is_expression or tag.text.startswith("="):
            # Here, and only here, Argo lets blanks stand before the '=' of an expression.
            return "\n" not in tag.text
        if tag.text.startswith(("retries", "lastRetry.")):
            return self.template.node.get("retryStrategy") is not None
        known = tag.text in scope.local or tag.text in self.view.globals.names
        return known or tag.text.startswith("workflow.parameters") or tag.text == "pod.name"

    def items(self) -> list[Node]:
        """The elements of the manifest's list; empty where it is none."""
        return self.root.items if isinstance(self.root, Sequence) else []
