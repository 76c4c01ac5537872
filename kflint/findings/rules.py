"""The rules' metadata that a finding needs: code, name, summary, consequence and severity, from `rules/index.json`.

The index is made from the rule files by `tools/index_rules.py` (a test fails when it is stale), so that no YAML is read here.
"""

from __future__ import annotations

from functools import cache

from kflint.data import data_path
from kflint.record import NamedTuple

REJECTED, FAILS, SURPRISE, ADVICE = CONSEQUENCES = ("rejected", "fails", "surprise", "advice")
ERROR, WARNING, INFO, OFF = SEVERITIES = ("error", "warning", "info", "off")


class Rule(NamedTuple):
    """What every finding of a rule shares. `consequence` and `severity` are among CONSEQUENCES and SEVERITIES."""

    code: str
    name: str
    summary: str
    consequence: str
    severity: str


@cache
def rules() -> dict[str, Rule]:
    """All rules by code, in the order of their codes."""
    import json

    with open(data_path("rules", "index.json"), encoding="utf-8") as file:
        return {row[0]: Rule(*row) for row in json.load(file)}
