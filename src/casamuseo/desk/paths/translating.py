"""The addresses of the translation desk."""

from __future__ import annotations

from django.urls import URLPattern

paths: list[URLPattern] = []
