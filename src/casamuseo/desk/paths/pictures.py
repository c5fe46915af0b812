"""The addresses of pictures."""

from __future__ import annotations

from django.urls import URLPattern

paths: list[URLPattern] = []
