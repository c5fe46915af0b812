"""The addresses of tables brought in."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import imports

paths: list[URLPattern] = [
    path("collection/imports/", imports.imports, name="imports"),
    path("collection/imports/<str:key>/", imports.run, name="imports_run"),
    path("collection/imports/<str:key>/columns/", imports.remap, name="imports_columns"),
    path("collection/imports/<str:key>/map/", imports.map_run, name="imports_map"),
    path("collection/imports/<str:key>/start/", imports.start, name="imports_start"),
    path("collection/imports/<str:key>/go-on/", imports.work, name="imports_work"),
    path("collection/imports/<str:key>/forget/", imports.forget, name="imports_forget"),
    path("collection/imports/<str:key>/rows.csv", imports.fates_csv, name="imports_csv"),
]
