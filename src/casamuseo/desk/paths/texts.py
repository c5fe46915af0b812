"""The addresses of the passage editor."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import text_editor, text_history, text_preview, texts

paths: list[URLPattern] = [
    path("texts/", texts.texts, name="texts"),
    path("texts/<int:key>/", text_editor.text, name="text"),
    path("texts/<int:key>/save/", text_editor.save, name="text_save"),
    path("texts/<int:key>/publish/", text_editor.publish, name="text_publish"),
    path("texts/<int:key>/send-back/", text_editor.give_back, name="text_send_back"),
    path("texts/<int:key>/discard/", text_editor.discard, name="text_discard"),
    path("texts/<int:key>/register/", text_editor.begin, name="text_begin_register"),
    path("texts/<int:key>/preview/", text_preview.preview, name="text_preview"),
    path("texts/<int:key>/history/", text_history.history, name="text_history"),
]
