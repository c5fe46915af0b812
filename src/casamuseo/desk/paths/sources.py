"""The addresses of sources and articles."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import articles, source_files, sources

paths: list[URLPattern] = [
    path("texts/articles/", articles.articles, name="articles"),
    path("texts/articles/<str:digest>/", articles.article, name="articles_one"),
    path("sources/", sources.sources, name="sources"),
    path("sources/find/", sources.find, name="sources_find"),
    path("sources/add/", sources.add, name="sources_add"),
    path("sources/doubles/", sources.doubles, name="sources_doubles"),
    path("sources/import/", source_files.bring, name="sources_import"),
    path("sources/import/<str:digest>/", source_files.entries, name="sources_entries"),
    path("sources/import/<str:digest>/take/", source_files.take, name="sources_take"),
    path("sources/out/sources.<str:form>", source_files.take_out, name="sources_out"),
    path("sources/<slug:key>/", sources.source, name="sources_one"),
    path("sources/<slug:key>/change/", sources.change, name="sources_change"),
    path("sources/<slug:key>/withdraw/", sources.withdraw, name="sources_withdraw"),
    path("sources/<slug:key>/take-back/", sources.reinstate, name="sources_take_back"),
    path("sources/<slug:key>/delete/", sources.delete, name="sources_delete"),
    path("sources/<slug:key>/merge/<slug:other>/", sources.merge, name="sources_merge"),
]
