"""A printed address as a QR picture: black on white with its quiet zone."""

from __future__ import annotations

from io import BytesIO

import segno

QUIET_ZONE = 4
"""Modules of white on each side, as ISO/IEC 18004 asks."""


def svg(address: str) -> str:
    """The picture as SVG."""
    file = BytesIO()
    segno.make_qr(address, error="m", boost_error=False).save(
        file, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", xmldecl=False
    )
    return file.getvalue().decode()
