"""Objects that another tool hands over and takes back: as a KRM function (kpt, kustomize), or as a plain stream of documents."""

from __future__ import annotations
