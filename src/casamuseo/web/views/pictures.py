"""Pictures by themselves: copies of photographs, and the Open Graph picture of each page."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from casamuseo.collection.showing import hidden_pictures
from casamuseo.kernel.editions import per_edition
from casamuseo.media import derivatives
from casamuseo.web.open_graph import picture_of
from casamuseo.web.pages import in_language, keep

A_DAY = 60 * 60 * 24
A_YEAR = A_DAY * 365
KINDS = {"webp": "image/webp", "jpg": "image/jpeg"}


@in_language
def open_graph(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The picture that stands for a page where it is shared: its drawing and its title, as PNG."""
    response = HttpResponse(picture_of(name, language=language), content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={A_DAY}"
    keep(response)
    return response


def photograph(request: HttpRequest, name: str, copy: str) -> FileResponse:
    """A copy of a public photograph, `480.webp` or `max.jpg`; never a master."""
    path = derivatives.file_of(name, copy)
    if path is None or not _is_public(name):
        raise Http404
    response = FileResponse(path.open("rb"), content_type=KINDS[path.suffix[1:]])
    # Its name is made from its content: it never changes.
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@per_edition
def _is_public(name: str) -> bool:
    return derivatives.public_called(name).exclude(pk__in=hidden_pictures()).exists()
