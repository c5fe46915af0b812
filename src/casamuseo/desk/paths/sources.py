"""The addresses of sources and articles."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import sources

paths: list[URLPattern] = [
    path("sources/find/", sources.find, name="sources_find"),
]
