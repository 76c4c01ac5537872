"""Where an artifact is kept: whether what is written says enough to find it (spec R-LOC; Argo: HasLocationOrKey)."""

from __future__ import annotations

from kflint.source.nodes import Mapping, Sequence

# In Argo's order: the first one present counts.
LOCATION_TYPES = ("artifactory", "azure", "git", "gcs", "hdfs", "http", "oss", "raw", "s3", "plugin")
# For each type the fields that make a full location, and the field that is a key of its own.
_NEEDED = {
    "artifactory": ("url", "usernameSecret"),
    "azure": ("endpoint", "container", "blob"),
    "git": ("repo",),
    "gcs": ("bucket", "key"),
    "hdfs": ("addresses",),
    "http": ("url",),
    "oss": ("bucket", "endpoint", "key"),
    "s3": ("endpoint", "bucket", "key"),
    "plugin": ("name", "configuration", "key"),
}
_KEY = {"azure": "blob", "gcs": "key", "hdfs": "path", "oss": "key", "s3": "key", "plugin": "key"}
_URL_IS_KEY = ("artifactory", "http")


def has_location(artifact: Mapping) -> bool:
    """Whether an artifact has a location, or a key in the default repository."""
    kind = next((k for k in LOCATION_TYPES if artifact.get(k) is not None), None)
    place = artifact.mapping(kind) if kind is not None else None
    if kind is None or place is None:
        return False
    if kind == "raw" or all(_given(place, field) for field in _NEEDED[kind]):
        return True
    if kind in _URL_IS_KEY:
        url = place.string("url")
        return url is not None and "/" in url.value.partition("://")[2]
    return kind in _KEY and place.filled(_KEY[kind])


def _given(place: Mapping, field: str) -> bool:
    """Whether a field of a location says something; an empty list does not."""
    value = place.get(field)
    return bool(value.items) if isinstance(value, Sequence) else place.filled(field)
