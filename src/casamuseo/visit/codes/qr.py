"""Ticket codes as QR pictures: SVG for pages and paper, PNG for letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import groupby

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4
"""Modules of white on each side, as ISO/IEC 18004 asks."""


def svg(code: str, *, title: str) -> SafeString:
    """The picture as one inline SVG element, named by its title for who does not see it.

    It is black on white in every colour scheme: scanners do not read it the other way round.
    """
    rows = list(_qr(code).matrix_iter(border=QUIET_ZONE))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img"'
        ' aria-label="{title}" shape-rendering="crispEdges"><title>{title}</title>'
        '<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>',
        size=len(rows),
        title=title,
        path=mark_safe("".join(_runs(rows))),  # noqa: S308  letters and numbers of our own
    )


def png(code: str, *, module_pixels: int = 8) -> bytes:
    """The picture as a PNG of black and white."""
    file = BytesIO()
    _qr(code).save(file, kind="png", scale=module_pixels, border=QUIET_ZONE)
    return file.getvalue()


def _qr(code: str) -> segno.QRCode:
    return segno.make_qr(code, error="m", boost_error=False)


def _runs(rows: Sequence[Iterable[int]]) -> list[str]:
    """Each run of dark modules as one rectangle of a path."""
    path = []
    for y, row in enumerate(rows):
        x = 0
        for is_dark, modules in groupby(row):
            width = len(list(modules))
            if is_dark:
                path.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return path
