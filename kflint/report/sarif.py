"""The format `sarif`: SARIF 2.1.0, the format of code scanning."""

from __future__ import annotations

import json
import os
from urllib.parse import quote

from kflint.findings.rules import rules
from kflint.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from kflint.findings.finding import Finding, Related
    from kflint.findings.rules import Rule
    from kflint.report.formats import Report, Style

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note", "off": "note"}


def write(report: Report, out: TextIO, style: Style) -> None:
    """Writes the report."""
    codes = sorted({finding.code for finding in report.findings})
    driver = {
        "name": "kflint",
        "version": __version__,
        "rules": [_rule(rules()[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in report.findings],
    }
    json.dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, out, indent=2)
    out.write("\n")


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": f"'kflint explain {rule.code}' says what happens to one who ignores it, and how to mend it."},
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.severity != "off"},
        "properties": {"consequence": rule.consequence, "tags": [rule.consequence]},
    }


def _result(finding: Finding, rule_index: int) -> dict[str, object]:
    message = finding.message if finding.help is None else f"{finding.message}\n{finding.help}"
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": _location(finding)}],
        "relatedLocations": [
            {"id": number, "message": {"text": related.message}, "physicalLocation": _location(related)}
            for number, related in enumerate(finding.related)
        ],
        "properties": {"consequence": finding.consequence, "document": finding.document, "pointer": finding.pointer},
    }


def _location(place: Finding | Related) -> dict[str, object]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    uri = ("file://" if os.path.isabs(place.path) else "") + quote(place.path.replace(os.sep, "/"))
    return {"artifactLocation": {"uri": uri}, "region": region}
