"""The addresses of objects: register, catalogue, find."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import object_record, objects

paths: list[URLPattern] = [
    path("collection/", objects.objects, name="objects"),
    path("collection/<str:number>/", object_record.museum_object, name="object"),
]
