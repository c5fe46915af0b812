"""The picture of a page where it is shared."""

from __future__ import annotations

from django.http import Http404


def picture_of(name: str, *, language: str) -> bytes:
    raise Http404
