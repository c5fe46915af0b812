"""Open data to fetch: the house folder, as far as it is public."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import etag, require_safe

from casamuseo.house.models import House
from casamuseo.publish.downloads import BeingPacked, packed_house, packed_name

SECONDS_TO_PACK = 15


def _tag(_request: HttpRequest, key: str) -> str:
    return f'"{packed_name(key)}"'


@require_safe
@etag(_tag)
def dump(_request: HttpRequest, key: str) -> HttpResponse | FileResponse:
    """The house folder as a ZIP file."""
    if not House.objects.filter(key=key).exists():
        raise Http404
    try:
        packed = packed_house(key)
    except BeingPacked:
        return _come_back()
    response = FileResponse(
        packed.open("rb"),
        as_attachment=True,
        filename=f"casamuseo-{key}.zip",
        content_type="application/zip",
    )
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def _come_back() -> HttpResponse:
    response = HttpResponse(
        "Preparamos el archivo: inténtelo de nuevo en un momento.\n"
        "The file is being prepared: try again in a moment.\n",
        status=503,
        content_type="text/plain; charset=utf-8",
    )
    response.headers["Retry-After"] = str(SECONDS_TO_PACK)
    return response
