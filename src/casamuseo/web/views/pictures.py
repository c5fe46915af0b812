"""Pictures by themselves: photographs, and the Open Graph picture of each page."""

from __future__ import annotations

import mimetypes
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from casamuseo.media.models import Picture
from casamuseo.web.open_graph import picture_of
from casamuseo.web.pages import in_language, keep

A_DAY = 60 * 60 * 24
A_YEAR = A_DAY * 365


@in_language
def open_graph(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The picture that stands for a page where it is shared: its drawing and its title, as PNG."""
    response = HttpResponse(picture_of(name, language=language), content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={A_DAY}"
    keep(response)
    return response


def photograph(request: HttpRequest, name: str) -> FileResponse:
    """A photograph that some picture record names; nothing else below the media folder."""
    picture = Picture.objects.filter(
        kind=Picture.Kind.PHOTOGRAPH, digest=PurePosixPath(name).stem
    ).first()
    if picture is None or picture.stored_name != name:
        raise Http404
    path = Path(settings.MEDIA_ROOT) / name
    if not path.is_file():
        raise Http404
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(path.open("rb"), content_type=kind)
    # Its name is made from its content: it never changes.
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
