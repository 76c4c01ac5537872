"""Workflows that Argo accepts though they look odd, and others that it refuses: what is called rejected is just what it refuses."""

from __future__ import annotations

import pytest
import yaml

from kflint.linter import lint_bytes
from kflint.settings import ARGO_VERSIONS, Settings
from tests.conftest import ROOT
from tools.coverage import AcceptedCase, accepted_cases

REFUSED = ROOT / "tests" / "fixtures" / "refused.yaml"


@pytest.mark.parametrize("case", accepted_cases(), ids=lambda case: case.path.stem)
def test_nothing_is_rejected(case: AcceptedCase) -> None:
    settings = Settings(argo_version=case.argo_version or ARGO_VERSIONS[-1])
    found = lint_bytes(case.path.read_bytes(), case.path.name, settings)
    refused = [f for f in found if f.consequence == "rejected" or f.code == "KF000"]
    assert [f"{f.line}:{f.column} {f.code} {f.message}" for f in refused] == []


@pytest.mark.parametrize("case", yaml.safe_load(REFUSED.read_text(encoding="utf-8")), ids=lambda case: str(case["about"]))
def test_something_is_rejected(case: dict[str, str]) -> None:
    found = lint_bytes(case["text"].encode(), "refused.yaml", Settings(argo_version="4.1"))
    assert "rejected" in {f.consequence for f in found}
