"""The addresses of the translation desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import languages, translating, translation_files

paths: list[URLPattern] = [
    path("translation/", translating.translation, name="translation"),
    path("translation/texts/<slug:kind>/", translating.texts, name="translation_texts"),
    path("translation/files/", translation_files.files, name="translation_files"),
    path("translation/files/export/", translation_files.export, name="translation_export"),
    path("translation/files/bring/", translation_files.dry_run, name="translation_bring"),
    path("translation/files/agree/", translation_files.agree, name="translation_agree"),
    path("translation/languages/", languages.languages, name="translation_languages"),
    path("translation/languages/add/", languages.add, name="translation_add_language"),
    path("translation/languages/<str:code>/up/", languages.up, name="translation_language_up"),
    path(
        "translation/languages/<str:code>/remove/",
        languages.remove,
        name="translation_remove_language",
    ),
    path(
        "translation/languages/<str:code>/publish/",
        languages.publish,
        name="translation_publish_language",
    ),
    path("translation/in/<str:language>/", translating.worklist, name="translation_worklist"),
    path(
        "translation/in/<str:language>/<str:model>/<int:key>/<str:field>/",
        translating.piece,
        name="translation_piece",
    ),
]
