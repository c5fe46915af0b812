"""The addresses of condition checks, treatments, damage."""

from __future__ import annotations

from django.urls import URLPattern

paths: list[URLPattern] = []
