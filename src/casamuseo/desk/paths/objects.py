"""The addresses of objects: register, catalogue, find."""

from __future__ import annotations

from django.urls import URLPattern

paths: list[URLPattern] = []
