"""Settings that all tests of the small languages share."""

from __future__ import annotations

from hypothesis import settings

# A slow machine is no reason to fail: only wrong answers are.
settings.register_profile("lang", deadline=None)
settings.load_profile("lang")
