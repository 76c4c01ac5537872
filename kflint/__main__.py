"""`python -m kflint` is the command `kflint`."""

from __future__ import annotations

from kflint.cli.main import run

if __name__ == "__main__":
    run()
