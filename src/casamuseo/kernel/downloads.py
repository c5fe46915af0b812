"""The addresses of downloads: open data offers them, the public site links to them."""

from __future__ import annotations

DOWNLOADS = "open-data"
"""The first part of their addresses."""


def dump_address(house_key: str) -> str:
    """Where the house folder, as far as it is public, can be fetched as one file."""
    return f"/{DOWNLOADS}/casamuseo-{house_key}.zip"
