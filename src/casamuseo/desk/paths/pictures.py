"""The addresses of pictures."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import pictures

ONE = "pictures/<int:key>/"

paths: list[URLPattern] = [
    path("pictures/", pictures.pictures, name="pictures"),
    path("pictures/add/", pictures.add, name="pictures_add"),
    path(ONE, pictures.picture, name="picture"),
    path(f"{ONE}change/", pictures.change, name="picture_change"),
    path(f"{ONE}shows/", pictures.attach, name="picture_attach"),
    path(f"{ONE}shows/<str:kind>/<int:row>/remove/", pictures.detach, name="picture_detach"),
    path(f"{ONE}shows/<str:kind>/<int:row>/first/", pictures.first, name="picture_first"),
    path(f"{ONE}again/", pictures.again, name="picture_again"),
    path(f"{ONE}remove/", pictures.remove, name="picture_remove"),
    path(f"{ONE}files/<str:copy>", pictures.file, name="picture_file"),
]
