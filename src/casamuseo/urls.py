"""Every address: the public site's, the staff's, open data's and the health check's."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from casamuseo.kernel.health import healthz

SHORT = {"hoy": "/desk/today/", "taquilla": "/desk/till/", "puerta": "/gate/", "entrar": "/desk/"}
"""What those who work here type: the Spanish word alone."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("desk/", include("casamuseo.desk.urls")),
    path("gate/", include("casamuseo.gate.urls")),
    *(path(word, RedirectView.as_view(url=address)) for word, address in SHORT.items()),
    path("", include("casamuseo.publish.urls")),
    path("", include("casamuseo.web.urls")),
]

handler400 = "casamuseo.web.errors.bad_request"
handler403 = "casamuseo.web.errors.forbidden"
handler404 = "casamuseo.web.errors.not_found"
handler500 = "casamuseo.web.errors.server_error"
handler503 = "casamuseo.web.errors.maintenance"
