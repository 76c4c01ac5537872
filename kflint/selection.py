"""Which rules are on: selectors (codes, prefixes, names, consequences, profiles, ALL) become a set of codes."""

from __future__ import annotations

from functools import cache

from kflint.error import Error
from kflint.findings.rules import CONSEQUENCES, OFF, Rule, rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

ALL = "ALL"
PREFIX = "KF"
# Profiles: words for rules that belong together, by the beginnings of their codes.
PROFILES: dict[str, tuple[str, ...]] = {
    "SECURITY": ("KF90", "KF91", "KF92", "KF93", "KF94"),
    "GOOD-PRACTICE": ("KF95",),
}
# How exactly a selector speaks of a rule; a prefix speaks the more exactly the longer it is.
_DEFAULT, _ALL, _CONSEQUENCE, _PROFILE, _PREFIX, _EXACT = 1, 1, 2, 2, 3, 99


@cache
def enabled_codes(select: tuple[str, ...], ignore: tuple[str, ...], extend_select: tuple[str, ...]) -> frozenset[str]:
    """The codes of the rules that are on.

    `select` replaces the default selection (every rule whose severity is not `off`), `extend_select` adds to either, `ignore`
    takes away. Where they disagree the more exact selector wins: a code or name over a prefix, a long prefix over a short one, a
    prefix over a consequence or profile, and these over `ALL`; of equally exact ones, `ignore`. Raises `Error` for a selector that
    means no rule.
    """
    wanted, unwanted = _ranks(select + extend_select), _ranks(ignore)
    if not select:
        for rule in rules().values():
            if rule.severity != OFF:
                wanted[rule.code] = max(wanted.get(rule.code, 0), _DEFAULT)
    return frozenset(code for code, rank in wanted.items() if rank > unwanted.get(code, 0))


@cache
def selected_codes(selectors: tuple[str, ...]) -> frozenset[str]:
    """The codes of the rules that any of the selectors means. Raises `Error` for a selector that means no rule."""
    return frozenset(_ranks(selectors))


def find_rule(text: str) -> Rule:
    """The rule with this code or name, in any case of letters. Raises `Error` where there is none."""
    for rule in rules().values():
        if text.upper() == rule.code or text.lower() == rule.name:
            return rule
    raise Error(f"there is no rule '{text}'{_did_you_mean(text)}")


def _ranks(selectors: Iterable[str]) -> dict[str, int]:
    """For the code of every rule that some selector means: how exactly the most exact of them speaks of it."""
    ranks: dict[str, int] = {}
    for selector in selectors:
        meant = [(rule.code, rank) for rule in rules().values() if (rank := _rank(selector, rule))]
        if not meant:
            raise Error(f"'{selector}' selects no rule{_did_you_mean(selector)}")
        for code, rank in meant:
            ranks[code] = max(ranks.get(code, 0), rank)
    return ranks


def _rank(selector: str, rule: Rule) -> int:
    """How exactly a selector speaks of a rule; 0 if it doesn't."""
    if selector in (rule.code, rule.name):
        return _EXACT
    if selector == ALL:
        return _ALL
    if selector == rule.consequence:
        return _CONSEQUENCE
    if selector in PROFILES and rule.code.startswith(PROFILES[selector]):
        return _PROFILE
    return _PREFIX + len(selector) if selector.startswith(PREFIX) and rule.code.startswith(selector) else 0


def _did_you_mean(text: str) -> str:
    from kflint.lang.suggest import closest

    known = [word for rule in rules().values() for word in (rule.code, rule.name)]
    word = closest(text, [ALL, *CONSEQUENCES, *PROFILES, *known])
    if word is not None:
        return f"; did you mean '{word}'?"
    words = f"a consequence, {', '.join(PROFILES)}, or {ALL}"
    return f"; write a rule's code or name ('kflint rules' lists them), the beginning of a code such as KF6, {words}"
