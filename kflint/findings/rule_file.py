"""The rest of a rule: what its file says to people. `schemas/rule.json` describes the files."""

from __future__ import annotations

from kflint.data import data_path
from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.findings.rules import Rule

# What a consequence means, in a sentence's part.
MEANINGS = {
    "rejected": "Argo refuses the workflow",
    "fails": "it is accepted, and fails when it runs",
    "surprise": "it runs, and does something other than it says",
    "advice": "it works; better is possible",
}


# How many of its examples a rule's page shows. All of them are run as tests; nobody would read twenty.
_SHOWN = 3


class Example(NamedTuple):
    """A bad text, in which the places of the findings stand between « and », and a good one; "" where there is none."""

    title: str
    bad: str
    good: str


class RulePage(NamedTuple):
    """What a rule's file says: why it matters, how to mend it, its first examples; `since` and `until` are Argo versions or ""."""

    why: str
    fix: str
    examples: tuple[Example, ...]
    since: str
    until: str


def read_page(rule: Rule) -> RulePage:
    """Reads a rule's file."""
    import yaml

    with open(data_path("rules", f"{rule.code}-{rule.name}.yaml"), encoding="utf-8") as file:
        data = yaml.load(file, Loader=yaml.CSafeLoader)
    argo = data.get("argo", {})
    shown = data.get("examples", ())[:_SHOWN]
    examples = (Example(each.get("title", ""), each.get("bad", ""), each.get("good", "")) for each in shown)
    return RulePage(data["why"], data["fix"], tuple(examples), argo.get("since", ""), argo.get("until", ""))
