"""Findings that comments in the text tell kflint to ignore, and such comments that are of no use."""

from __future__ import annotations

import re

from kflint.findings.finding import Finding, at_span
from kflint.findings.rules import rules
from kflint.source.comments import BLOCK, FILE, LINE, Code, Directive, Misspelt, directives

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.source.text import Text

UNUSED, MISSPELT = "KF019", "KF020"
# An internal error is no finding about the text, and can't be ignored by the text.
_NEVER_IGNORED = frozenset(("KF000",))
_KINDS = (LINE, BLOCK, FILE)
_WORD = re.compile(r"kflint:\s*([A-Za-z-]*)")
# What other linters call it.
_OTHER_WORDS = ("disable", "disable-line", "disable-next-line", "noqa", "skip", "nolint")


def suppress(findings: list[Finding], text: Text, enabled: frozenset[str]) -> list[Finding]:
    """The findings (all of the author's text `text`) that no comment tells to ignore, and those about the comments themselves.

    `enabled` has the codes of the rules that were looked for everywhere in the text: only an ignore of one of these can be called
    unused.
    """
    found, misspelt = directives(text)
    ignores = _Ignores(found)
    kept = [finding for finding in findings if not ignores.take(finding)]
    if MISSPELT in enabled:
        told = (finding for each in misspelt if (finding := _misspelt(each, text)) is not None)
        kept += [finding for finding in told if not ignores.take(finding)]
    if UNUSED in enabled:
        others = [_unused(code, directive, text) for directive, code in ignores.unused(enabled) if code.text != UNUSED]
        kept += [finding for finding in others if not ignores.take(finding)]
        kept += [_unused(code, directive, text) for directive, code in ignores.unused(enabled) if code.text == UNUSED]
    return kept


class _Ignores:
    """The directives of a text, and which of their codes have ignored something."""

    def __init__(self, found: list[Directive]) -> None:
        self.entries = [(directive, code) for directive in found for code in directive.codes]
        self.used: set[Code] = set()

    def take(self, finding: Finding) -> bool:
        """Whether the finding is ignored; what ignores it counts as used."""
        if finding.code in _NEVER_IGNORED:
            return False
        codes = [
            code
            for directive, code in self.entries
            if code.text == finding.code and directive.first <= finding.line <= directive.last
        ]
        self.used.update(codes)
        return bool(codes)

    def unused(self, enabled: frozenset[str]) -> Iterator[tuple[Directive, Code]]:
        """The codes that have ignored nothing, of rules that were looked for or don't exist."""
        for directive, code in self.entries:
            if code not in self.used and (code.text in enabled or code.text not in rules()):
                yield directive, code


def _unused(code: Code, directive: Directive, text: Text) -> Finding:
    rule = rules().get(code.text)
    if rule is None:
        named = next((each.code for each in rules().values() if code.text in (each.name, each.code.lower())), None)
        remedy = f"write its code, {named}" if named is not None else "an ignore names rules by their codes"
        return at_span(UNUSED, text, code.start, code.end, f"'{code.text}' is no rule's code; {remedy}")
    if directive.kind == FILE:
        where = "in this file"
    elif directive.first == directive.last:
        where = f"on line {directive.first}"
    else:
        where = f"on lines {directive.first} to {directive.last}"
    return at_span(
        UNUSED, text, code.start, code.end, f"nothing {where} breaks {code.text} ({rule.name}); remove it from the comment"
    )


def _misspelt(comment: Misspelt, text: Text) -> Finding | None:
    """A finding about a comment that was meant to ignore something; None for one that only begins with `kflint:`."""
    from kflint.lang.suggest import closest

    said = _WORD.search(text.string, comment.start, comment.end)
    word = said[1] if said is not None else ""
    if word not in (*_KINDS, *_OTHER_WORDS) and closest(word, (*_KINDS, *_OTHER_WORDS)) is None:
        return None
    kind = word if word in _KINDS else closest(word, _KINDS) or LINE
    why = f"kflint doesn't understand this comment, so it ignores nothing; write '# kflint: {kind}[KF601] -- reason'"
    return at_span(MISSPELT, text, comment.start, comment.end, why)
