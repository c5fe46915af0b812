"""Photographs in a dump for the public: the largest copy under a name of its own, never the master."""

from __future__ import annotations

from typing import Any

from casamuseo.media.models import Picture


def public_name(file: str) -> str:
    """The name of a photograph's copy: a JPEG, whatever the master is."""
    return f"{file.rpartition('.')[0] or file}.jpg"


def copy_instead_of_master(record: dict[str, Any]) -> dict[str, Any]:
    """A picture's record as the public gets it."""
    if record["kind"] != Picture.Kind.PHOTOGRAPH:
        return record
    return {**record, "file": public_name(record["file"])}
