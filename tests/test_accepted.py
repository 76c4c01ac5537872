"""Workflows that Argo accepts though they look odd: nothing in them is called rejected."""

from __future__ import annotations

import pytest

from kflint.linter import lint_bytes
from kflint.settings import ARGO_VERSIONS, Settings
from tools.coverage import AcceptedCase, accepted_cases


@pytest.mark.parametrize("case", accepted_cases(), ids=lambda case: case.path.stem)
def test_nothing_is_rejected(case: AcceptedCase) -> None:
    settings = Settings(argo_version=case.argo_version or ARGO_VERSIONS[-1])
    found = lint_bytes(case.path.read_bytes(), case.path.name, settings)
    refused = [f for f in found if f.consequence == "rejected" or f.code == "KF000"]
    assert [f"{f.line}:{f.column} {f.code} {f.message}" for f in refused] == []
