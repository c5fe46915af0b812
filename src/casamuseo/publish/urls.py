"""The addresses of open data."""

from django.urls import path

from casamuseo.kernel.downloads import DOWNLOADS
from casamuseo.publish import views

urlpatterns = [
    path(f"{DOWNLOADS}/casamuseo-<slug:key>.zip", views.dump),
]
