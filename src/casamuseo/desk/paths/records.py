"""The addresses of stories, happenings, journeys, persons and what is edited like them."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import records

paths: list[URLPattern] = [
    path("records/", records.hub, name="records"),
    path("records/stations/<int:key>/text/", records.station_text, name="record_station_text"),
    path("records/<slug:kind>/", records.records, name="record_list"),
    path("records/<slug:kind>/add/", records.add, name="record_add"),
    path("records/<slug:kind>/<int:key>/", records.record, name="record"),
    path("records/<slug:kind>/<int:key>/delete/", records.delete, name="record_delete"),
    path("records/<slug:kind>/<int:key>/text/", records.text, name="record_text"),
]
