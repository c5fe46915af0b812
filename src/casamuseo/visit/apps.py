"""The app's entry in Django's registry."""

from django.apps import AppConfig


class VisitConfig(AppConfig):
    name = "casamuseo.visit"
