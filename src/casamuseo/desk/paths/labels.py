"""The addresses of labels."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import labels

paths: list[URLPattern] = [
    path("labels/", labels.labels, name="labels"),
    path("labels/text/<int:key>/", labels.label, name="label"),
    path("labels/text/<int:key>/preview.<str:ending>", labels.preview, name="label_preview"),
    path("labels/room/<int:key>/", labels.room, name="labels_room"),
    path("labels/made/", labels.made, name="labels_made"),
    path("labels/copies.pdf", labels.copies_pdf, name="labels_pdf"),
    path("labels/copies/<int:key>/hang/", labels.hang, name="label_hang"),
    path("labels/copies/<int:key>/remove/", labels.remove, name="label_remove"),
    path("labels/replace/", labels.replace, name="labels_replace"),
    path("labels/replaced/", labels.replaced, name="labels_replaced"),
    path("labels/store/", labels.store, name="labels_store"),
]
