"""The addresses of the climate of places."""

from __future__ import annotations

from django.urls import URLPattern

paths: list[URLPattern] = []
