"""Writes a file whole or not at all."""

from __future__ import annotations

import os


def write_file(path: str, data: bytes) -> None:
    """Replaces the content of a file, or makes it, in one step: at any time it holds the old bytes or the new ones.

    The mode of an existing file is kept; a link stays, and the file that it leads to is replaced. Raises OSError, and leaves
    everything as it was.
    """
    import tempfile

    target = os.path.realpath(path)
    handle, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(target)}.", suffix=".tmp", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode(target: str) -> int:
    """The mode of the file, or what a new file gets."""
    try:
        return os.stat(target).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
