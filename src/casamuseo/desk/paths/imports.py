"""The addresses of tables brought in and taken out."""

from __future__ import annotations

from django.urls import URLPattern

paths: list[URLPattern] = []
