"""The service worker of the door: with it the page itself opens with no network."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from casamuseo.staff.access import for_anybody

HERE = Path(__file__).resolve().parents[2] / "theme" / "static"
SCRIPT = "theme/gate/worker.js"
LINKED = ["built/site.css", "built/desk.css", "built/archivo.woff2", "theme/mark.svg"]
"""What the page links by its collected name."""
IMPORTED = ("theme/gate/*.js", "built/noble/*.js", "built/zxing/*.*", "built/zxing/reader/*")
"""What modules import from each other, by plain names."""


@for_anybody
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The script with the list of what it keeps; a new one as soon as one of the files changes."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=1)
def _script() -> str:
    imported = sorted(
        path.relative_to(HERE).as_posix() for pattern in IMPORTED for path in HERE.glob(pattern)
    )
    names = [name for name in imported if name != SCRIPT]
    digest = hashlib.sha256()
    for name in [*LINKED, *imported]:
        digest.update(_content(name))
    # The page names its first module by its collected name, and the others import each other plainly.
    first = static("theme/gate/main.js")
    kept = {
        "version": digest.hexdigest()[:16],
        "page": reverse("gate:door"),
        "files": [
            *(static(name) for name in LINKED),
            first,
            *(settings.STATIC_URL + name for name in names),
        ],
    }
    return f"const KEPT = {json.dumps(kept)};\n{_content(SCRIPT).decode()}"


def _content(name: str) -> bytes:
    return (HERE / name).read_bytes()
