"""The addresses of open data and of the public interface."""

from django.urls import path

from casamuseo.kernel.downloads import DOWNLOADS
from casamuseo.publish import views
from casamuseo.publish.api.views import api
from casamuseo.publish.iiif import images, presentation

urlpatterns = [
    *images.paths,
    *presentation.paths,
    path(f"{DOWNLOADS}/casamuseo-<slug:key>.zip", views.dump),
    path("api/v1/", api.urls),
]
