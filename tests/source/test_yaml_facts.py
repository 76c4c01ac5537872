"""What Kubernetes' own YAML reader makes of hundreds of texts (tests/facts/yaml.json): kflint reads each the same way."""

from __future__ import annotations

import json

import pytest

from kflint.source import problems
from kflint.source.nodes import plain_data
from kflint.source.reader import Document, read_document
from kflint.source.text import Text, Undecodable, decode
from tests.lang.facts import Case, load_cases

CASES = load_cases("yaml")
# What the strict form refuses beside what every form refuses.
STRICT = (problems.DUPLICATE_KEY, problems.MERGED_KEY)
# What Kubernetes passes over without a word; told, but not refused.
PASSED = (problems.SAME_NAME, problems.TRAILING)


def _read(case: Case) -> Document | None:
    """The first document of a case; None where its bytes are no text."""
    try:
        string, encoding = decode(case.data)
    except Undecodable:
        return None
    return read_document(Text(string, encoding=encoding))


def _kinds(case: Case) -> list[str]:
    document = _read(case)
    if document is None:
        return [problems.BYTES]
    for problem in document.problems:
        assert 0 <= problem.start <= problem.end <= len(document.text.string) + 1
    return [problem.kind for problem in document.problems]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_reads_what_kubernetes_reads(case: Case) -> None:
    refused = [kind for kind in _kinds(case) if kind not in (*STRICT, *PASSED)]
    assert (not refused) == case.ok, refused or case.error


@pytest.mark.parametrize("case", [c for c in CASES if c.ok], ids=lambda case: case.id)
def test_strict_form_refuses_keys_given_twice(case: Case) -> None:
    twice = [kind for kind in _kinds(case) if kind in STRICT]
    assert (not twice) == case.more.get("strict_ok", True)


@pytest.mark.parametrize("case", [c for c in CASES if c.ok and c.out is not None], ids=lambda case: case.id)
def test_data_is_what_kubernetes_makes_of_it(case: Case) -> None:
    document = _read(case)
    assert document is not None
    data = plain_data(document.root) if document.root is not None else None
    assert _comparable(data) == _comparable(json.loads(case.out))


def _comparable(data: object) -> object:
    """Data with numbers as floats: JSON does not tell 1 from 1.0, and Go writes large ones rounded."""
    if isinstance(data, bool) or data is None:
        return data
    if isinstance(data, int | float):
        return ("number", float(data))
    if isinstance(data, dict):
        return {key: _comparable(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_comparable(item) for item in data]
    return data
