"""What all tests share: paths of the checkout, facts and corpus kept beside it, and expected outputs in files."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

ROOT = Path(__file__).resolve().parent.parent


class Golden(Protocol):
    """Compares a text with the expected one in a file."""

    def __call__(self, path: Path, text: str) -> None: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the files of expected output with what the program says now")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with the content of a file; `pytest --update` writes the file instead."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update"):
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path.name} is missing; pytest --update writes it"
        assert text == path.read_text(encoding="utf-8")

    return compare
