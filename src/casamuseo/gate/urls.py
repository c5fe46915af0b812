"""The addresses of the door, under /gate/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "gate"

urlpatterns: list[URLPattern | URLResolver] = []
