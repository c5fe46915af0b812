"""The addresses of the plan and display states."""

from __future__ import annotations

from django.urls import URLPattern

paths: list[URLPattern] = []
