"""The policy of the pages of the desk that read numbers through a camera: their reader is WebAssembly."""

from __future__ import annotations

from django.http import HttpResponse

from casamuseo.desk.middleware import CAMERA

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


def with_camera(response: HttpResponse) -> HttpResponse:
    """Allow this page the camera."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Permissions-Policy"] = CAMERA
    return response
