"""The app's entry in Django's registry."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "casamuseo.media"
