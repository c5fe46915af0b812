"""The addresses of climate: loggers, readings, limits."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import climate

ALL = "collection/climate/"
ONE = f"{ALL}loggers/<slug:key>/"

paths: list[URLPattern] = [
    path(ALL, climate.climate, name="climate"),
    path(f"{ALL}add/", climate.add, name="climate_add"),
    path(f"{ALL}limits/", climate.limits, name="climate_limits"),
    path(f"{ALL}limits/<int:key>/remove/", climate.unlimit, name="climate_unlimit"),
    path(ONE, climate.sensor, name="climate_sensor"),
    path(f"{ONE}readings/", climate.take_in, name="climate_import"),
    path(f"{ONE}change/", climate.change, name="climate_change"),
    path(f"{ONE}retire/", climate.retire, name="climate_retire"),
]
