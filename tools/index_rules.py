"""Makes `rules/index.json` from the rule files: what a finding needs of its rule, in a form that costs no YAML to read.

    python tools/index_rules.py           writes the index
    python tools/index_rules.py --check   fails where the index is stale

Every rule file is checked against `schemas/rule.json` on the way.
"""

from __future__ import annotations

import argparse
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "rules"
INDEX = RULES / "index.json"
# What a rule's findings are, where its file does not say otherwise: advice is only for those who select it.
DEFAULT_SEVERITY = {"rejected": "error", "fails": "error", "surprise": "warning", "advice": "off"}


class InvalidRule(Exception):
    """A rule file that is not as `schemas/rule.json` wants it; the message names file, field and fault."""


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((ROOT / "schemas" / "rule.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def load_rule(path: Path) -> dict[str, Any]:
    """The content of one rule file, with its severity filled in. Raises `InvalidRule`."""
    try:
        rule = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise InvalidRule(f"{path.name}: {error}") from None
    for fault in _validator().iter_errors(rule):
        raise InvalidRule(f"{path.name}: {fault.json_path}: {fault.message}")
    if path.stem != f"{rule['code']}-{rule['name']}":
        raise InvalidRule(f"{path.name}: code and name say that the file should be called {rule['code']}-{rule['name']}.yaml")
    rule.setdefault("severity", DEFAULT_SEVERITY[rule["consequence"]])
    return dict(rule)


def load_rules(folder: Path = RULES) -> list[dict[str, Any]]:
    """The content of all rule files, in the order of their codes. Raises `InvalidRule`, also for a code or a name given twice."""
    rules = [load_rule(path) for path in sorted(folder.glob("*.yaml"))]
    for field in ("code", "name"):
        values = [rule[field] for rule in rules]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise InvalidRule(f"the {field} {twice[0]} is given to more than one rule")
    return rules


def index_text(rules: list[dict[str, Any]]) -> str:
    """The text of `rules/index.json`: one row of code, name, summary, consequence and severity a rule, one line a row."""
    fields = ("code", "name", "summary", "consequence", "severity")
    rows = [json.dumps([rule[field] for field in fields], ensure_ascii=False) for rule in rules]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes rules/index.json from the rule files.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the index is stale")
    check = parser.parse_args().check
    try:
        text = index_text(load_rules())
    except InvalidRule as error:
        print(error, file=sys.stderr)
        return 1
    if INDEX.is_file() and INDEX.read_text(encoding="utf-8") == text:
        return 0
    if check:
        print("rules/index.json is stale: run python tools/index_rules.py", file=sys.stderr)
        return 1
    INDEX.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
